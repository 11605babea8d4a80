#include "store/enrollment/enrollment.h"

#include "queries.h"

namespace sa {
namespace {

struct FoundAt {
  std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(FoundAt, (), (at))

}  // namespace

Result<bool> insert_enrollment(Tx& tx, const EnrollmentRow& row) {
  TRY(const std::int64_t inserted, tx.exec(sql::enrollment_insert, Args().add_all(row)));
  return inserted == 1;
}

Result<EnrollmentRow> get_enrollment(ReadTx& tx, const std::string& enrollment_id) {
  return tx.get<EnrollmentRow>(sql::enrollment_get, Args().add("enrollment_id", enrollment_id),
                               "There is no enrolment " + enrollment_id + ".");
}

Result<Unit> update_enrollment(Tx& tx, const EnrollmentRow& row) {
  TRY(const std::int64_t changed, tx.exec(sql::enrollment_update, Args().add_all(row)));
  if (changed == 1) return ok();
  return conflict("The enrolment " + row.enrollment_id + " was changed meanwhile. Read it again.");
}

Result<std::vector<EnrollmentRow>> claim_enrollments(Tx& tx, const std::string& worker, Instant now,
                                                     Instant machine_now, Instant leased_until,
                                                     std::int64_t limit) {
  return tx.list<EnrollmentRow>(sql::enrollment_claim, Args()
                                                           .add("worker", worker)
                                                           .add("now", now)
                                                           .add("machine_now", machine_now)
                                                           .add("leased_until", leased_until)
                                                           .add("limit", limit));
}

Result<std::optional<Instant>> find_lease_end(ReadTx& tx, Instant now, Instant machine_now) {
  TRY(const FoundAt end,
      tx.get<FoundAt>(sql::enrollment_lease_end, Args().add("now", now).add("machine_now", machine_now),
                      "The leases of the enrolments could not be read."));
  return end.at;
}

Result<bool> renew_lease(Tx& tx, const EnrollmentRow& row, Instant leased_until) {
  TRY(const std::int64_t renewed, tx.exec(sql::enrollment_renew, Args()
                                                                     .add("leased_until", leased_until)
                                                                     .add("enrollment_id", row.enrollment_id)
                                                                     .add("fence", row.fence)));
  return renewed == 1;
}

Result<bool> holds_lease(Tx& tx, const EnrollmentRow& row) {
  TRY(const std::int64_t held,
      tx.exec(sql::enrollment_fence, Args().add("enrollment_id", row.enrollment_id).add("fence", row.fence)));
  return held == 1;
}

Result<std::vector<EnrollmentRow>> list_enrollments(ReadTx& tx, const EnrollmentFilter& filter,
                                                    const std::string& after_id, std::int64_t limit) {
  return tx.list<EnrollmentRow>(sql::enrollment_list, Args()
                                                          .add("sequence_id", filter.sequence_id)
                                                          .add("campaign_id", filter.campaign_id)
                                                          .add("contact_id", filter.contact_id)
                                                          .add("status", filter.status)
                                                          .add("after_id", after_id)
                                                          .add("limit", limit));
}

Result<std::vector<EnrollmentRow>> list_living_enrollments(ReadTx& tx, const std::string& contact_id) {
  return tx.list<EnrollmentRow>(sql::enrollment_list_living_of_contact, Args().add("contact_id", contact_id));
}

Result<std::vector<EnrollmentRow>> list_living_of_company(ReadTx& tx, const std::string& company_domain,
                                                          const std::string& but_contact_id) {
  if (company_domain.empty()) return std::vector<EnrollmentRow>();
  return tx.list<EnrollmentRow>(
      sql::enrollment_list_living_of_company,
      Args().add("company_domain", company_domain).add("contact_id", but_contact_id));
}

Result<std::vector<EnrollmentRow>> list_living_of_hash(ReadTx& tx, const std::string& key_hash) {
  return tx.list<EnrollmentRow>(sql::enrollment_list_living_of_hash, Args().add("key_hash", key_hash));
}

Result<std::vector<EnrollmentRow>> list_living_of_thread(ReadTx& tx, const std::string& thread_id) {
  return tx.list<EnrollmentRow>(sql::enrollment_list_of_thread, Args().add("thread_id", thread_id));
}

Result<std::optional<EnrollmentRow>> find_enrollment_of_draft(ReadTx& tx, const std::string& draft_id) {
  return tx.find<EnrollmentRow>(sql::enrollment_find_of_draft, Args().add("draft_id", draft_id));
}

Result<std::vector<EnrollmentStep>> list_enrollment_steps(ReadTx& tx, const std::string& enrollment_id) {
  return tx.list<EnrollmentStep>(sql::enrollment_step_list, Args().add("enrollment_id", enrollment_id));
}

Result<std::optional<EnrollmentStep>> find_step_of_task(ReadTx& tx, const std::string& task_id) {
  return tx.find<EnrollmentStep>(sql::enrollment_step_of_task, Args().add("task_id", task_id));
}

Result<std::int64_t> count_earlier_enrollments(ReadTx& tx, const std::string& contact_id,
                                               const std::string& sequence_id) {
  TRY(const Rows rows, tx.query(sql::enrollment_count_earlier,
                                Args().add("contact_id", contact_id).add("sequence_id", sequence_id)));
  return rows.first_integer();
}

Result<std::vector<EnrollmentCount>> count_enrollments(ReadTx& tx, const std::string& sequence_id,
                                                       const std::string& campaign_id) {
  return tx.list<EnrollmentCount>(sql::enrollment_count,
                                  Args().add("sequence_id", sequence_id).add("campaign_id", campaign_id));
}

Result<std::int64_t> wake_campaign(Tx& tx, const std::string& campaign_id, Instant now) {
  return tx.exec(sql::enrollment_wake_campaign, Args().add("campaign_id", campaign_id).add("now", now));
}

Result<std::int64_t> wake_incomplete(Tx& tx, const std::string& contact_id, Instant now) {
  return tx.exec(sql::enrollment_wake_incomplete, Args().add("contact_id", contact_id).add("now", now));
}

Result<EnrollmentsDue> get_enrollments_due(ReadTx& tx, Instant now) {
  return tx.get<EnrollmentsDue>(sql::enrollment_next_due, Args().add("now", now),
                                "The due enrolments could not be counted.");
}

Result<Unit> insert_enrollment_step(Tx& tx, const EnrollmentStep& step) {
  return tx.put(sql::enrollment_step_insert, Args().add_all(step));
}

Result<std::optional<Draft>> find_last_sent(ReadTx& tx, const std::string& enrollment_id) {
  return tx.find<Draft>(sql::enrollment_last_sent, Args().add("enrollment_id", enrollment_id));
}

Result<std::vector<Draft>> list_enrollment_drafts(ReadTx& tx, const std::string& enrollment_id) {
  return tx.list<Draft>(sql::enrollment_drafts, Args().add("enrollment_id", enrollment_id));
}

Result<std::optional<Instant>> find_claimed_at(ReadTx& tx, const std::string& draft_id) {
  TRY(const auto row, tx.find<FoundAt>(sql::enrollment_claimed_at, Args().add("draft_id", draft_id)));
  return row ? row->at : std::nullopt;
}

Result<std::optional<EnrollmentGateRow>> find_enrollment_gate(ReadTx& tx, const std::string& enrollment_id,
                                                              Instant now) {
  return tx.find<EnrollmentGateRow>(sql::enrollment_gate_facts,
                                    Args().add("enrollment_id", enrollment_id).add("now", now));
}

Result<Unit> save_absence(Tx& tx, const Absence& absence) {
  return tx.put(sql::absence_save, Args().add_all(absence));
}

Result<std::optional<Absence>> find_absence(ReadTx& tx, const std::string& contact_id, Instant now) {
  return tx.find<Absence>(sql::absence_find, Args().add("contact_id", contact_id).add("now", now));
}

Result<Unit> join_absences(Tx& tx, const std::string& from_id, const std::string& to_id) {
  TRY_OK(tx.put(sql::absence_join, Args().add("from_id", from_id).add("to_id", to_id)));
  return tx.put(sql::absence_delete, Args().add("contact_id", from_id));
}

Result<std::int64_t> note_soft_bounce(Tx& tx, const std::string& message_id, const std::string& key_hash,
                                      Instant at, Instant from) {
  TRY_OK(tx.exec(sql::soft_bounce_insert,
                 Args().add("message_id", message_id).add("key_hash", key_hash).add("at", at)));
  TRY(const Rows rows, tx.query(sql::soft_bounce_count, Args().add("key_hash", key_hash).add("from", from)));
  return rows.first_integer();
}

}  // namespace sa
