#include "agents/validation/content.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"
#include "mail/address/address.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxIdChars = 200;
constexpr std::size_t kMaxSubjectChars = 500;
constexpr std::size_t kMaxBodyBytes = 100'000;
constexpr std::size_t kMaxMetadataBytes = 16'384;

bool is_control(unsigned char c) {
  return c < 0x20 || c == 0x7f;
}
/// Line breaks and tabs belong to a text; a lone CR does not: mail would turn it into a line break that nobody approved.
bool has_text_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (is_control(static_cast<unsigned char>(text[i])) && text[i] != '\n' && text[i] != '\t' && !crlf)
      return true;
  }
  return false;
}

/// Ids that a URL cannot name: a route of the API, and what clients resolve away.
constexpr std::array<std::string_view, 3> kUnreachableIds = {"pending", ".", ".."};

}  // namespace

bool looks_blank(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; })) return false;
  return plain_form(text).find_first_not_of(" \n") == std::string::npos;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

Result<std::string> check_content(const std::string& recipient, const std::string& subject,
                                  const std::string& body, bool reply, const LengthRule& length) {
  std::vector<FieldError> wrong;
  auto key = normalize_address(recipient);
  if (!key) wrong.push_back({"recipient", key.error().message});
  if (looks_blank(subject)) wrong.push_back({"subject", "The subject is empty."});
  const bool has_unicode_break = subject.find("\u0085") != std::string::npos ||
                                 subject.find("\u2028") != std::string::npos ||
                                 subject.find("\u2029") != std::string::npos;
  if (has_control(subject) || has_unicode_break)
    wrong.push_back({"subject", "The subject contains a line break or a control character. Remove it."});
  if (subject.find("=?") != std::string::npos) {
    wrong.push_back(
        {"subject", "The subject contains \"=?\", which mail programs would try to decode. Remove it."});
  }
  if (utf8_length(subject) > kMaxSubjectChars) {
    wrong.push_back({"subject", "The subject is longer than 500 characters."});
  }
  // An answer may be as short as it likes, and its length is a finding for who approves it.
  const auto wrong_length = reply ? std::nullopt : judge_length(body, reply, length);
  if (has_text_control(body)) {
    wrong.push_back(
        {"body", "The body contains a control character other than tab and line break. Remove it."});
  }
  if (body.size() > kMaxBodyBytes) {
    wrong.push_back({"body", "The body is longer than 100,000 bytes."});
  } else if (wrong_length) {
    wrong.push_back({"body", wrong_length->rule + ": " + wrong_length->words});
  } else if (looks_blank(body)) {
    wrong.push_back({"body", "The body is empty."});
  }
  if (wrong.empty()) return *std::move(key);
  Error error = invalid(wrong.size() == 1 ? wrong.front().message
                                          : "The draft has " + std::to_string(wrong.size()) +
                                                " problems: " + wrong.front().message);
  error.fields = std::move(wrong);
  return error;
}

Result<Unit> check_draft_id(const std::string& id) {
  if (std::ranges::find(kUnreachableIds, id) != kUnreachableIds.end()) {
    return invalid_field(
        "draft_id",
        "\"" + id + "\" cannot be a draft id because its URL has another meaning. Choose another id.");
  }
  if (utf8_length(id) <= kMaxIdChars && !has_control(id) && !looks_blank(id)) return ok();
  return invalid_field("draft_id", "A draft id must have 1 to 200 characters and no control characters.");
}

Result<Unit> check_metadata(const boost::json::object& metadata) {
  if (to_json_text(metadata).size() <= kMaxMetadataBytes) return ok();
  return invalid_field(
      "metadata",
      "The metadata is longer than 16,384 bytes of JSON. Store it elsewhere and put only its id here.");
}

}  // namespace sa
