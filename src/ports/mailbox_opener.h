// Opens the lines of mailboxes beside the first: how each sends, and how it is read.
//
// A line keeps a breaker, a pause and a sign-in of its own, so that a mailbox that fails stops no other.
// THREADS: any.
// ERRORS: invalid for what no mailbox can be reached by; conflict when the provider is not set up here, with what to set.
#pragma once

#include <boost/describe.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "ports/mail_feed.h"
#include "ports/mailbox.h"

namespace sa {

/// How the servers of a mailbox are reached.
struct MailServers {
  std::string smtp_url;
  std::string imap_url;  ///< empty: it is not read, and no sending can be looked up
  std::string user;
  std::string password;
  bool operator==(const MailServers&) const = default;
};
BOOST_DESCRIBE_STRUCT(MailServers, (), (smtp_url, imap_url, user, password))

struct MailboxAccess {
  std::string mailbox_id;
  std::string provider;                ///< outbox, gmail, smtp
  std::optional<MailServers> servers;  ///< smtp only
  bool operator==(const MailboxAccess&) const = default;
};

/// Both halves live for as long as somebody holds them, also when the mailbox is connected anew meanwhile.
struct MailboxLine {
  std::shared_ptr<Mailbox> mailbox;
  std::shared_ptr<MailFeed> feed;  ///< null: it is not read
};

class MailboxOpener {
 public:
  virtual ~MailboxOpener() = default;
  /// The same line for the same access. Calls nobody.
  virtual Result<MailboxLine> open(const MailboxAccess& access) = 0;
  /// Under which name the sign-in of a mailbox is kept (ports/token_store.h).
  static std::string token_key(const std::string& provider, const std::string& mailbox_id) {
    return provider + "/" + mailbox_id;
  }
};

}  // namespace sa
