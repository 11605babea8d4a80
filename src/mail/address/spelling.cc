#include "mail/address/spelling.h"

#include <glib.h>

#include <algorithm>
#include <memory>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/address/address.h"

namespace sa {
namespace {

constexpr std::size_t kMaxWritten =
    4096;  // an address has 254 bytes; a name and comments may stand around it

struct GFree {
  void operator()(gchar* text) const { g_free(text); }
};
using GText = std::unique_ptr<gchar, GFree>;

bool is_invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

bool is_blank(char32_t c) {
  return c <= 0x20 || c == 0x7F || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x3000;
}

/// Without what cannot be seen, with blanks and full-width forms of ASCII as ASCII.
std::string visible(std::string_view text) {
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (is_invisible(c)) continue;
    if (is_blank(c))
      made += ' ';
    else
      append_code_point(made, c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c);
  }
  return made;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = ascii_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// RFC 6068: the part of a mailto link before its ?, with %2B as +.
std::string without_mailto(std::string_view text) {
  constexpr std::string_view kScheme = "mailto:";
  text = trimmed(text);
  if (!equal_ignoring_case(text.substr(0, kScheme.size()), kScheme)) return std::string(text);
  text = text.substr(kScheme.size());
  text = text.substr(0, text.find('?'));
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    made += is_escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (is_escape) i += 2;
  }
  return made;
}

/// Without comments and, outside quotes, without blanks; of "name <address>" the address alone. A backslash that stands before
/// another character in quotes stays with it.
std::string bare(std::string_view text) {
  std::string made;
  int comment = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && (quoted || comment > 0) && i + 1 < text.size()) {
      if (comment == 0) made.append(text.substr(i, 2));
      ++i;
    } else if (comment > 0) {
      comment += c == '(' ? 1 : c == ')' ? -1 : 0;
    } else if (c == '"') {
      quoted = !quoted;
      made += c;
    } else if (quoted) {
      made += c;
    } else if (c == '(') {
      ++comment;
    } else if (c == '<') {
      made.clear();
    } else if (c == '>') {
      break;
    } else if (c != ' ') {
      made += c;
    }
  }
  return made;
}

/// "@relay.example,@other.example:jane@acme.com" -> "jane@acme.com" (RFC 5322 4.4, obs-route).
std::string_view without_route(std::string_view text) {
  if (!text.starts_with('@')) return text;
  const std::size_t colon = text.find(':');
  return colon == text.npos ? text : text.substr(colon + 1);
}

bool needs_quotes(std::string_view local) {
  constexpr std::string_view kSpecials = " \"(),:;<>@[\\]";
  return local.empty() || local.front() == '.' || local.back() == '.' || local.find("..") != local.npos ||
         local.find_first_of(kSpecials) != local.npos;
}

std::string unquoted(std::string_view local) {
  if (local.size() < 2 || local.front() != '"' || local.back() != '"') return std::string(local);
  std::string inner;
  for (std::size_t i = 1; i + 1 < local.size(); ++i) {
    if (local[i] == '\\' && i + 2 < local.size()) ++i;
    inner += local[i];
  }
  return needs_quotes(inner) ? std::string(local) : inner;
}

/// Unicode's one way to write it, without capitals. Simple lower case, not folding: "ß" must not become "ss".
std::string lower_nfc(std::string_view text) {
  const GText normal(
      g_utf8_normalize(text.data(), static_cast<gssize>(text.size()), G_NORMALIZE_DEFAULT_COMPOSE));
  if (!normal) return ascii_lower(text);
  const GText lower(g_utf8_strdown(normal.get(), -1));
  return lower.get();
}

}  // namespace

std::string plain_address(std::string_view written) {
  const std::string shown = to_valid_utf8(std::string(utf8_cut(written, kMaxWritten)));
  const std::string whole = bare(without_mailto(visible(shown)));
  const std::string_view address = without_route(whole);
  const std::size_t at = address.rfind('@');
  if (at == address.npos || at == 0 || at + 1 == address.size()) return ascii_lower(trimmed(written));
  const std::string local = lower_nfc(unquoted(address.substr(0, at)));
  const auto domain = normalize_domain(lower_nfc(address.substr(at + 1)));
  return local + "@" + (domain ? *domain : lower_nfc(address.substr(at + 1)));
}

}  // namespace sa
