// The making of tables: names of types, rules joined with fields; and the predicates that rules are made of.
#include "base/reflect/reflect.h"

#include <algorithm>
#include <cctype>

#include "base/text/utf8.h"

namespace sa {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_domain_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_domain(std::string_view domain) {
  int labels = 0;
  while (true) {
    const std::size_t dot = domain.find('.');
    if (!is_domain_label(domain.substr(0, dot))) return false;
    ++labels;
    if (dot == std::string_view::npos) break;
    domain.remove_prefix(dot + 1);
  }
  const bool is_number =
      std::all_of(domain.begin(), domain.end(), [](char c) { return c >= '0' && c <= '9'; });
  return labels > 1 && !is_number;
}

/// Dots separate atoms: none at either end, no two in a row (RFC 5322, dot-atom).
bool is_local_part(std::string_view local) {
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') return false;
  if (local.find("..") != std::string_view::npos) return false;
  return std::all_of(local.begin(), local.end(), [](char c) {
    return is_alphanumeric(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
  });
}

}  // namespace

bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return text.size() <= 254 && at != std::string_view::npos && is_local_part(text.substr(0, at)) &&
         is_domain(text.substr(at + 1));
}

namespace reflect {
namespace {

/// The character that begins at `at`, and its size; REQUIRES valid UTF-8 (the reader checks before any
/// predicate).
char32_t code_point(std::string_view text, std::size_t at, std::size_t size) {
  constexpr unsigned char kFirstBits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t code = static_cast<unsigned char>(text[at]) & kFirstBits[size];
  for (std::size_t i = 1; i < size; ++i) code = code << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3f);
  return code;
}

template <class Predicate>
bool all_code_points(std::string_view text, Predicate predicate, std::size_t at = 0) {
  while (at < text.size()) {
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0 || !predicate(code_point(text, at, size))) return false;
    at += size;
  }
  return true;
}

/// C0, DEL, C1, and the separators that some programs take for the end of a line.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

bool is_space(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000 || c == 0xfeff;
}

/// "... [T = sa::Page<sa::(anonymous namespace)::Draft>]" -> "Page_Draft".
std::string type_name(std::string_view pretty_name) {
  const std::size_t from = pretty_name.find("T = ");
  std::string_view full = pretty_name.substr(from == std::string_view::npos ? 0 : from + 4);
  full = full.substr(0, full.find_first_of("];"));
  std::string name;
  std::string word;
  for (std::size_t i = 0; i <= full.size(); ++i) {
    const char c = i < full.size() ? full[i] : '>';
    if (is_alphanumeric(c) || c == '_') {
      word += c;
    } else if (c == ':' || c == ')' || c == '}') {
      word.clear();  // it was a namespace, perhaps "(anonymous namespace)" or "{anonymous}"
    } else if (!word.empty() && (c == '<' || c == ',' || c == '>')) {
      if (!name.empty()) name += '_';
      name += std::exchange(word, {});
    }
  }
  return name;
}

bool is_absent_by_type(Kind kind) {
  switch (kind) {
    case Kind::optional:
    case Kind::list:
    case Kind::map:
    case Kind::json_value:
    case Kind::json_object:
    case Kind::json_array:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool is_not_blank(std::string_view text) {
  return !all_code_points(text, is_space);
}
bool is_one_line(std::string_view text) {
  return all_code_points(text, [](char32_t c) { return !is_control(c); }, skip_printable_ascii(text, 0));
}
bool is_printable(std::string_view text) {
  for (std::size_t at = skip_printable_ascii(text, 0); at < text.size();
       at = skip_printable_ascii(text, at)) {
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0) return false;
    const char32_t c = code_point(text, at, size);
    const bool is_layout = c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029;
    if (is_control(c) && !is_layout) return false;
    at += size;
  }
  return true;
}

Structure make_structure(std::string_view pretty_name, const char* about, std::vector<Field> fields,
                         const std::vector<Rule>& rules, bool all_optional, const void* sample) {
  Structure made{type_name(pretty_name), about, std::move(fields), sample};
  for (const Rule& rule : rules) {
    const auto field = std::find_if(made.fields.begin(), made.fields.end(), [&](const Field& each) {
      return each.owner == rule.owner && each.owner_offset == rule.offset;
    });
    if (field == made.fields.end())
      throw std::logic_error(made.name + " has a rule for a field it does not describe");
    field->rule = rule;
  }
  for (Field& field : made.fields) {
    field.may_be_absent = field.rule.absent.value_or(all_optional || is_absent_by_type(field.shape->kind));
  }
  return made;
}

}  // namespace reflect
}  // namespace sa
