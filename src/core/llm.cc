#include "core/llm.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "base/utf8.h"

namespace sa {
namespace {

boost::json::object text_of(std::int64_t min, std::int64_t max) {
  return {{"type", "string"}, {"minLength", min}, {"maxLength", max}};
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

/// The length of a line break at `at` (LF, NEL, LINE and PARAGRAPH SEPARATOR: a model may read each as one);
/// 0: none.
std::size_t line_break(std::string_view text, std::size_t at) {
  if (text[at] == '\n') return 1;
  if (text.substr(at, 2) == "\xC2\x85") return 2;
  const std::string_view three = text.substr(at, 3);
  return three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9" ? 3 : 0;
}

}  // namespace

boost::json::object writer_schema(const WriterLimits& limits) {
  return {{"type", "object"},
          {"properties", boost::json::object{{"subject", text_of(0, limits.subject_max)},
                                             {"body", text_of(limits.body_min, limits.body_max)}}},
          {"required", boost::json::array{"subject", "body"}},
          {"additionalProperties", false}};
}

std::string data_block(std::string_view name, std::string_view text, std::size_t max_bytes) {
  const std::string_view kept = utf8_cut(text, max_bytes);
  std::string block = "<<<DATA ";
  block += name;
  if (kept.size() < text.size()) block += " (cut: the first " + std::to_string(kept.size()) + " bytes)";
  block += "\n| ";
  for (std::size_t at = 0; at < kept.size();) {
    const std::size_t length = line_break(kept, at);
    if (length > 0) {
      block += "\n| ";
    } else if (!is_control(kept[at])) {
      block += kept[at];
    } else if (kept[at] == '\t') {
      block += ' ';
    }
    at += std::max<std::size_t>(length, 1);
  }
  block += "\nDATA>>>\n";
  return block;
}

}  // namespace sa
