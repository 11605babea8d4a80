#include "core/policy/pack.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <variant>

namespace sa {
namespace {

namespace json = boost::json;

constexpr int kMaxLevels = 8;
constexpr std::int64_t kMaxMonths = 1200;
/// The moment of a vector that names none: 2026-06-01.
constexpr Instant kVectorNow{1'780'272'000'000};

using Fact = std::variant<bool PolicyFacts::*, std::optional<Instant> PolicyFacts::*,
                          std::optional<ContactBasis> PolicyFacts::*>;
struct NamedFact {
  std::string_view name;
  Fact fact;
};
constexpr std::array<NamedFact, 15> kFacts = {{{"basis", &PolicyFacts::basis},
                                               {"basis_at", &PolicyFacts::basis_at},
                                               {"consent_ended", &PolicyFacts::consent_ended},
                                               {"has_proof", &PolicyFacts::has_proof},
                                               {"has_source", &PolicyFacts::has_source},
                                               {"names_source", &PolicyFacts::names_source},
                                               {"wrote_at", &PolicyFacts::wrote_at},
                                               {"inquired_at", &PolicyFacts::inquired_at},
                                               {"known_since", &PolicyFacts::known_since},
                                               {"is_first", &PolicyFacts::is_first},
                                               {"is_answer", &PolicyFacts::is_answer},
                                               {"is_private_address", &PolicyFacts::is_private_address},
                                               {"has_postal_address", &PolicyFacts::has_postal_address},
                                               {"has_sender_name", &PolicyFacts::has_sender_name},
                                               {"has_opt_out", &PolicyFacts::has_opt_out}}};

const Fact* find_fact(std::string_view name) {
  const auto found = std::ranges::find(kFacts, name, &NamedFact::name);
  return found == kFacts.end() ? nullptr : &found->fact;
}

enum class Op { is, in, exists, within_months, older_than_months };
BOOST_DESCRIBE_ENUM(Op, is, in, exists, within_months, older_than_months)

/// The same time of day so many months before; on the last day of a month that has no such day.
Instant months_before(Instant now, std::int64_t months) {
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds(now.ms)};
  const sys_days day = floor<days>(at);
  year_month_day date = year_month_day(day) - std::chrono::months(static_cast<int>(months));
  if (!date.ok()) date = date.year() / date.month() / last;
  return {(sys_days(date).time_since_epoch() + (at - day)).count()};
}

// ------------------------------------------------------------------------------------------------------------ checking

/// The value that a comparison compares with; null: it names none.
const json::value* operand_of(const json::object& comparison, const json::object& parameters) {
  if (const json::value* name = comparison.if_contains("parameter"))
    return name->is_string() ? parameters.if_contains(name->get_string()) : nullptr;
  return comparison.if_contains("value");
}

bool is_basis(const json::value& value) {
  return value.is_string() && parse_enum<ContactBasis>(value.get_string());
}

bool fits(const Fact& fact, Op op, const json::value& value) {
  if (op == Op::exists) return value.is_bool() && !std::holds_alternative<bool PolicyFacts::*>(fact);
  if (std::holds_alternative<bool PolicyFacts::*>(fact)) return op == Op::is && value.is_bool();
  if (std::holds_alternative<std::optional<Instant> PolicyFacts::*>(fact))
    return (op == Op::within_months || op == Op::older_than_months) && value.is_int64() &&
           value.get_int64() > 0 && value.get_int64() <= kMaxMonths;
  if (op == Op::is) return is_basis(value);
  return op == Op::in && value.is_array() && !value.get_array().empty() &&
         std::ranges::all_of(value.get_array(), is_basis);
}

Result<Unit> check_comparison(const json::object& comparison, const json::object& parameters) {
  const auto text = [&](const char* member) {
    const json::value* value = comparison.if_contains(member);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  const std::string name = text("fact");
  const Fact* fact = find_fact(name);
  if (!fact) return invalid("there is no fact \"" + name + "\".");
  const auto op = parse_enum<Op>(text("op"));
  if (!op) return invalid("`op` of " + name + " must be is, in, exists, within_months or older_than_months.");
  if (comparison.size() != 3 || comparison.contains("value") == comparison.contains("parameter"))
    return invalid("the comparison of " + name + " must have `fact`, `op`, and `value` or `parameter`.");
  const json::value* value = operand_of(comparison, parameters);
  if (!value || !fits(*fact, *op, *value))
    return invalid("the comparison of " + name + " has no value that " + std::string(enum_name(*op)) +
                   " can compare it with.");
  return ok();
}

Result<Unit> check_when(const json::value& when, const json::object& parameters, int level) {
  const json::object* object = when.if_object();
  if (!object || level > kMaxLevels)
    return invalid("a condition must be an object, in at most " + std::to_string(kMaxLevels) + " levels.");
  if (object->contains("fact")) return check_comparison(*object, parameters);
  if (object->size() != 1) return invalid("a condition must have one of all, any, not or fact.");
  const auto& member = *object->begin();
  if (member.key() == "not") return check_when(member.value(), parameters, level + 1);
  if (member.key() != "all" && member.key() != "any")
    return invalid("a condition has no member \"" + std::string(member.key()) + "\".");
  if (!member.value().is_array() || member.value().get_array().empty())
    return invalid("`" + std::string(member.key()) + "` must be a list of conditions.");
  for (const json::value& each : member.value().get_array()) TRY_OK(check_when(each, parameters, level + 1));
  return ok();
}

// ------------------------------------------------------------------------------------------------------------- judging

bool compares(const json::object& comparison, const PolicyRule& rule, const PolicyFacts& facts, Instant now) {
  const Fact& fact = *find_fact(comparison.at("fact").get_string());
  const Op op = *parse_enum<Op>(comparison.at("op").get_string());
  const json::value& value = *operand_of(comparison, rule.parameters);
  if (const auto* flag = std::get_if<bool PolicyFacts::*>(&fact)) return facts.**flag == value.get_bool();
  if (const auto* at = std::get_if<std::optional<Instant> PolicyFacts::*>(&fact)) {
    const std::optional<Instant>& known = facts.**at;
    if (op == Op::exists) return known.has_value() == value.get_bool();
    if (!known) return false;
    return (*known < months_before(now, value.get_int64())) == (op == Op::older_than_months);
  }
  const auto& basis = facts.*std::get<std::optional<ContactBasis> PolicyFacts::*>(fact);
  if (op == Op::exists) return basis.has_value() == value.get_bool();
  if (!basis) return false;
  const auto is_it = [&](const json::value& each) { return each.get_string() == enum_name(*basis); };
  return op == Op::is ? is_it(value) : std::ranges::any_of(value.get_array(), is_it);
}

bool meets(const json::value& when, const PolicyRule& rule, const PolicyFacts& facts, Instant now) {
  const json::object& object = when.get_object();
  const auto holds = [&](const json::value& each) { return meets(each, rule, facts, now); };
  if (const json::value* all = object.if_contains("all")) return std::ranges::all_of(all->get_array(), holds);
  if (const json::value* any = object.if_contains("any")) return std::ranges::any_of(any->get_array(), holds);
  if (const json::value* inner = object.if_contains("not")) return !holds(*inner);
  return compares(object, rule, facts, now);
}

Result<Unit> check_vectors(const PolicyRule& rule) {
  bool speaks = false;
  bool is_silent = false;
  for (const PolicyVector& each : rule.vectors) {
    const PolicyOutcome outcome = judge_rule(rule, each.facts, each.now.value_or(kVectorNow));
    if (outcome != each.outcome)
      return invalid("its vector \"" + each.name + "\" expects " + std::string(enum_name(each.outcome)) +
                     ", and the rule says " + std::string(enum_name(outcome)) + ".");
    (outcome == PolicyOutcome::pass ? is_silent : speaks) = true;
  }
  if (!speaks || !is_silent)
    return invalid("it needs a vector in which it speaks and one in which it passes.");
  return ok();
}

Result<Unit> check_rule(const PolicyRule& rule) {
  if (rule.rule.empty() || !rule.words.ends_with('.'))
    return invalid("it needs `rule`, and `words` that end with a full stop.");
  if (rule.outcome == PolicyOutcome::pass) return invalid("its `outcome` must be info, warn, hold or block.");
  if (rule.source.law.empty() || rule.source.article.empty() || !rule.source.url.starts_with("https://"))
    return invalid("its `source` needs the law, the article, and the https address of the text.");
  TRY_OK(check_when(rule.when, rule.parameters, 1));
  return check_vectors(rule);
}

/// What the mail itself shows.
constexpr std::array<std::string_view, 4> kMailFacts = {"is_answer", "has_postal_address", "has_sender_name",
                                                        "has_opt_out"};

bool reads_contact(const json::value& when) {
  const json::object& object = when.get_object();
  for (const char* group : {"all", "any"}) {
    if (const json::value* list = object.if_contains(group))
      return std::ranges::any_of(list->get_array(), reads_contact);
  }
  if (const json::value* inner = object.if_contains("not")) return reads_contact(*inner);
  return std::ranges::find(kMailFacts, std::string_view(object.at("fact").get_string())) == kMailFacts.end();
}

}  // namespace

std::vector<Rule> PolicyFacts::rules() {
  return {rule(&PolicyFacts::country).optional(),
          rule(&PolicyFacts::consent_ended).optional(),
          rule(&PolicyFacts::has_proof).optional(),
          rule(&PolicyFacts::has_source).optional(),
          rule(&PolicyFacts::names_source).optional(),
          rule(&PolicyFacts::is_first).optional(),
          rule(&PolicyFacts::is_answer).optional(),
          rule(&PolicyFacts::is_private_address).optional(),
          rule(&PolicyFacts::has_postal_address).optional(),
          rule(&PolicyFacts::has_sender_name).optional(),
          rule(&PolicyFacts::has_opt_out).optional()};
}

Result<Unit> check_pack(const PolicyPack& pack) {
  std::set<std::string_view> ids;
  if (pack.rules.empty()) return invalid("A pack needs rules.");
  for (const PolicyRule& each : pack.rules) {
    const std::string name = "The rule " + each.rule_id + ": ";
    if (!each.rule_id.starts_with(pack.pack_id + '.') || !ids.insert(each.rule_id).second)
      return invalid(name + "its id must begin with \"" + pack.pack_id + ".\" and be given once.");
    auto checked = check_rule(each);
    if (!checked) return invalid(name + checked.error().message);
  }
  return ok();
}

PolicyPacks enabled_packs(const std::vector<PolicyPack>& packs, const std::vector<PackSwitch>& switches) {
  PolicyPacks enabled;
  for (const PolicyPack& each : packs) {
    const auto found = std::ranges::find(switches, each.pack_id, &PackSwitch::pack_id);
    if (found == switches.end() ? each.enabled_at_start : found->enabled) enabled.push_back(&each);
  }
  return enabled;
}

PolicyPacks packs_for(const PolicyPacks& enabled, std::string_view country) {
  PolicyPacks chosen;
  const PolicyPack* strictest = nullptr;
  for (const PolicyPack* each : enabled) {
    if (each->countries.empty() || std::ranges::find(each->countries, country) != each->countries.end())
      chosen.push_back(each);
    else if (!strictest || each->strictness > strictest->strictness)
      strictest = each;
  }
  if (country.empty() && strictest) chosen.push_back(strictest);
  return chosen;
}

bool goes_by_contact(const PolicyPack* pack) {
  return !pack->countries.empty() ||
         std::ranges::any_of(pack->rules, [](const PolicyRule& each) { return reads_contact(each.when); });
}

PolicyOutcome judge_rule(const PolicyRule& rule, const PolicyFacts& facts, Instant now) {
  if (to_local(now, "UTC").date < rule.effective_from) return PolicyOutcome::pass;
  return meets(rule.when, rule, facts, now) ? rule.outcome : PolicyOutcome::pass;
}

std::string PolicyFinding::words() const {
  return rule->words.substr(0, rule->words.size() - 1) + " (" + rule->source.law + ", " +
         rule->source.article + ").";
}

std::string PolicyFinding::evidence() const {
  return rule->rule_id + " of the pack " + pack->name + ", " + rule->source.url;
}

std::vector<PolicyFinding> judge_packs(const PolicyPacks& packs, const PolicyFacts& facts, Instant now) {
  std::vector<PolicyFinding> found;
  for (const PolicyPack* pack : packs) {
    for (const PolicyRule& rule : pack->rules) {
      if (judge_rule(rule, facts, now) == PolicyOutcome::pass) continue;
      const auto same =
          std::ranges::find_if(found, [&](const auto& each) { return each.rule->rule == rule.rule; });
      if (same == found.end())
        found.push_back({pack, &rule});
      else if (rule.outcome > same->rule->outcome)
        *same = {pack, &rule};
    }
  }
  return found;
}

}  // namespace sa
