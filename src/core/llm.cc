#include "core/llm.h"

#include <boost/json/array.hpp>

#include "base/utf8.h"

namespace sa {
namespace {

boost::json::object text_of(std::int64_t min, std::int64_t max) {
  return {{"type", "string"}, {"minLength", min}, {"maxLength", max}};
}

bool is_shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7f;
}

}  // namespace

boost::json::object writer_schema(const WriterLimits& limits) {
  return {{"type", "object"},
          {"properties",
           boost::json::object{{"subject", text_of(0, limits.subject_max)},
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
  for (const char c : kept) {
    if (c == '\n') {
      block += "\n| ";
    } else if (is_shown(c)) {
      block += c;
    } else if (c == '\t') {
      block += ' ';
    }
  }
  block += "\nDATA>>>\n";
  return block;
}

}  // namespace sa
