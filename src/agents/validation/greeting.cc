#include "agents/validation/greeting.h"

#include <glib.h>

#include <algorithm>
#include <set>

#include "agents/word.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/address/address.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxWords = 7;  // a longer line is a sentence that happens to begin with "Dear"

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// A piece of the line, with the mark that ended it (0 where none did).
struct Piece {
  GreetedWord word;
  char mark = 0;
};

std::vector<Piece> pieces_of(std::string_view body) {
  std::size_t at = std::min(body.find_first_not_of(" \t\r\n"), body.size());
  const std::size_t line_end = std::min(body.find('\n', at), body.size());
  std::vector<Piece> pieces;
  while (pieces.size() < 2 * kMaxWords) {
    at = std::min(body.find_first_not_of(" \t\r", at), line_end);
    if (at >= line_end) break;
    const std::size_t end = std::min(body.find_first_of(" \t\r\n", at), line_end);
    std::size_t last = end;
    while (last > at && std::string_view(",;:!.?").find(body[last - 1]) != std::string_view::npos) --last;
    if (last == at) last = end;  // "???" is what was written, not the end of a word
    Piece piece;
    piece.word = {at, last, plain_form(body.substr(at, last - at))};
    if (last < end && body[end - 1] != '.') piece.mark = body[end - 1];
    pieces.push_back(std::move(piece));
    at = end;
  }
  return pieces;
}

/// How many pieces the longest greeting takes.
std::size_t greeting_length(const std::vector<Piece>& pieces, const ValidationPolicy& policy) {
  std::size_t longest = 0;
  for (const std::string& each : policy.file().greetings) {
    const std::string words = plain_form(each);
    std::string joined;
    for (std::size_t n = 0; n < pieces.size() && joined.size() < words.size(); ++n) {
      joined += (n == 0 ? "" : " ") + pieces[n].word.plain;
      if (joined == words) longest = std::max(longest, n + 1);
    }
  }
  return longest;
}

/// "x.arrieta", "jane_doe", "jsmith42": what stands before the @, not a name. "J.P" is one.
bool is_handle(std::string_view raw) {
  std::size_t digits = 0;
  std::size_t letters = 0;
  std::size_t longest = 0;
  std::size_t run = 0;
  bool joined = false;
  for (const char c : raw) {
    if (g_ascii_isupper(c) || static_cast<unsigned char>(c) >= 0x80) return false;
    if (g_ascii_islower(c)) {
      ++letters;
      longest = std::max(longest, ++run);
      continue;
    }
    run = 0;
    if (g_ascii_isdigit(c)) {
      ++digits;
    } else if (c == '.' || c == '_') {
      joined = true;
    } else {
      return false;
    }
  }
  return letters > 0 && ((joined && longest > 1) || digits > 1);
}

bool is_field_form(std::string_view raw) {
  std::size_t letters = 0;
  for (std::size_t at = 0; at < raw.size();) {
    const char32_t c = next_code_point(raw, at);
    if (g_unichar_islower(c)) return raw.find('_') != std::string_view::npos;
    if (g_unichar_isalpha(c)) ++letters;
  }
  return letters > 2;
}

/// "Sales" and not "SALES" or "sales": as a surname is written.
bool is_written_as_name(std::string_view raw) {
  std::size_t at = 0;
  if (!g_unichar_isupper(next_code_point(raw, at)) || at >= raw.size()) return false;
  while (at < raw.size()) {
    if (g_unichar_isupper(next_code_point(raw, at))) return false;
  }
  return true;
}

bool has_letter(const std::string& plain) {
  return std::any_of(plain.begin(), plain.end(),
                     [](char c) { return g_ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80; });
}

class Nobody {
 public:
  Nobody(const Greeting& greeting, std::string_view body, const GreetedPerson& person,
         const ValidationPolicy& policy)
      : greeting_(greeting), body_(body), policy_(policy), words_(policy.file().greeting_of_nobody) {
    for (const Word& word : words_of(person.name)) names_.insert(word.plain);
    for (const Word& word : words_of(local_part_of(person.address))) locals_.insert(word.plain);
    for (const GreetedWord& word : greeting.words) whole_ += (whole_.empty() ? "" : " ") + word.plain;
  }

