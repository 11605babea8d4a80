#include "api/contact/place.h"

#include "api/http/page.h"
#include "base/crypto/hash.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

Error not_ours() {
  return invalid_field("after", "must be the `next` of the page before, unchanged");
}

}  // namespace

std::string write_place(const ListPlace& place) {
  return base64url(place.low + '\n' + place.term + '\n' + place.record_id);
}

Result<ListPlace> read_place(const std::optional<std::string>& after) {
  if (!after) return ListPlace{};
  const std::string text = from_base64url(*after).value_or("");
  const std::size_t low_end = text.find('\n');
  const std::size_t end = text.rfind('\n');
  // What the database cannot hold was never one of ours.
  if (low_end == end || end + 1 == text.size() || !is_utf8(text) || text.find('\0') != std::string::npos)
    return not_ours();
  return ListPlace{text.substr(0, low_end), text.substr(low_end + 1, end - low_end - 1),
                   text.substr(end + 1)};
}

Result<TimelinePlace> read_timeline_place(const std::optional<std::string>& after) {
  if (!after) return TimelinePlace{};
  Page page;
  TRY_OK(read_cursor(after, &page, Instant{INT64_MIN}));
  return TimelinePlace{*page.after_at, page.after_id};
}

TimelinePage timeline_page(std::vector<TimelineItem> items, std::int64_t limit) {
  TimelinePage page;
  if (items.size() > static_cast<std::size_t>(limit)) {
    items.resize(static_cast<std::size_t>(limit));
    page.next = make_cursor(items.back().at, items.back().item_id);
  }
  page.items = std::move(items);
  return page;
}

}  // namespace sa
