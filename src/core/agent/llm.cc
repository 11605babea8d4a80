#include "core/agent/llm.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

/// What stands in one member of an answer; every fault is noted.
void check_length(const char* path, std::string_view text, std::int64_t min, std::int64_t max, Error* error) {
  const auto length = static_cast<std::int64_t>(utf8_length(text));
  if (length >= min && length <= max) return;
  error->fields.push_back({path, "has " + std::to_string(length) + " characters; expected " +
                                     std::to_string(min) + " to " + std::to_string(max)});
}

/// The faults in one sentence. A member that nobody asked for is not named: its name is the model's, too.
Error as_sentence(Error error) {
  std::string words;
  for (FieldError& field : error.fields) {
    if (field.path != "subject" && field.path != "body") field = {"answer", "does not match the schema"};
    words += (words.empty() ? "`" : "; `") + field.path + "` " + field.message;
  }
  error.message = "The model's answer does not match the schema" + (words.empty() ? "." : ": " + words + ".");
  return error;
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
  boost::json::object schema = json_schema<WriterAnswer>();
  boost::json::object& members = schema["properties"].as_object();
  members["subject"].as_object()["maxLength"] = limits.subject_max;
  members["body"].as_object()["minLength"] = limits.body_min;
  members["body"].as_object()["maxLength"] = limits.body_max;
  schema["additionalProperties"] = false;
  return schema;
}

Result<WriterAnswer> read_writer_answer(std::string_view text, const WriterLimits& limits) {
  auto answer = from_json_text<WriterAnswer>(text);
  if (!answer) return as_sentence(std::move(answer).error());
  Error error = invalid("");
  check_length("subject", answer->subject, 0, limits.subject_max, &error);
  check_length("body", answer->body, limits.body_min, limits.body_max, &error);
  if (!error.fields.empty()) return as_sentence(std::move(error));
  return answer;
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
