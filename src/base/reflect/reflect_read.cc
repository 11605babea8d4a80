// Reading: a JSON document, or names with texts, into a described value; all that is wrong, with its path.
#include <boost/json/monotonic_resource.hpp>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/reflect/json_text.h"
#include "base/reflect/reflect.h"
#include "base/text/nearest.h"
#include "base/text/utf8.h"

namespace sa::reflect {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxReported = 100;
constexpr std::size_t kMaxKeyInPath = 100;

/// Where the reader stands: a chain on the stack, made into text only when something is wrong.
struct Path {
  const Path* up = nullptr;
  std::string_view key = {};
  std::size_t index = 0;
  bool is_index = false;

  Path member(std::string_view name) const { return {this, name, 0, false}; }
  Path item(std::size_t at) const { return {this, {}, at, true}; }
  std::string text() const {
    if (!up) return "";
    std::string made = up->text();
    if (up->up) made += '/';
    if (is_index) return made + std::to_string(index);
    for (const char c : utf8_cut(key, kMaxKeyInPath)) {
      if (c == '~' || c == '/') {
        made += c == '~' ? "~0" : "~1";
      } else {
        made += c;
      }
    }
    return utf8_repaired(made);
  }
};

class Problems {
 public:
  void add(const Path& path, std::string message) {
    ++count_;
    if (fields_.size() < kMaxReported) fields_.push_back({path.text(), std::move(message)});
  }
  std::size_t count() const { return count_; }
  std::optional<Error> error() && {
    if (count_ == 0) return std::nullopt;
    const FieldError& first = fields_.front();
    std::string message = (first.path.empty() ? "The JSON" : first.path) + " " + first.message;
    if (count_ > 1) {
      message += "; and " + std::to_string(count_ - 1) + " more " + (count_ == 2 ? "problem" : "problems");
    }
    Error error = invalid(message + ".");
    error.fields = std::move(fields_);
    return error;
  }

 private:
  std::vector<FieldError> fields_;
  std::size_t count_ = 0;
};

const Rule kNoRule = {};

const char* kind_words(json::kind kind) {
  switch (kind) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "true or false";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return "a number";
    case json::kind::string:
      return "a string";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
  }
  return "something else";
}

std::string number_text(double number) {
  if (std::trunc(number) == number && std::abs(number) < 0x1p53) {
    return std::to_string(static_cast<std::int64_t>(number));  // not "1e+05"
  }
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return {text, end};
}

std::string number_words(const Shape& shape, const Rule& rule) {
  const std::string noun = shape.kind == Kind::integer ? "must be a whole number" : "must be a number";
  if (rule.lowest && rule.highest) {
    return noun + " from " + number_text(*rule.lowest) + " to " + number_text(*rule.highest);
  }
  if (rule.lowest) return noun + " of at least " + number_text(*rule.lowest);
  if (rule.highest) return noun + " of at most " + number_text(*rule.highest);
  if (shape.kind != Kind::integer) return noun;
  const int unused = 64 - shape.size * 8;
  using Signed = std::numeric_limits<std::int64_t>;
  return shape.is_signed
             ? noun + " from " + std::to_string(Signed::min() >> unused) + " to " +
                   std::to_string(Signed::max() >> unused)
             : noun + " from 0 to " + std::to_string(std::numeric_limits<std::uint64_t>::max() >> unused);
}

std::string enumerator_words(const Shape& shape) {
  std::string words = shape.enumerator_count == 1 ? "must be " : "must be one of ";
  for (std::size_t i = 0; i < shape.enumerator_count; ++i) {
    if (i > 0) words += ", ";
    words += shape.enumerators[i].name;
  }
  return words;
}

/// False when `number` does not fit into the integer.
template <class Wide>
bool store_integer(const Shape& shape, void* to, Wide number) {
  const auto store = [&]<class Narrow>(Narrow) {
    if (!std::in_range<Narrow>(number)) return false;
    const auto narrow = static_cast<Narrow>(number);
    std::memcpy(to, &narrow, sizeof narrow);
    return true;
  };
  switch (shape.size) {
    case 1:
      return shape.is_signed ? store(std::int8_t{}) : store(std::uint8_t{});
    case 2:
      return shape.is_signed ? store(std::int16_t{}) : store(std::uint16_t{});
    case 4:
      return shape.is_signed ? store(std::int32_t{}) : store(std::uint32_t{});
    default:
      return shape.is_signed ? store(std::int64_t{}) : store(std::uint64_t{});
  }
}

