#include "mail/meaning/relevance.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/reflect/reflect.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

struct Feature {
  std::string name;
  double weight = 0;
  std::string words;
  std::optional<std::vector<std::string>>
      patterns;  ///< it is seen where one of them is; else the code sees it
};
BOOST_DESCRIBE_STRUCT(Feature, (), (name, weight, words, patterns))

struct RelevanceFile {
  double bias = 0;
  std::vector<Feature> features;
};
BOOST_DESCRIBE_STRUCT(RelevanceFile, (), (bias, features))

/// The features that are patterns, in one set.
struct PatternFeatures {
  PatternSet patterns;
  std::vector<std::string> names;  ///< of each pattern's feature
};

Result<PatternFeatures> compile_features(const std::vector<Feature>& features) {
  PatternFeatures made;
  std::vector<std::string> patterns;
  for (const Feature& feature : features) {
    if (!feature.patterns) continue;
    patterns.insert(patterns.end(), feature.patterns->begin(), feature.patterns->end());
    made.names.resize(patterns.size(), feature.name);
  }
  TRY(made.patterns, PatternSet::compile(patterns));
  return made;
}

constexpr std::size_t kManyLinks = 6;
constexpr std::size_t kManyRecipients = 10;
constexpr std::size_t kVeryLong = 6000;
constexpr std::size_t kVeryShort = 25;

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

bool is_shouting(std::string_view subject) {
  const auto upper = std::ranges::count_if(subject, [](char c) { return c >= 'A' && c <= 'Z'; });
  const auto lower = std::ranges::count_if(subject, [](char c) { return c >= 'a' && c <= 'z'; });
  return (upper > 8 && upper > 3 * lower) || count(subject, "!") >= 2 || count(subject, "$$") > 0;
}

bool is_machine(MessageKind kind) {
  switch (kind) {
    case MessageKind::auto_reply:
    case MessageKind::bounce:
    case MessageKind::delivery_notice:
    case MessageKind::complaint:
    case MessageKind::auth_failure_report:
    case MessageKind::read_receipt:
    case MessageKind::calendar:
      return true;
    default:
      return false;
  }
}

}  // namespace

struct RelevancePolicy::State {
  double bias = 0;
  std::map<std::string, Feature, std::less<>> features;
  PatternFeatures patterns;
};

RelevancePolicy::RelevancePolicy() = default;

Result<RelevancePolicy> RelevancePolicy::load(std::string_view json) {
  TRY(const RelevanceFile file, from_json_text<RelevanceFile>(json));
  auto state = std::make_shared<State>();
  state->bias = file.bias;
  for (const Feature& feature : file.features) state->features.emplace(feature.name, feature);
  TRY(state->patterns, compile_features(file.features));
  RelevancePolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

class Scorer {
 public:
  Scorer(const RelevancePolicy::State& policy, const IntentVerdict& intents)
      : policy_(policy), intents_(intents), sum_(policy.bias) {}

  void see(std::string_view name, bool present, std::string_view words = {}, Span span = {}) {
    const auto found = policy_.features.find(name);
    if (!present || found == policy_.features.end() || found->second.weight == 0) return;
    sum_ += found->second.weight;
    relevance_.reasons.push_back({"relevance." + std::string(name),
                                  words.empty() ? found->second.words : std::string(words),
                                  found->second.weight, span});
  }

  void see_intents() {
    for_each_field(intents_.intents, [&](std::string_view name, const bool& flag) {
      const std::string prefix = "intent." + std::string(name) + ".";
      const auto reason = std::ranges::find_if(
          intents_.reasons, [&](const AnalysisReason& one) { return one.rule.starts_with(prefix); });
      if (reason == intents_.reasons.end()) {
        see(name, flag);
      } else {
        see(name, flag, reason->words, reason->span);
      }
    });
  }

  /// Each feature once, at the first of its patterns that is there.
  void see_patterns(std::string_view text) {
    const PlainText plain(text);
    std::string_view last;
    for (const PatternMatch& match : policy_.patterns.patterns.find(plain)) {
      const std::string& name = policy_.patterns.names[match.pattern];
      if (name == last) continue;
      last = name;
      const Span span = plain.to_original(match.start, match.end);
      see(name, true, plain.text().substr(match.start, match.end - match.start), span);
    }
  }

  Relevance take() {
    relevance_.score = 1.0 / (1.0 + std::exp(-sum_));
    return std::move(relevance_);
  }

 private:
  const RelevancePolicy::State& policy_;
  const IntentVerdict& intents_;
  double sum_;
  Relevance relevance_;
};

}  // namespace

Relevance score_relevance(const Message& message, MessageKind kind, std::string_view reply_text,
                          const IntentVerdict& intents, const RelevancePolicy& policy) {
  Scorer scorer(policy.state(), intents);
  scorer.see_intents();
  scorer.see_patterns(reply_text);
  scorer.see("is_reply", !message.in_reply_to.empty() || !message.references.empty());
  scorer.see("many_links", count(reply_text, "http") + count(reply_text, "www.") >= kManyLinks);
  scorer.see("shouting", is_shouting(message.subject), message.subject);
  scorer.see("many_recipients", message.to.size() + message.cc.size() >= kManyRecipients);
  scorer.see("empty", reply_text.find_first_not_of(" \t\r\n") == reply_text.npos);
  scorer.see("very_long", reply_text.size() > kVeryLong);
  scorer.see("very_short", reply_text.size() < kVeryShort);
  scorer.see("kind_list", kind == MessageKind::list);
  scorer.see("kind_bulk", kind == MessageKind::bulk);
  scorer.see("kind_own", kind == MessageKind::own);
  scorer.see("kind_machine", is_machine(kind));
  scorer.see("unsubscribe", kind == MessageKind::unsubscribe && !intents.intents.unsubscribe);
  return scorer.take();
}

}  // namespace sa
