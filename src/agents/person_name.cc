#include "agents/person_name.h"

#include <glib.h>

#include <algorithm>

#include "agents/word.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxBytes = 120;
constexpr std::size_t kMaxParts = 4;

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// What stands before the first mark that begins something else: a company, a system, a remark.
std::string_view without_suffix(std::string_view name) {
  for (const std::string_view mark : {" | ", " - ", " – ", " — ", " / ", " via ", " @ ", " (", " ["}) {
    name = name.substr(0, name.find(mark));
  }
  return trimmed(name);
}

/// "Doe, Jane" -> "Jane Doe"; two commas are a list, not a name.
std::string in_order(std::string_view name) {
  const std::size_t comma = name.find(',');
  if (comma == std::string_view::npos) return std::string(name);
  const std::string_view first = trimmed(name.substr(comma + 1));
  if (first.find(',') != std::string_view::npos) return {};
  return std::string(first) + (first.empty() ? "" : " ") + std::string(trimmed(name.substr(0, comma)));
}

/// Letters, and the marks that stand inside names.
bool is_name_text(std::string_view part) {
  bool letter = false;
  for (std::size_t at = 0; at < part.size();) {
    const char32_t c = next_code_point(part, at);
    if (g_unichar_isalpha(c) || g_unichar_ismark(c)) {
      letter = true;
    } else if (c != '\'' && c != 0x2019 && c != '-' && c != '.') {
      return false;
    }
  }
  return letter;
}

bool is_cased(std::string_view part, bool upper) {
  return std::all_of(part.begin(), part.end(), [upper](char c) {
    return !g_ascii_isalpha(c) || (upper ? g_ascii_isupper(c) : g_ascii_islower(c)) != 0;
  });
}

/// "JANE" and "jane" -> "Jane"; a name that mixes cases knows why.
std::string in_case(std::string part) {
  const bool plain_ascii =
      std::all_of(part.begin(), part.end(), [](char c) { return g_ascii_isgraph(c) != 0; });
  if (!plain_ascii || part.size() < 3 || !(is_cased(part, true) || is_cased(part, false))) return part;
  bool begin = true;
  for (char& c : part) {
    c = begin ? g_ascii_toupper(c) : g_ascii_tolower(c);
    begin = c == '-' || c == '\'';
  }
  return part;
}

std::vector<std::string> split(std::string_view name) {
  std::vector<std::string> parts;
  while (!(name = trimmed(name)).empty()) {
    const std::size_t end = std::min(name.find_first_of(" \t"), name.size());
    parts.emplace_back(name.substr(0, end));
    name.remove_prefix(end);
  }
  return parts;
}

/// A given name stands first and is more than an initial; in scripts without capitals the order cannot be
/// told.
bool is_given_name(const std::string& part) {
  std::size_t at = 0;
  const char32_t c = next_code_point(part, at);
  return part.find('.') == std::string::npos && utf8_length(part) >= 2 && g_unichar_isupper(c);
}

}  // namespace

PersonName person_name(std::string_view display_name, const NameWords& words) {
  std::string_view name = trimmed(display_name);
  while (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front()) {
    name = trimmed(name.substr(1, name.size() - 2));
  }
  if (name.size() > kMaxBytes) return {};
  std::vector<std::string> parts;
  for (std::string& part : split(in_order(without_suffix(name)))) {
    std::string plain = plain_form(part);
    while (plain.ends_with('.')) plain.pop_back();
    if (contains(words.not_person, plain) || !is_name_text(part)) return {};
    if (!contains(words.titles, plain)) parts.push_back(in_case(std::move(part)));
  }
  if (parts.empty() || parts.size() > kMaxParts) return {};
  PersonName made;
  for (const std::string& part : parts) made.full += (made.full.empty() ? "" : " ") + part;
  if (is_given_name(parts.front())) made.first = parts.front();
  return made;
}

}  // namespace sa
