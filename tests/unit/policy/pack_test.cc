// Policy packs: every vector of every pack that is part of the program, what makes a pack wrong, which packs judge a mail, and the grammar.
#include "core/policy/pack.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "agents/policy/agent_policy.h"
#include "base/embedded.h"
#include "core/contact/country.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Instant kNow = *parse_rfc3339("2026-06-01T00:00:00Z");

const std::vector<PolicyPack>& built_in() {
  static const AgentPolicy policy = *load_agent_policy();
  return policy.packs;
}
const PolicyPack& pack_of(std::string_view id) {
  const auto found = std::ranges::find(built_in(), id, &PolicyPack::pack_id);
  if (found == built_in().end()) throw std::runtime_error("no pack " + std::string(id));
  return *found;
}

/// A pack of one rule, as a file has it; each test breaks a part.
std::string text_with(const std::string& when, const std::string& vectors,
                      const std::string& parameters = "{}") {
  return R"({"pack_id":"xx","name":"X","about":"","countries":["XX"],"enabled_at_start":false,"strictness":1,"rules":[{"rule_id":"xx.one",)"
         R"("rule":"consent.none","outcome":"hold","source":{"law":"L","article":"1","url":"https://law.example/"},"effective_from":"2020-01-01",)"
         R"("words":"Do it.","parameters":)" +
         parameters + R"(,"when":)" + when + R"(,"vectors":)" + vectors + "}]}";
}
constexpr const char* kBoth =
    R"([{"name":"a","facts":{},"outcome":"hold"},{"name":"b","facts":{"is_first":false},"outcome":"pass"}])";
std::string fault_of(const std::string& text) {
  const auto pack = from_json_text<PolicyPack>(text);
  if (!pack) return pack.error().message;
  const auto checked = check_pack(*pack);
  return checked ? "" : checked.error().message;
}
PolicyRule rule_when(const std::string& when, const std::string& parameters = "{}") {
  return from_json_text<PolicyPack>(text_with(when, kBoth, parameters))->rules.front();
}
std::vector<std::string> ids_of(const PolicyPacks& packs) {
  std::vector<std::string> ids;
  for (const PolicyPack* each : packs) ids.push_back(each->pack_id);
  return ids;
}

TEST(PolicyPack, EveryVectorOfEveryPackHolds) {
  std::size_t vectors = 0;
  std::set<std::string> ids;
  for (const PolicyPack& pack : built_in()) {
    EXPECT_TRUE(ids.insert(pack.pack_id).second);
    const auto checked = check_pack(pack);
    EXPECT_TRUE(checked) << pack.pack_id << ": " << checked.error().message;
    EXPECT_THAT(pack.about, HasSubstr("Not legal advice"));
    for (const PolicyRule& rule : pack.rules) {
      EXPECT_GE(rule.vectors.size(), 2u) << rule.rule_id << " has too few vectors";
      for (const PolicyVector& each : rule.vectors) {
        ++vectors;
        EXPECT_EQ(judge_rule(rule, each.facts, each.now.value_or(kNow)), each.outcome)
            << rule.rule_id << ": " << each.name;
      }
    }
  }
  EXPECT_EQ(ids, (std::set<std::string>{"ca", "de", "eu", "neutral", "uk", "us"}));
  EXPECT_GT(vectors, 100u);
}

TEST(PolicyPack, OnlyTheNeutralOneIsOnAtTheStart) {
  EXPECT_THAT(ids_of(enabled_packs(built_in(), {})), ElementsAre("neutral"));
  EXPECT_THAT(ids_of(enabled_packs(built_in(), {{"de", true, "ana", kNow}, {"neutral", false, "ana", kNow}})),
              ElementsAre("de"));
}

