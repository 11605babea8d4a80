// Reads incoming mail from Gmail: a bounded first sync, then history.list from where the last one ended.
//
// The cursor is JSON text: where the history stands, the page that comes next, and how far it was read. A history id that
// Gmail no longer knows (404; it keeps about a week) begins the bounded reading again; so does one that it refuses. Drafts
// and chats are left out; the account's own sent mail is read, because it counts against quotas and belongs to threads.
//
// Bounds: a page is at most some dozens of mails, some 32 MiB and, but for its first mail, some 15 seconds. A mail that Gmail
// does not return (too large, refused, repeated errors) is skipped with a reason; an unreadable answer counts as none.
// THREADS, ERRORS: as ports/mail_feed.h.
// SOURCE: developers.google.com/gmail/api/guides/sync and .../reference/rest/v1/users.watch, read 2026-11-22.
#pragma once

#include <string>
#include <vector>

#include "connectors/google/google_config.h"
#include "connectors/http/vendor_api.h"
#include "connectors/mail/failing_mail.h"
#include "ports/mail_feed.h"

namespace sa {

class GmailFeed final : public MailFeed {
 public:
  /// `page_ms`: a page ends then, so that jobs beside it are not kept waiting.
  GmailFeed(VendorApi& api, GoogleConfig config, std::int64_t page_ms = 15 * kSecondMs);

  std::string provider() const override { return "gmail"; }
  Task<Result<FeedPage>> fetch(std::string cursor) override;
  Task<Result<Unit>> renew_push() override;

 private:
  struct Cursor;
  Task<Result<FeedPage>> begin();
  Task<Result<FeedPage>> read_list(Cursor cursor);
  Task<Result<FeedPage>> read_history(Cursor cursor);
  Task<Result<FeedPage>> read_mails(std::vector<std::string> ids, Cursor* cursor);
  Task<Result<std::optional<FeedMail>>> get_mail(const std::string& id);
  Task<VendorAnswer> get(VendorRequest request);
  Result<std::optional<FeedMail>> skip_if_hopeless(const std::string& id, const Error& error);

  VendorApi& api_;
  const GoogleConfig config_;
  const std::int64_t page_ms_;
  FailingMail failing_;
};

}  // namespace sa
