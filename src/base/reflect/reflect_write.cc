// Writing: a described value as JSON text or as a document.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

/// 0: stands for itself; 'u': \u00XX; '8': a byte above ASCII; else the letter after the backslash.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> table{};
  for (int c = 0; c < 0x20; ++c) table[c] = 'u';
  for (int c = 0x80; c < 0x100; ++c) table[c] = '8';
  table['"'] = '"';
  table['\\'] = '\\';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  return table;
}();

/// Moves `at` over whole words that need no escape: no control, quote, backslash or byte above ASCII.
std::size_t skip_plain(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHighs = 0x8080808080808080u;
  std::uint64_t word;
  for (; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    const std::uint64_t quote = word ^ (kOnes * '"');
    const std::uint64_t backslash = word ^ (kOnes * '\\');
    // The classic test for a zero byte; it may err on the side of stopping, never of going on.
    if ((word | (word - kOnes * 0x20) | (quote - kOnes) | (backslash - kOnes)) & kHighs) break;
  }
  return at;
}

}  // namespace

void write_json_string(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t written = 0;
  for (std::size_t at = skip_plain(text, 0); at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const char escape = kEscapes[byte];
    if (escape == 0) {
      ++at;
      continue;
    }
    if (escape == '8') {
      if (const std::size_t size = utf8_sequence(text, at)) {
        at += size;
        continue;
      }
    }
    out.append(text, written, at - written);
    if (escape == '8') {
      out += "\xEF\xBF\xBD";
    } else {
      out += '\\';
      out += escape;
      if (escape == 'u') {
        out += "00";
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
      }
    }
    written = ++at;
    at = skip_plain(text, at);
  }
  out.append(text, written, text.size() - written);
  out += '"';
}

namespace reflect {
namespace {

namespace json = boost::json;

template <class Number>
void append_number(std::string& out, Number number) {
  char text[32];
  out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

void append_real(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  append_number(out, number == 0 ? 0.0 : number);  // no "-0", which readers take for an integer
}

template <class Narrow>
Narrow load(const void* from) {
  Narrow number;
  std::memcpy(&number, from, sizeof number);
  return number;
}

/// The integer at `from`, given to `fn` as std::int64_t or std::uint64_t.
template <class Fn>
auto with_integer(const Shape& shape, const void* from, Fn fn) {
  switch (shape.size) {
    case 1:
      return shape.is_signed ? fn(std::int64_t{load<std::int8_t>(from)})
                             : fn(std::uint64_t{load<std::uint8_t>(from)});
    case 2:
      return shape.is_signed ? fn(std::int64_t{load<std::int16_t>(from)})
                             : fn(std::uint64_t{load<std::uint16_t>(from)});
    case 4:
      return shape.is_signed ? fn(std::int64_t{load<std::int32_t>(from)})
                             : fn(std::uint64_t{load<std::uint32_t>(from)});
    default:
      return shape.is_signed ? fn(load<std::int64_t>(from)) : fn(load<std::uint64_t>(from));
  }
}

std::string_view enumerator(const Shape& shape, const void* from) {
  const auto value = with_integer(shape, from, [](auto number) { return static_cast<std::int64_t>(number); });
  for (std::size_t i = 0; i < shape.enumerator_count; ++i) {
    if (shape.enumerators[i].value == value) return shape.enumerators[i].name;
  }
  throw std::logic_error("a value outside its enum");
}

void append_value(std::string& out, const json::value& value);

void append_members(std::string& out, const json::object& members) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : members) {
    if (!std::exchange(first, false)) out += ',';
    write_json_string(out, {key.data(), key.size()});
    out += ':';
    append_value(out, value);
  }
  out += '}';
}

void append_items(std::string& out, const json::array& items) {
  out += '[';
  bool first = true;
  for (const json::value& item : items) {
    if (!std::exchange(first, false)) out += ',';
    append_value(out, item);
  }
  out += ']';
}

void append_value(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      return;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case json::kind::int64:
      return append_number(out, value.get_int64());
    case json::kind::uint64:
      return append_number(out, value.get_uint64());
    case json::kind::double_:
      return append_real(out, value.get_double());
    case json::kind::string:
      return write_json_string(out, value.get_string());
    case json::kind::array:
      return append_items(out, value.get_array());
    case json::kind::object:
      return append_members(out, value.get_object());
  }
}

void append_list(std::string& out, const Shape& shape, const void* from) {
  const auto* item = static_cast<const char*>(shape.list->data(from));
  const std::size_t count = shape.list->size(from);
  out += '[';
  for (std::size_t i = 0; i < count; ++i, item += shape.list->item_size) {
    if (i > 0) out += ',';
    append_json(out, *shape.item, item);
  }
  out += ']';
}

