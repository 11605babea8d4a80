#include "agents/policy/said_policy.h"

namespace sa {
namespace {

constexpr std::string_view kPath = "policy/said.json";

Result<PatternSet> compile(const SaidFile::ByLanguage& words) {
  std::vector<std::string> all;
  for (const auto& [language, list] : words) all.insert(all.end(), list.begin(), list.end());
  auto made = PatternSet::compile(all);
  if (!made) return in_file(std::move(made).error(), kPath);
  return made;
}

std::set<std::string> plain_forms(const std::vector<std::string>& words) {
  std::set<std::string> all;
  for (const std::string& word : words) all.insert(plain_form(word));
  return all;
}

}  // namespace

Result<SaidPolicy> load_said_policy(const PolicyLookup& lookup) {
  TRY(const SaidFile file, read_policy<SaidFile>(lookup, kPath));
  SaidPolicy policy;
  TRY(policy.accepted, compile(file.accepted));
  TRY(policy.meets, compile(file.meets));
  TRY(policy.call, compile(file.call));
  TRY(policy.document, compile(file.document));
  TRY(policy.referral, compile(file.referral));
  TRY(policy.reminded, compile(file.reminded));
  TRY(policy.later, compile(file.later));
  TRY(policy.denials, compile({{"all", file.denials}}));
  policy.days = plain_forms(file.days);
  policy.units = plain_forms(file.units);
  policy.links = plain_forms(file.links);
  policy.bounds = plain_forms(file.bounds);
  policy.choices = plain_forms(file.choices);
  policy.negations = plain_forms(file.negations);
  return policy;
}

}  // namespace sa
