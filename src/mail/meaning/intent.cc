#include "mail/meaning/intent.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

constexpr std::size_t kPlacesPerPattern = 2;
constexpr std::size_t kConditionWindow = 40;  // bytes before a match in which "if you are" takes it back
constexpr std::size_t kMaxSentence = 400;     // of evidence

struct IntentRule {
  std::string rule;
  std::string lang;
  double weight = 1;
  std::optional<bool> negatable;
  std::vector<std::string> patterns;
};
BOOST_DESCRIBE_STRUCT(IntentRule, (), (rule, lang, weight, negatable, patterns))

struct IntentRules {
  Intent intent = Intent::neutral;
  std::vector<IntentRule> rules;
};
BOOST_DESCRIBE_STRUCT(IntentRules, (), (intent, rules))

struct NegatedAs {
  Intent intent = Intent::neutral;
  Intent as = Intent::neutral;
};
BOOST_DESCRIBE_STRUCT(NegatedAs, (), (intent, as))

struct IntentFile {
  double threshold = 1;
  std::map<std::string, std::string> terms;
  std::vector<IntentRules> intents;
  std::vector<std::string> negators;
  std::vector<std::string> affirmers;
  std::vector<std::string> narrowed;
  std::vector<std::string> conditionals;
  int negation_window = 28;
  std::vector<NegatedAs> negated_as;
  std::vector<Intent> priority;
  std::vector<std::string> soft_rules;
  std::vector<std::string> positive_words;
  std::vector<std::string> negative_words;
};
BOOST_DESCRIBE_STRUCT(IntentFile, (),
                      (threshold, terms, intents, negators, affirmers, narrowed, conditionals,
                       negation_window, negated_as, priority, soft_rules, positive_words, negative_words))

/// Where a pattern comes from.
struct Origin {
  Intent intent = Intent::neutral;
  std::string rule;
  double weight = 1;
  bool negatable = false;
};

constexpr std::size_t kIntentCount = static_cast<std::size_t>(Intent::neutral) + 1;
using Scores = std::array<double, kIntentCount>;

std::size_t at(Intent intent) {
  return static_cast<std::size_t>(intent);
}

/// "<meeting>" -> "(?:call|chat|...)". A term is a class of words or, when it begins with "[", an expression.
std::string expand(std::string pattern, const std::map<std::string, std::string>& terms) {
  for (const auto& [name, words] : terms) {
    const std::string mark = "<" + name + ">";
    const std::string value = words.starts_with('[') ? words : "(?:" + words + ")";
    for (std::size_t found = pattern.find(mark); found != pattern.npos;
         found = pattern.find(mark, found + value.size()))
      pattern.replace(found, mark.size(), value);
  }
  return pattern;
}

bool is_stop(char c) {
  return c == '.' || c == '!' || c == '?' || c == ';' || c == '\n' || c == ':';
}

/// The sentence of `text` around [start, end), without white space around it.
Span sentence_around(std::string_view text, Span span) {
  auto start = static_cast<std::size_t>(span.start);
  auto end = static_cast<std::size_t>(span.end);
  const std::size_t first = start > kMaxSentence ? start - kMaxSentence : 0;
  while (start > first && text[start - 1] != '\n' &&
         !(start > 1 && (text[start - 1] == ' ') &&
           (text[start - 2] == '.' || text[start - 2] == '!' || text[start - 2] == '?')))
    --start;
  const std::size_t last = std::min(text.size(), end + kMaxSentence);
  while (end < last && text[end] != '\n' &&
         !(end > 0 && (text[end - 1] == '.' || text[end - 1] == '!' || text[end - 1] == '?') &&
           text[end] == ' '))
    ++end;
  while (start < end && (static_cast<unsigned char>(text[start]) <= ' ')) ++start;
  while (end > start && (static_cast<unsigned char>(text[end - 1]) <= ' ')) --end;
  while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return {static_cast<std::int64_t>(start), static_cast<std::int64_t>(end)};
}

}  // namespace

