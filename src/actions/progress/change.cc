#include "actions/progress/change.h"

#include "base/reflect/reflect.h"
#include "store/audit/audit.h"
#include "store/job/job.h"

namespace sa {

boost::json::object details_of(const EnrollmentRow& row, EnrollmentStatus from) {
  boost::json::object details{{"enrollment_id", row.enrollment_id},
                              {"sequence_id", row.sequence_id},
                              {"contact_id", row.contact_id},
                              {"step_id", row.step_id},
                              {"from", enum_name(from)},
                              {"status", enum_name(row.status)}};
  if (row.campaign_id) details["campaign_id"] = *row.campaign_id;
  if (row.reason) details["reason"] = to_json(*row.reason);
  return details;
}

Result<EnrollmentRow> change_enrollment(Tx& tx, const Actor& actor, const char* action, EnrollmentStatus from,
                                        EnrollmentRow row, Instant now) {
  ++row.version;
  row.updated_at = now;
  TRY_OK(update_enrollment(tx, row));
  TRY_OK(append_audit(tx, actor, action, details_of(row, from), now));
  return row;
}

Result<Unit> ask_to_schedule(const Services& services, Tx& tx) {
  // While the first of them runs, a wish for it would be lost: it may have looked already.
  for (const char* key : {"now", "again"})
    TRY_OK(enqueue_job(tx, make_job(services.machine_clock, services.random, kScheduleJob, key, {}, "")));
  return ok();
}

EnrollmentRow with_step_done(EnrollmentRow row, const Sequence& sequence, Instant at, Instant now) {
  row.last_at = at;
  row.next_at.reset();
  const SequenceStep* next = next_step(sequence, row.step_id);
  if (!next) {
    row.status = EnrollmentStatus::FINISHED;
    row.reason.reset();
    row.wake_at.reset();
    return row;
  }
  row.step_id = next->step_id;
  const bool goes_on = row.status == EnrollmentStatus::WAITING || row.status == EnrollmentStatus::DRAFTED;
  if (goes_on) return to_be_planned(std::move(row), now);
  // Nothing is planned before its pause or hold ends; the scheduler finds out when that is.
  row.wake_at = now;
  return row;
}

EnrollmentRow to_be_planned(EnrollmentRow row, Instant now) {
  row.status = EnrollmentStatus::WAITING;
  row.reason.reset();
  row.next_at.reset();
  row.wake_at = now;
  return row;
}

EnrollmentRow with_reason(EnrollmentRow row, EnrollmentStatus status, EnrollmentReason reason) {
  row.status = status;
  row.next_at.reset();
  row.wake_at = status == EnrollmentStatus::PAUSED ? reason.until : std::nullopt;
  row.reason = std::move(reason);
  return row;
}

}  // namespace sa
