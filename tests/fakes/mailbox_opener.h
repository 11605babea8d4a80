// Opens fake mailboxes, and remembers with what.
// THREADS: one at a time.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "ports/mailbox_opener.h"
#include "tests/fakes/mail_feed.h"
#include "tests/fakes/mailbox.h"

namespace sa::test {

class FakeMailboxOpener final : public MailboxOpener {
 public:
  explicit FakeMailboxOpener(const Clock& clock) : clock_(clock) {}

  Result<MailboxLine> open(const MailboxAccess& access) override {
    if (access.servers && access.servers->smtp_url.empty())
      return invalid_field("smtp_url", "must be smtps://host:port or smtp://host:port");
    opened[access.mailbox_id] = access;
    MailboxLine line;
    line.mailbox = mailbox(access.mailbox_id);
    if (access.provider != "outbox") line.feed = feed(access.mailbox_id);
    mailbox(access.mailbox_id)->name = access.provider;
    return line;
  }
  std::shared_ptr<FakeMailbox> mailbox(const std::string& id) {
    auto& made = mailboxes_[id];
    if (!made) made = std::make_shared<FakeMailbox>(clock_);
    return made;
  }
  std::shared_ptr<FakeMailFeed> feed(const std::string& id) {
    auto& made = feeds_[id];
    if (!made) made = std::make_shared<FakeMailFeed>();
    made->name = "imap";
    return made;
  }

  std::map<std::string, MailboxAccess> opened;

 private:
  const Clock& clock_;
  std::map<std::string, std::shared_ptr<FakeMailbox>> mailboxes_;
  std::map<std::string, std::shared_ptr<FakeMailFeed>> feeds_;
};

}  // namespace sa::test
