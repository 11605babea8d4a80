#include "mail/meaning/injection.h"

#include <algorithm>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

struct InjectionFile {
  std::vector<std::string> patterns;
};
BOOST_DESCRIBE_STRUCT(InjectionFile, (), (patterns))

constexpr std::size_t kPlacesPerPattern = 4;
constexpr std::size_t kMaxSpans = 50;
constexpr std::size_t kMaxDisguised =
    20;  // invisible or dressed-up characters: mail programs write a few themselves

}  // namespace

struct InjectionPolicy::State {
  PatternSet patterns;
};

InjectionPolicy::InjectionPolicy() = default;

Result<InjectionPolicy> InjectionPolicy::load(std::string_view json) {
  TRY(const InjectionFile file, from_json_text<InjectionFile>(json));
  auto state = std::make_shared<State>();
  TRY(state->patterns, PatternSet::compile(file.patterns));
  InjectionPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

Injection find_injection(const PlainText& plain, const InjectionPolicy& policy) {
  Injection injection;
  for (const PatternMatch& match : policy.state().patterns.find(plain, kPlacesPerPattern))
    if (injection.spans.size() < kMaxSpans)
      injection.spans.push_back(plain.to_original(match.start, match.end));
  std::ranges::sort(injection.spans, [](const Span& a, const Span& b) { return a.start < b.start; });
  injection.suspected = !injection.spans.empty() || plain.disguised() > kMaxDisguised;
  return injection;
}

}  // namespace sa
