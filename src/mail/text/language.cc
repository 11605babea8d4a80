#include "mail/text/language.h"

#include <algorithm>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxWords = 400;     // more of a text adds nothing
constexpr std::size_t kEnoughLetters = 3;  // of a script that only one language uses

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
};
BOOST_DESCRIBE_STRUCT(LanguageScript, (), (lang, from, to))

struct LanguageFile {
  std::vector<LanguageWords> languages;
  std::vector<LanguageScript> scripts;
};
BOOST_DESCRIBE_STRUCT(LanguageFile, (), (languages, scripts))

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

struct LanguagePolicy::State {
  std::vector<std::string> langs;
  std::map<std::string, std::vector<std::size_t>, std::less<>> words;  // -> indices into langs
  std::vector<LanguageScript> scripts;
};

LanguagePolicy::LanguagePolicy() = default;

Result<LanguagePolicy> LanguagePolicy::load(std::string_view json) {
  TRY(const LanguageFile file, from_json_text<LanguageFile>(json));
  auto state = std::make_shared<State>();
  for (const LanguageWords& language : file.languages) {
    for (const std::string& word : language.words) {
      auto& langs = state->words[plain_form(word)];
      if (std::ranges::find(langs, state->langs.size()) == langs.end()) langs.push_back(state->langs.size());
    }
    state->langs.push_back(language.lang);
  }
  state->scripts = file.scripts;
  LanguagePolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

std::string by_script(std::string_view text, const LanguagePolicy::State& policy) {
  std::vector<std::size_t> counts(policy.scripts.size());
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size() && letters < 4 * kMaxWords;) {
    const char32_t c = next_code_point(text, at);
    if (c >= 'a' && c <= 'z') ++letters;
    if (c < 0x370) continue;
    ++letters;
    for (std::size_t i = 0; i < counts.size(); ++i)
      if (c >= static_cast<char32_t>(policy.scripts[i].from) &&
          c <= static_cast<char32_t>(policy.scripts[i].to))
        ++counts[i];
  }
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] >= kEnoughLetters && counts[i] * 10 >= letters) return policy.scripts[i].lang;
  return {};
}

}  // namespace

std::string detect_language(const PlainText& plain, const LanguagePolicy& policy) {
  const LanguagePolicy::State& state = policy.state();
  const std::string_view text = plain.text();
  if (std::string lang = by_script(text, state); !lang.empty()) return lang;
  // A word that several languages share speaks for each of them less.
  std::vector<double> scores(state.langs.size());
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size() && words < kMaxWords;) {
    std::size_t end = at;
    while (end < text.size() && is_word_byte(text[end])) ++end;
    if (end == at) {
      ++at;
      continue;
    }
    ++words;
    if (const auto found = state.words.find(text.substr(at, end - at)); found != state.words.end())
      for (const std::size_t lang : found->second)
        scores[lang] += 1.0 / static_cast<double>(found->second.size());
    at = end;
  }
  const auto best = std::ranges::max_element(scores);
  if (best == scores.end() || *best <= 0 || *best * 20 < static_cast<double>(words)) return "und";
  return state.langs[static_cast<std::size_t>(best - scores.begin())];
}

}  // namespace sa
