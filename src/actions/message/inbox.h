// The inbox: incoming mail, newest first, whole or one split of it.
// THREADS: any.
// ERRORS: unavailable when the database is down.
#pragma once

#include <optional>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/message/split.h"
#include "store/message/message.h"

namespace sa {

struct InboxPage {
  std::vector<MessageRow> items;
  /// The last mail that was looked at, when there may be more behind it.
  std::optional<Page> after;
};

/// At most `place.limit` mails behind `place`. A rare split is looked for in a bounded number of mails: the page may then hold fewer
/// than asked for, or none, and still have more behind it.
Task<Result<InboxPage>> list_inbox(Services& services, std::optional<MailSplit> split, Page place);

}  // namespace sa
