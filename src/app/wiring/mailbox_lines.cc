#include "app/wiring/mailbox_lines.h"

#include "app/wiring/app.h"
#include "app/wiring/provider.h"

namespace sa {

Result<MailboxLine> MailboxLines::open(const MailboxAccess& access) {
  const std::lock_guard lock(mutex_);
  const auto kept = kept_.find(access.mailbox_id);
  if (kept != kept_.end() && kept->second.access == access) return kept->second.line;
  TRY(MailboxLine line, open_mailbox_line(app_, access));
  kept_[access.mailbox_id] = {access, line};
  return line;
}

}  // namespace sa
