// Simulations over HTTP: a campaign's and a file's, read page by page by who asked, and nobody else.
#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "actions/simulation/result.h"
#include "base/async/timer.h"
#include "tests/api/real_api.h"

namespace sa {
namespace {

using test::Fields;
using ::testing::HasSubstr;

constexpr const char* kSimulations = "/api/simulations";
constexpr const char* kSteps =
    R"("steps":[{"step_id":"first","subject":"Stock counting for {{first_name}}","body":"Hello {{first_name}},\n\nwould a short call about stock counting help your team? I am free most mornings.\n"},)"
    R"({"step_id":"again","after_days":2,"thread":"same","body":"Hello {{first_name}},\n\ndid you find the time to think about it? A short answer is enough.\n"}])";

class SimulationApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
    api->services.gate_policy.postal_address = "1 Example Street";
    post("/api/sequences", std::string(R"({"sequence_id":"pilot","name":"Pilot",)") + kSteps + "}", 201);
    post("/api/segments", R"({"segment_id":"all","name":"All","filter":null})", 201);
    post("/api/campaigns",
         R"({"campaign_id":"spring","name":"Spring","sequence_id":"pilot","segment_id":"all"})", 201);
    for (const char* name : {"ada", "ben", "cleo"})
      post("/api/contacts",
           std::string(R"({"email":")") + name + "@" + name + R"(.example","first_name":")" + name +
               R"(","timezone":"Europe/Berlin"})",
           201);
    post("/api/contacts", R"({"email":"nameless@dan.example"})", 201);
  }
  boost::json::value get(const std::string& target, int status = 200, Fields who = {}) {
    return api->json(status, Method::GET, target, "", std::move(who));
  }
  boost::json::value post(const std::string& target, const std::string& body, int status = 200) {
    return api->json(status, Method::POST, target, body);
  }
  std::string place(const boost::json::value& card) {
    return std::string(kSimulations) + '/' + std::string(card.at("simulation_id").as_string());
  }

  std::unique_ptr<test::RealApi> api;
};
INSTANTIATE_ENGINES(SimulationApiTest);

TEST_P(SimulationApiTest, ACampaignIsSimulatedAndReadPageByPage) {
  const auto card = post(kSimulations, R"({"campaign_id":"spring","days":10})");
  EXPECT_EQ(card.at("sends").as_int64(), 6);
  EXPECT_EQ(card.at("skips").as_int64(), 1);
  EXPECT_EQ(card.at("contacts").as_int64(), 4);
  EXPECT_EQ(card.at("plan_hash").as_string().size(), 64u);
  EXPECT_TRUE(card.at("diff").is_null());
  EXPECT_EQ(get(place(card)), card);
  const auto page = get(place(card) + "/sends?limit=4");
  EXPECT_EQ(page.at("items").as_array().size(), 4u);
  EXPECT_EQ(page.at("items").at(0).at("kind").as_string(), "send");
  EXPECT_EQ(page.at("next").as_string(), "4");
  const auto rest = get(place(card) + "/sends?limit=4&after=4");
  EXPECT_EQ(rest.at("items").as_array().size(), 2u);
  EXPECT_TRUE(rest.at("next").is_null());
  EXPECT_EQ(get(place(card) + "/skips").at("items").at(0).at("rule").as_string(), "template.missing_field");
  EXPECT_GE(get(place(card) + "/days").at("items").as_array().size(), 10u);
  EXPECT_TRUE(get(place(card) + "/diff").at("items").as_array().empty());
  // The same again is the same plan, and no enrolment came of it.
  EXPECT_EQ(post(kSimulations, R"({"campaign_id":"spring","days":10})").at("plan_hash"),
            card.at("plan_hash"));
  EXPECT_TRUE(get("/api/enrollments").at("items").as_array().empty());
}

