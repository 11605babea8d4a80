#include "base/reflect/json_text.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

namespace json = boost::json;

/// Where the parser puts what it reads: a stack of values, and beside it the keys of all open objects,
/// because a document keeps only the last of two members with one name.
class Builder {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  Builder(json::storage_ptr storage, unsigned char* buffer, std::size_t size)
      : stack_(json::storage_ptr(), buffer, size) {
    stack_.reset(std::move(storage));
  }

  json::value release() { return stack_.release(); }
  const std::string& problem() const { return problem_; }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return true; }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t count, json::error_code&) {
    stack_.push_array(count);
    return true;
  }
  bool on_object_end(std::size_t count, json::error_code& ec) {
    if (const Key* twice = find_duplicate(count)) {
      problem_ = "has the member \"" + std::string(utf8_cut(name(*twice), 100)) + "\" twice in one object";
      ec = json::error::input_error;
      return false;
    }
    if (count > 0) key_text_.resize(keys_[keys_.size() - count].at);
    keys_.resize(keys_.size() - count);
    stack_.push_object(count);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key_text_.append(part.data(), part.size());
    stack_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t size, json::error_code&) {
    key_text_.append(part.data(), part.size());
    keys_.push_back({key_text_.size() - size, size});
    stack_.push_key(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_string(part);
    return true;
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
    stack_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) {
    stack_.push_uint64(number);
    return true;
  }
  bool on_double(double number, json::string_view text, json::error_code& ec) {
    number = exact(number, {text.data(), text.size()});
    if (!std::isfinite(number)) {
      problem_ = "has a number that is too large";
      ec = json::error::input_error;
      return false;
    }
    stack_.push_double(number);
    return true;
  }
  bool on_bool(bool truth, json::error_code&) {
    stack_.push_bool(truth);
    return true;
  }
  bool on_null(json::error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  struct Key {
    std::size_t at;
    std::size_t size;
  };

  /// The library's own number may be off by the last bit. The text is used only where it is surely the whole
  /// number.
  static double exact(double number, std::string_view text) {
    double read = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), read);
    const bool whole = ec == std::errc() && end == text.data() + text.size();
    return whole && std::abs(read - number) <= std::abs(number) * 1e-12 ? read : number;
  }

  std::string_view name(const Key& key) const { return std::string_view(key_text_).substr(key.at, key.size); }

  /// One of the last `count` keys that occurs twice, or null. Sorted, so a hostile object costs n log n.
  const Key* find_duplicate(std::size_t count) {
    if (count < 2) return nullptr;
    const auto begin = keys_.end() - static_cast<std::ptrdiff_t>(count);
    const std::size_t text_begin = begin->at;
    std::sort(begin, keys_.end(), [&](const Key& a, const Key& b) { return name(a) < name(b); });
    const auto twice = std::adjacent_find(begin, keys_.end(),
                                          [&](const Key& a, const Key& b) { return name(a) == name(b); });
    if (twice != keys_.end()) return &*twice;
    begin->at = text_begin;  // where on_object_end cuts the text
    return nullptr;
  }

  json::value_stack stack_;
  std::string key_text_;
  std::vector<Key> keys_;
  std::string problem_;
};

std::string position(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t column = 1 + utf8_length(before.substr(line_begin));
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::string words_for(const json::error_code& ec) {
  if (ec == json::error::incomplete) return "ends too early";
  if (ec == json::error::extra_data) return "is followed by other text";
  if (ec == json::error::too_deep) return "is nested deeper than " + std::to_string(kJsonDepth) + " levels";
  if (ec == json::error::illegal_leading_surrogate || ec == json::error::illegal_trailing_surrogate) {
    return "has an unpaired surrogate";
  }
  if (ec == json::error::exponent_overflow) return "has a number that is too large";
  return "is malformed";
}

Error malformed(std::string_view text, std::size_t at, const std::string& words) {
  return invalid("The JSON " + words + " at " + position(text, at) + ".");
}

void write_indented(const json::value& value, std::size_t level, std::string* text) {
  const std::string inner = '\n' + std::string(2 * (level + 1), ' ');
  const std::string outer = '\n' + std::string(2 * level, ' ');
  const char* before = "";
  if (const auto* object = value.if_object(); object && !object->empty()) {
    *text += '{';
    for (const auto& [key, member] : *object) {
      *text += before + inner + json::serialize(json::string(key)) + ": ";
      write_indented(member, level + 1, text);
      before = ",";
    }
    *text += outer + '}';
  } else if (const auto* list = value.if_array(); list && !list->empty()) {
    *text += '[';
    for (const auto& item : *list) {
      *text += before + inner;
      write_indented(item, level + 1, text);
      before = ",";
    }
    *text += outer + ']';
  } else {
    *text += json::serialize(value);
  }
}

}  // namespace

Result<json::value> parse_json(std::string_view text, json::storage_ptr storage) {
  unsigned char buffer[4096];
  json::parse_options options;
  options.max_depth = kJsonDepth;
  json::basic_parser<Builder> parser(options, std::move(storage), buffer, sizeof buffer);
  json::error_code ec;
  std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = json::error::extra_data;
  if (!ec) return parser.handler().release();
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return invalid("The JSON is empty.");
  }
  if (const std::size_t valid = utf8_valid_prefix(text); valid < text.size() && valid <= read + 4) {
    return malformed(text, valid, "contains a byte that is not valid UTF-8");
  }
  const std::string& problem = parser.handler().problem();
  return malformed(text, std::min(read, text.size()), problem.empty() ? words_for(ec) : problem);
}

Result<json::value> parse_json(std::string_view text) {
  return parse_json(text, {});
}

std::string indented(const json::value& value) {
  std::string text;
  write_indented(value, 0, &text);
  return text;
}

}  // namespace sa