void append_map(std::string& out, const Shape& shape, const void* from) {
  struct Context {
    std::string& out;
    const Shape& item;
    char before = '{';
  } context{out, *shape.item};
  shape.map->each(from, &context, [](void* opaque, std::string_view key, const void* value) {
    auto& in = *static_cast<Context*>(opaque);
    in.out += std::exchange(in.before, ',');
    write_json_string(in.out, key);
    in.out += ':';
    append_json(in.out, in.item, value);
  });
  if (context.before == '{') out += '{';
  out += '}';
}

void append_structure(std::string& out, const Shape& shape, const void* from) {
  char before = '{';
  for (const Field& field : shape.structure().fields) {
    out += std::exchange(before, ',');
    out += '"';
    out += field.name;  // an identifier: nothing to escape
    out += "\":";
    append_json(out, *field.shape, static_cast<const char*>(from) + field.offset);
  }
  if (before == '{') out += '{';
  out += '}';
}

json::value make_list(const Shape& shape, const void* from) {
  const auto* item = static_cast<const char*>(shape.list->data(from));
  json::array items;
  items.reserve(shape.list->size(from));
  for (std::size_t i = 0; i < shape.list->size(from); ++i, item += shape.list->item_size) {
    items.push_back(make_json(*shape.item, item));
  }
  return items;
}

json::value make_map(const Shape& shape, const void* from) {
  struct Context {
    json::object members;
    const Shape& item;
  } context{{}, *shape.item};
  shape.map->each(from, &context, [](void* opaque, std::string_view key, const void* value) {
    auto& in = *static_cast<Context*>(opaque);
    in.members[utf8_repaired(key)] = make_json(in.item, value);
  });
  return std::move(context.members);
}

json::value make_members(const Shape& shape, const void* from) {
  json::object members;
  members.reserve(shape.structure().fields.size());
  for (const Field& field : shape.structure().fields) {
    members[field.name] = make_json(*field.shape, static_cast<const char*>(from) + field.offset);
  }
  return members;
}

}  // namespace

void append_json(std::string& out, const Shape& shape, const void* from) {
  switch (shape.kind) {
    case Kind::boolean:
      out += *static_cast<const bool*>(from) ? "true" : "false";
      return;
    case Kind::integer:
      return with_integer(shape, from, [&](auto number) { append_number(out, number); });
    case Kind::number:
      return append_real(out, *static_cast<const double*>(from));
    case Kind::text:
      return write_json_string(out, *static_cast<const std::string*>(from));
    case Kind::text_form:
      return write_json_string(out, shape.text->to_text(from));
    case Kind::enumeration:
      return write_json_string(out, enumerator(shape, from));
    case Kind::json_value:
      return append_value(out, *static_cast<const json::value*>(from));
    case Kind::json_object:
      return append_members(out, *static_cast<const json::object*>(from));
    case Kind::json_array:
      return append_items(out, *static_cast<const json::array*>(from));
    case Kind::optional:
      if (const void* value = shape.optional->get(from)) return append_json(out, *shape.item, value);
      out += "null";
      return;
    case Kind::list:
      return append_list(out, shape, from);
    case Kind::map:
      return append_map(out, shape, from);
    case Kind::structure:
      return append_structure(out, shape, from);
  }
}

json::value make_json(const Shape& shape, const void* from) {
  switch (shape.kind) {
    case Kind::boolean:
      return *static_cast<const bool*>(from);
    case Kind::integer:
      return with_integer(shape, from, [](auto number) { return json::value(number); });
    case Kind::number:
      return *static_cast<const double*>(from);
    case Kind::text:
      return json::value(utf8_repaired(*static_cast<const std::string*>(from)));
    case Kind::text_form:
      return json::value(utf8_repaired(shape.text->to_text(from)));
    case Kind::enumeration:
      return json::value(enumerator(shape, from));
    case Kind::json_value:
      return *static_cast<const json::value*>(from);
    case Kind::json_object:
      return *static_cast<const json::object*>(from);
    case Kind::json_array:
      return *static_cast<const json::array*>(from);
    case Kind::optional: {
      const void* value = shape.optional->get(from);
      return value ? make_json(*shape.item, value) : json::value();
    }
    case Kind::list:
      return make_list(shape, from);
    case Kind::map:
      return make_map(shape, from);
    case Kind::structure:
      return make_members(shape, from);
  }
  return nullptr;
}

}  // namespace reflect
}  // namespace sa
