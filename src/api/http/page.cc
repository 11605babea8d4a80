#include "api/http/page.h"

#include <algorithm>
#include <charconv>

#include "base/crypto/hash.h"
#include "base/text/url.h"
#include "base/text/utf8.h"

namespace sa {

std::string make_cursor(Instant at, const std::string& id) {
  return base64url(std::to_string(at.ms) + " " + id);
}

Result<Unit> read_cursor(const std::optional<std::string>& after, Page* page, Instant earliest) {
  if (!after) return ok();
  const std::string text = from_base64url(*after).value_or("");
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string id = text.substr(std::min(space + 1, text.size()));
  Instant at;
  const auto read = std::from_chars(text.data(), text.data() + space, at.ms);
  const bool is_time = read.ec == std::errc() && read.ptr == text.data() + space && at >= earliest;
  // An id that the database cannot hold (PostgreSQL refuses NUL and what is no UTF-8) was never one of ours.
  const bool is_id = !id.empty() && is_utf8(id) && id.find('\0') == std::string::npos;
  if (!is_time || !is_id) {
    return invalid_field("after", "must be the unchanged `next` from the previous page");
  }
  page->after_at = at;
  page->after_id = id;
  return ok();
}

std::string next_link(std::string_view path, std::int64_t limit, const std::string& cursor) {
  return "<" + std::string(path) + "?limit=" + std::to_string(limit) + "&after=" + percent_encode(cursor) +
         ">; rel=\"next\"";
}

}  // namespace sa
