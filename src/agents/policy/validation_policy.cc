#include "agents/policy/validation_policy.h"

#include <algorithm>

#include "agents/prompt.h"
#include "base/text/regex.h"
#include "mail/text/pattern.h"

namespace sa {

/// Patterns of all rules in one set, with the rule that each belongs to.
struct OwnedPatterns {
  PatternSet set;
  std::vector<std::size_t> owner;
};

namespace {

RE2::Options shape_options() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

}  // namespace

struct ValidationPolicy::State {
  ValidationFile file;
  ClaimPolicy claims;
  OwnedPatterns words;
  OwnedPatterns except;
  RegexSet shapes{shape_options()};      // over the text as it is
  std::vector<std::size_t> shape_owner;  // the rule of each
  RegexSet field{shape_options()};       // the name of a field, and nothing else
  PatternSet opt_out;
  PatternSet next_step;
};

namespace {

constexpr std::string_view kPath = "policy/validation.json";
constexpr std::size_t kExceptPlaces = 50;

std::vector<std::string> all_of(const WordsByLanguage& words) {
  std::vector<std::string> all;
  for (const auto& [language, list] : words) all.insert(all.end(), list.begin(), list.end());
  return all;
}

/// `pick` gives the patterns of one rule.
template <class Pick>
Result<OwnedPatterns> compile(const std::vector<ValidationRule>& rules, Pick pick) {
  OwnedPatterns owned;
  std::vector<std::string> all;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::string& pattern : pick(rules[i])) {
      all.push_back(std::move(pattern));
      owned.owner.push_back(i);
    }
  }
  TRY(owned.set, PatternSet::compile(all));
  return owned;
}

/// "@FIELD@" of a shape, as RE2.
std::string field_pattern(const ValidationFile& file) {
  const auto any_of = [](const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : "|") + word;
    return "(?:" + all + ")";
  };
  return "(?:" + any_of(file.field_owners) + "(?:['’]s)?[ _.-]?){0,3}" + any_of(file.field_words);
}

std::string with_field(std::string shape, const std::string& field) {
  constexpr std::string_view kField = "@FIELD@";
  for (std::size_t at = shape.find(kField); at != std::string::npos; at = shape.find(kField, at)) {
    shape.replace(at, kField.size(), field);
    at += field.size();
  }
  return shape;
}

Result<Unit> add_shapes(const ValidationFile& file, ValidationPolicy::State* state) {
  const std::vector<ValidationRule>& rules = file.rules;
  const std::string field = field_pattern(file);
  if (auto added = state->field.add("(?i)\\A" + field + "\\z"); !added)
    return invalid("`field_words`: " + added.error().message);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (const std::string& text : rules[i].shapes) {
      if (auto added = state->shapes.add(with_field(text, field)); !added)
        return invalid(rules[i].id + ": the shape " + added.error().message);
      state->shape_owner.push_back(i);
    }
  }
  return ok();
}

Result<std::shared_ptr<ValidationPolicy::State>> compile(ValidationFile file) {
  auto state = std::make_shared<ValidationPolicy::State>();
  TRY(state->words, compile(file.rules, [](const ValidationRule& rule) { return all_of(rule.words); }));
  TRY(state->except, compile(file.rules, [](const ValidationRule& rule) { return rule.except; }));
  for (auto* words : {&file.greeting_of_nobody.always, &file.greeting_of_nobody.unless_named,
                      &file.greeting_of_nobody.company_endings, &file.greeting_of_nobody.titles,
                      &file.greeting_of_nobody.titles_alone, &file.greeting_of_nobody.fillers}) {
    for (std::string& word : *words) word = plain_form(word);
  }
  TRY_OK(add_shapes(file, state.get()));
  TRY(state->opt_out, PatternSet::compile(all_of(file.opt_out.words)));
  TRY(state->next_step, PatternSet::compile(all_of(file.next_step.words)));
  state->file = std::move(file);
  return state;
}

bool overlaps(const Span& a, const Span& b) {
  return a.start < b.end && b.start < a.end;
}

/// Gathers the places of each rule, none overlapping another of the same rule.
class Hits {
 public:
  Hits(std::size_t rules, std::size_t per_rule) : by_rule_(rules), per_rule_(per_rule) {}

