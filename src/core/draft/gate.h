// The gate: decides whether a draft may be sent now, must wait, or never may, and why. The same function runs when a draft is
// created, when it is approved, at the moment of sending and in the simulator, so they can never disagree.
//
// Rules, in the order in which they are judged: suppression.*, recipient.*, contact.*, campaign.*, sequence.*, thread.*, content.*,
// claim.*, footer.*, those of the policy packs (consent.* and more), mailbox.*, quota.*, time.*, mailbox.window.
// THREADS: pure.
// SOURCE: docs/draft_states.md for the order of the steps; the law or RFC of a rule stands beside its function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/calendar/calendar.h"
#include "core/campaign/campaign.h"
#include "core/contact/suppression.h"
#include "core/draft/draft.h"
#include "core/draft/verdict.h"
#include "core/enrollment/enrollment.h"
#include "core/mailbox/mailbox.h"
#include "core/message/message.h"
#include "core/policy/pack.h"
#include "core/sequence/plan.h"
#include "core/usage/quota.h"

namespace sa {

/// A question to a person about the recipient that nobody has answered yet (core/question/question.h).
struct OpenDoubt {
  std::string question_id;
  std::string kind;   ///< what is doubted
  std::string words;  ///< of the recipient, as written
};

/// Facts about the recipient.
struct ContactFacts {
  std::vector<Suppression> suppressions;  ///< of the person, of its domain and of those above
  std::string timezone;                   ///< IANA name; empty: not known
  bool is_own_address = false;            ///< the recipient is one of our mailboxes
  bool is_role_address = false;           ///< several people may read it: info@, ventas@
  std::optional<OpenDoubt> doubt = {};    ///< all mail to the recipient waits for its answer
  /// Opt-outs by links of ours of which nobody knows yet whom they stand for: perhaps for this recipient.
  std::int64_t unknown_opt_outs = 0;
  std::string source = {};  ///< where their data is from; empty: not known
};

/// Facts about the draft's conversation.
struct ThreadFacts {
  std::optional<MessageKind> answered_kind;  ///< kind of the message that the draft answers
  std::optional<Instant>
      newest_inbound_at;  ///< of what the recipient wrote anywhere, or anybody in the thread, and nobody saw who wrote or
                          ///< approved the draft
  bool already_answered = false;    ///< another draft or mail of ours answered the same message
  bool has_recipient = true;        ///< the recipient wrote or received the message that the draft answers
  bool speaks_to_machines = false;  ///< the message that the draft answers seems to hold orders for a model
};

/// Facts about the enrolment that the draft is a step of.
struct EnrollmentFacts {
  EnrollmentStatus status = EnrollmentStatus::DRAFTED;
  std::optional<EnrollmentReason> reason = {};         ///< why it is in that state
  std::optional<Instant> replied_at = {};              ///< when the contact last answered
  std::optional<CampaignStatus> campaign_status = {};  ///< null: of no campaign
  std::string campaign_name = {};
  std::optional<Instant> absent_until = {};  ///< the contact is away until then
  std::string other_sequence_id = {};        ///< an older enrolment excludes this one; empty: none does
  std::optional<Instant> step_at =
      {};                    ///< when the draft's step is to happen; null: it is not the present one
  bool is_replaced = false;  ///< a newer draft of the enrolment stands in its place
  std::optional<PlanCalendar> calendar =
      {};  ///< of the sequence: its hours count, and not those of the settings
};

/// The house's rules for sending, from the configuration.
struct GatePolicy {
  QuotaLimits limits;
  Calendar calendar;
  bool claims_enforced = true;  ///< an unsupported commitment or offer blocks; false: it warns
  std::string postal_address;   ///< SENDER_POSTAL_ADDRESS; empty: not set
};

struct GateContext {
  ContactFacts contact;
  ThreadFacts thread;
  MailboxFacts mailbox;
  Usage usage;
  std::optional<EnrollmentFacts> enrollment = {};  ///< null: the draft is no step of a sequence
  /// Of the claims of an approved draft: the sources that say something else by now, or are gone.
  std::vector<std::string> changed_sources;
  PolicyPacks packs = {};  ///< that judge a mail to this recipient
  /// What they go by, as far as the recipient is concerned; the gate adds the mail's part.
  PolicyFacts policy = {};
  /// A person pressed "send": the send window is reported but does not hold.
  bool explicit_send = false;
  /// They press it at this moment: what the draft waits for holds it no longer, either.
  bool asked_now = false;
  bool is_stored = false;     ///< a draft of this id is in the database
  std::string postponed_for;  ///< what the provider said when it put the draft off; empty: it did not
};

/// What the enrolment alone says of its draft: for who changes the one and must show it of the other.
Verdict judge_enrollment(const Draft& draft, const EnrollmentFacts& enrollment, Instant now);
/// `verdict`, in which `enrollment` stands for what it said about the enrolment.
Verdict with_enrollment(Verdict verdict, const Verdict& enrollment);

/// What the packs of the context say of the mail: their part of `decide`.
std::vector<PolicyFinding> judge_by_packs(const Draft& draft, const GateContext& context,
                                          const GatePolicy& policy, Instant now);

Verdict decide(const Draft& draft, const GateContext& context, const GatePolicy& policy, Instant now);

}  // namespace sa
