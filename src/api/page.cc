#include "api/page.h"

#include <charconv>

#include "api/url.h"
#include "base/hash.h"

namespace sa {

std::string make_cursor(Instant at, const std::string& id) {
  return base64url(std::to_string(at.ms) + " " + id);
}

Result<Unit> read_cursor(const std::optional<std::string>& after, Page* page) {
  if (!after) return ok();
  const auto text = from_base64url(*after);
  const std::size_t space = text ? text->find(' ') : std::string::npos;
  Instant at;
  if (space != std::string::npos) {
    const char* end = text->data() + space;
    const auto read = std::from_chars(text->data(), end, at.ms);
    if (read.ec == std::errc() && read.ptr == end) {
      page->after_at = at;
      page->after_id = text->substr(space + 1);
      return ok();
    }
  }
  return invalid_field("after", "must be the `next` of the page before, unchanged");
}

std::string next_link(std::string_view path, std::int64_t limit, const std::string& cursor) {
  return "<" + std::string(path) + "?limit=" + std::to_string(limit) + "&after=" + percent_encode(cursor) +
         ">; rel=\"next\"";
}

}  // namespace sa
