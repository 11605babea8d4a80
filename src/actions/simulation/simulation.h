// Simulations: the plan of a campaign, or of a sequence that is only a file yet for a segment, from what the database says now. Nothing is
// written, nobody is called.
// THREADS: any; blocks its thread. Memory: about 2 KB for each contact, and no mail's body.
// ERRORS: not_found for a campaign or segment; invalid, with the path of the field; those of store/engine/db.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "actions/services.h"
#include "base/reflect/reflect.h"
#include "core/sequence/sequence.h"
#include "core/simulation/simulation.h"
#include "core/user/actor.h"

namespace sa {

/// Most days that are simulated.
inline constexpr std::int64_t kMostSimulatedDays = 366;

/// Whose mails: a campaign's, or those of a sequence for a segment. A sequence that is only tried needs neither id nor name.
struct SimulationSubject {
  std::optional<std::string> campaign_id;
  std::optional<Sequence> sequence;
  std::optional<std::string> segment_id;
};

struct SimulationTerms {
  std::int64_t days = 30;
  std::optional<Instant> from;  ///< null: now
  std::int64_t seed = 0;
  std::string world;    ///< "reply=0.05,absence=0.03"; empty: nothing happens
  std::string approve;  ///< "all", "none", "after=4h"; empty: all
};

/// All of it is read in one transaction. For contacts that the onlooker sees.
Result<Simulation> simulate(Services& services, const Actor& actor, SimulationSubject subject,
                            const SimulationTerms& terms);

/// What the plan of `first` is compared with, checked before either is made: a sequence without a segment is tried on that of `first`.
Result<SimulationSubject> comparison_subject(Services& services, const SimulationSubject& first,
                                             SimulationSubject other);

}  // namespace sa
