#include "base/text/url.h"

#include "base/text/utf8.h"

namespace sa {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Calls `take` with each piece of `text` between separators, until it returns an error.
template <class Take>
Result<Unit> split(std::string_view text, char separator, Take take) {
  while (true) {
    const std::size_t end = text.find(separator);
    TRY_OK(take(text.substr(0, end)));
    if (end == std::string_view::npos) return ok();
    text.remove_prefix(end + 1);
  }
}

}  // namespace

Target split_target(std::string_view target) {
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return invalid(
            "The URL contains a % without two hexadecimal digits after it. Write a literal % as %25.");
      }
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    // No text of ours holds a NUL: PostgreSQL cannot store one.
    if (c == '\0') return invalid("The URL contains a NUL character, which no name here has.");
    out += c;
  }
  if (!is_utf8(out)) return invalid("The URL contains bytes that are not valid UTF-8.");
  return out;
}

Result<std::vector<std::string>> path_segments(std::string_view path) {
  std::vector<std::string> segments;
  if (!path.starts_with('/')) return segments;
  TRY_OK(split(path.substr(1), '/', [&](std::string_view piece) -> Result<Unit> {
    TRY(std::string segment, percent_decode(piece, false));
    segments.push_back(std::move(segment));
    return ok();
  }));
  return segments;
}

Result<std::vector<std::pair<std::string, std::string>>> query_pairs(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  TRY_OK(split(query, '&', [&](std::string_view piece) -> Result<Unit> {
    if (piece.empty()) return ok();
    const std::size_t equals = piece.find('=');
    TRY(std::string name, percent_decode(piece.substr(0, equals), true));
    std::string value;
    if (equals != std::string_view::npos) {
      TRY(value, percent_decode(piece.substr(equals + 1), true));
    }
    pairs.emplace_back(std::move(name), std::move(value));
    return ok();
  }));
  return pairs;
}

std::string percent_encode(std::string_view text) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

}  // namespace sa
