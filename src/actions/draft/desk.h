// The desk's lists: drafts of one part of it, page by page.
// THREADS: any.
// ERRORS: unavailable when the database is down.
#pragma once

#include <optional>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/draft/desk.h"
#include "store/draft/draft.h"

namespace sa {

struct DeskPage {
  std::vector<DeskDraft> items;
  /// The last draft that was looked at, when there may be more behind it.
  std::optional<Page> after;
};

/// At most `place.limit` drafts behind `place`: what waits oldest first, the rest newest first. The verdicts are as in list_drafts. A
/// rare part is looked for in a bounded number of drafts: the page may then hold fewer than asked for, or none, and still have more
/// behind it.
Task<Result<DeskPage>> list_desk(Services& services, DeskSplit split, Page place);

}  // namespace sa
