#include "store/mailbox/handover.h"

#include "queries.h"

namespace sa {

Result<std::vector<Draft>> list_open_drafts_of_mailbox(ReadTx& tx, const std::string& mailbox_id,
                                                       std::int64_t limit) {
  return tx.list<Draft>(sql::handover_draft_list, Args().add("mailbox_id", mailbox_id).add("limit", limit));
}

Result<Unit> give_contacts(Tx& tx, const std::string& mailbox_id, const std::optional<std::string>& user_id,
                           const TermRange& owner_terms, const std::string& owner_term) {
  const Args args = Args()
                        .add("mailbox_id", mailbox_id)
                        .add("user_id", user_id)
                        .add("low", owner_terms.low)
                        .add("high", owner_terms.high)
                        .add("term", owner_term);
  TRY_OK(tx.put(sql::handover_owner_forget, args));
  if (!owner_term.empty()) TRY_OK(tx.put(sql::handover_owner_note, args));
  return tx.put(sql::handover_owner_set, args);
}

Result<MovedRows> move_mailbox(Tx& tx, const std::string& from, const std::string& to, Instant now) {
  const Args args = Args().add("from_mailbox_id", from).add("to_mailbox_id", to).add("now", now);
  TRY_OK(tx.put(sql::handover_written_to, args));
  TRY_OK(tx.put(sql::handover_contact_notes, args));
  TRY_OK(tx.put(sql::handover_contact_tasks, args));
  TRY_OK(tx.put(sql::handover_enrollments, args));
  TRY_OK(tx.put(sql::handover_messages, args));
  MovedRows moved;
  TRY(moved.contacts, tx.exec(sql::handover_contacts, args));
  TRY(moved.threads, tx.exec(sql::handover_threads, args));
  return moved;
}

}  // namespace sa
