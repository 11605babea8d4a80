// Rows of enrolments, of what their steps made, of absences and of passing bounces.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/campaign/campaign.h"
#include "core/draft/draft.h"
#include "core/enrollment/enrollment.h"
#include "store/engine/db.h"

namespace sa {

/// An enrolment with what only the scheduler goes by.
struct EnrollmentRow : Enrollment {
  std::string batch_id;
  std::string company_domain;         ///< empty: the contact's address says nothing of a company
  bool is_parallel = false;           ///< its sequence allows others beside it
  std::optional<Instant> wake_at;     ///< when the scheduler looks at it; null: never by itself
  std::optional<Instant> replied_at;  ///< drafts from before are out of date
  std::optional<std::string> leased_by;
  std::optional<Instant> leased_until;  ///< by the machine's clock
  std::int64_t fence = 0;               ///< grows with every lease and every change
};
BOOST_DESCRIBE_STRUCT(EnrollmentRow, (Enrollment),
                      (batch_id, company_domain, is_parallel, wake_at, replied_at, leased_by, leased_until,
                       fence))

/// False where the contact is in a living one that excludes it, or there is one of that id.
Result<bool> insert_enrollment(Tx& tx, const EnrollmentRow& row);
/// ERRORS: not_found.
Result<EnrollmentRow> get_enrollment(ReadTx& tx, const std::string& enrollment_id);
/// `version` is one more than that which was read. ERRORS: conflict when the row has another one.
Result<Unit> update_enrollment(Tx& tx, const EnrollmentRow& row);

/// Leases up to `limit` due ones to `worker`, the longest due first.
Result<std::vector<EnrollmentRow>> claim_enrollments(Tx& tx, const std::string& worker, Instant now,
                                                     Instant machine_now, Instant leased_until,
                                                     std::int64_t limit);
/// When the first of the leases on what is due by `now` ends; null: nothing that is due is leased.
Result<std::optional<Instant>> find_lease_end(ReadTx& tx, Instant now, Instant machine_now);
/// False when the lease was lost, or the enrolment changed meanwhile: nothing may be written then.
Result<bool> renew_lease(Tx& tx, const EnrollmentRow& row, Instant leased_until);
Result<bool> holds_lease(Tx& tx, const EnrollmentRow& row);

/// Empty members match everything.
struct EnrollmentFilter {
  std::string sequence_id;
  std::string campaign_id;
  std::string contact_id;
  std::string status;
};
/// In the order of ids, after `after_id`.
Result<std::vector<EnrollmentRow>> list_enrollments(ReadTx& tx, const EnrollmentFilter& filter,
                                                    const std::string& after_id, std::int64_t limit);

/// Oldest first.
Result<std::vector<EnrollmentRow>> list_living_enrollments(ReadTx& tx, const std::string& contact_id);
Result<std::vector<EnrollmentRow>> list_living_of_company(ReadTx& tx, const std::string& company_domain,
                                                          const std::string& but_contact_id);
Result<std::vector<EnrollmentRow>> list_living_of_hash(ReadTx& tx, const std::string& key_hash);
Result<std::vector<EnrollmentRow>> list_living_of_thread(ReadTx& tx, const std::string& thread_id);
Result<std::optional<EnrollmentRow>> find_enrollment_of_draft(ReadTx& tx, const std::string& draft_id);
Result<std::int64_t> count_earlier_enrollments(ReadTx& tx, const std::string& contact_id,
                                               const std::string& sequence_id);

struct EnrollmentCount {
  EnrollmentStatus status = EnrollmentStatus::WAITING;
  std::int64_t enrollments = 0;
};
BOOST_DESCRIBE_STRUCT(EnrollmentCount, (), (status, enrollments))
/// Of a sequence, of a campaign, or (both empty) of all.
Result<std::vector<EnrollmentCount>> count_enrollments(ReadTx& tx, const std::string& sequence_id,
                                                       const std::string& campaign_id);

/// The scheduler looks at them now: at all living ones of a campaign whose state changed; at those of a contact that wait for a
/// field.
Result<std::int64_t> wake_campaign(Tx& tx, const std::string& campaign_id, Instant now);
Result<std::int64_t> wake_incomplete(Tx& tx, const std::string& contact_id, Instant now);

struct EnrollmentsDue {
  std::int64_t due = 0;            ///< that the scheduler is to look at by now
  std::optional<Instant> next_at;  ///< when another one is
};
BOOST_DESCRIBE_STRUCT(EnrollmentsDue, (), (due, next_at))
Result<EnrollmentsDue> get_enrollments_due(ReadTx& tx, Instant now);

/// What a step made: a draft, or a task.
struct EnrollmentStep {
  std::string enrollment_id;
  std::string step_id;
  std::string variant_id;  ///< empty: the step has none
  std::optional<std::string> draft_id;
  std::optional<std::string> task_id;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(EnrollmentStep, (), (enrollment_id, step_id, variant_id, draft_id, task_id, created_at))
Result<Unit> insert_enrollment_step(Tx& tx, const EnrollmentStep& step);
/// Oldest first.
Result<std::vector<EnrollmentStep>> list_enrollment_steps(ReadTx& tx, const std::string& enrollment_id);
/// Null: the task is no step of a sequence.
Result<std::optional<EnrollmentStep>> find_step_of_task(ReadTx& tx, const std::string& task_id);

/// The newest mail of the enrolment that left.
Result<std::optional<Draft>> find_last_sent(ReadTx& tx, const std::string& enrollment_id);
/// Its drafts that may still leave, or are on their way, oldest first.
Result<std::vector<Draft>> list_enrollment_drafts(ReadTx& tx, const std::string& enrollment_id);
/// When the sending that is under way began; null: none is.
Result<std::optional<Instant>> find_claimed_at(ReadTx& tx, const std::string& draft_id);

/// What the gate knows of a draft's enrolment.
struct EnrollmentGateRow {
  std::string enrollment_id;
  EnrollmentStatus status = EnrollmentStatus::WAITING;
  std::optional<EnrollmentReason> reason;
  std::optional<Instant> replied_at;
  std::optional<CampaignStatus> campaign_status;
  std::optional<std::string> campaign_name;
  std::string sequence_id;
  std::int64_t sequence_version = 1;
  std::string contact_id;
  std::string step_id;
  std::optional<Instant> next_at;
  std::vector<std::string> draft_ids;
  std::optional<Instant> absent_until;
  std::optional<std::string> other_sequence_id;
};
BOOST_DESCRIBE_STRUCT(EnrollmentGateRow, (),
                      (enrollment_id, status, reason, replied_at, campaign_status, campaign_name, sequence_id,
                       sequence_version, contact_id, step_id, next_at, draft_ids, absent_until,
                       other_sequence_id))
/// Null: there is none of that id (any more).
Result<std::optional<EnrollmentGateRow>> find_enrollment_gate(ReadTx& tx, const std::string& enrollment_id,
                                                              Instant now);

/// Until when a contact is away.
struct Absence {
  std::string contact_id;
  std::string message_id;  ///< their automatic answer
  Instant until;
  Instant noted_at;
};
BOOST_DESCRIBE_STRUCT(Absence, (), (contact_id, message_id, until, noted_at))
Result<Unit> save_absence(Tx& tx, const Absence& absence);
/// The one that is not over at `now`.
Result<std::optional<Absence>> find_absence(ReadTx& tx, const std::string& contact_id, Instant now);

/// Of two contacts that become one: the later return counts.
Result<Unit> join_absences(Tx& tx, const std::string& from_id, const std::string& to_id);

/// Counts a report that a mail did not arrive for now. How many there were to this address since `from`.
Result<std::int64_t> note_soft_bounce(Tx& tx, const std::string& message_id, const std::string& key_hash,
                                      Instant at, Instant from);

}  // namespace sa