TEST(PolicyPack, WhatMakesAPackWrongIsNamed) {
  const std::string first = R"({"fact":"is_first","op":"is","value":true})";
  EXPECT_EQ(fault_of(text_with(first, kBoth)), "");
  EXPECT_THAT(fault_of(text_with(first, "[]")), HasSubstr("needs a vector in which it speaks"));
  EXPECT_THAT(fault_of(text_with(first, R"([{"name":"a","facts":{},"outcome":"hold"}])")),
              HasSubstr("one in which it passes"));
  EXPECT_THAT(fault_of(text_with(first, R"([{"name":"wrong one","facts":{},"outcome":"block"}])")),
              HasSubstr("\"wrong one\" expects block, and the rule says hold"));
  EXPECT_THAT(fault_of(text_with(first, R"([{"name":"a","facts":{"first":true},"outcome":"hold"}])")),
              HasSubstr("first"));
  const auto wrong = [&](const std::string& when) { return fault_of(text_with(when, kBoth)); };
  EXPECT_THAT(wrong(R"({"fact":"is_frist","op":"is","value":true})"), HasSubstr("no fact \"is_frist\""));
  EXPECT_THAT(wrong(R"({"fact":"is_first","op":"are","value":true})"), HasSubstr("`op` of is_first"));
  EXPECT_THAT(wrong(R"({"fact":"is_first","op":"is","value":"yes"})"), HasSubstr("no value that is"));
  EXPECT_THAT(wrong(R"({"fact":"basis","op":"in","value":["goodwill"]})"), HasSubstr("no value that in"));
  EXPECT_THAT(wrong(R"({"fact":"wrote_at","op":"within_months","value":0})"), HasSubstr("within_months"));
  EXPECT_THAT(wrong(R"({"fact":"wrote_at","op":"within_months","parameter":"months"})"),
              HasSubstr("within_months"));
  EXPECT_THAT(wrong(R"({"fact":"is_first","op":"is","value":true,"parameter":"x"})"), HasSubstr("is_first"));
  EXPECT_THAT(wrong(R"({"some":[]})"), HasSubstr("\"some\""));
  EXPECT_THAT(wrong(R"({"all":[]})"), HasSubstr("`all`"));
  EXPECT_THAT(wrong("null"), HasSubstr("must be an object"));
  std::string deep = first;
  for (int i = 0; i < 9; ++i) deep = R"({"not":)" + deep + "}";
  EXPECT_THAT(wrong(deep), HasSubstr("at most 8 levels"));
}

TEST(PolicyPack, TheLoaderNamesTheFileOfABrokenPack) {
  const auto policy = load_agent_policy([](std::string_view path) -> std::optional<std::string> {
    const auto text = find_embedded(path);
    if (!text) return std::nullopt;
    std::string made(*text);
    if (path == "policy/packs/de.json")
      made.replace(made.find("\"consent\", \"customer\""), 21, "\"customer\"");
    return made;
  });
  ASSERT_FALSE(policy);
  EXPECT_THAT(policy.error().message, HasSubstr("policy/packs/de.json"));
  EXPECT_THAT(policy.error().message, HasSubstr("de.consent"));
  EXPECT_THAT(policy.error().message, HasSubstr("\"with consent\""));
}

TEST(PolicyPack, TheLoaderRefusesAnUnknownCountryAndAnotherFilesId) {
  const auto fault = [](const std::string& from, const std::string& to) {
    const auto policy = load_agent_policy([&](std::string_view path) -> std::optional<std::string> {
      const auto text = find_embedded(path);
      if (!text) return std::nullopt;
      std::string made(*text);
      if (path == "policy/packs/neutral.json") made.replace(made.find(from), from.size(), to);
      return made;
    });
    return policy ? std::string() : policy.error().message;
  };
  EXPECT_THAT(fault("\"countries\": []", "\"countries\": [\"EU\"]"), HasSubstr("\"EU\" is none"));
  EXPECT_THAT(fault("neutral.opt_out", "neutral.link"), "");
  EXPECT_THAT(fault("\"pack_id\": \"neutral\"", "\"pack_id\": \"other\""), HasSubstr("neutral.json"));
}

TEST(PolicyPack, OnlyACountryIsKnown) {
  const AgentPolicy policy = *load_agent_policy();
  const std::pair<const char*, const char*> rows[] = {{"de", "DE"},        {"Deutschland", "DE"},
                                                      {"UK", "GB"},        {"EL", "GR"},
                                                      {"China", "CN"},     {"Russia", "RU"},
                                                      {"Chile", "CL"},     {"malaysia", "MY"},
                                                      {"Indonesia", "ID"}, {"EU", ""},
                                                      {"EN", ""},          {"XX", ""},
                                                      {"Atlantis", ""},    {"", ""}};
  for (const auto& [text, code] : rows)
    EXPECT_EQ(known_country(text, policy.holidays, policy.zones), code) << text;
}

TEST(PolicyPack, TheCountryChooses) {
  PolicyPacks all;
  for (const PolicyPack& each : built_in()) all.push_back(&each);
  EXPECT_THAT(ids_of(packs_for(all, "DE")), ElementsAre("de", "eu", "neutral"));
  EXPECT_THAT(ids_of(packs_for(all, "FR")), ElementsAre("eu", "neutral"));
  EXPECT_THAT(ids_of(packs_for(all, "GB")), ElementsAre("neutral", "uk"));
  EXPECT_THAT(ids_of(packs_for(all, "JP")), ElementsAre("neutral"));
  EXPECT_THAT(ids_of(packs_for(all, "")), ElementsAre("neutral", "de")) << "unknown: the strictest";
  EXPECT_THAT(ids_of(packs_for({&pack_of("us"), &pack_of("uk")}, "")), ElementsAre("uk"));
  EXPECT_THAT(ids_of(packs_for({&pack_of("us")}, "DE")), IsEmpty());
  EXPECT_FALSE(goes_by_contact(&pack_of("neutral")));
  EXPECT_TRUE(goes_by_contact(&pack_of("us")));
}

