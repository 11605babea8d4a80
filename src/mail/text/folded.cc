#include "mail/text/folded.h"

#include <glib.h>

#include <algorithm>

namespace sa {
namespace {

constexpr std::size_t kMinSwapped = 5;  // letters of a word in which two may be swapped
constexpr std::size_t kMinWrong = 8;    // in which one may be wrong

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

/// Marks that people put around words and that part nothing.
bool is_mark(char c) {
  return c == '"' || c == '(' || c == ')' || c == '*' || c == '_';
}

bool is_swapped(std::string_view word, std::string_view known) {
  const auto [a, b] = std::ranges::mismatch(word, known);
  const auto at = static_cast<std::size_t>(a - word.begin());
  return at + 1 < word.size() && word[at] == known[at + 1] && word[at + 1] == known[at] &&
         word.substr(at + 2) == known.substr(at + 2);
}

/// One letter of `longer` left out gives `shorter`, and not its last one.
bool lacks_one(std::string_view shorter, std::string_view longer) {
  const auto [a, b] = std::ranges::mismatch(shorter, longer);
  const auto at = static_cast<std::size_t>(a - shorter.begin());
  return at < shorter.size() && shorter.substr(at) == longer.substr(at + 1);
}

bool has_one_wrong(std::string_view word, std::string_view known) {
  const auto [a, b] = std::ranges::mismatch(word, known);
  const auto at = static_cast<std::size_t>(a - word.begin());
  return at + 1 < word.size() && word.substr(at + 1) == known.substr(at + 1);
}

}  // namespace

std::string undoubled(std::string_view text) {
  std::string made;
  for (const char c : text)
    if (!is_letter(c) || made.empty() || made.back() != c) made += c;
  return made;
}

bool is_mistyped(std::string_view word, std::string_view known) {
  if (word.empty() || known.empty() || word.front() != known.front() || word == known) return false;
  if (word.size() == known.size())
    return (known.size() >= kMinSwapped && is_swapped(word, known)) ||
           (known.size() >= kMinWrong && has_one_wrong(word, known));
  if (known.size() < kMinWrong) return false;
  return word.size() + 1 == known.size()   ? lacks_one(word, known)
         : word.size() == known.size() + 1 ? lacks_one(known, word)
                                           : false;
}

FoldedText::FoldedText(std::string_view original, const std::vector<std::string>& known)
    : original_(original), folded_(fold(known)) {}

std::string FoldedText::fold(const std::vector<std::string>& known) {
  const std::string& text = original_.text();
  std::string made;
  std::size_t word = 0;  // where in `made` the current word begins
  const auto end_word = [&] {
    const std::string_view written = std::string_view(made).substr(word);
    if (written.size() < kMinSwapped) return;
    const auto alike =
        std::ranges::equal_range(known, written.front(), {}, [](const std::string& k) { return k[0]; });
    if (std::ranges::find(alike, written) != alike.end()) return;
    const auto meant =
        std::ranges::find_if(alike, [&](const std::string& k) { return is_mistyped(written, k); });
    if (meant == alike.end()) return;
    made.replace(word, made.npos, *meant);
    origin_.resize(made.size(), origin_.back());
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_mark(c) || (is_letter(c) && made.size() > word && made.back() == c)) continue;
    if (!is_letter(c)) end_word();
    made += c;
    origin_.push_back(static_cast<std::uint32_t>(at));
    if (!is_letter(c)) word = made.size();
  }
  end_word();
  return made;
}

Span FoldedText::to_original(std::size_t start, std::size_t end) const {
  const Span folded = folded_.to_original(start, end);
  const auto place = [this](std::int64_t at) -> std::size_t {
    const auto index = static_cast<std::size_t>(at);
    return index < origin_.size() ? origin_[index] : original_.text().size();
  };
  // The end is behind the last letter that was found: a doubled one after it belongs to it.
  return original_.to_original(place(folded.start), place(folded.end));
}

}  // namespace sa