  void add(std::size_t rule, Span span) {
    std::vector<Span>& spans = by_rule_[rule];
    if (spans.size() >= per_rule_ || span.end <= span.start) return;
    if (std::none_of(spans.begin(), spans.end(), [&](const Span& each) { return overlaps(each, span); })) {
      spans.push_back(span);
    }
  }
  std::vector<RuleHit> take() {
    std::vector<RuleHit> hits;
    for (std::size_t rule = 0; rule < by_rule_.size(); ++rule) {
      std::sort(by_rule_[rule].begin(), by_rule_[rule].end(),
                [](const Span& a, const Span& b) { return a.start < b.start; });
      for (const Span& span : by_rule_[rule]) hits.push_back({rule, span});
    }
    return hits;
  }

 private:
  std::vector<std::vector<Span>> by_rule_;
  std::size_t per_rule_;
};

void find_words(const JudgedText& text, const ValidationPolicy::State& state, std::size_t per_rule,
                Hits* hits) {
  const auto excepted = state.except.set.find(text.plain, kExceptPlaces);
  for (const PatternMatch& match : state.words.set.find(text.plain, kExceptPlaces + per_rule)) {
    const std::size_t rule = state.words.owner[match.pattern];
    const bool excused = std::any_of(excepted.begin(), excepted.end(), [&](const PatternMatch& except) {
      return state.except.owner[except.pattern] == rule && except.start < match.end &&
             match.start < except.end;
    });
    if (!excused) hits->add(rule, text.plain.to_original(match.start, match.end));
  }
}

/// Code that is shown, not a blank: between backticks, in a path ("/sites/{id}/count"), or in quotation marks together
/// with more of a path ("${HOME}/export").
bool is_in_code(std::string_view text, std::size_t start, std::size_t end) {
  const std::size_t begins =
      text.rfind('\n', start) == std::string_view::npos ? 0 : text.rfind('\n', start) + 1;
  const std::string_view before = text.substr(begins, start - begins);
  if (std::count(before.begin(), before.end(), '`') % 2 == 1) return true;
  const char first = start > begins ? text[start - 1] : ' ';
  const char next = end < text.size() ? text[end] : ' ';
  const bool quoted = first == '"' || first == '\'';
  return first == '/' || (next == '/' && quoted) || first == '=';
}

void find_shapes(std::string_view text, const ValidationPolicy::State& state, std::size_t per_rule,
                 Hits* hits) {
  for (const std::size_t number : state.shapes.matching(text)) {
    const RE2& shape = state.shapes[number];
    const std::size_t group = shape.NumberOfCapturingGroups() > 0 ? 1 : 0;
    std::size_t from = 0;
    for (std::size_t found = 0; found < per_rule && from <= text.size(); ++found) {
      re2::StringPiece groups[2];
      if (!shape.Match(piece(text), from, text.size(), RE2::UNANCHORED, groups, 2)) break;
      const re2::StringPiece& match = groups[group].data() != nullptr ? groups[group] : groups[0];
      const auto start = static_cast<std::size_t>(match.data() - text.data());
      from = std::max(start + match.size(), from + 1);
      const auto& in_code = state.file.rules[state.shape_owner[number]].in_code;
      if (!in_code.value_or(true) && is_in_code(text, start, start + match.size())) continue;
      hits->add(state.shape_owner[number],
                {static_cast<std::int64_t>(start), static_cast<std::int64_t>(start + match.size())});
    }
  }
}

}  // namespace

const ValidationFile& ValidationPolicy::file() const {
  return state_->file;
}
const ClaimPolicy& ValidationPolicy::claims() const {
  return state_->claims;
}

Result<ValidationPolicy> load_validation_policy(const PolicyLookup& lookup) {
  TRY(ValidationFile file, read_policy<ValidationFile>(lookup, kPath));
  auto state = compile(std::move(file));
  if (!state) return in_file(std::move(state).error(), kPath);
  TRY((*state)->claims, load_claim_policy(lookup));
  ValidationPolicy policy;
  policy.state_ = *std::move(state);
  return policy;
}

std::vector<RuleHit> find_hits(const JudgedText& text, const ValidationPolicy& policy) {
  const auto per_rule = static_cast<std::size_t>(policy.limits().issues_per_rule);
  Hits hits(policy.file().rules.size(), per_rule);
  find_words(text, policy.state(), per_rule, &hits);
  find_shapes(text.original, policy.state(), per_rule, &hits);
  return hits.take();
}

bool is_field_name(std::string_view text, const ValidationPolicy& policy) {
  return policy.state().field.any(text);
}

bool says_opt_out(const JudgedText& text, const ValidationPolicy& policy) {
  return policy.state().opt_out.any(text.plain);
}

bool says_next_step(const JudgedText& text, const ValidationPolicy& policy) {
  return policy.state().next_step.any(text.plain);
}

}  // namespace sa