bool is_within(const Rule& rule, double number) {
  return !(rule.lowest && number < *rule.lowest) && !(rule.highest && number > *rule.highest);
}

std::string plural(std::size_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

class Reader {
 public:
  Reader(Unknown unknown, Problems& problems) : unknown_(unknown), problems_(problems) {}

  void read(const Shape& shape, void* to, const json::value& from, const Rule& rule, const Path& path);
  void read_text(const Shape& shape, void* to, std::string_view text, const Rule& rule, const Path& path);
  void check_count(std::size_t count, const Rule& rule, const Path& path);

 private:
  void read_integer(const Shape& shape, void* to, const json::value& from, const Rule& rule,
                    const Path& path);
  void read_number(const Shape& shape, void* to, const json::value& from, const Rule& rule, const Path& path);
  void read_opaque(const Shape& shape, void* to, const json::value& from, const Path& path);
  void read_list(const Shape& shape, void* to, const json::value& from, const Rule& rule, const Path& path);
  void read_map(const Shape& shape, void* to, const json::value& from, const Rule& rule, const Path& path);
  void read_structure(const Shape& shape, void* to, const json::value& from, const Path& path);
  void read_enumeration(const Shape& shape, void* to, std::string_view text, const Path& path);
  void store_text(void* to, std::string_view text, const Rule& rule, const Path& path);
  void refuse_unknown(const Structure& structure, const Path& path);
  void wrong_type(const char* wanted, const json::value& from, const Path& path) {
    problems_.add(path, std::string("must be ") + wanted + ", not " + kind_words(from.kind()));
  }

  Unknown unknown_;
  Problems& problems_;
};

void Reader::read(const Shape& shape, void* to, const json::value& from, const Rule& rule, const Path& path) {
  switch (shape.kind) {
    case Kind::boolean:
      if (!from.is_bool()) return wrong_type("true or false", from, path);
      *static_cast<bool*>(to) = from.get_bool();
      return;
    case Kind::integer:
      return read_integer(shape, to, from, rule, path);
    case Kind::number:
      return read_number(shape, to, from, rule, path);
    case Kind::text:
    case Kind::text_form:
    case Kind::enumeration:
      if (!from.is_string()) return wrong_type("a string", from, path);
      return read_text(shape, to, from.get_string(), rule, path);
    case Kind::json_value:
    case Kind::json_object:
    case Kind::json_array:
      return read_opaque(shape, to, from, path);
    case Kind::optional:
      if (from.is_null()) return shape.optional->reset(to);
      return read(*shape.item, shape.optional->emplace(to), from, rule, path);
    case Kind::list:
      return read_list(shape, to, from, rule, path);
    case Kind::map:
      return read_map(shape, to, from, rule, path);
    case Kind::structure:
      return read_structure(shape, to, from, path);
  }
}

void Reader::read_integer(const Shape& shape, void* to, const json::value& from, const Rule& rule,
                          const Path& path) {
  bool fits = false;
  if (const auto* number = from.if_int64()) {
    fits = is_within(rule, static_cast<double>(*number)) && store_integer(shape, to, *number);
  } else if (const auto* large = from.if_uint64()) {
    fits = is_within(rule, static_cast<double>(*large)) && store_integer(shape, to, *large);
  } else if (const auto* real = from.if_double();
             real && std::trunc(*real) == *real && std::abs(*real) < 0x1p63) {
    fits = is_within(rule, *real) && store_integer(shape, to, static_cast<std::int64_t>(*real));  // 5.0 is 5
  } else if (!from.is_number()) {
    return wrong_type("a whole number", from, path);
  }
  if (!fits) problems_.add(path, number_words(shape, rule));
}

void Reader::read_number(const Shape& shape, void* to, const json::value& from, const Rule& rule,
                         const Path& path) {
  if (!from.is_number()) return wrong_type("a number", from, path);
  const auto number = from.to_number<double>();
  if (!std::isfinite(number) || !is_within(rule, number))
    return problems_.add(path, number_words(shape, rule));
  *static_cast<double*>(to) = number;
}

void Reader::read_opaque(const Shape& shape, void* to, const json::value& from, const Path& path) {
  if (shape.kind == Kind::json_value) {
    *static_cast<json::value*>(to) = from;
  } else if (shape.kind == Kind::json_object) {
    if (!from.is_object()) return wrong_type("an object", from, path);
    *static_cast<json::object*>(to) = from.get_object();
  } else {
    if (!from.is_array()) return wrong_type("a list", from, path);
    *static_cast<json::array*>(to) = from.get_array();
  }
}

void Reader::read_list(const Shape& shape, void* to, const json::value& from, const Rule& rule,
                       const Path& path) {
  const json::array* items = from.if_array();
  if (!items) return wrong_type("a list", from, path);
  shape.list->clear(to);
  check_count(items->size(), rule, path);
  // A list that is too long is one problem, not one for each item of it.
  if (rule.max_count && items->size() > *rule.max_count) return;
  for (std::size_t i = 0; i < items->size(); ++i) {
    read(*shape.item, shape.list->add(to), (*items)[i], rule, path.item(i));
  }
}

void Reader::read_map(const Shape& shape, void* to, const json::value& from, const Rule& rule,
                      const Path& path) {
  const json::object* members = from.if_object();
  if (!members) return wrong_type("an object", from, path);
  shape.map->clear(to);
  check_count(members->size(), rule, path);
  if (rule.max_count && members->size() > *rule.max_count) return;
  for (const auto& [key, value] : *members) {
    const std::string_view name(key.data(), key.size());
    const Path at = path.member(name);
    if (name.find('\0') != std::string_view::npos) {
      problems_.add(at, "must not have a NUL character in its name");
      continue;
    }
    read(*shape.item, shape.map->add(to, name), value, rule, at);
  }
}

void Reader::read_structure(const Shape& shape, void* to, const json::value& from, const Path& path) {
  const json::object* members = from.if_object();
  if (!members) return wrong_type("an object", from, path);
  const Structure& structure = shape.structure();
  const std::size_t count = structure.fields.size();
  std::vector<bool> seen(count);
  std::size_t next = 0;  // most inputs list their members in our order
  for (const auto& [key, value] : *members) {
    const std::string_view name(key.data(), key.size());
    std::size_t at = next;
    for (std::size_t tried = 0; tried < count && structure.fields[at].name != name; ++tried)
      at = (at + 1) % count;
    if (count == 0 || structure.fields[at].name != name) {
      if (unknown_ == Unknown::refuse) refuse_unknown(structure, path.member(name));
      continue;
    }
    const Field& field = structure.fields[at];
    next = (at + 1) % count;
    seen[at] = true;
    if (field.may_be_absent && value.is_null() && field.shape->kind != Kind::json_value &&
        field.shape->kind != Kind::optional) {
      continue;  // null where the member may be absent means absent
    }
    read(*field.shape, static_cast<char*>(to) + field.offset, value, field.rule, path.member(field.name));
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!seen[i] && !structure.fields[i].may_be_absent) {
      problems_.add(path.member(structure.fields[i].name), "is required");
    }
  }
}

