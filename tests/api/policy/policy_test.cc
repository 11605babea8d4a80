// Policy packs over HTTP: who may switch one, and what follows for a mail at review and at the claim, for the checklist of a launch and for a
// simulation.
#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>
#include <filesystem>

#include "tests/api/real_api.h"

namespace sa {
namespace {

using test::Fields;
using test::must;
using test::RealApi;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kPacks = "/api/policy/packs";

class PolicyApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<RealApi>(GetParam());
    api->services.gate_policy.postal_address = api->services.sender.postal_address;
  }
  boost::json::value get(const std::string& target, int status = 200, Fields who = {}) {
    return api->json(status, Method::GET, target, "", std::move(who));
  }
  boost::json::value post(const std::string& target, const std::string& body = "", int status = 200) {
    return api->json(status, Method::POST, target, body);
  }
  boost::json::value turn(const std::string& pack, bool on, int status = 200, Fields who = {}) {
    return api->json(status, Method::PUT, std::string(kPacks) + '/' + pack,
                     on ? R"({"enabled":true})" : R"({"enabled":false})", std::move(who));
  }
  Fields person(Role role) {
    const std::string email = std::string(enum_name(role)) + "@sender.example";
    api->add_user(email, "Person " + std::string(enum_name(role)), role);
    return {{"Authorization", "Bearer " + api->add_key(email, scopes_of(role))}};
  }
  boost::json::value pack(std::string_view id) {
    const auto page = get(kPacks);
    for (const auto& each : page.at("items").as_array())
      if (std::string_view(each.at("pack_id").as_string()) == id) return each;
    return {};
  }
  std::string add_contact(const std::string& name, const std::string& more) {
    const auto made = post("/api/contacts",
                           R"({"email":")" + name + R"(@theirs.example","first_name":")" + name +
                               R"(","timezone":"Europe/Berlin")" + more + "}",
                           201);
    return std::string(made.at("contact_id").as_string());
  }
  void change_contact(const std::string& id, const std::string& fields) {
    const auto version = std::to_string(get("/api/contacts/" + id).at("version").as_int64());
    api->json(200, Method::PATCH, "/api/contacts/" + id, "{" + fields + R"(,"version":)" + version + "}");
  }
  void add_draft(const std::string& id, const std::string& name, const std::string& sentence = "") {
    post("/api/operator/drafts?draft_id=" + id,
         R"({"recipient":")" + name +
             R"(@theirs.example","subject":"Stock counting at your place","body":"Hello, )" + sentence +
             R"( would a short call about stock counting help your team? I am free most mornings."})",
         201);
  }
  /// "block consent.none warn footer.sender": what the packs say of the draft as it is read now.
  std::vector<std::string> said(const std::string& id) {
    std::vector<std::string> all;
    const auto draft = get("/api/operator/drafts/" + id);
    for (const auto& each : draft.at("verdict").at("reasons").as_array()) {
      const std::string rule(each.at("rule").as_string());
      if (rule.starts_with("consent.") || rule.starts_with("footer."))
        all.push_back(std::string(each.at("severity").as_string()) + ' ' + rule);
    }
    return all;
  }
  void approve(const std::string& id) {
    post("/api/operator/drafts/" + id + "/approve", R"({"approved_by":"Eva"})");
  }
  boost::json::value send(const std::string& id, int status) {
    return post("/api/operator/drafts/" + id + "/send", "", status);
  }
  std::size_t mails() const {
    std::size_t count = 0;
    if (!std::filesystem::exists(api->outbox_folder)) return count;
    for (const auto& each : std::filesystem::recursive_directory_iterator(api->outbox_folder))
      count += each.path().extension() == ".eml";
    return count;
  }
  std::vector<std::string> trail() {
    std::vector<std::string> all;
    const auto rows =
        must(api->database.db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 5000); }));
    for (const AuditRow& row : rows)
      if (row.action.find("policy_pack") != std::string::npos)
        all.push_back(row.actor + ' ' + row.action + ' ' + row.details);
    return all;
  }
  std::unique_ptr<RealApi> api;
};
INSTANTIATE_ENGINES(PolicyApiTest);

