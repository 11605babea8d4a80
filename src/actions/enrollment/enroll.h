// Enrolling contacts in a sequence, by hand or at a campaign's launch.
// THREADS: any; inside a transaction.
// ERRORS: conflict where the sequence is not ACTIVE; not_found for a mailbox that is not ours; those of the database. A contact that
// cannot be enrolled is no error: it is skipped, with its reason.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "core/enrollment/enrollment.h"
#include "core/sequence/sequence.h"
#include "core/user/actor.h"

namespace sa {

/// A contact that was not enrolled.
struct SkippedContact {
  std::string contact_id;
  std::string rule;              ///< "suppression.address", "contact.other_sequence", "contact.gone", ...
  std::string words;             ///< one sentence for a person
  std::optional<Instant> until;  ///< when it may be tried again; null: that is not known
  bool operator==(const SkippedContact&) const = default;
};
BOOST_DESCRIBE_STRUCT(SkippedContact, (), (contact_id, rule, words, until))

struct EnrollBatch {
  std::string batch_id;  ///< stands in the trail of each enrolment
  std::int64_t enrolled = 0;
  std::vector<SkippedContact> skipped;
};
BOOST_DESCRIBE_STRUCT(EnrollBatch, (), (batch_id, enrolled, skipped))

/// Most that one call takes: a launch enrols in several transactions.
inline constexpr std::size_t kEnrollMax = 1000;

/// Enrols the contacts in this version of the sequence, in the order of their ids. The scheduler plans their first step within a
/// minute. `mailbox_id`: all their mail leaves from there; null: from the one that the contact hears from, else one of the
/// campaign's or the sequence's. REQUIRES: at most kEnrollMax ids.
Result<EnrollBatch> enroll_contacts(Services& services, Tx& tx, const Actor& actor, const Sequence& sequence,
                                    const std::vector<std::string>& contact_ids,
                                    const std::optional<std::string>& campaign_id = {},
                                    const std::optional<std::string>& mailbox_id = {});

}  // namespace sa
