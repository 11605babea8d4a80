#include "store/contact/erase.h"

#include "queries.h"

namespace sa {
namespace {

Result<std::vector<std::string>> list_ids(ReadTx& tx, const Query& query, const Args& args) {
  TRY(const Rows rows, tx.query(query, args));
  std::vector<std::string> ids;
  for (const Value& cell : rows.cells) ids.push_back(as_text(cell));
  return ids;
}

}  // namespace

namespace erase {
const EraseStatement draft_versions{"draft_versions", sql::erase_draft_versions_delete};
const EraseStatement draft_runs{"agent_runs", sql::erase_draft_runs};
const EraseStatement draft_blank{"drafts", sql::erase_draft_blank};
const EraseStatement attempts_blank{"send_attempts", sql::erase_attempt_blank};
const EraseStatement attempts_delete{"send_attempts", sql::erase_attempts_delete};
const EraseStatement draft_delete{"drafts", sql::erase_draft_delete};
const EraseStatement message_update{"messages", sql::erase_message_update};
const EraseStatement message_unanswer{"drafts", sql::erase_message_unanswer};
const EraseStatement message_runs{"agent_runs", sql::erase_message_runs};
const EraseStatement message_jobs{"jobs", sql::erase_message_jobs};
const EraseStatement message_vectors{"message_embeddings", sql::erase_message_vectors};
const EraseStatement message_link{"thread_links", sql::erase_message_link};
const EraseStatement message_questions{"questions", sql::erase_message_questions};
const EraseStatement contact_questions{"questions", sql::erase_contact_questions};
const EraseStatement message_delete{"messages", sql::erase_message_delete};
const EraseStatement thread_links{"thread_links", sql::erase_thread_links};
const EraseStatement thread_delete{"threads", sql::erase_thread_delete};
const EraseStatement thread_blank{"threads", sql::erase_thread_blank};
const EraseStatement crm_contact{"hubspot_contacts", sql::erase_crm_contact};
const EraseStatement submissions{"hubspot_form_submissions", sql::erase_submissions};
const EraseStatement replays{"idempotency_keys", sql::erase_replays};
const EraseStatement tasks{"agent_tasks", sql::erase_tasks};
const EraseStatement notes{"agent_notes", sql::erase_notes};
const EraseStatement crm_deals{"hubspot_deals", sql::erase_crm_deals};
const EraseStatement contact_notes{"contact_notes", sql::erase_contact_notes};
const EraseStatement contact_stages{"contact_stages", sql::erase_contact_stages};
const EraseStatement campaign_skips{"campaign_skips", sql::erase_campaign_skips};
const EraseStatement contact_consents{"consents", sql::erase_contact_consents};
const EraseStatement enrollment_steps{"enrollment_steps", sql::erase_enrollment_steps};
const EraseStatement enrollments{"enrollments", sql::erase_enrollments};
const EraseStatement absence{"contact_absences", sql::erase_absence};
const EraseStatement contact_merges{"contact_merges", sql::erase_contact_merges};
const EraseStatement contact_terms{"record_terms", sql::erase_contact_terms};
const EraseStatement message_recipients{"message_recipients", sql::erase_message_recipients};
const EraseStatement recipient{"message_recipients", sql::erase_recipient};
const EraseStatement company{"companies", sql::erase_company};
const EraseStatement company_terms{"record_terms", sql::erase_company_terms};
const EraseStatement import_error{"import_errors", sql::erase_import_error};
const EraseStatement contact_addresses{"contact_addresses", sql::erase_contact_addresses};
const EraseStatement contact{"contacts", sql::erase_contact};
const EraseStatement other_draft{"drafts", sql::erase_other_draft_update};
const EraseStatement shown{"suppressions", sql::erase_shown};
const EraseStatement removals_shown{"suppression_removals", sql::erase_removals_shown};
const EraseStatement links_shown{"unsubscribe_links", sql::erase_links_shown};
const EraseStatement objection{"suppressions", sql::erase_objection};
}  // namespace erase

Result<std::vector<std::string>> list_threads_of_draft(ReadTx& tx, const std::string& draft_id) {
  return list_ids(tx, sql::erase_draft_thread_list, Args().add("draft_id", draft_id));
}

Result<std::vector<std::string>> list_crm_contact_ids(ReadTx& tx, const std::string& address) {
  return list_ids(tx, sql::erase_crm_contact_ids, Args().add("address", address));
}

Result<std::vector<std::string>> list_all_addresses(ReadTx& tx) {
  return list_ids(tx, sql::erase_addresses, Args());
}

Result<std::vector<DraftToErase>> list_drafts_to_erase(ReadTx& tx, const std::string& address,
                                                       const std::string& contact_id) {
  return tx.list<DraftToErase>(sql::erase_draft_list,
                               Args().add("address", address).add("contact_id", contact_id));
}

Result<std::vector<MessageWords>> list_messages_with(ReadTx& tx, const std::string& pattern) {
  return tx.list<MessageWords>(sql::erase_message_candidates, Args().add("pattern", pattern));
}

Result<std::vector<Contact>> list_contacts_with(ReadTx& tx, const std::string& pattern) {
  return tx.list<Contact>(sql::erase_other_contact_candidates, Args().add("pattern", pattern));
}

Result<std::vector<Company>> list_companies_with(ReadTx& tx, const std::string& pattern) {
  return tx.list<Company>(sql::erase_other_company_candidates, Args().add("pattern", pattern));
}

Result<std::vector<DraftWords>> list_drafts_with(ReadTx& tx, const std::string& pattern) {
  return tx.list<DraftWords>(sql::erase_other_draft_candidates, Args().add("pattern", pattern));
}

Result<std::vector<RowWords>> list_import_errors_with(ReadTx& tx, const std::string& pattern) {
  return tx.list<RowWords>(sql::erase_import_error_candidates, Args().add("pattern", pattern));
}

const std::vector<ScrubbedTable>& scrubbed_tables() {
  static const std::vector<ScrubbedTable> all = {
      {"threads", sql::erase_thread_candidates, sql::erase_thread_update},
      {"agent_tasks", sql::erase_task_candidates, sql::erase_task_update},
      {"agent_notes", sql::erase_note_candidates, sql::erase_note_update},
      {"contact_notes", sql::erase_contact_note_candidates, sql::erase_contact_note_update},
      {"consents", sql::erase_consent_candidates, sql::erase_consent_update},
      {"contact_merges", sql::erase_merge_candidates, sql::erase_merge_update},
      {"agent_runs", sql::erase_run_candidates, sql::erase_run_update},
      {"questions", sql::erase_question_candidates, sql::erase_question_update},
      {"jobs", sql::erase_job_candidates, sql::erase_job_update},
      {"send_attempts", sql::erase_attempt_candidates, sql::erase_attempt_update},
      {"hubspot_deals", sql::erase_deal_candidates, sql::erase_deal_update},
      {"hubspot_companies", sql::erase_company_candidates, sql::erase_company_update}};
  return all;
}

Result<std::vector<AuditWords>> list_audit_with(ReadTx& tx, const std::string& pattern) {
  return tx.list<AuditWords>(sql::erase_audit_candidates, Args().add("pattern", pattern));
}

Result<std::vector<std::int64_t>> list_audit_rows_of(ReadTx& tx, const std::string& draft_id) {
  TRY(const Rows rows, tx.query(sql::erase_audit_rows_of_draft, Args().add("draft_id", draft_id)));
  std::vector<std::int64_t> seqs;
  for (const Value& cell : rows.cells) seqs.push_back(std::get<std::int64_t>(cell));
  return seqs;
}

}  // namespace sa
