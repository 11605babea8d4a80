#include "store/mailbox/sight.h"

#include "core/mailbox/sight.h"
#include "queries.h"

namespace sa {

Result<std::string> Asker::sight(ReadTx& tx) {
  if (sight_) return *sight_;
  if (actor_.kind == ActorKind::system) return std::string(kSeesEverything);
  TRY(const auto mailboxes, tx.list<MailboxAccess>(sql::mailbox_access_list, Args()));
  sight_ = sight_of(actor_, mailboxes);
  return *sight_;
}

}  // namespace sa
