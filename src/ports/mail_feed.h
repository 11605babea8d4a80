// New mail in a mailbox since a cursor, page by page (Gmail's history, IMAP's UIDs).
//
// A feed never loses a mail silently: when the provider no longer knows the cursor, it reads a bounded stretch of the
// mailbox again and says so (`was_reset`); who stores drops what is there already.
// THREADS: one fetch at a time; the coroutine goes on where it was awaited.
// ERRORS: unavailable or limited (worth another try, retry_after_s where known), unauthenticated (a person must connect
// the account again; the message says how).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/async/task.h"
#include "base/result.h"

namespace sa {

struct FeedMail {
  std::string provider_id;          ///< the provider's id, for good
  std::string provider_thread_id;   ///< empty: it has no conversations
  std::vector<std::string> labels;  ///< Gmail's, or the folder; SPAM and TRASH: it gets no answer
  std::string raw;                  ///< the bytes; empty when skipped
  std::string skipped;              ///< why it cannot be taken; empty when it can
};

struct FeedPage {
  std::vector<FeedMail> mails;  ///< oldest first where the provider can; at most some dozens
  std::string cursor;           ///< where the next fetch goes on; stored with the mails in one transaction
  bool has_more = false;        ///< fetch again at once
  bool was_reset = false;       ///< the cursor was too old, or none: this is the bounded first reading
};

class MailFeed {
 public:
  virtual ~MailFeed() = default;
  /// "gmail", "imap".
  virtual std::string provider() const = 0;
  /// Fetches mail since `cursor`; an empty cursor means the bounded first sync.
  virtual Task<Result<FeedPage>> fetch(std::string cursor) = 0;
  /// Asks the provider to tell us when mail arrives, where it can; a hint, polling goes on. To be asked once a day.
  virtual Task<Result<Unit>> renew_push() { co_return Unit{}; }
};

}  // namespace sa
