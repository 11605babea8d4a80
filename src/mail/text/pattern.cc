#include "mail/text/pattern.h"

#include <glib.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text/regex.h"
#include "base/text/utf8.h"
#include "mail/text/prefilter.h"

namespace sa {
namespace {

constexpr std::int64_t kSetMemory =
    64 << 20;  // for the automaton of one set; beyond it patterns are tried one by one

bool is_invisible(char32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 ||
         c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
         (c >= 0xE0000 && c <= 0xE01EF);
}

bool is_unicode_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

struct Fold {
  char32_t from;
  std::string_view to;
};
// What Unicode's decomposition leaves apart but a reader does not. Sorted by code point.
constexpr std::array kFolds = std::to_array<Fold>({
    {0xAB, "\""},  {0xB4, "'"},   {0xBB, "\""},   {0xC6, "ae"},   {0xD0, "d"},    {0xD8, "o"},
    {0xDE, "th"},  {0xDF, "ss"},  {0xE6, "ae"},   {0xF0, "d"},    {0xF8, "o"},    {0xFE, "th"},
    {0x110, "d"},  {0x111, "d"},  {0x131, "i"},   {0x141, "l"},   {0x142, "l"},   {0x152, "oe"},
    {0x153, "oe"}, {0x261, "g"},  {0x2BC, "'"},   {0x1E9E, "ss"}, {0x2010, "-"},  {0x2011, "-"},
    {0x2012, "-"}, {0x2013, "-"}, {0x2014, "-"},  {0x2015, "-"},  {0x2018, "'"},  {0x2019, "'"},
    {0x201A, "'"}, {0x201B, "'"}, {0x201C, "\""}, {0x201D, "\""}, {0x201E, "\""}, {0x2026, "..."},
    {0x2032, "'"}, {0x2039, "'"}, {0x203A, "'"},  {0x2212, "-"},
});

struct LookAlike {
  char32_t from;
  char to;
};
// Cyrillic and Greek letters that pass for Latin ones; used only within a word that has Latin letters too.
constexpr std::array kLookAlikes = std::to_array<LookAlike>({
    {0x3B1, 'a'}, {0x3B5, 'e'}, {0x3B7, 'n'}, {0x3B9, 'i'}, {0x3BA, 'k'}, {0x3BD, 'v'},
    {0x3BF, 'o'}, {0x3C1, 'p'}, {0x3C4, 't'}, {0x3C5, 'u'}, {0x3C7, 'x'}, {0x430, 'a'},
    {0x432, 'b'}, {0x435, 'e'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x43D, 'h'}, {0x43E, 'o'},
    {0x440, 'p'}, {0x441, 'c'}, {0x442, 't'}, {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'},
    {0x456, 'i'}, {0x458, 'j'}, {0x501, 'd'}, {0x51B, 'q'}, {0x51D, 'w'},
});

char look_alike(char32_t c) {
  const auto found = std::ranges::lower_bound(kLookAlikes, c, {}, &LookAlike::from);
  return found != kLookAlikes.end() && found->from == c ? found->to : 0;
}

/// Appends the plain form of one character; nothing for an accent.
void append_plain(std::string& text, char32_t c) {
  if (c < 0x80) {
    text += g_ascii_tolower(static_cast<char>(c));
    return;
  }
  const auto fold = std::ranges::lower_bound(kFolds, c, {}, &Fold::from);
  if (fold != kFolds.end() && fold->from == c) {
    text += fold->to;
    return;
  }
  std::array<gunichar, 18> parts;  // G_UNICHAR_MAX_DECOMPOSITION_LENGTH
  const gsize count = g_unichar_fully_decompose(c, TRUE, parts.data(), parts.size());
  for (gsize i = 0; i < std::min<gsize>(count, parts.size()); ++i)
    if (!g_unichar_ismark(parts[i])) append_code_point(text, g_unichar_tolower(parts[i]));
}

bool is_letter(char32_t c) {
  return c < 0x80 ? g_ascii_isalpha(static_cast<char>(c)) : g_unichar_isalpha(c);
}

/// Makes the plain form, remembering for each byte where it came from.
class Plainer {
 public:
  Plainer(std::string& text, std::vector<std::uint32_t>& origin) : text_(text), origin_(origin) {}

  /// What is no ASCII letter or digit.
  void take(char32_t c, std::size_t at) {
    if (c == '\n') {
      end_word();
      blank(at);
      ++newlines_;
    } else if (is_unicode_blank(c)) {
      end_word();
      blank(at);
    } else if (is_invisible(c)) {
      if (c != 0xAD) ++disguised;
    } else {
      take_other(c, at);
    }
  }
  /// The beginning of `text` that is ASCII letters and digits, at once: most of a mail. Returns its length.
  std::size_t take_ascii(std::string_view text, std::size_t at) {
    std::size_t size = 0;
    while (size < text.size() && g_ascii_isalnum(text[size])) ++size;
    if (size == 0) return 0;
    put_blank();
    const std::size_t before = text_.size();
    text_.append(text.substr(0, size));
    origin_.resize(before + size);
    // One plain loop for each thing, so that the compiler makes each of them many bytes wide.
    char* const bytes = text_.data() + before;
    unsigned char letters = 0;  // digits have no bit 0x40
    for (std::size_t i = 0; i < size; ++i) letters |= static_cast<unsigned char>(bytes[i]) & 0x40;
    has_latin_ = has_latin_ || letters != 0;
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(bytes[i] | (bytes[i] & 0x40) >> 1);
    std::uint32_t* const origins = origin_.data() + before;
    for (std::size_t i = 0; i < size; ++i) origins[i] = static_cast<std::uint32_t>(at + i);
    return size;
  }
  void finish() { end_word(); }

  std::size_t disguised = 0;

 private:
  void take_other(char32_t c, std::size_t at) {
    put_blank();
    if (!is_letter(c)) end_word();
    const std::size_t before = text_.size();
    append_plain(text_, c);
    origin_.resize(text_.size(), static_cast<std::uint32_t>(at));
    if (!is_letter(c)) {
      word_start_ = text_.size();
      return;
    }
    // Mathematical and full-width letters are ASCII by now: dressed up, when they come in place of plain
    // ones.
    if (c >= 0x2100 && text_.size() > before && static_cast<unsigned char>(text_.back()) < 0x80) ++disguised;
    has_other_ = has_other_ || (c >= 0x370 && c < 0x530);
  }

  void put(char c, std::size_t at) {
    text_ += c;
    origin_.push_back(static_cast<std::uint32_t>(at));
  }
  void blank(std::size_t at) {
    if (!in_blank_) blank_at_ = at;
    in_blank_ = true;
  }
  /// White space becomes one blank, a line end one \n, an empty line \n\n.
  void put_blank() {
    if (!in_blank_) return;
    in_blank_ = false;
    if (newlines_ > 1) put('\n', blank_at_);
    put(newlines_ > 0 ? '\n' : ' ', blank_at_);
    newlines_ = 0;
    word_start_ = text_.size();
  }

  void end_word() {
    if (has_latin_ && has_other_) undo_look_alikes();
    has_latin_ = has_other_ = false;
    word_start_ = text_.size();
  }

  void undo_look_alikes() {
    std::string word;
    std::vector<std::uint32_t> origin;
    for (std::size_t at = word_start_; at < text_.size();) {
      const std::uint32_t from = origin_[at];
      const char32_t c = next_code_point(text_, at);
      if (const char latin = look_alike(c)) {
        word += latin;
        ++disguised;
      } else {
        append_code_point(word, c);
      }
      origin.resize(word.size(), from);
    }
    text_.replace(word_start_, text_.npos, word);
    origin_.resize(word_start_);
    origin_.insert(origin_.end(), origin.begin(), origin.end());
  }

  std::string& text_;
  std::vector<std::uint32_t>& origin_;
  std::size_t word_start_ = 0;
  bool has_latin_ = false;
  bool has_other_ = false;
  bool in_blank_ = false;
  std::size_t blank_at_ = 0;
  int newlines_ = 0;
};

/// The pattern over plain text: its letters plain too, a blank for white space, an apostrophe that may be
/// missing.
std::string plain_pattern(std::string_view pattern) {
  std::string plain;
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size();) {
    const bool escaped = plain.ends_with('\\') && !plain.ends_with("\\\\");
    const char32_t c = next_code_point(pattern, at);
    if (!escaped && c == '[') in_class = true;
    if (!escaped && c == ']') in_class = false;
    if (c == ' ') {
      plain += in_class ? " \\n" : "[ \\n]";
    } else if (c == '\'') {
      plain += "'?";
    } else if (c < 0x80) {
      plain += static_cast<char>(c);
    } else {
      append_plain(plain, c);
    }
  }
  return plain;
}

/// A pattern between word boundaries where it begins and ends with a word. Letters outside ASCII count as no word:
/// after plain_form they belong to scripts that write without blanks or bend their words' ends.
struct Bounded {
  std::string text;
  bool left = false;   ///< a match may begin with one character that is not the pattern's
  bool right = false;  ///< or end with one
};

/// Whether a word can end with the class that the pattern ends with: not with "[-+.@]", "[^0-9]" or a blank.
bool ends_with_word_class(const std::string& pattern) {
  const std::size_t open = pattern.rfind('[');
  if (pattern.back() != ']' || open == pattern.npos) return true;
  const std::string_view members = std::string_view(pattern).substr(open + 1);
  if (members.starts_with('^')) return false;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool escaped = members[i] == '\\' && i + 1 < members.size();
    if (escaped) ++i;
    if (escaped ? members[i] == 'd' || members[i] == 'w' : g_ascii_isalnum(members[i])) return true;
  }
  return false;
}

Bounded bounded(const std::string& pattern) {
  const bool ascii =
      std::ranges::all_of(pattern, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const char first = pattern.front();
  const char last = pattern.back();
  // Without quantifiers: \b and \?+ end with what is no letter.
  std::size_t end = pattern.size();
  while (end > 2 && std::string_view("+*?").find(pattern[end - 1]) != std::string_view::npos &&
         pattern[end - 2] != '\\')
    --end;
  const bool escaped = end > 1 && pattern[end - 2] == '\\';
  Bounded made;
  made.left = g_ascii_isalnum(first) || (ascii && (first == '(' || first == '['));
  made.right =
      !escaped && ends_with_word_class(pattern) &&
      (g_ascii_isalnum(last) || (ascii && std::string_view(")]?*+}").find(last) != std::string_view::npos));
  made.text = std::string("(?m)") + (made.left ? "(?:^|[^a-z0-9_])" : "") + "(?:" + pattern + ")" +
              (made.right ? "(?:$|[^a-z0-9_])" : "");
  return made;
}

bool is_word(char c) {
  return g_ascii_isalnum(c) || c == '_';
}

/// Bytes, not code points, make automata that are many times smaller, with the same matches on UTF-8. Not so where the pattern has
/// letters outside ASCII: RE2 factors the first byte that two alternatives share out, forgets that it was one, and finds neither.
RE2::Options options(bool wide) {
  RE2::Options made;
  made.set_encoding(wide ? RE2::Options::EncodingUTF8 : RE2::Options::EncodingLatin1);
  made.set_log_errors(false);
  made.set_max_mem(kSetMemory);
  return made;
}

}  // namespace

PlainText::PlainText(std::string_view original) : original_size_(original.size()) {
  text_.reserve(original.size());
  origin_.reserve(original.size());
  Plainer plainer(text_, origin_);
  for (std::size_t at = 0; at < original.size();) {
    at += plainer.take_ascii(original.substr(at), at);
    if (at == original.size()) break;
    const std::size_t before = at;
    plainer.take(next_code_point(original, at), before);
  }
  plainer.finish();
  disguised_ = plainer.disguised;
}

Span PlainText::to_original(std::size_t start, std::size_t end) const {
  const auto place = [this](std::size_t at) -> std::int64_t {
    return static_cast<std::int64_t>(at < origin_.size() ? origin_[at] : original_size_);
  };
  return {place(start), std::max(place(start), place(end))};
}

std::string plain_form(std::string_view text) {
  return PlainText(text).text();
}

namespace {

bool is_wide(std::string_view pattern) {
  return std::ranges::any_of(pattern, [](char c) { return static_cast<unsigned char>(c) > 0x7F; });
}

/// The character that ends before `at`: where it begins.
std::size_t before(std::string_view text, std::size_t at) {
  do --at;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

/// Patterns that are looked for in one pass.
struct Group {
  explicit Group(bool wide) : expressions(options(wide)) {}

  RegexSet expressions;
  std::vector<Bounded> patterns;     ///< by the same numbers; the texts of `expressions`
  std::vector<std::size_t> numbers;  ///< of each, in the whole set

  /// `plain`: see plain_pattern.
  Result<Unit> add(const std::string& pattern, const std::string& plain, std::size_t number) {
    Bounded whole = bounded(plain);
    numbers.push_back(number);
    if (auto added = expressions.add(whole.text); !added) {
      return invalid("The pattern \"" + pattern + "\" does not compile: " + added.error().message);
    }
    patterns.push_back(std::move(whole));
    return ok();
  }

  /// The first place of a pattern from `from` on, without the boundary characters. Only the whole match is asked for:
  /// groups would take RE2 off its fast path.
  std::optional<std::pair<std::size_t, std::size_t>> find(std::size_t number, const std::string& text,
                                                          std::size_t from) const {
    re2::StringPiece match;
    if (!expressions[number].Match(text, from, text.size(), RE2::UNANCHORED, &match, 1)) return std::nullopt;
    auto start = static_cast<std::size_t>(match.data() - text.data());
    std::size_t end = start + match.size();
    // A boundary may be a letter of several bytes; as bytes one by one it is only its last or first.
    if (patterns[number].left && start < end && !is_word(text[start]))
      start += std::max<std::size_t>(1, utf8_sequence(text, start));
    if (patterns[number].right && end > start && !is_word(text[end - 1]))
      end = std::max(start, before(text, end));
    return std::pair(start, end);
  }
};

}  // namespace

struct PatternSet::State {
  struct Place {
    const Group* group = nullptr;
    std::size_t number = 0;  ///< in the group
  };
  std::vector<std::unique_ptr<Group>> groups;
  std::vector<Place> places;             ///< by the number in the whole set
  const Prefilter* prefilter = nullptr;  ///< null: RE2 passes over the text by itself

