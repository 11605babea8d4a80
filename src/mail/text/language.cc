#include "mail/text/language.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <cstdio>  // the detector's header needs it

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxBytes = 2000;    // more of a text adds nothing
constexpr std::size_t kEnoughLetters = 3;  // of a script that only one language uses
constexpr std::size_t kFewLetters = 4;     // of which no detector can tell
constexpr double kMargin =
    0.8;  // by which a sure language leads: less than a word that it shares with no other
constexpr double kRare = 0.4;        // of the detector's vote, for a language of which we know no words
constexpr int kBestEffort = 0x4000;  // kCLDFlagBestEffort, which the public header does not export

struct LanguageWords {
  std::string lang;
  std::vector<std::string> words;
};
BOOST_DESCRIBE_STRUCT(LanguageWords, (), (lang, words))

/// A range of code points that speaks for a language; the first in the list that is common in a text wins.
struct LanguageScript {
  std::string lang;
  int from = 0;
  int to = 0;
  std::vector<std::string> also;  ///< written in it too: believed when the detector says so
};
BOOST_DESCRIBE_STRUCT(LanguageScript, (), (lang, from, to, also))

struct LanguageFile {
  std::string about;
  std::vector<LanguageWords> languages;
  std::vector<std::string> everywhere;
  std::vector<std::vector<std::string>> alike;
  std::vector<LanguageScript> scripts;
};
BOOST_DESCRIBE_STRUCT(LanguageFile, (), (about, languages, everywhere, alike, scripts))

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

struct LanguagePolicy::State {
  std::vector<std::string> langs;
  std::map<std::string, std::vector<std::size_t>, std::less<>> words;  // -> indices into langs
  std::set<std::string, std::less<>> everywhere;
  std::vector<std::vector<std::string>> alike;
  std::vector<LanguageScript> scripts;
};

LanguagePolicy::LanguagePolicy() = default;

Result<LanguagePolicy> LanguagePolicy::load(std::string_view json) {
  TRY(LanguageFile file, from_json_text<LanguageFile>(json));
  auto state = std::make_shared<State>();
  for (const LanguageWords& language : file.languages) {
    for (const std::string& word : language.words) {
      auto& langs = state->words[plain_form(word)];
      if (std::ranges::find(langs, state->langs.size()) == langs.end()) langs.push_back(state->langs.size());
    }
    state->langs.push_back(language.lang);
  }
  for (const std::string& word : file.everywhere) state->everywhere.insert(plain_form(word));
  state->alike = std::move(file.alike);
  state->scripts = std::move(file.scripts);
  LanguagePolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

/// The script that is common in the text, when it speaks for a language.
const LanguageScript* find_script(std::string_view text, const LanguagePolicy::State& policy) {
  std::vector<std::size_t> counts(policy.scripts.size());
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) ++letters;
    if (c < 0x370) continue;
    ++letters;
    for (std::size_t i = 0; i < counts.size(); ++i)
      if (c >= static_cast<char32_t>(policy.scripts[i].from) &&
          c <= static_cast<char32_t>(policy.scripts[i].to))
        ++counts[i];
  }
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] >= kEnoughLetters && counts[i] * 10 >= letters) return &policy.scripts[i];
  return nullptr;
}

/// Upper case among the letters of European languages: ASCII, Latin-1, and the even code points of Latin Extended-A, of which
/// nearly all are.
bool begins_upper(std::string_view word) {
  std::size_t at = 0;
  const char32_t c = next_code_point(word, at);
  return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
         (c >= 0x100 && c <= 0x17F && (c & 1) == ((c >= 0x139 && c <= 0x148) || c >= 0x179 ? 1U : 0U));
}