void Reader::refuse_unknown(const Structure& structure, const Path& path) {
  std::string words = "is not a known field";
  if (problems_.count() < kMaxReported) {
    std::vector<std::string_view> names;
    for (const Field& field : structure.fields) names.push_back(field.name);
    words += did_you_mean(path.key, names);
  }
  problems_.add(path, words);
}

void Reader::check_count(std::size_t count, const Rule& rule, const Path& path) {
  if (rule.min_count && count < *rule.min_count) {
    problems_.add(path, "must have at least " + plural(*rule.min_count, "item"));
  }
  if (rule.max_count && count > *rule.max_count) {
    problems_.add(path,
                  "must have at most " + plural(*rule.max_count, "item") + ", not " + std::to_string(count));
  }
}

void Reader::read_enumeration(const Shape& shape, void* to, std::string_view text, const Path& path) {
  for (std::size_t i = 0; i < shape.enumerator_count; ++i) {
    if (shape.enumerators[i].name != text) continue;
    store_integer(shape, to, shape.enumerators[i].value);
    return;
  }
  problems_.add(path, enumerator_words(shape));
}

void Reader::store_text(void* to, std::string_view text, const Rule& rule, const Path& path) {
  if (!is_utf8(text)) return problems_.add(path, "must be valid UTF-8");
  // PostgreSQL's TEXT cannot hold it, and C libraries end at it.
  if (text.find('\0') != std::string_view::npos)
    return problems_.add(path, "must not contain a NUL character");
  // A character has one to four bytes, so the size alone often settles it.
  const bool may_be_short = rule.min_chars && text.size() < 4 * *rule.min_chars;
  const bool may_be_long = rule.max_chars && text.size() > *rule.max_chars;
  const std::size_t length = may_be_short || may_be_long ? utf8_length(text) : 0;
  if (may_be_short && length < *rule.min_chars) {
    return problems_.add(path, length == 0 ? "must not be empty"
                                           : "must have at least " + plural(*rule.min_chars, "character") +
                                                 ", not " + std::to_string(length));
  }
  if (may_be_long && length > *rule.max_chars) {
    return problems_.add(path, "must have at most " + plural(*rule.max_chars, "character") + ", not " +
                                   std::to_string(length));
  }
  for (const Rule::Check& check : rule.checks) {
    if (!check.predicate(text)) return problems_.add(path, check.words);
  }
  *static_cast<std::string*>(to) = text;
}

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> truth(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower == "true" || lower == "1" || lower == "yes" || lower == "on") return true;
  if (lower == "false" || lower == "0" || lower == "no" || lower == "off") return false;
  return std::nullopt;
}

