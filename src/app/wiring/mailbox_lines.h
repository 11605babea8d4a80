// The lines of the mailboxes beside the first, made when they are first used and kept while what they were made from stays the same.
// THREADS: any. ERRORS: as ports/mailbox_opener.h.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "ports/mailbox_opener.h"

namespace sa {

struct App;

class MailboxLines final : public MailboxOpener {
 public:
  /// The app outlives it. REQUIRES: its accounts are open.
  explicit MailboxLines(App& app) : app_(app) {}
  Result<MailboxLine> open(const MailboxAccess& access) override;

 private:
  struct Kept {
    MailboxAccess access;
    MailboxLine line;
  };
  App& app_;
  std::mutex mutex_;
  std::map<std::string, Kept> kept_;  ///< by mailbox
};

}  // namespace sa
