// Paging of lists: limit, cursor, next page.
// THREADS: pure functions.
// ERRORS: invalid, naming `after`, for an unknown cursor.
#pragma once

#include <optional>
#include <string>

#include "base/reflect/reflect.h"
#include "store/draft/draft.h"

namespace sa {

/// The place of a row in a list that is ordered by time and id, as a text that is safe in an address.
std::string make_cursor(Instant at, const std::string& id);
/// Sets where `page` begins. An absent cursor is the beginning. No row of the list is older than `earliest`.
Result<Unit> read_cursor(const std::optional<std::string>& after, Page* page, Instant earliest = {});

/// `Link: <path?limit=2&after=...>; rel="next"` (RFC 8288).
std::string next_link(std::string_view path, std::int64_t limit, const std::string& cursor);

}  // namespace sa
