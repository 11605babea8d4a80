#include "core/mailbox/sight.h"

#include <algorithm>

namespace sa {

bool may_see(const Actor& asker, const MailboxViewers& mailbox) {
  if (asker.kind == ActorKind::system || mailbox.visibility == MailboxVisibility::all) return true;
  if (asker.kind != ActorKind::person || asker.actor_id.empty()) return false;
  if (mailbox.visibility == MailboxVisibility::team && asker.role == Role::lead) return true;
  return mailbox.user_id == asker.actor_id ||
         std::ranges::find(mailbox.shared_with, asker.actor_id) != mailbox.shared_with.end();
}

std::string sight_of(const Actor& asker, const std::vector<MailboxViewers>& mailboxes) {
  std::string sight;
  bool sees_all = true;
  const auto add = [&](const std::string& name) {
    // A bracket could stand only in a quoted local part; such a name would read as two.
    if (name.find_first_of("<>") != std::string::npos) return false;
    sight += '<' + name + '>';
    return true;
  };
  if (asker.kind == ActorKind::person) add("user " + asker.actor_id);
  for (const MailboxViewers& each : mailboxes)
    sees_all = may_see(asker, each) && add(each.mailbox_id) && sees_all;
  return sees_all ? std::string(kSeesEverything) : sight;
}

}  // namespace sa