TEST(PolicyPack, OfTwoThatSayTheSameTheMoreSevereSpeaks) {
  const auto found = judge_packs({&pack_of("eu"), &pack_of("de")}, PolicyFacts{}, kNow);
  std::vector<std::string> said;
  for (const PolicyFinding& each : found) said.push_back(each.rule->rule_id);
  EXPECT_THAT(said, ElementsAre("de.consent", "eu.source_notice"));
  EXPECT_THAT(found.front().words(), ::testing::EndsWith("on the contact (UWG, section 7(2) no. 2)."));
  EXPECT_THAT(found.front().evidence(),
              HasSubstr("de.consent of the pack Germany, https://www.gesetze-im-internet.de"));
}

struct GrammarRow {
  const char* name;
  const char* when;
  void (*arrange)(PolicyFacts&);
  bool is_met;
};
const GrammarRow kGrammar[] = {
    {"what is not known is in no list", R"({"fact":"basis","op":"in","value":["consent"]})",
     [](PolicyFacts&) {}, false},
    {"and not in a list is met", R"({"not":{"fact":"basis","op":"in","value":["consent"]}})",
     [](PolicyFacts&) {}, true},
    {"a basis is", R"({"fact":"basis","op":"is","value":"customer"})",
     [](PolicyFacts& f) { f.basis = ContactBasis::customer; }, true},
    {"it exists", R"({"fact":"basis","op":"exists","value":true})",
     [](PolicyFacts& f) { f.basis = ContactBasis::customer; }, true},
    {"an unknown time is not within", R"({"fact":"wrote_at","op":"within_months","value":6})",
     [](PolicyFacts&) {}, false},
    {"nor older", R"({"fact":"wrote_at","op":"older_than_months","value":6})", [](PolicyFacts&) {}, false},
    {"within, to the day", R"({"fact":"wrote_at","op":"within_months","value":6})",
     [](PolicyFacts& f) { f.wrote_at = parse_rfc3339("2025-12-01T00:00:00Z"); }, true},
    {"a second older", R"({"fact":"wrote_at","op":"older_than_months","value":6})",
     [](PolicyFacts& f) { f.wrote_at = parse_rfc3339("2025-11-30T23:59:59Z"); }, true},
    {"any of two",
     R"({"any":[{"fact":"is_first","op":"is","value":false},{"fact":"is_answer","op":"is","value":true}]})",
     [](PolicyFacts& f) { f.is_answer = true; }, true},
    {"all of two",
     R"({"all":[{"fact":"is_first","op":"is","value":false},{"fact":"is_answer","op":"is","value":true}]})",
     [](PolicyFacts& f) { f.is_answer = true; }, false},
};

TEST(PolicyPack, Grammar) {
  for (const GrammarRow& row : kGrammar) {
    PolicyFacts facts;
    row.arrange(facts);
    EXPECT_EQ(judge_rule(rule_when(row.when), facts, kNow) == PolicyOutcome::hold, row.is_met) << row.name;
  }
}

TEST(PolicyPack, AMonthEndsOnItsLastDay) {
  const PolicyRule rule =
      rule_when(R"({"fact":"known_since","op":"older_than_months","parameter":"months"})", R"({"months":1})");
  PolicyFacts facts;
  facts.known_since = parse_rfc3339("2026-02-28T11:59:59Z");
  const Instant last_of_march = *parse_rfc3339("2026-03-31T12:00:00Z");
  EXPECT_EQ(judge_rule(rule, facts, last_of_march), PolicyOutcome::hold);
  facts.known_since = parse_rfc3339("2026-02-28T12:00:00Z");
  EXPECT_EQ(judge_rule(rule, facts, last_of_march), PolicyOutcome::pass);
}

TEST(PolicyPack, BeforeItsDayARuleSaysNothing) {
  const PolicyRule rule = rule_when(R"({"fact":"is_first","op":"is","value":true})");
  EXPECT_EQ(judge_rule(rule, {}, *parse_rfc3339("2019-12-31T23:59:59Z")), PolicyOutcome::pass);
  EXPECT_EQ(judge_rule(rule, {}, *parse_rfc3339("2020-01-01T00:00:00Z")), PolicyOutcome::hold);
}

}  // namespace
}  // namespace sa
