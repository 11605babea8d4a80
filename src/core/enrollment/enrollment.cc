#include "core/enrollment/enrollment.h"

#include "base/crypto/hash.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

constexpr std::size_t kIdChars = 32;

/// Why `verb` is not possible in the state that the enrolment is in.
Error refused(const Enrollment& enrollment, std::string_view verb) {
  std::string words = "Enrolment " + enrollment.enrollment_id + " cannot be " + std::string(verb) + ": ";
  switch (enrollment.status) {
    case EnrollmentStatus::WAITING:
      words += "it is waiting for its next step.";
      break;
    case EnrollmentStatus::DRAFTED:
      words += "the draft of its step is there.";
      break;
    case EnrollmentStatus::HELD:
      words += "it is held.";
      break;
    case EnrollmentStatus::PAUSED:
      words += enrollment.reason && enrollment.reason->until
                   ? "it is already paused until " + format_rfc3339(*enrollment.reason->until) + "."
                   : "it is already paused until somebody resumes it.";
      break;
    case EnrollmentStatus::FINISHED:
      words += "it is finished. Enrol the contact again.";
      break;
    case EnrollmentStatus::STOPPED:
      words += "it was stopped. Enrol the contact again.";
      break;
  }
  return conflict(std::move(words))
      .with_details("status", boost::json::string(enum_name(enrollment.status)))
      .with_details("version", enrollment.version);
}

Enrollment moved(Enrollment enrollment, EnrollmentStatus to, std::optional<EnrollmentReason> reason,
                 Instant now) {
  enrollment.status = to;
  enrollment.reason = std::move(reason);
  enrollment.next_at.reset();
  enrollment.updated_at = now;
  enrollment.version += 1;
  return enrollment;
}

/// Whether a pause that ends at `until` (null: never by itself) lasts longer than the present one.
bool lasts_longer(const Enrollment& enrollment, const std::optional<Instant>& until) {
  const std::optional<Instant> present = enrollment.reason ? enrollment.reason->until : std::nullopt;
  return present && (!until || *present < *until);
}

}  // namespace

std::string make_enrollment_id(std::string_view sequence_id, std::string_view contact_id,
                               std::int64_t earlier) {
  std::string text(sequence_id);
  text += '\n';
  text += contact_id;
  text += '\n';
  text += std::to_string(earlier);
  return sha256_hex(text).substr(0, kIdChars);
}

bool is_living(EnrollmentStatus status) {
  return status != EnrollmentStatus::FINISHED && status != EnrollmentStatus::STOPPED;
}

Result<Enrollment> pause(Enrollment enrollment, EnrollmentReason reason, Instant now) {
  const bool is_paused = enrollment.status == EnrollmentStatus::PAUSED;
  if (!is_living(enrollment.status) || (is_paused && !lasts_longer(enrollment, reason.until)))
    return refused(enrollment, "paused");
  return moved(std::move(enrollment), EnrollmentStatus::PAUSED, std::move(reason), now);
}

Result<Enrollment> resume(Enrollment enrollment, Instant now) {
  const bool rests =
      enrollment.status == EnrollmentStatus::PAUSED || enrollment.status == EnrollmentStatus::HELD;
  if (!rests) return refused(enrollment, "resumed");
  return moved(std::move(enrollment), EnrollmentStatus::WAITING, std::nullopt, now);
}

Result<Enrollment> stop(Enrollment enrollment, EnrollmentReason reason, Instant now) {
  if (!is_living(enrollment.status)) return refused(enrollment, "stopped");
  return moved(std::move(enrollment), EnrollmentStatus::STOPPED, std::move(reason), now);
}

}  // namespace sa
