#include "store/mailbox/sight.h"

#include "core/mailbox/sight.h"
#include "queries.h"
#include "store/mailbox/mailbox.h"

namespace sa {

Result<std::string> Asker::sight(ReadTx& tx) {
  if (sight_) return *sight_;
  if (actor_.kind == ActorKind::system) return std::string(kSeesEverything);
  TRY(const auto mailboxes, tx.list<MailboxViewers>(sql::mailbox_access_list, Args()));
  sight_ = sight_of(actor_, mailboxes);
  return *sight_;
}

Result<Unit> check_mailbox(ReadTx& tx, const std::string& mailbox_id) {
  TRY(const Rows rows, tx.query(sql::mailbox_seen_count, Args().add("mailbox_id", mailbox_id)));
  if (rows.first_integer() == 1) return ok();
  return invalid_field("mailbox_id", "There is no mailbox " + mailbox_id + ".");
}

Result<Unit> check_mailbox_in_use(ReadTx& tx, const std::string& mailbox_id, const std::string& path) {
  TRY(const Rows rows, tx.query(sql::mailbox_seen_count, Args().add("mailbox_id", mailbox_id)));
  TRY(const auto mailbox, find_mailbox(tx, mailbox_id));
  if (rows.first_integer() == 1 && mailbox && !mailbox->retired_at) return ok();
  return invalid_field(path, "There is no mailbox " + mailbox_id + ".");
}

}  // namespace sa
