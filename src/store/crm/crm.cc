#include "store/crm/crm.h"

#include "base/reflect/json_member.h"
#include "queries.h"

namespace sa {
namespace {

struct CustomProperties {
  boost::json::object custom_properties;
};
BOOST_DESCRIBE_STRUCT(CustomProperties, (), (custom_properties))

struct CompanyName {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CompanyName, (), (name))

/// A chain of merges is followed this far; a longer one is a circle.
constexpr int kLongestChain = 20;

Args crm_id_args(const std::string& id, const std::string& provider, const std::string& crm_id) {
  return Args().add("id", id).add("crm_provider", provider).add("crm_id", crm_id);
}

}  // namespace

Result<std::optional<CrmContactRow>> find_crm_contact(ReadTx& tx, const std::string& contact_id) {
  std::string id = contact_id;
  for (int i = 0; i < kLongestChain; ++i) {
    TRY(auto row, tx.find<CrmContactRow>(sql::crm_contact_find, Args().add("contact_id", id)));
    if (!row || (!row->merged_into && row->archived != 0)) return std::optional<CrmContactRow>();
    if (!row->merged_into) return row;
    id = *row->merged_into;
  }
  return std::optional<CrmContactRow>();
}

Result<std::optional<CrmContactRow>> find_crm_contact_by_email(ReadTx& tx, const std::string& email_key) {
  return tx.find<CrmContactRow>(sql::crm_contact_find_by_email, Args().add("email_key", email_key));
}

Result<std::string> find_crm_language(ReadTx& tx, const std::string& email_key) {
  TRY(const auto row,
      tx.find<CustomProperties>(sql::crm_contact_find_properties, Args().add("email_key", email_key)));
  return row ? member_text(row->custom_properties, "language") : std::string();
}

Result<std::string> find_crm_company_name(ReadTx& tx, const std::string& company_id) {
  TRY(const auto row, tx.find<CompanyName>(sql::crm_company_find_name, Args().add("company_id", company_id)));
  return row ? row->name : std::string();
}

Result<Unit> save_crm_company(Tx& tx, const Args& columns) {
  return tx.put(sql::crm_company_save, columns);
}

Result<Unit> save_crm_contact(Tx& tx, const Args& columns) {
  return tx.put(sql::crm_contact_save, columns);
}

Result<std::optional<std::string>> find_crm_deal_stage(ReadTx& tx, const std::string& deal_id) {
  TRY(const Rows rows, tx.query(sql::crm_deal_stage, Args().add("deal_id", deal_id)));
  if (rows.cells.empty()) return std::optional<std::string>();
  return std::optional(as_text(rows.cells.front()));
}

Result<Unit> save_crm_deal(Tx& tx, const Args& columns) {
  return tx.put(sql::crm_deal_save, columns);
}

Result<Unit> insert_crm_submission(Tx& tx, const Args& columns) {
  return tx.put(sql::crm_submission_insert, columns);
}

Result<Unit> note_crm_merge(Tx& tx, const std::string& contact_id, const std::string& merged_into,
                            Instant now) {
  return tx.put(sql::crm_contact_note_merge, Args()
                                                 .add("contact_id", contact_id)
                                                 .add("merged_into", merged_into)
                                                 .add("changed_at", now)
                                                 .add("synced_at", now));
}

Result<Unit> archive_crm_record(Tx& tx, const std::string& type, const std::string& record_id, Instant now) {
  const Args args = Args().add("record_id", record_id).add("synced_at", now);
  if (type == "company") return tx.put(sql::crm_company_archive, args);
  if (type == "contact") return tx.put(sql::crm_contact_archive, args);
  return tx.put(sql::crm_deal_archive, args);
}

Result<Unit> archive_crm_records(Tx& tx, Instant now) {
  const Args args = Args().add("synced_at", now);
  TRY_OK(tx.put(sql::crm_company_archive_all, args));
  TRY_OK(tx.put(sql::crm_contact_archive_all, args));
  return tx.put(sql::crm_deal_archive_all, args);
}

Result<PushTask> get_push_task(ReadTx& tx, const std::string& task_id) {
  return tx.get<PushTask>(sql::crm_task_get, Args().add("task_id", task_id),
                          "There is no task " + task_id + ".");
}

Result<PushNote> get_push_note(ReadTx& tx, const std::string& note_id) {
  return tx.get<PushNote>(sql::crm_note_get, Args().add("note_id", note_id),
                          "There is no note " + note_id + ".");
}

Result<Unit> note_task_crm_id(Tx& tx, const std::string& task_id, const std::string& provider,
                              const std::string& crm_id) {
  return tx.put(sql::crm_task_note_id, crm_id_args(task_id, provider, crm_id));
}

Result<Unit> note_note_crm_id(Tx& tx, const std::string& note_id, const std::string& provider,
                              const std::string& crm_id) {
  return tx.put(sql::crm_note_note_id, crm_id_args(note_id, provider, crm_id));
}

}  // namespace sa