struct IntentPolicy::State {
  PatternSet patterns;
  std::vector<Origin> origins;
  PatternSet negators;
  PatternSet affirmers;  ///< a "no" that says yes: "don't forget to", "why not"
  PatternSet narrowed;   ///< a no to one thing beside a wish for another: "not interested in X, only in Y"
  PatternSet conditionals;
  PatternSet positive;
  PatternSet negative;
  std::size_t negation_window = 28;
  double threshold = 1;
  std::map<Intent, Intent> negated_as;
  std::vector<Intent> priority;
  std::vector<std::string>
      soft_rules;  ///< a "no" by these alone gives way to its reason (an objection, a later date)
};

IntentPolicy::IntentPolicy() = default;

Result<IntentPolicy> IntentPolicy::load(std::string_view json) {
  TRY(const IntentFile file, from_json_text<IntentFile>(json));
  auto state = std::make_shared<State>();
  // English and what is in every language go by intent, the others by language.
  std::map<std::string, std::vector<std::pair<std::string, Origin>>> groups;
  for (const IntentRules& group : file.intents)
    for (const IntentRule& rule : group.rules)
      for (const std::string& pattern : rule.patterns) {
        const bool common = rule.lang == "en" || rule.lang == "any";
        groups[common ? "intent " + std::string(enum_name(group.intent)) : rule.lang].push_back(
            {expand(pattern, file.terms),
             Origin{group.intent, rule.rule, rule.weight, rule.negatable.value_or(false)}});
      }
  std::vector<std::vector<std::string>> patterns;
  for (auto& [name, members] : groups) {
    patterns.emplace_back();
    for (auto& [pattern, origin] : members) {
      patterns.back().push_back(pattern);
      state->origins.push_back(origin);
    }
  }
  TRY(state->patterns, PatternSet::compile_groups(patterns));
  TRY(state->negators, PatternSet::compile(file.negators));
  TRY(state->affirmers, PatternSet::compile(file.affirmers));
  TRY(state->narrowed, PatternSet::compile(file.narrowed));
  TRY(state->conditionals, PatternSet::compile(file.conditionals));
  TRY(state->positive, PatternSet::compile(file.positive_words));
  TRY(state->negative, PatternSet::compile(file.negative_words));
  state->negation_window = static_cast<std::size_t>(std::max(0, file.negation_window));
  state->threshold = file.threshold;
  for (const NegatedAs& pair : file.negated_as) state->negated_as[pair.intent] = pair.as;
  state->priority = file.priority;
  state->soft_rules = file.soft_rules;
  IntentPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

class Finder {
 public:
  Finder(std::string_view text, const PlainText& plain, const IntentPolicy::State& policy)
      : text_(text), plain_(plain), policy_(policy) {}

  IntentVerdict run() {
    for (const PatternMatch& match : policy_.patterns.find(plain_, kPlacesPerPattern)) take(match);
    raise_flags();
    verdict_.intent = main_intent();
    // Who asks a question asks for information: the main intent is always among the intents.
    verdict_.intents.info_request = verdict_.intents.info_request || verdict_.intent == Intent::info_request;
    verdict_.sentiment = sentiment();
    return std::move(verdict_);
  }

 private:
  void take(const PatternMatch& match) {
    const Origin& origin = policy_.origins[match.pattern];
    if (!origin.negatable) {
      add(origin, origin.intent, match);
      return;
    }
    if (is_conditional(match)) return;
    if (!is_negated(match)) {
      add(origin, origin.intent, match);
      return;
    }
    const auto as = policy_.negated_as.find(origin.intent);
    if (as != policy_.negated_as.end()) add(origin, as->second, match);
  }

  /// The part of the sentence before the match, at most `window` bytes.
  PlainText before(const PatternMatch& match, std::size_t window, bool stop_at_comma) const {
    const std::string& text = plain_.text();
    std::size_t start = match.start;
    while (start > 0 && match.start - start < window && !is_stop(text[start - 1]) &&
           !(stop_at_comma && text[start - 1] == ','))
      --start;
    // A word cut in two is no word.
    while (start < match.start && start > 0 && text[start - 1] != ' ' && !is_stop(text[start - 1]) &&
           text[start - 1] != ',' && text[start] != ' ')
      ++start;
    std::string_view part(text.data() + start, match.start - start);
    for (const std::string_view turn :
         {" but ", " however ", " aber ", " mais ", " pero ", " mas ", " ma ", " maar "})
      if (const std::size_t found = part.rfind(turn); found != part.npos)
        part.remove_prefix(found + turn.size());
    return PlainText(part);
  }

  bool is_negated(const PatternMatch& match) const {
    const PlainText words = before(match, policy_.negation_window, true);
    return policy_.negators.any(words) && !policy_.affirmers.any(words);
  }
  bool is_conditional(const PatternMatch& match) const {
    return policy_.conditionals.any(before(match, kConditionWindow, false));
  }

  bool is_narrowed(const PatternMatch& match) const {
    return std::ranges::any_of(policy_.narrowed.find(plain_), [&](const PatternMatch& whole) {
      return whole.start <= match.end && match.start < whole.end;
    });
  }

  void add(const Origin& origin, Intent intent, const PatternMatch& match) {
    if (intent == Intent::not_interested && is_narrowed(match)) return;
    const Span span = plain_.to_original(match.start, match.end);
    const std::string rule = "intent." + std::string(enum_name(intent)) + "." + origin.rule;
    double& best = best_by_place_[{intent, match.start}];
    if (origin.weight > best) {  // two patterns over one place are one sign
      scores_[at(intent)] += origin.weight - best;
      best = origin.weight;
    }
    if (reasons_by_rule_[rule]++ >= kPlacesPerPattern) return;
    const Span sentence = sentence_around(text_, span);
    verdict_.reasons.push_back({rule,
                                std::string(text_.substr(static_cast<std::size_t>(span.start),
                                                         static_cast<std::size_t>(span.end - span.start))),
                                origin.weight, sentence});
  }

  bool has(Intent intent) const { return scores_[at(intent)] >= policy_.threshold; }

  void raise_flags() {
    for_each_field(verdict_.intents, [&](std::string_view name, bool& flag) {
      const auto intent = parse_enum<Intent>(name);
      flag = intent && has(*intent);
    });
    std::erase_if(verdict_.reasons, [&](const AnalysisReason& reason) {
      const std::string_view rest = std::string_view(reason.rule).substr(7);
      const auto intent = parse_enum<Intent>(rest.substr(0, rest.find('.')));
      return intent && !has(*intent);
    });
  }

  bool gives_way() const {
    if (!has(Intent::objection) && !has(Intent::not_now)) return false;
    constexpr std::string_view kPrefix = "intent.not_interested.";
    return std::ranges::all_of(verdict_.reasons, [&](const AnalysisReason& reason) {
      if (!reason.rule.starts_with(kPrefix)) return true;
      return std::ranges::find(policy_.soft_rules, reason.rule.substr(kPrefix.size())) !=
             policy_.soft_rules.end();
    });
  }

  Intent main_intent() const {
    for (const Intent intent : policy_.priority)
      if (has(intent) && !(intent == Intent::not_interested && gives_way())) return intent;
    if (has(Intent::complaint)) return Intent::complaint;
    if (has(Intent::pricing) || has(Intent::question) || has(Intent::legal_or_security_review))
      return Intent::info_request;
    return Intent::neutral;
  }

  Sentiment sentiment() const {
    const bool positive = policy_.positive.any(plain_);
    switch (verdict_.intent) {
      case Intent::unsubscribe:
      case Intent::not_interested:
      case Intent::objection:
      case Intent::wrong_person:
      case Intent::complaint:
        return Sentiment::negative;
      case Intent::interested:
      case Intent::meeting_request:
        return Sentiment::positive;
      case Intent::info_request:
        return has(Intent::interested) && positive ? Sentiment::positive : Sentiment::neutral;
      case Intent::not_now:
        return has(Intent::not_interested) ? Sentiment::negative : Sentiment::neutral;
      case Intent::referral:
        return Sentiment::neutral;
      default:
        break;
    }
    const bool negative = policy_.negative.any(plain_);
    if (positive == negative) return Sentiment::neutral;
    return positive ? Sentiment::positive : Sentiment::negative;
  }

  std::string_view text_;
  const PlainText& plain_;
  const IntentPolicy::State& policy_;
  Scores scores_{};
  std::map<std::pair<Intent, std::size_t>, double> best_by_place_;
  std::map<std::string, std::size_t> reasons_by_rule_;
  IntentVerdict verdict_;
};

}  // namespace

IntentVerdict find_intents(std::string_view text, const PlainText& plain, const IntentPolicy& policy) {
  return Finder(text, plain, policy.state()).run();
}

}  // namespace sa
