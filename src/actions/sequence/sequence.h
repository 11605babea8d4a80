// Sequences as a lead makes them: saved in versions, activated, archived.
// THREADS: any.
// ERRORS: not_found; invalid, with the path of the field; forbidden for what takes a lead; conflict for a stale version (`current` is the
// sequence as it is now), and for a change to a sequence in use that does not say what becomes of who is in it; those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/sequence/sequence.h"
#include "core/user/actor.h"

namespace sa {

/// Whom a change to a sequence in use is for. new_only: who is enrolled goes on with the version that they began with. all: they
/// go on with the new one, and drafts of steps that changed are withdrawn.
enum class InFlight { new_only, all };
BOOST_DESCRIBE_ENUM(InFlight, new_only, all)

/// A sequence as somebody writes it. What is left out has its default.
struct SequenceInput : Sequence {
  std::optional<InFlight> in_flight;

  SequenceInput() { version = 0; }
  static constexpr bool kAllOptional = true;
  static constexpr const char* kAbout =
      "A sequence as it is to be saved. `status` and the instants are ignored.";
  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(SequenceInput, (Sequence), (in_flight))

/// A DRAFT. The same id with the same content answers the sequence as it is; with other content: conflict.
Task<Result<Sequence>> create_sequence(Services& services, const Actor& actor, SequenceInput input);
/// Replaces all of it, as the next version; the same content makes none.
Task<Result<Sequence>> change_sequence(Services& services, const Actor& actor, std::string sequence_id,
                                       SequenceInput input);
/// From then on contacts can be enrolled. ERRORS: forbidden for anybody but a lead.
Task<Result<Sequence>> activate_sequence(Services& services, const Actor& actor, std::string sequence_id);
/// Nobody is enrolled any more; who is enrolled goes on. ERRORS: as above.
Task<Result<Sequence>> archive_sequence(Services& services, const Actor& actor, std::string sequence_id);

/// The sequence as a file that `create_sequence` takes: only what a person writes.
boost::json::object exported(const Sequence& sequence);

}  // namespace sa