  bool judge() const {
    if (greeting_.words.empty()) return greeting_.ends_in_lone_title;
    if (contains(words_.always, whole_)) return true;
    for (const GreetedWord& word : greeting_.words) {
      const std::string_view raw = body_.substr(word.start, word.end - word.start);
      if (has_letter(word.plain) && contains(words_.always, word.plain)) return true;
      if (raw.find('@') != std::string_view::npos) return true;
      if (is_field_form(raw) && is_field_name(raw, policy_) && !is_known(word)) return true;
      if (is_handle(raw) && !is_known(word)) return true;
      if (contains(policy_.file().greeted_groups, word.plain)) return false;
    }
    return is_shared_mailbox() || is_company();
  }

 private:
  /// The person bears this name, and not only because the blank was stored as their name.
  bool is_known(const GreetedWord& word) const {
    const bool named = std::any_of(names_.begin(), names_.end(), [&](const std::string& name) {
      return !contains(words_.unless_named, name) && !contains(words_.always, name);
    });
    if (!named) return false;
    for (const Word& part : words_of(body_.substr(word.start, word.end - word.start))) {
      if (!names_.contains(part.plain)) return false;
    }
    return true;
  }

  bool may_be_name(const GreetedWord& word) const {
    if (is_known(word)) return true;
    const std::string_view raw = body_.substr(word.start, word.end - word.start);
    if (greeting_.titles > 0 && is_written_as_name(raw)) return true;
    return names_.empty() && locals_.size() > 1 && locals_.contains(word.plain) && is_written_as_name(raw);
  }

  bool is_shared_mailbox() const {
    if (contains(words_.unless_named, whole_)) {
      return !std::all_of(greeting_.words.begin(), greeting_.words.end(),
                          [&](const GreetedWord& word) { return may_be_name(word); });
    }
    return std::all_of(greeting_.words.begin(), greeting_.words.end(), [&](const GreetedWord& word) {
      return contains(words_.unless_named, word.plain) && !may_be_name(word);
    });
  }

  bool is_company() const {
    return greeting_.words.size() > 1 && contains(words_.company_endings, greeting_.words.back().plain) &&
           !is_known(greeting_.words.back());
  }

  const Greeting& greeting_;
  std::string_view body_;
  const ValidationPolicy& policy_;
  const NobodyWords& words_;
  std::set<std::string> names_;
  std::set<std::string> locals_;
  std::string whole_;
};

}  // namespace

std::optional<Greeting> greeting_of(std::string_view body, const ValidationPolicy& policy) {
  const std::vector<Piece> pieces = pieces_of(body);
  std::size_t at = greeting_length(pieces, policy);
  if (at == 0) return std::nullopt;
  const NobodyWords& words = policy.file().greeting_of_nobody;
  Greeting greeting;
  greeting.start = greeting.end = pieces[at - 1].word.end;
  // "Hello," ends there; "Hola, equipo:" goes on.
  const bool ended = pieces[at - 1].mark != 0;
  if (ended && (at == pieces.size() || pieces.size() - at > 3 || pieces.back().mark == 0)) return greeting;
  while (at < pieces.size() && pieces[at].mark == 0 && contains(words.fillers, pieces[at].word.plain)) ++at;
  if (at < pieces.size()) greeting.start = pieces[at].word.start;
  bool lone = false;
  bool open = true;
  for (; at < pieces.size() && open; ++at) {
    const Piece& piece = pieces[at];
    open = piece.mark == 0;
    greeting.end = piece.word.end;
    if (greeting.words.empty() && contains(words.titles, piece.word.plain)) {
      ++greeting.titles;
      lone = contains(words.titles_alone, piece.word.plain);
      continue;
    }
    const bool mark_only = !has_letter(piece.word.plain) && piece.word.plain.size() == 1 && open == false;
    if (!mark_only) greeting.words.push_back(piece.word);
  }
  if (greeting.words.size() > kMaxWords || (open && greeting.words.size() > 4)) return std::nullopt;
  // ", " stood alone: "Mr./Ms. ,"
  if (greeting.words.size() == 1 && greeting.words.front().plain == ",") greeting.words.clear();
  greeting.ends_in_lone_title = lone && greeting.words.empty();
  return greeting;
}

bool greets_nobody(const Greeting& greeting, std::string_view body, const GreetedPerson& person,
                   const ValidationPolicy& policy) {
  return Nobody(greeting, body, person, policy).judge();
}

}  // namespace sa
