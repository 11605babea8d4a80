#include "store/contact/person.h"

#include <boost/json/array.hpp>

#include "queries.h"

namespace sa {
namespace {

struct Table {
  const char* name;
  const Query& query;
};

boost::json::value json_of(const std::string& column, const Value& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return nullptr;
  const auto number = std::get_if<std::int64_t>(&cell);
  if (number && (column == "at" || column.ends_with("_at")))
    return boost::json::value(format_rfc3339(Instant{*number}));
  if (number) return *number;
  return boost::json::value(as_text(cell));
}

boost::json::array array_of(const Rows& rows) {
  boost::json::array all;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    boost::json::object one;
    for (std::size_t i = 0; i < rows.columns.size(); ++i)
      one[rows.columns[i]] = json_of(rows.columns[i], rows.cells[row * rows.columns.size() + i]);
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

Result<std::vector<PersonMail>> list_person_mails(ReadTx& tx, const std::string& contact_id,
                                                  const PersonMail& after, std::int64_t limit) {
  return tx.list<PersonMail>(sql::person_message_list, Args()
                                                           .add("contact_id", contact_id)
                                                           .add("after_at", after.sent_at)
                                                           .add("after_id", after.message_id)
                                                           .add("limit", limit));
}

Result<std::vector<Draft>> list_person_drafts(ReadTx& tx, const std::string& contact_id) {
  return tx.list<Draft>(sql::person_draft_list, Args().add("contact_id", contact_id));
}

Result<boost::json::object> list_person_rows(ReadTx& tx, const std::string& contact_id) {
  static const std::vector<Table> tables = {{"consents", sql::consent_list},
                                            {"notes", sql::person_notes},
                                            {"stages", sql::person_stages},
                                            {"tasks", sql::person_tasks},
                                            {"agent_notes", sql::person_agent_notes},
                                            {"questions", sql::person_questions},
                                            {"suppressions", sql::person_suppressions},
                                            {"sent", sql::person_sent},
                                            {"crm_contacts", sql::person_crm_contacts},
                                            {"deals", sql::person_deals},
                                            {"form_submissions", sql::person_form_submissions},
                                            {"enrollments", sql::person_enrollments},
                                            {"steps", sql::person_steps},
                                            {"absences", sql::person_absences},
                                            {"campaign_skips", sql::person_campaign_skips}};
  boost::json::object all;
  for (const Table& table : tables) {
    TRY(const Rows rows, tx.query(table.query, Args().add("contact_id", contact_id)));
    all[table.name] = array_of(rows);
  }
  return all;
}

}  // namespace sa
