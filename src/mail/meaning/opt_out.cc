#include "mail/meaning/opt_out.h"

#include <glib.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/reflect/reflect.h"
#include "mail/text/folded.h"

namespace sa {
namespace {

constexpr std::size_t kShortText = 240;     // bytes below which a language is guessed, not known
constexpr std::size_t kShortSentence = 90;  // bytes of a sentence that may be nothing but a command
constexpr std::size_t kWrappedLine = 50;    // bytes from which on a line end may stand within a sentence
constexpr std::size_t kMaxHinted =
    1500;  // bytes of a mail in which a word without a wish counts: longer ones have small print
constexpr std::size_t kPlaces = 3;    // of one pattern
constexpr std::size_t kMaxWords = 4;  // that a person is shown
constexpr std::string_view kGap = "(?:[^ .!?;]+ ){0,5}";

struct LanguageRules {
  std::map<std::string, std::string> terms;
  std::vector<std::string> near;  ///< languages whose words a detector takes for these
  std::vector<std::string> named, bare, hints;
  std::vector<std::string> commands, only_commands, courtesy, spelled;
  std::vector<std::string> taken_back, elsewhere, others, unsure, notices;
  static std::vector<Rule> rules() {
    return {rule(&LanguageRules::terms).optional(),         rule(&LanguageRules::near).optional(),
            rule(&LanguageRules::named).optional(),         rule(&LanguageRules::bare).optional(),
            rule(&LanguageRules::hints).optional(),         rule(&LanguageRules::commands).optional(),
            rule(&LanguageRules::only_commands).optional(), rule(&LanguageRules::courtesy).optional(),
            rule(&LanguageRules::spelled).optional(),       rule(&LanguageRules::taken_back).optional(),
            rule(&LanguageRules::elsewhere).optional(),     rule(&LanguageRules::others).optional(),
            rule(&LanguageRules::unsure).optional(),        rule(&LanguageRules::notices).optional()};
  }
};
BOOST_DESCRIBE_STRUCT(LanguageRules, (),
                      (terms, near, named, bare, hints, commands, only_commands, courtesy, spelled,
                       taken_back, elsewhere, others, unsure, notices))

struct OptOutFile {
  std::string about;
  std::vector<std::string> postscripts;
  std::map<std::string, LanguageRules> languages;
};
BOOST_DESCRIBE_STRUCT(OptOutFile, (), (about, postscripts, languages))

void replace_all(std::string* text, std::string_view what, std::string_view with) {
  for (std::size_t at = text->find(what); at != text->npos; at = text->find(what, at + with.size()))
    text->replace(at, what.size(), with);
}

/// A pattern with its terms ("<list>") and gaps ("~") written out, in the folded form of the text.
std::string composed(std::string pattern, const std::map<std::string, std::string>& terms) {
  for (int depth = 0; depth < 3; ++depth)  // a term may be made of terms
    for (const auto& [name, words] : terms) replace_all(&pattern, "<" + name + ">", "(?:" + words + ")");
  replace_all(&pattern, "~", kGap);
  return undoubled(plain_form(pattern));
}

Result<PatternSet> compile(const std::vector<std::string>& patterns, const LanguageRules& rules) {
  std::vector<std::string> made;
  for (const std::string& pattern : patterns) made.push_back(composed(pattern, rules.terms));
  return PatternSet::compile(made);
}

enum class Strength { hint, bare, named, command };

struct Hit {
  Strength strength = Strength::hint;
  std::string_view language;
  std::size_t start = 0;  // in the folded text
  std::size_t end = 0;
};

struct Place {
  std::size_t start = 0;
  std::size_t end = 0;
  bool holds(std::size_t at) const { return at >= start && at < end; }
};

bool is_blank(char c) {
  return c == ' ' || c == '\n';
}

/// A full stop that is followed by a blank, by the end or by a script without blanks ends a sentence.
bool ends_sentence(std::string_view text, std::size_t at) {
  if (std::string_view(".!?;").find(text[at]) != std::string_view::npos)
    return at + 1 == text.size() || is_blank(text[at + 1]) || static_cast<unsigned char>(text[at + 1]) > 0x7F;
  return text.substr(0, at + 1).ends_with("\u3002");
}

/// The sentences; a short line is one by itself, however it ends.
std::vector<Place> sentences_of(std::string_view text) {
  std::vector<Place> made;
  std::size_t start = 0;
  std::size_t line = 0;
  const auto end_at = [&](std::size_t end) {
    if (std::ranges::any_of(text.substr(start, end - start), [](char c) { return !is_blank(c); }))
      made.push_back({start, end});
    start = end;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (ends_sentence(text, at)) end_at(at + 1);
    if (text[at] != '\n') continue;
    if (at - line < kWrappedLine || (at + 1 < text.size() && text[at + 1] == '\n')) end_at(at + 1);
    line = at + 1;
  }
  end_at(text.size());
  return made;
}

bool has_blankless_script(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

/// The words alone, one blank between them.
std::string bare_words(std::string_view sentence) {
  std::string made;
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    const char c = sentence[at];
    const bool stop = static_cast<unsigned char>(c) < 0x80 && !g_ascii_isalnum(c) && c != '-' && c != '\'';
    const bool wide_stop = sentence.substr(at, 3) == "\u3002" || sentence.substr(at, 3) == "\u3001";
    if (wide_stop) at += 2;
    if (!stop && !wide_stop)
      made += c;
    else if (!made.empty() && made.back() != ' ')
      made += ' ';
  }
  while (!made.empty() && (made.back() == ' ' || made.back() == '-')) made.pop_back();
  return made;
}

}  // namespace

struct OptOutPolicy::State {
  struct Language {
    std::vector<std::string> near;
    PatternSet wishes;                ///< named, bare and hints: one pass over the text
    std::vector<Strength> strengths;  ///< of each wish
    PatternSet taken_back, elsewhere, others, unsure, notices;
  };
  std::map<std::string, Language, std::less<>> languages;
  PatternSet commands;                ///< say it in a sentence of their own
  PatternSet only_commands;           ///< say it when they are the whole mail
  std::vector<std::string> courtesy;  ///< may stand around a command; longest first
  std::vector<std::string> spelled;
  PatternSet postscripts;
};

OptOutPolicy::OptOutPolicy() = default;

Result<OptOutPolicy> OptOutPolicy::load(std::string_view json) {
  TRY(const OptOutFile file, from_json_text<OptOutFile>(json));
  auto state = std::make_shared<State>();
  std::vector<std::string> commands;
  std::vector<std::string> only;
  for (const auto& [name, rules] : file.languages) {
    State::Language& language = state->languages[name];
    language.near = rules.near;
    std::vector<std::string> wishes;
    for (const auto& [patterns, strength] :
         {std::pair(&rules.named, Strength::named), std::pair(&rules.bare, Strength::bare),
          std::pair(&rules.hints, Strength::hint)}) {
      wishes.insert(wishes.end(), patterns->begin(), patterns->end());
      language.strengths.resize(wishes.size(), strength);
    }
    TRY(language.wishes, compile(wishes, rules));
    for (const auto& [patterns, into] :
         {std::pair(&rules.taken_back, &language.taken_back),
          std::pair(&rules.elsewhere, &language.elsewhere), std::pair(&rules.others, &language.others),
          std::pair(&rules.unsure, &language.unsure), std::pair(&rules.notices, &language.notices)}) {
      TRY(*into, compile(*patterns, rules));
    }
    for (const std::string& word : rules.commands)
      commands.push_back("^(?:" + composed(word, rules.terms) + ")$");
    for (const std::string& word : rules.only_commands)
      only.push_back("^(?:" + composed(word, rules.terms) + ")$");
    for (const std::string& word : rules.courtesy) state->courtesy.push_back(undoubled(plain_form(word)));
    for (const std::string& word : rules.spelled) state->spelled.push_back(undoubled(plain_form(word)));
  }
  TRY(state->postscripts, PatternSet::compile(file.postscripts));
  TRY(state->commands, PatternSet::compile(commands));
  TRY(state->only_commands, PatternSet::compile(only));
  std::ranges::sort(state->spelled);
  std::ranges::sort(state->courtesy, std::ranges::greater(), &std::string::size);
  OptOutPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

using State = OptOutPolicy::State;

/// `sentence` without the words of courtesy at its ends.
std::string without_courtesy(std::string_view sentence, const State& policy) {
  const std::string all = bare_words(sentence);
  std::string_view core = all;
  const bool blankless = has_blankless_script(core);
  const auto strip = [&](const std::string& word) {
    const bool loose = blankless && has_blankless_script(word);
    const std::size_t size = word.size();
    if (core == word)
      core = {};
    else if (core.starts_with(word) && (loose || core[size] == ' '))
      core.remove_prefix(size);
    else if (core.ends_with(word) && (loose || core[core.size() - size - 1] == ' '))
      core.remove_suffix(size);
    else
      return false;
    while (core.starts_with(' ')) core.remove_prefix(1);
    while (core.ends_with(' ')) core.remove_suffix(1);
    return true;
  };
  while (!core.empty() && std::ranges::any_of(policy.courtesy, strip)) {
  }
  return std::string(core);
}

class Finder {
 public:
  Finder(std::string_view words, std::string_view language, const State& policy)
      : policy_(policy),
        language_(language),
        words_(words),
        text_(words, words.size() <= kMaxHinted ? policy.spelled : std::vector<std::string>()),
        sentences_(sentences_of(text_.text())) {}

  OptOut run() {
    for (const auto& [name, rules] : policy_.languages)
      if (is_tried(name)) find(name, rules);
    for (const Place& sentence : sentences_) find_command(sentence);
    for (const Place& sentence : sentences_) judge(sentence);
    OptOut made;
    for (const Found& found : found_) made.belief = std::min(made.belief, found.belief);
    for (Found& found : found_)
      if (found.belief == made.belief && made.words.size() < kMaxWords)
        made.words.push_back(std::move(found.words));
    return made;
  }

 private:
  struct Found {
    Belief belief = Belief::no;
    Doubt words;
  };

  bool is_tried(const std::string& name) const {
    if (words_.size() < kShortText || name == "any" || name == "en" || name == language_) return true;
    const auto known = policy_.languages.find(language_);
    if (known == policy_.languages.end()) return true;
    return std::ranges::find(known->second.near, name) != known->second.near.end();
  }

  void find(std::string_view name, const State::Language& rules) {
    for (const PatternMatch& match : rules.wishes.find(text_.plain(), kPlaces)) {
      const Strength strength = rules.strengths[match.pattern];
      if (strength != Strength::hint || words_.size() <= kMaxHinted)
        hits_.push_back({strength, name, match.start, match.end});
    }
  }

  std::string_view part(const Place& place) const {
    return std::string_view(text_.text()).substr(place.start, place.end - place.start);
  }

  /// Nothing but courtesy, a name, a greeting.
  bool is_small(const Place& sentence) const {
    if (sentence.end - sentence.start > kShortSentence || part(sentence).find('?') != std::string_view::npos)
      return false;
    const std::string core = without_courtesy(part(sentence), policy_);
    return core.empty() || (!has_blankless_script(core) && std::ranges::count(core, ' ') < 2);
  }

  void find_command(const Place& sentence) {
    if (sentence.end - sentence.start > kShortSentence) return;
    const PlainText core(without_courtesy(part(sentence), policy_));
    if (core.text().empty()) return;
    const bool only = policy_.only_commands.any(core);
    if (!only && !policy_.commands.any(core)) return;
    const bool alone = std::ranges::all_of(
        sentences_, [&](const Place& other) { return other.start == sentence.start || is_small(other); });
    const bool sure = !only || alone;
    if (sure || policy_.commands.any(core))
      hits_.push_back({Strength::command, "any", sentence.start, sentence.end});
  }

  /// The languages whose words may speak against a hit in a sentence.
  std::set<std::string_view> languages_of(const std::vector<Hit>& hits) const {
    std::set<std::string_view> made{"any", "en"};
    if (!language_.empty()) made.insert(language_);
    for (const Hit& hit : hits) made.insert(hit.language);
    return made;
  }

  bool says(const std::set<std::string_view>& languages, const PlainText& sentence,
            PatternSet State::Language::* what) const {
    return std::ranges::any_of(languages, [&](std::string_view name) {
      const auto rules = policy_.languages.find(name);
      return rules != policy_.languages.end() && (rules->second.*what).any(sentence);
    });
  }

  /// Orders of a legal notice ("if you are not the recipient, delete this message from your system") are nobody's wish: they
  /// stand in a paragraph that supposes a wrong recipient, in that sentence or after it.
  bool stands_in_notice(const Place& place, const std::set<std::string_view>& languages) const {
    const std::string_view before = std::string_view(text_.text()).substr(0, place.end);
    const std::size_t gap = before.substr(0, place.start).rfind("\n\n");
    const std::size_t start = gap == before.npos ? 0 : gap;
    return says(languages, PlainText(before.substr(start)), &State::Language::notices);
  }

  void judge(const Place& place) {
    std::vector<Hit> hits;
    for (const Hit& hit : hits_)
      if (place.holds(hit.start)) hits.push_back(hit);
    if (hits.empty()) return;
    const PlainText sentence(part(place));
    const auto languages = languages_of(hits);
    if (stands_in_notice(place, languages)) return;
    const bool command =
        std::ranges::any_of(hits, [](const Hit& hit) { return hit.strength == Strength::command; });
    const bool asked = command && sentence.text().find('?') != std::string::npos;
    const bool back = says(languages, sentence, &State::Language::taken_back);
    const bool elsewhere = says(languages, sentence, &State::Language::elsewhere);
    const bool others = says(languages, sentence, &State::Language::others);
    const bool unsure = asked || says(languages, sentence, &State::Language::unsure);
    for (const Hit& hit : hits) {
      if (hit.strength == Strength::command) {
        add(hit, asked ? Belief::possible : Belief::sure, "opt_out.asked");
      } else if (!back && !(elsewhere && hit.strength != Strength::named)) {
        const bool doubted = hit.strength == Strength::hint || elsewhere || others || unsure;
        add(hit, doubted ? Belief::possible : Belief::sure,
            others      ? "opt_out.others"
            : unsure    ? "opt_out.asked"
            : elsewhere ? "opt_out.elsewhere"
                        : "opt_out.words");
      }
    }
  }

  void add(const Hit& hit, Belief belief, std::string_view rule) {
    const Span span = text_.to_original(hit.start, hit.end);
    const auto start = static_cast<std::size_t>(span.start);
    const bool known = std::ranges::any_of(found_, [&](const Found& found) {
      return found.belief == belief && found.words.span.start < span.end && span.start < found.words.span.end;
    });
    if (known) return;
    found_.push_back(
        {belief, Doubt{std::string(rule),
                       std::string(words_.substr(start, static_cast<std::size_t>(span.end) - start)), span}});
  }

  const State& policy_;
  std::string_view language_;
  std::string_view words_;
  FoldedText text_;
  std::vector<Place> sentences_;
  std::vector<Hit> hits_;
  std::vector<Found> found_;
};

/// Where a postscript begins: "PS", "P.S." and the like at the beginning of a line.
std::optional<std::size_t> postscript_of(std::string_view text, const State& policy) {
  const PlainText plain(text);
  const auto found = policy.postscripts.find(plain);
  if (found.empty()) return std::nullopt;
  return static_cast<std::size_t>(plain.to_original(found.front().start, found.front().end).start);
}

}  // namespace

OptOut find_opt_out(std::string_view words, std::string_view language, const OptOutPolicy& policy) {
  return Finder(words, language, policy.state()).run();
}

OptOut find_opt_out_below(std::string_view signature, std::string_view language, const OptOutPolicy& policy) {
  if (const auto at = postscript_of(signature, policy.state()))
    return find_opt_out(signature.substr(*at), language, policy);
  OptOut made = find_opt_out(signature, language, policy);
  // Hints below a signature are small print.
  made.belief = made.belief == Belief::sure ? Belief::possible : Belief::no;
  for (Doubt& doubt : made.words) doubt = {"opt_out.signature", doubt.words, {}};
  return made;
}

bool is_opt_out_subject(std::string_view subject, const OptOutPolicy& policy) {
  const State& state = policy.state();
  const FoldedText text(subject, state.spelled);
  const PlainText core(without_courtesy(text.text(), state));
  return state.commands.any(core) || state.only_commands.any(core);
}

}  // namespace sa
