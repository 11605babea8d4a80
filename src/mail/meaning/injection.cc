#include "mail/meaning/injection.h"

#include <algorithm>
#include <array>

#include "base/reflect/reflect.h"
#include "mail/meaning/disguise.h"

namespace sa {
namespace {

struct InjectionFile {
  std::vector<std::string> patterns;
  std::vector<std::string> strong;
  std::vector<std::string> addressed;
  std::vector<std::string> machines;
  std::vector<std::string> demands;
  std::vector<std::string> about;
  std::vector<std::string> ordinary;
  std::vector<std::string> leet;
};
BOOST_DESCRIBE_STRUCT(InjectionFile, (),
                      (patterns, strong, addressed, machines, demands, about, ordinary, leet))

constexpr std::size_t kPlacesPerPattern = 4;
constexpr std::size_t kMaxSpans = 50;
constexpr std::size_t kMaxDisguised =
    20;  // invisible or dressed-up characters: mail programs write a few themselves
constexpr std::size_t kNear = 200;  // bytes between a machine and what is demanded of it: a sentence or two
constexpr std::size_t kMaxQuote = 160;  // bytes between quotation marks
constexpr int kFewestLeet = 3;          // "y0ur" may be a name; three of them are a disguise

bool overlaps(const PatternMatch& a, const PatternMatch& b) {
  return a.start < b.end && b.start < a.end;
}

bool is_near(const PatternMatch& a, const PatternMatch& b) {
  return a.start <= b.end + kNear && b.start <= a.end + kNear;
}

/// Whether quotation marks stand around [start, end) of a plain text.
bool is_quoted(std::string_view text, const PatternMatch& match) {
  constexpr std::string_view kMarks = "\"'";
  const std::size_t from = match.start > kMaxQuote ? match.start - kMaxQuote : 0;
  const std::string_view before = text.substr(from, match.start - from);
  const std::string_view after = text.substr(match.end, kMaxQuote);
  return before.find_last_of(kMarks) != before.npos && after.find_first_of(kMarks) != after.npos;
}

}  // namespace

struct InjectionPolicy::State {
  PatternSet wordings;   ///< of known attacks; people use some of them, too
  PatternSet attacks;    ///< what only an attack says
  PatternSet addressed;  ///< a machine is spoken to
  PatternSet machines;   ///< a machine is named
  PatternSet demands;    ///< something is asked that a machine could do
  PatternSet about;      ///< the text is about attacks
  PatternSet ordinary;   ///< what people ask each other in the same words
  std::vector<std::string> leet;
};

InjectionPolicy::InjectionPolicy() = default;

Result<InjectionPolicy> InjectionPolicy::load(std::string_view json) {
  TRY(const InjectionFile file, from_json_text<InjectionFile>(json));
  auto state = std::make_shared<State>();
  TRY(state->wordings, PatternSet::compile(file.patterns));
  TRY(state->attacks, PatternSet::compile(file.strong));
  TRY(state->addressed, PatternSet::compile(file.addressed));
  TRY(state->machines, PatternSet::compile(file.machines));
  TRY(state->demands, PatternSet::compile(file.demands));
  TRY(state->about, PatternSet::compile(file.about));
  TRY(state->ordinary, PatternSet::compile(file.ordinary));
  state->leet = file.leet;
  InjectionPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

/// The places that speak to a machine. Those that people say to each other, and quotations in a text about attacks, are none.
std::vector<PatternMatch> attack_places(const PlainText& plain, const InjectionPolicy::State& policy,
                                        bool with_wordings) {
  std::vector<PatternMatch> found = policy.attacks.find(plain, kPlacesPerPattern);
  const auto wordings = with_wordings ? policy.wordings.find(plain, kPlacesPerPattern) : found;
  if (with_wordings) found.insert(found.end(), wordings.begin(), wordings.end());
  const auto addressed = policy.addressed.find(plain, kPlacesPerPattern);
  found.insert(found.end(), addressed.begin(), addressed.end());
  if (policy.machines.any(plain)) {
    const auto demands = policy.demands.find(plain, kPlacesPerPattern);
    const auto machines = demands.empty() ? demands : policy.machines.find(plain, kPlacesPerPattern);
    for (const PatternMatch& demand : demands)
      if (std::ranges::any_of(machines, [&](const PatternMatch& one) { return is_near(one, demand); }))
        found.push_back(demand);
  }
  if (found.empty()) return found;
  const auto ordinary = policy.ordinary.find(plain, kPlacesPerPattern);
  const bool is_about = policy.about.any(plain);
  std::erase_if(found, [&](const PatternMatch& match) {
    return (is_about && is_quoted(plain.text(), match)) ||
           std::ranges::any_of(ordinary, [&](const PatternMatch& one) { return overlaps(one, match); });
  });
  return found;
}

bool is_disguised(const PlainText& plain, const InjectionPolicy& policy) {
  if (plain.disguised() > kMaxDisguised) return true;
  if (count_leet(plain.text(), policy.state().leet) >= kFewestLeet) return true;
  constexpr auto kSpaced = std::to_array<std::string_view>(
      {"ignore", "disregard", "instruction", "systemprompt", "override", "reveal", "forward", "password"});
  for (const std::string& word : spaced_words(plain.text()))
    if (std::ranges::any_of(kSpaced, [&](std::string_view known) { return word.find(known) != word.npos; }))
      return true;
  return false;
}

}  // namespace

Injection find_injection(const PlainText& plain, const InjectionPolicy& policy) {
  Injection injection;
  for (const PatternMatch& match : attack_places(plain, policy.state(), true))
    if (injection.spans.size() < kMaxSpans)
      injection.spans.push_back(plain.to_original(match.start, match.end));
  std::ranges::sort(injection.spans, [](const Span& a, const Span& b) { return a.start < b.start; });
  injection.suspected = !injection.spans.empty() || is_disguised(plain, policy);
  return injection;
}

bool has_injection_aside(const PlainText& plain, const InjectionPolicy& policy) {
  return !attack_places(plain, policy.state(), false).empty();
}

bool is_hidden_injection(const PlainText& plain, const InjectionPolicy& policy) {
  return find_injection(plain, policy).suspected ||
         (policy.state().machines.any(plain) && policy.state().demands.any(plain));
}

}  // namespace sa