TEST_P(PolicyApiTest, TheListHasEachPackWithItsRulesAndSources) {
  const auto page = get(kPacks);
  EXPECT_TRUE(page.at("next").is_null());
  std::vector<std::string> ids;
  for (const auto& each : page.at("items").as_array()) {
    ids.emplace_back(each.at("pack_id").as_string());
    EXPECT_EQ(each.at("enabled").as_bool(), ids.back() == "neutral");
    EXPECT_TRUE(each.at("changed_by").is_null());
    for (const auto& rule : each.at("rules").as_array()) {
      EXPECT_TRUE(rule.at("source").at("url").as_string().starts_with("https://"));
      EXPECT_FALSE(rule.at("source").at("article").as_string().empty());
      EXPECT_EQ(rule.at("effective_from").as_string().size(), 10u);
      EXPECT_GE(rule.at("vectors").as_array().size(), 2u);
    }
  }
  EXPECT_THAT(ids, ElementsAre("ca", "de", "eu", "neutral", "uk", "us"));
}

TEST_P(PolicyApiTest, ASwitchIsKeptAndAudited) {
  const Fields lead = person(Role::lead);
  const auto on = turn("de", true, 200, lead);
  EXPECT_TRUE(on.at("enabled").as_bool());
  EXPECT_EQ(on.at("changed_by"), "Person lead");
  EXPECT_EQ(pack("de"), on);
  EXPECT_EQ(turn("de", true), on) << "what it was already is no change";
  ASSERT_EQ(trail().size(), 1u);
  EXPECT_EQ(trail().front(), R"(Person lead enable_policy_pack {"pack_id":"de"})");
  EXPECT_FALSE(turn("de", false, 200, lead).at("enabled").as_bool());
  ASSERT_EQ(trail().size(), 2u);
  EXPECT_THAT(trail().back(), HasSubstr("disable_policy_pack"));
}

TEST_P(PolicyApiTest, WhatIsRefusedChangesNothing) {
  turn("de", true, 403, person(Role::operator_));
  const Fields key = {
      {"Authorization", "Bearer " + api->add_key(std::nullopt, {Scope::read, Scope::settings})}};
  EXPECT_THAT(boost::json::serialize(turn("de", true, 403, key)), HasSubstr("as a person"));
  turn("xx", true, 404);
  api->json(422, Method::PUT, std::string(kPacks) + "/de", "{}");
  api->json(422, Method::PUT, std::string(kPacks) + "/de", R"({"enabled":true,"strict":true})");
  EXPECT_FALSE(pack("de").at("enabled").as_bool());
  EXPECT_THAT(trail(), IsEmpty());
}

TEST_P(PolicyApiTest, TheNeutralPackAloneHasNothingAgainstAMail) {
  add_contact("ada", R"(,"country":"DE")");
  add_draft("d1", "ada");
  EXPECT_THAT(said("d1"), IsEmpty());
  approve("d1");
  send("d1", 200);
  EXPECT_EQ(mails(), 1u);
}

TEST_P(PolicyApiTest, GermanyAtReviewAndAtTheClaim) {
  const std::string ada = add_contact("ada", R"(,"country":"Germany")");
  add_draft("d1", "ada");
  approve("d1");
  // Approved before; the claim goes by what holds now.
  turn("de", true);
  EXPECT_THAT(said("d1"), ElementsAre("block consent.none", "hold consent.source_notice"));
  const auto refused = send("d1", 409);
  EXPECT_THAT(boost::json::serialize(refused), HasSubstr("UWG, section 7(2) no. 2"));
  EXPECT_THAT(boost::json::serialize(refused),
              HasSubstr("https://www.gesetze-im-internet.de/uwg_2004/__7.html"));
  EXPECT_EQ(mails(), 0u);
  post(
      "/api/contacts/" + ada + "/consents",
      R"({"basis":"consent","source":"Form at the fair","obtained_at":"2026-10-01T00:00:00Z","expires_at":"2027-01-01T00:00:00Z"})",
      201);
  EXPECT_THAT(said("d1"), ElementsAre("hold consent.source_notice"));
  send("d1", 409);
  EXPECT_EQ(mails(), 0u);
  change_contact(ada, R"("source":"the fair in Hannover")");
  add_draft("d2", "ada", "we met at the fair in Hannover:");
  EXPECT_THAT(said("d2"), IsEmpty());
  approve("d2");
  send("d2", 200);
  EXPECT_EQ(mails(), 1u);
  EXPECT_THAT(said("d1"), IsEmpty()) << "it is the first mail no more";
  // The consent runs out.
  api->clock.advance(200 * kDayMs);
  EXPECT_THAT(said("d1"), ElementsAre("block consent.expired"));
  turn("de", false);
  EXPECT_THAT(said("d1"), IsEmpty());
}

