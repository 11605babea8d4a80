#include "store/mailbox/handover.h"

#include "queries.h"

namespace sa {

Result<std::vector<Draft>> list_open_drafts_of_mailbox(ReadTx& tx, const std::string& mailbox_id,
                                                       std::int64_t limit) {
  return tx.list<Draft>(sql::handover_draft_list, Args().add("mailbox_id", mailbox_id).add("limit", limit));
}

Result<std::int64_t> hand_over_contacts(Tx& tx, const std::string& from, const TeamMailbox& to,
                                        const TermRange& owner_terms, const std::string& owner_term,
                                        Instant now) {
  const Args args = Args()
                        .add("from_mailbox_id", from)
                        .add("to_mailbox_id", to.mailbox_id)
                        .add("user_id", to.user_id)
                        .add("low", owner_terms.low)
                        .add("high", owner_terms.high)
                        .add("term", owner_term)
                        .add("now", now);
  TRY_OK(tx.put(sql::handover_owner_forget, args));
  if (!owner_term.empty()) TRY_OK(tx.put(sql::handover_owner_note, args));
  TRY_OK(tx.put(sql::written_to_move, args));
  TRY_OK(tx.put(sql::handover_contact_notes, args));
  TRY_OK(tx.put(sql::handover_contact_tasks, args));
  return tx.exec(sql::handover_contacts, args);
}

Result<std::int64_t> hand_over_threads(Tx& tx, const std::string& from, const std::string& to) {
  const Args args = Args().add("from_mailbox_id", from).add("to_mailbox_id", to);
  TRY_OK(tx.put(sql::handover_messages, args));
  return tx.exec(sql::handover_threads, args);
}

}  // namespace sa
