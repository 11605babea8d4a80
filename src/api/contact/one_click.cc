#include "api/contact/one_click.h"

#include <algorithm>
#include <string>

#include "base/text/ascii.h"
#include "base/text/url.h"

namespace sa {
namespace {

constexpr std::string_view kField = "List-Unsubscribe";
constexpr std::string_view kValue = "One-Click";
constexpr std::size_t kMaxBytes = 16 << 10;

/// The value of a parameter: `boundary=xyz`, `name="List-Unsubscribe"`; empty when it is not there.
std::string_view parameter(std::string_view field, std::string_view name) {
  const std::string lower = ascii_lower(field);
  for (std::size_t at = lower.find(name); at != std::string::npos; at = lower.find(name, at + 1)) {
    const bool begins = at == 0 || lower[at - 1] == ' ' || lower[at - 1] == ';' || lower[at - 1] == '\t';
    const std::size_t equals = at + name.size();
    if (!begins || equals >= lower.size() || lower[equals] != '=') continue;
    std::string_view value = field.substr(equals + 1);
    if (value.starts_with('"')) return value.substr(1, value.find('"', 1) - 1);
    return trimmed(value.substr(0, value.find_first_of("; \r\n")));
  }
  return {};
}

bool is_one_click_part(std::string_view part) {
  std::size_t end = part.find("\r\n\r\n");
  const std::size_t gap = end == part.npos ? 2 : 4;
  if (end == part.npos) end = part.find("\n\n");
  if (end == part.npos) return false;
  return parameter(part.substr(0, end), "name") == kField && trimmed(part.substr(end + gap)) == kValue;
}

bool has_one_click_part(std::string_view boundary, std::string_view body) {
  const std::string line = "--" + std::string(boundary);
  for (std::size_t at = body.find(line); at != body.npos;) {
    const std::size_t begin = at + line.size();
    at = body.find(line, begin);
    if (is_one_click_part(body.substr(begin, at == body.npos ? at : at - begin))) return true;
  }
  return false;
}

}  // namespace

bool is_one_click(std::string_view content_type, std::string_view body) {
  if (body.size() > kMaxBytes) return false;
  if (ascii_lower(content_type).starts_with("multipart/form-data")) {
    const std::string_view boundary = parameter(content_type, "boundary");
    return !boundary.empty() && has_one_click_part(boundary, body);
  }
  const auto pairs = query_pairs(trimmed(body));
  return pairs && std::ranges::any_of(
                      *pairs, [](const auto& pair) { return pair.first == kField && pair.second == kValue; });
}

}  // namespace sa