/// Also what read() uses for JSON strings, so boolean to number are reached from names with texts only.
void Reader::read_text(const Shape& shape, void* to, std::string_view text, const Rule& rule,
                       const Path& path) {
  switch (shape.kind) {
    case Kind::text:
      return store_text(to, text, rule, path);
    case Kind::text_form:
      if (!shape.text->parse(to, text)) problems_.add(path, shape.text->words);
      return;
    case Kind::enumeration:
      return read_enumeration(shape, to, text, path);
    case Kind::boolean:
      if (const auto value = truth(text)) {
        *static_cast<bool*>(to) = *value;
        return;
      }
      return problems_.add(path, "must be true or false");
    case Kind::integer:
      if (const auto value = whole_number<std::int64_t>(text)) return read(shape, to, *value, rule, path);
      if (const auto value = whole_number<std::uint64_t>(text)) return read(shape, to, *value, rule, path);
      return problems_.add(path, number_words(shape, rule));
    case Kind::number:
      if (const auto value = whole_number<double>(text)) return read(shape, to, *value, rule, path);
      return problems_.add(path, number_words(shape, rule));
    case Kind::optional:
      return read_text(*shape.item, shape.optional->emplace(to), text, rule, path);
    case Kind::list:
      return read_text(*shape.item, shape.list->add(to), text, rule, path);
    default:
      throw std::logic_error("a nested field cannot be read from a text");
  }
}

}  // namespace

std::optional<Error> read_json(const Shape& shape, void* to, const json::value& from, Unknown unknown) {
  Problems problems;
  Reader(unknown, problems).read(shape, to, from, kNoRule, Path{});
  return std::move(problems).error();
}

std::optional<Error> read_json_text(const Shape& shape, void* to, std::string_view text, Unknown unknown) {
  unsigned char buffer[4096];
  json::monotonic_resource memory(buffer, sizeof buffer);
  auto document = parse_json(text, &memory);
  if (!document) return std::move(document).error();
  return read_json(shape, to, *document, unknown);
}

std::optional<Error> read_texts(const Shape& shape, void* to, std::span<const TextPair> pairs,
                                Unknown unknown) {
  if (shape.kind != Kind::structure) throw std::logic_error("only a struct can be read from names and texts");
  const Structure& structure = shape.structure();
  Problems problems;
  Reader reader(unknown, problems);
  const Path root;
  std::vector<std::size_t> given(structure.fields.size());
  for (const auto& [name, text] : pairs) {
    std::size_t at = 0;
    while (at < structure.fields.size() && structure.fields[at].name != name) ++at;
    if (at == structure.fields.size()) {
      if (unknown == Unknown::refuse) problems.add(root.member(name), "is unknown");
      continue;
    }
    const Field& field = structure.fields[at];
    const Path path = root.member(field.name);
    if (++given[at] > 1 && field.shape->kind != Kind::list) {
      problems.add(path, "is given more than once");
      continue;
    }
    void* place = static_cast<char*>(to) + field.offset;
    if (given[at] == 1 && field.shape->kind == Kind::list) field.shape->list->clear(place);
    if (field.shape->kind == Kind::list && field.rule.max_count && given[at] > *field.rule.max_count)
      continue;
    reader.read_text(*field.shape, place, text, field.rule, path);
  }
  for (std::size_t i = 0; i < structure.fields.size(); ++i) {
    const Field& field = structure.fields[i];
    if (given[i] == 0 && !field.may_be_absent) problems.add(root.member(field.name), "is required");
    if (given[i] > 0 && field.shape->kind == Kind::list) {
      reader.check_count(given[i], field.rule, root.member(field.name));
    }
  }
  return std::move(problems).error();
}

}  // namespace sa::reflect