  /// Calls `take` with the number and place of each pattern that occurs, in no order, until it returns false.
  template <class Take>
  void for_each(const std::string& text, Take take) const {
    std::vector<std::size_t> candidates;
    if (prefilter && prefilter->candidates(text, &candidates)) {
      for (const std::size_t candidate : candidates) {
        const Place& place = places[candidate];
        if (RE2::PartialMatch(piece(text), place.group->expressions[place.number]) && !take(candidate, place))
          return;
      }
      return;
    }
    for (const auto& group : groups)
      for (const std::size_t number : group->expressions.matching(text))
        if (!take(group->numbers[number], Place{group.get(), number})) return;
  }
};

PatternSet::PatternSet() = default;

Result<PatternSet> PatternSet::compile(const std::vector<std::string>& patterns) {
  return compile_groups({patterns});
}

Result<PatternSet> PatternSet::compile_groups(const std::vector<std::vector<std::string>>& groups) {
  auto state = std::make_shared<State>();
  for (const std::vector<std::string>& patterns : groups) {
    auto narrow = std::make_unique<Group>(false);
    auto wide = std::make_unique<Group>(true);
    for (const std::string& pattern : patterns) {
      if (pattern.empty()) return invalid("A pattern is empty.");
      const std::string plain = plain_pattern(pattern);
      Group& group = *(is_wide(plain) ? wide : narrow);
      state->places.push_back({&group, group.numbers.size()});
      TRY_OK(group.add(pattern, plain, state->places.size() - 1));
    }
    for (auto* group : {&narrow, &wide})
      if (!(*group)->patterns.empty()) state->groups.push_back(std::move(*group));
  }
  std::vector<std::string> expressions;
  for (const State::Place& place : state->places)
    expressions.push_back(place.group->patterns[place.number].text);
  if (ByRe2Alone::depth_ == 0) state->prefilter = Prefilter::find(expressions);
  if (Recorder::current_ && !expressions.empty()) Recorder::current_->sets_.push_back(std::move(expressions));
  PatternSet set;
  set.state_ = std::move(state);
  return set;
}

std::size_t PatternSet::size() const {
  return state_ ? state_->places.size() : 0;
}

std::vector<std::size_t> PatternSet::matching(const PlainText& text) const {
  std::vector<std::size_t> found;
  if (size() == 0) return found;
  state_->for_each(text.text(), [&](std::size_t pattern, const State::Place&) {
    found.push_back(pattern);
    return true;
  });
  std::ranges::sort(found);
  return found;
}

bool PatternSet::any(const PlainText& text) const {
  bool found = false;
  if (size() == 0) return found;
  if (!state_->prefilter)
    return std::ranges::any_of(state_->groups,
                               [&](const auto& group) { return group->expressions.any(text.text()); });
  state_->for_each(text.text(), [&](std::size_t, const State::Place&) {
    found = true;
    return false;
  });
  return found;
}

std::vector<PatternMatch> PatternSet::find(const PlainText& text, std::size_t per_pattern) const {
  std::vector<PatternMatch> matches;
  if (size() == 0) return matches;
  state_->for_each(text.text(), [&](std::size_t pattern, const State::Place& place) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < per_pattern && from <= text.text().size(); ++i) {
      const auto match = place.group->find(place.number, text.text(), from);
      if (!match) break;
      matches.push_back({pattern, match->first, match->second});
      from = std::max(match->second, from + 1);
    }
    return true;
  });
  std::ranges::sort(matches, {},
                    [](const PatternMatch& match) { return std::pair(match.pattern, match.start); });
  return matches;
}

}  // namespace sa
