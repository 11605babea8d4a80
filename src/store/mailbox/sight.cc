#include "store/mailbox/sight.h"

#include "core/mailbox/sight.h"
#include "queries.h"

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

}  // namespace sa
