// Plan against actual: what the simulator planned at the launch of a campaign, held against the mails that left.
// THREADS: values and pure functions.
// SOURCE: SEQUENCES of the design, section 6: same, moved, missing and extra, each with its reason.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/draft/draft.h"
#include "core/enrollment/enrollment.h"

namespace sa {

/// A planned mail, and what became of it.
struct PlannedMail {
  std::string contact_id;
  std::string step_id;
  Instant planned_at;
  std::string planned_mailbox;                        ///< the address
  std::optional<EnrollmentStatus> enrollment_status;  ///< null: the launch left the contact out
  std::optional<EnrollmentReason> enrollment_reason;
  std::optional<std::string> draft_id;  ///< null: the step has made no draft
  std::optional<DraftStatus> draft_status;
  std::optional<Instant> sent_at;
  std::optional<Instant> approved_at;
  std::optional<Verdict> verdict;
  std::optional<std::string> mailbox;    ///< the address of the draft's
  std::optional<std::string> recipient;  ///< the contact's address; null: they were erased
};
BOOST_DESCRIBE_STRUCT(PlannedMail, (),
                      (contact_id, recipient, step_id, planned_at, planned_mailbox, enrollment_status,
                       enrollment_reason, draft_id, draft_status, sent_at, approved_at, verdict, mailbox))

/// A mail that left and was not planned.
struct ExtraMail {
  std::string contact_id;
  std::string step_id;
  Instant sent_at;
  std::optional<std::string> mailbox;
  std::string draft_id;
  std::optional<std::string> recipient;
};
BOOST_DESCRIBE_STRUCT(ExtraMail, (), (contact_id, step_id, sent_at, mailbox, draft_id, recipient))

/// A difference, with its reason.
struct PlanDeviation {
  std::string contact_id;
  std::string step_id;
  std::optional<Instant> planned_at;
  std::optional<Instant> sent_at;
  std::optional<std::string> planned_mailbox;
  std::optional<std::string> mailbox;
  std::optional<std::string> draft_id;
  std::optional<std::string> recipient;
  std::string rule;   ///< "sequence.reply", "draft.pending", "draft.late", ...
  std::string words;  ///< one sentence for a person
};
BOOST_DESCRIBE_STRUCT(PlanDeviation, (),
                      (contact_id, step_id, planned_at, sent_at, planned_mailbox, mailbox, draft_id,
                       recipient, rule, words))

struct PlanAgainstActual {
  std::int64_t same = 0;
  std::int64_t waiting = 0;            ///< planned for later than now
  std::vector<PlanDeviation> moved;    ///< left at another time, or from another mailbox
  std::vector<PlanDeviation> missing;  ///< should have left by now
  std::vector<PlanDeviation> extra;
};

/// A mail that left within a minute of its instant left as planned: the handing over takes its time.
inline constexpr std::int64_t kSameMs = kMinuteMs;

/// `planned`: by contact, in the order of the plan.
PlanAgainstActual hold_against(const std::vector<PlannedMail>& planned, const std::vector<ExtraMail>& extra,
                               Instant now);

}  // namespace sa
