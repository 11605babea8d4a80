// Rows read from the CRM, and records of what we wrote to it.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "store/agent/agent.h"
#include "store/engine/db.h"

namespace sa {

/// A contact of the CRM, as far as matching needs it.
struct CrmContactRow {
  std::string contact_id;
  std::string email;
  std::string email_key;
  std::string name;
  std::optional<std::string> company_id_fk;
  std::string lifecycle_stage;
  std::optional<std::string> merged_into;
  std::int64_t archived = 0;
};
BOOST_DESCRIBE_STRUCT(CrmContactRow, (),
                      (contact_id, email, email_key, name, company_id_fk, lifecycle_stage, merged_into,
                       archived))

/// By the CRM's id, through merges; null for one that is not known or was put away.
Result<std::optional<CrmContactRow>> find_crm_contact(ReadTx& tx, const std::string& contact_id);
Result<std::optional<CrmContactRow>> find_crm_contact_by_email(ReadTx& tx, const std::string& email_key);
/// Empty: not known.
/// What the CRM says of the language of whom an address belongs to, ISO 639-1; empty: nothing.
Result<std::string> find_crm_language(ReadTx& tx, const std::string& email_key);
Result<std::string> find_crm_company_name(ReadTx& tx, const std::string& company_id);

/// The records of a page (ports/crm.h has the structs: each has the columns' names).
/// `columns`: the record's fields, `synced_at`, and `is_current`: so it is now, whatever was read before. Else what changed
/// later stays: a search lags, and must not bring back what was put away.
Result<Unit> save_crm_company(Tx& tx, const Args& columns);
Result<Unit> save_crm_contact(Tx& tx, const Args& columns);
Result<Unit> save_crm_deal(Tx& tx, const Args& columns);
/// The stage of a deal as it is stored; null: it is new.
Result<std::optional<std::string>> find_crm_deal_stage(ReadTx& tx, const std::string& deal_id);
/// One that is there stays as it is.
Result<Unit> insert_crm_submission(Tx& tx, const Args& columns);
Result<Unit> note_crm_merge(Tx& tx, const std::string& contact_id, const std::string& merged_into,
                            Instant now);
/// `type`: "company", "contact" or "deal". Of a contact nothing personal stays.
Result<Unit> archive_crm_record(Tx& tx, const std::string& type, const std::string& record_id, Instant now);
/// Every record; whatever is read of one after this counts as newer.
Result<Unit> archive_crm_records(Tx& tx, Instant now);

/// A task or note, and where it stands in the CRM.
struct PushTask {
  std::string task_id;
  std::string contact_id_fk;
  std::string company_id;
  std::string title;
  std::string body;
  Date due_date;
  Instant due_at;
  std::string status;
  Instant created_at;
  std::optional<std::string> crm_id;
};
BOOST_DESCRIBE_STRUCT(PushTask, (),
                      (task_id, contact_id_fk, company_id, title, body, due_date, due_at, status, created_at,
                       crm_id))
struct PushNote {
  std::string note_id;
  std::string contact_id_fk;
  boost::json::object context_json;
  Instant created_at;
  std::optional<std::string> crm_id;
};
BOOST_DESCRIBE_STRUCT(PushNote, (), (note_id, contact_id_fk, context_json, created_at, crm_id))
Result<PushTask> get_push_task(ReadTx& tx, const std::string& task_id);
Result<PushNote> get_push_note(ReadTx& tx, const std::string& note_id);
/// The first id stays.
Result<Unit> note_task_crm_id(Tx& tx, const std::string& task_id, const std::string& provider,
                              const std::string& crm_id);
Result<Unit> note_note_crm_id(Tx& tx, const std::string& note_id, const std::string& provider,
                              const std::string& crm_id);

}  // namespace sa