TEST_P(SimulationApiTest, ASequenceThatIsNotSavedAgainstAnother) {
  const std::string body =
      std::string(R"({"sequence":{"sequence_id":"pilot",)") + kSteps +
      R"(},"segment_id":"all","against_sequence":{"sequence_id":"pilot","steps":[{"step_id":"first","subject":"Another subject","body":"Hello {{first_name}},\n\nwould a short call about stock counting help your team? I am free most mornings.\n"}]}})";
  const auto card = post(kSimulations, body);
  EXPECT_EQ(card.at("diff").at("same").as_int64(), 0);
  // Three mails are missing there; three have another subject; who has no name gets one there.
  EXPECT_GE(card.at("diff").at("different").as_int64(), 6);
  const auto items = get(place(card) + "/diff").at("items").as_array();
  EXPECT_EQ(static_cast<std::int64_t>(items.size()), card.at("diff").at("different").as_int64());
}

TEST_P(SimulationApiTest, OneThatTakesLongIsAskedForAgain) {
  const Actor ana{ActorKind::person,      "user-ana", "Ana",      "ana@sender.example", false,
                  scopes_of(Role::owner), "trace",    Role::owner};
  SimulationRequest request;
  request.campaign_id = "spring";
  auto card = test::must(sync_wait(make_simulation(api->services, ana, request, 0)));
  EXPECT_EQ(card.status, SimulationStatus::RUNNING);
  const auto again = sync_wait(make_simulation(api->services, ana, request, 0));
  if (!again) {
    EXPECT_EQ(again.error().code, ErrorCode::limited) << "one at a time";
  }
  SystemTimer timer;
  // The first one was over so soon that a second began.
  for (int tries = 0; tries < 600 && again; ++tries) {
    if (test::must(sync_wait(get_simulation(api->services, ana, again->simulation_id))).status ==
        SimulationStatus::DONE)
      break;
    sync_wait(timer.wait(50));
  }
  for (int tries = 0; tries < 600 && card.status == SimulationStatus::RUNNING; ++tries) {
    sync_wait(timer.wait(50));
    card = test::must(sync_wait(get_simulation(api->services, ana, card.simulation_id)));
  }
  EXPECT_EQ(card.status, SimulationStatus::DONE) << card.error;
  EXPECT_EQ(card.sends, 6);
  EXPECT_EQ(
      test::must(sync_wait(list_simulation_lines(api->services, ana, card.simulation_id, "send", 0, 10)))
          .items.size(),
      6u);
}

TEST_P(SimulationApiTest, OneThatFailsLaterSaysWhy) {
  const Actor ana{ActorKind::person,      "user-ana", "Ana",      "ana@sender.example", false,
                  scopes_of(Role::owner), "trace",    Role::owner};
  SimulationRequest request;
  request.campaign_id = "autumn";
  auto card = sync_wait(make_simulation(api->services, ana, request, 0));
  SystemTimer timer;
  for (int tries = 0; tries < 600 && card && card->status == SimulationStatus::RUNNING; ++tries) {
    sync_wait(timer.wait(50));
    card = sync_wait(get_simulation(api->services, ana, card->simulation_id));
  }
  if (card) EXPECT_EQ(card->status, SimulationStatus::FAILED);
  EXPECT_THAT(card ? card->error : card.error().message, HasSubstr("autumn"));
}

TEST_P(SimulationApiTest, WhatIsRefused) {
  EXPECT_THAT(boost::json::serialize(post(kSimulations, R"({"campaign_id":"spring","world":"love=1"})", 422)),
              HasSubstr("reply=0.05"));
  post(kSimulations, R"({"campaign_id":"spring","approve":"some"})", 422);
  post(kSimulations, R"({"campaign_id":"spring","days":0})", 422);
  post(kSimulations, R"({"segment_id":"all"})", 422);
  post(kSimulations, R"({"campaign_id":"autumn"})", 404);
  get(std::string(kSimulations) + "/..%2Fspring", 404);
  get(std::string(kSimulations) + "/00000000000000000000000000000000/sends", 404);
  // Somebody else's result.
  const auto card = post(kSimulations, R"({"campaign_id":"spring"})");
  api->add_user("lea@sender.example", "Lea", Role::lead);
  get(place(card), 404,
      {{"Authorization", "Bearer " + api->add_key("lea@sender.example", scopes_of(Role::lead))}});
}

}  // namespace
}  // namespace sa
