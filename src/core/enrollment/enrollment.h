// An enrolment: one contact on the way through one sequence; and the steps that its state may take.
// THREADS: values and pure functions.
// ERRORS: pause, resume, stop: conflict where the state does not allow it, saying which it is.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace sa {

/// WAITING: its next step has an instant. DRAFTED: the draft of its step lies before a person, or waits to leave. HELD: something
/// must end or be decided first. PAUSED: until an instant, or until a person resumes it. FINISHED, STOPPED: over.
enum class EnrollmentStatus { WAITING, DRAFTED, HELD, PAUSED, FINISHED, STOPPED };
BOOST_DESCRIBE_ENUM(EnrollmentStatus, WAITING, DRAFTED, HELD, PAUSED, FINISHED, STOPPED)

/// Why it is in its state.
struct EnrollmentReason {
  std::string rule;      ///< "sequence.reply", "sequence.absent", "template.missing_field", ...
  std::string words;     ///< one sentence for a person, which names the mail or fact
  std::string evidence;  ///< "message:<id>", "deal:<id>", "draft:<id>"; empty: none
  std::optional<Instant> until;
  bool operator==(const EnrollmentReason&) const = default;
};
BOOST_DESCRIBE_STRUCT(EnrollmentReason, (), (rule, words, evidence, until))

struct Enrollment {
  std::string enrollment_id;
  std::string sequence_id;
  std::int64_t sequence_version = 1;
  std::string contact_id;
  std::optional<std::string> campaign_id;
  std::optional<std::string> mailbox_id;  ///< that its mails leave from; null: not chosen yet
  std::optional<std::string> user_id;     ///< who enrolled the contact
  EnrollmentStatus status = EnrollmentStatus::WAITING;
  std::optional<EnrollmentReason> reason;
  std::string step_id;             ///< the next step, or the one whose draft lies there
  std::optional<Instant> next_at;  ///< when the step is to happen; null: nothing is planned
  std::optional<Instant> last_at;  ///< when the step before happened: sent_at, or done_at of a task
  std::vector<std::string> draft_ids;
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Enrollment, (),
                      (enrollment_id, sequence_id, sequence_version, contact_id, campaign_id, mailbox_id,
                       user_id, status, reason, step_id, next_at, last_at, draft_ids, created_at, updated_at,
                       version))

/// The first 32 hex digits of SHA-256(sequence_id LF contact_id LF n). `earlier`: enrolments of this contact in this sequence
/// before.
std::string make_enrollment_id(std::string_view sequence_id, std::string_view contact_id,
                               std::int64_t earlier);

/// Whether anything can still follow from it.
bool is_living(EnrollmentStatus status);

/// By a person or a key. A pause without an end lasts until somebody resumes it. A pause can be made longer, not shorter.
Result<Enrollment> pause(Enrollment enrollment, EnrollmentReason reason, Instant now);
/// Of what is PAUSED or HELD. Planned anew by whoever calls: WAITING, without an instant.
Result<Enrollment> resume(Enrollment enrollment, Instant now);
Result<Enrollment> stop(Enrollment enrollment, EnrollmentReason reason, Instant now);

}  // namespace sa
