#include "mail/meaning/disguise.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace sa {
namespace {

constexpr std::size_t kFewestBase64 = 24;
constexpr std::size_t kMaxFound = 5;
constexpr std::size_t kFewestLetters = 6;

int sextet(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

std::string decoded(std::string_view run) {
  std::string made;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : run) {
    bits = bits << 6 | static_cast<std::uint32_t>(sextet(c));
    if ((count += 6) < 8) continue;
    count -= 8;
    made += static_cast<char>(bits >> count & 0xFF);
  }
  return made;
}

/// Sentences: printable, with blanks, nearly all letters.
bool is_prose(std::string_view text) {
  std::size_t letters = 0;
  std::size_t blanks = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
    letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte >= 0x80;
    blanks += c == ' ';
  }
  return blanks >= 2 && letters * 10 >= text.size() * 7;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The word with its digits read as letters; empty when it holds no letter and digit side by side.
std::string unleeted(std::string_view word) {
  std::string made;
  bool has_letter = false;
  bool has_digit = false;
  for (const char c : word) {
    constexpr std::string_view kDigits = "0134578@$!|";
    constexpr std::string_view kLetters = "oieastbasil";
    const std::size_t at = kDigits.find(c);
    has_digit = has_digit || at != kDigits.npos;
    has_letter = has_letter || is_letter(c);
    made += at == kDigits.npos ? c : kLetters[at];
  }
  return has_letter && has_digit ? made : std::string();
}

}  // namespace

std::vector<std::string> base64_words(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < text.size() && found.size() < kMaxFound;) {
    std::size_t end = at;
    while (end < text.size() && sextet(text[end]) >= 0) ++end;
    if (end - at >= kFewestBase64)
      if (std::string words = decoded(text.substr(at, end - at)); is_prose(words))
        found.push_back(std::move(words));
    at = end + 1;
  }
  return found;
}

int count_leet(std::string_view text, const std::vector<std::string>& known) {
  int count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n.,;:?()\"'", at), text.size());
    const std::string word = unleeted(text.substr(at, end - at));
    if (!word.empty() && std::ranges::find(known, word) != known.end()) ++count;
    at = end + 1;
  }
  return count;
}

std::vector<std::string> spaced_words(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < text.size() && found.size() < kMaxFound; ++at) {
    const bool begins = is_letter(text[at]) && (at == 0 || !is_letter(text[at - 1]));
    if (!begins) continue;
    std::string joined;
    std::size_t end = at;
    while (end < text.size() && is_letter(text[end]) &&
           (end + 1 == text.size() || !is_letter(text[end + 1]))) {
      joined += text[end++];
      std::size_t gap = 0;
      while (end < text.size() && gap < 3 &&
             std::string_view(" .-_*").find(text[end]) != std::string_view::npos)
        ++end, ++gap;
      if (gap == 0) break;
    }
    if (joined.size() >= kFewestLetters) found.push_back(std::move(joined));
    at = std::max(at, end > at ? end - 1 : at);
  }
  return found;
}

}  // namespace sa
