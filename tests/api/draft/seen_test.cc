// If-Match: whoever decides about a draft that a colleague has changed or decided meanwhile is told, and nothing is done.
#include "tests/api/scenario.h"

namespace sa {
namespace {

using testing::HasSubstr;

constexpr const char* kDraft = "/api/operator/drafts/d1";

class SeenApiTest : public test::ScenarioTest {
 protected:
  void create() {
    api->json(201, Method::POST, "/api/operator/drafts?draft_id=d1",
              R"({"recipient": "ada@customer.example", "subject": "Your question about pricing",
                  "body": "Hello Ada,\n\nthank you for asking. Shall we talk on Tuesday at ten?\n\nEva"})");
  }
  boost::json::value approve(int status, std::string seen) {
    return api->json(status, Method::POST, std::string(kDraft) + "/approve", R"({"approved_by": "Eva"})",
                     {{"If-Match", std::move(seen)}});
  }
};
INSTANTIATE_ENGINES(SeenApiTest);

TEST_P(SeenApiTest, EveryDecisionIsBoundToTheDraftAsItWasSeen) {
  create();
  approve(200, "\"1.PENDING_APPROVAL\"");
  struct Row {
    Method method;
    const char* verb;
    const char* body;
  };
  const Row rows[] = {
      {Method::POST, "/approve", R"({"approved_by": "Eva"})"},
      {Method::POST, "/reject", R"({"rejected_by": "Eva", "reason": "Wrong tone."})"},
      {Method::POST, "/withdraw", "{}"},
      {Method::POST, "/send", "{}"},
      {Method::POST, "/outcome", R"({"was_sent": false, "reason": "It is not there."})"},
      {Method::PATCH, "", R"({"body": "Hello Ada,\n\nshall we talk on Wednesday at ten instead?\n\nEva"})"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.verb);
    const test::Fields stale{{"If-Match", "\"1.PENDING_APPROVAL\""}};
    const auto refused = api->json(409, row.method, std::string(kDraft) + row.verb, row.body, stale);
    EXPECT_THAT(std::string(refused.at("detail").as_string()), HasSubstr("has changed since you read it"));
    EXPECT_EQ(refused.at("draft").at("status"), "APPROVED");
    const test::Fields broken{{"If-Match", "1.APPROVED"}};
    api->json(422, row.method, std::string(kDraft) + row.verb, row.body, broken);
  }
  EXPECT_EQ(api->json(200, Method::GET, kDraft).at("status"), "APPROVED") << "nothing was done";
}

TEST_P(SeenApiTest, WhoSawThePresentDraftDecides) {
  create();
  approve(200, "\"1.PENDING_APPROVAL\"");
  const auto sent =
      api->json(200, Method::POST, std::string(kDraft) + "/send", "{}", {{"If-Match", "\"1.APPROVED\""}});
  EXPECT_EQ(sent.at("status"), "SENT");
}

}  // namespace
}  // namespace sa
