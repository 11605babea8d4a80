// Reads new mail by IMAP: everything in INBOX and the Sent folder since a cursor.
//
// The cursor is JSON: for each folder its UIDVALIDITY and the last UID that was read. When a folder has another
// UIDVALIDITY (or is new to us), its UIDs mean nothing any more: the newest mails of the last days are read again, so many
// and no more, and what is stored already is dropped by who stores. Nothing in the mailbox is changed: no mail is marked
// as seen.
//
// It polls: whoever owns it fetches every minute. IDLE would keep a connection, a thread and a watch over both for every
// mailbox, and a job that never ends, to learn some seconds earlier what a person reads minutes later.
//
// Bounds: a page is at most some dozens of mails, some 32 MiB and some 15 seconds; its mails have time by their size. A mail
// that is over the limit, that the server refuses, or that fails again and again, is skipped with words.
// THREADS: one fetch at a time; it runs on a thread of its own.
// ERRORS: those of mail_connection.h and imap_session.h.
// SOURCE: RFC 3501 2.3.1.1 (UIDs), RFC 4549 4.3 (synchronising)
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <string>

#include "base/async/worker.h"
#include "base/clock.h"
#include "connectors/http/call_config.h"
#include "connectors/http/call_tally.h"
#include "connectors/mail/failing_mail.h"
#include "connectors/mail/imap_session.h"
#include "connectors/mail/mail_server_config.h"
#include "ports/mail_feed.h"

namespace sa {

struct ImapFeedOptions {
  MailServer imap;
  std::string sent_folder = {};  ///< empty: the one that the server marks as \Sent
  std::int64_t first_days = MailServerConfig{}.imap_first_sync_days;
  std::int64_t first_mails = MailServerConfig{}.imap_first_sync_mails;
  std::size_t max_bytes = 25u << 20;  ///< of a mail
  std::size_t page_mails = 25;
  std::size_t page_bytes = 32u << 20;  ///< a page ends with the mail that passes it
  Breaker::Limits breaker = {};

  /// As the settings say; who signs in by a token adds its source to `imap`.
  static ImapFeedOptions of(const MailServerConfig& config, const CallConfig& calls);
};

/// The position up to which a folder has been read.
struct ImapPlace {
  std::int64_t uid_validity = 0;
  std::int64_t uid = 0;  ///< the last one
};
BOOST_DESCRIBE_STRUCT(ImapPlace, (), (uid_validity, uid))
struct ImapCursor {
  std::map<std::string, ImapPlace> folders;
};
BOOST_DESCRIBE_STRUCT(ImapCursor, (), (folders))

class ImapFeed final : public MailFeed, public Provider {
 public:
  /// `clock` outlives the feed.
  ImapFeed(ImapFeedOptions options, const Clock& clock);

  std::string provider() const override { return "imap"; }
  Task<Result<FeedPage>> fetch(std::string cursor) override;
  ProviderState state() const override { return tally_.state(); }
  Task<Result<ProviderCheck>> check() override;

 private:
  Result<FeedPage> read(const std::string& cursor, const std::string& token);
  Result<FeedPage> read_folders(ImapCursor cursor, SocketDeadline enough_at);
  Result<Unit> read_folder(const std::string& folder, ImapPlace* place, FeedPage* page,
                           SocketDeadline enough_at);
  Result<ImapPlace> first_place(const ImapFolder& opened);
  Result<Unit> add_mail(const std::string& folder, const ImapPlace& place, std::uint64_t bytes,
                        FeedPage* page);
  Result<Unit> fill_mail(FeedMail* mail, std::uint32_t uid, std::uint64_t bytes);

  ImapFeedOptions options_;
  const Clock& clock_;
  CallTally tally_;
  FailingMail failing_;
  std::unique_ptr<ImapSession> session_;  ///< kept only while there is more to fetch at once
  Worker worker_;                         // last: it uses all of the above
};

}  // namespace sa