TEST_P(PolicyApiTest, AnUnknownCountryHasTheStrictestPack) {
  add_contact("ada", "");
  add_contact("jun", R"(,"country":"JP")");
  add_draft("d1", "ada");
  add_draft("d2", "jun");
  add_draft("d3", "nobody");
  turn("us", true);
  EXPECT_THAT(said("d1"), IsEmpty()) << "the United States ask for no consent";
  turn("ca", true);
  EXPECT_THAT(said("d1"), ElementsAre("block consent.none"));
  EXPECT_THAT(said("d3"), ElementsAre("block consent.none"));
  EXPECT_THAT(said("d2"), IsEmpty()) << "no pack is for Japan";
}

TEST_P(PolicyApiTest, ChecklistAndSimulationGoByTheSameRules) {
  post(
      "/api/sequences",
      R"({"sequence_id":"pilot","name":"Pilot","steps":[{"step_id":"first","subject":"Stock counting","body":"Hello {{first_name}},\n\n)"
      R"(we met at {{source|\"a fair\"}}. Would a short call about stock counting help your team? I am free most mornings.\n"}]})",
      201);
  post("/api/sequences/pilot/activate");
  post("/api/segments", R"({"segment_id":"all","name":"All","filter":null})", 201);
  add_contact("ada", R"(,"country":"DE","basis":"consent","source":"the fair in Hannover")");
  const std::string ben =
      add_contact("ben", R"(,"country":"DE","basis":"legitimate_interest","source":"his website")");
  post("/api/campaigns",
       R"({"campaign_id":"spring","name":"Spring","sequence_id":"pilot","segment_id":"all"})", 201);
  const auto line = [&](std::string_view rule) -> boost::json::value {
    const auto card = get("/api/campaigns/spring");
    for (const auto& each : card.at("checklist").as_array())
      if (std::string_view(each.at("rule").as_string()) == rule) return each;
    return {{"outcome", "missing"}};
  };
  const auto simulated = [&] { return post("/api/simulations", R"({"campaign_id":"spring","days":10})"); };
  EXPECT_EQ(line("consent.none").at("outcome"), "ok");
  EXPECT_EQ(simulated().at("sends"), 2);
  turn("de", true);
  const auto warned = line("consent.none");
  EXPECT_EQ(warned.at("outcome"), "warn");
  EXPECT_EQ(warned.at("count"), 1);
  EXPECT_EQ(warned.at("sample").at(0), ben.c_str());
  EXPECT_THAT(std::string(warned.at("words").as_string()), HasSubstr("UWG, section 7(2) no. 2"));
  EXPECT_EQ(line("consent.source_notice").at("outcome"), "missing") << "the template names the source";
  const auto card = simulated();
  EXPECT_EQ(card.at("sends"), 1);
  const auto skips =
      get("/api/simulations/" + std::string(card.at("simulation_id").as_string()) + "/skips").at("items");
  ASSERT_EQ(skips.as_array().size(), 1u);
  EXPECT_EQ(skips.at(0).at("rule"), "consent.none");
  EXPECT_EQ(skips.at(0).at("contact_id"), ben.c_str());
  // Nobody is left to write to: the launch is barred.
  change_contact(ben, R"("tags":["cold"])");
  api->json(200, Method::PUT, "/api/segments/all",
            R"({"name":"All","filter":{"field":"tag","op":"is","value":"cold"}})");
  EXPECT_EQ(line("consent.none").at("outcome"), "block");
  post("/api/campaigns/spring/launch", R"({"confirm_count":1})", 409);
  turn("de", false);
  EXPECT_EQ(line("consent.none").at("outcome"), "ok");
}

}  // namespace
}  // namespace sa