/// The words of a text that may say what language it is in: no addresses, no figures, none that is the same everywhere, and no
/// names, which a capital within a sentence gives away, and so do capitals throughout a last paragraph.
class Telling {
 public:
  Telling(std::string_view text, const LanguagePolicy::State& policy) : policy_(policy) {
    bool opens = true;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = std::min(text.find_first_not_of(" \t", at), text.size());
      const std::size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
      if (end == begin) {
        end_line();
        opens = true;
        at = begin + 1;
        continue;
      }
      opens = add(text.substr(begin, end - begin), opens);
      at = end;
    }
    end_line();
  }

  /// Without the names, unless nearly everything would be one: a text in capitals, a heading.
  std::string words() const { return kept_ * 4 >= all_ ? telling_ + line_telling_ : everything_; }

 private:
  /// -> whether the next word opens a sentence.
  bool add(std::string_view token, bool opens) {
    const bool closes = token.ends_with('.') || token.ends_with('!') || token.ends_with('?') ||
                        token.ends_with(':') || token.ends_with("\xE2\x80\xA6");
    if (token.find_first_of("@0123456789") != token.npos || token.find("://") != token.npos ||
        token.starts_with("www."))
      return closes;
    const std::string plain = plain_form(token);
    const std::size_t from = std::min(plain.find_first_not_of("\"'([{<.,;:!?-"), plain.size());
    const std::size_t to = plain.find_last_not_of("\"')]}>.,;:!?-");
    if (from >= plain.size() || policy_.everywhere.contains(plain.substr(from, to + 1 - from)))
      return closes || (opens && from >= plain.size());
    const std::size_t letter = std::min(token.find_first_not_of("\"'([{<-"), token.size() - 1);
    const bool is_upper = begins_upper(token.substr(letter));
    ++all_;
    ++line_words_;
    (everything_ += token) += ' ';
    if (is_upper) ++line_upper_;
    if (is_upper && !opens && token.size() > 2) return closes;
    ++kept_;
    ++line_kept_;
    (line_telling_ += token) += ' ';
    return closes;
  }

  /// A line of capitalised words alone below a blank one is who signs: it says nothing when there is more above.
  void end_line() {
    if (line_words_ == 0) {
      below_blank_ = below_blank_ || !telling_.empty();
    } else if (below_blank_ && line_upper_ == line_words_) {
      kept_ -= line_kept_;
      all_ -= line_words_;
    } else {
      telling_ += line_telling_ + '\n';
      below_blank_ = false;
    }
    line_telling_.clear();
    line_words_ = line_upper_ = line_kept_ = 0;
  }

  const LanguagePolicy::State& policy_;
  std::string telling_, everything_, line_telling_;
  std::size_t all_ = 0, kept_ = 0, line_words_ = 0, line_upper_ = 0, line_kept_ = 0;
  bool below_blank_ = false;
};

/// The code that we use of the detector's: one for each language, whatever its script or norm.
std::string code_of(CLD2::Language language) {
  std::string code = CLD2::LanguageCode(language);
  if (code == "iw") return "he";
  if (code == "nn" || code == "nb") return "no";
  if (const auto script = code.find('-'); script != code.npos) code.resize(script);
  return code.size() == 2 && code != "un" ? code : "";
}

/// What the detector says; empty when nothing.
std::string detect(std::string_view text) {
  const CLD2::CLDHints none{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language best[3] = {};
  int percents[3] = {};
  double scores[3] = {};
  int bytes = 0;
  bool is_reliable = false;
  return code_of(CLD2::ExtDetectLanguageSummary(text.data(), static_cast<int>(text.size()), true, &none,
                                                kBestEffort, best, percents, scores, nullptr, &bytes,
                                                &is_reliable));
}

using Votes = std::map<std::string, double, std::less<>>;

/// A word that several languages share speaks for each of them less.
Votes votes_of_words(std::string_view text, const LanguagePolicy::State& policy) {
  Votes votes;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word_byte(text[end])) ++end;
    if (end == at) {
      ++at;
      continue;
    }
    if (const auto found = policy.words.find(text.substr(at, end - at)); found != policy.words.end())
      for (const std::size_t lang : found->second)
        votes[policy.langs[lang]] += 1.0 / static_cast<double>(found->second.size());
    at = end;
  }
  return votes;
}

/// The detector's vote. Half of it goes to the languages that it confuses with the one it names: words decide between them.
void add_detected(Votes& votes, const std::string& found, double vote, const LanguagePolicy::State& policy) {
  const bool is_known = std::ranges::find(policy.langs, found) != policy.langs.end();
  if (!is_known) vote *= kRare;
  for (const auto& group : policy.alike) {
    if (std::ranges::find(group, found) == group.end()) continue;
    for (const std::string& other : group)
      if (other != found) votes[other] += vote / (2 * static_cast<double>(group.size() - 1));
    vote /= 2;
    if (!is_known) return;
  }
  votes[found] += vote;
}

Language best_of(const Votes& votes) {
  Language best;
  double first = 0, second = 0;
  for (const auto& [code, vote] : votes) {
    if (vote > first) {
      second = std::exchange(first, vote);
      best.code = code;
    } else {
      second = std::max(second, vote);
    }
  }
  if (first > 0) best.belief = first - second >= kMargin ? Belief::sure : Belief::possible;
  return best;
}

}  // namespace

Language detect_language(std::string_view whole, const LanguagePolicy& policy) {
  const LanguagePolicy::State& state = policy.state();
  const std::string_view text = utf8_cut(whole, kMaxBytes);
  if (const LanguageScript* script = find_script(text, state)) {
    if (script->also.empty()) return {script->lang, Belief::sure};
    const std::string found = detect(text);
    return {std::ranges::find(script->also, found) != script->also.end() ? found : script->lang,
            Belief::sure};
  }
  const std::string telling = Telling(text, state).words();
  const std::string plain = plain_form(telling);
  Votes votes = votes_of_words(plain, state);
  const auto letters = static_cast<std::size_t>(std::ranges::count_if(plain, is_word_byte));
  if (letters < kFewLetters) return best_of(votes);
  // The detector knows more of a longer text.
  if (const std::string found = detect(telling); !found.empty())
    add_detected(votes, found, 1 + static_cast<double>(letters) / 40, state);
  return best_of(votes);
}

}  // namespace sa
