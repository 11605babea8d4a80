// Places in lists of contacts and companies and in timelines, as texts that are safe in an address.
// THREADS: pure functions.
// ERRORS: invalid, naming `after`, for a text that is none of ours.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/reflect/reflect.h"
#include "store/contact/find.h"

namespace sa {

std::string write_place(const ListPlace& place);
/// Null: the beginning.
Result<ListPlace> read_place(const std::optional<std::string>& after);

struct TimelineQuery {
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&TimelineQuery::limit).optional().min(1).max(200),
            rule(&TimelineQuery::after).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(TimelineQuery, (), (limit, after))

struct TimelinePage {
  std::vector<TimelineItem> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(TimelinePage, (), (items, next))

Result<TimelinePlace> read_timeline_place(const std::optional<std::string>& after);
/// `items` has one more than `limit` when there is a further page.
TimelinePage timeline_page(std::vector<TimelineItem> items, std::int64_t limit);

}  // namespace sa
