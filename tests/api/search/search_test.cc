// GET /api/search, on both engines: hits, what is no question, who may ask.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/message/import.h"
#include "actions/search/embedding.h"
#include "connectors/mail/mail_file.h"
#include "tests/api/real_api.h"
#include "tests/job.h"

namespace sa {
namespace {

using test::Fields;
using test::RealApi;
using testing::HasSubstr;

class SearchApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<RealApi>(GetParam());
    for (const auto& source : test::must(open_mail_sources(SA_SOURCE_DIR "/samples/inbox.mbox")))
      test::must(import_mail(api->services, *source, nullptr));
    test::must(test::run_job(api->services, embed_messages_job()));
  }
  std::unique_ptr<RealApi> api;
};
INSTANTIATE_ENGINES(SearchApiTest);

TEST_P(SearchApiTest, FindsMailByItsWords) {
  const auto found = api->json(200, Method::GET, "/api/search?q=price+per+seat&limit=3");
  const auto& items = found.at("items").as_array();
  ASSERT_FALSE(items.empty());
  EXPECT_LE(items.size(), 3U);
  EXPECT_EQ(found.at("searched"), found.at("messages"));
  for (const char* field : {"message_id", "thread_id", "direction", "subject", "sender", "sender_name",
                            "sent_at", "score", "snippet"})
    EXPECT_TRUE(items.at(0).as_object().contains(field)) << field;
  const std::string thread(items.at(0).at("thread_id").as_string());
  api->json(200, Method::GET, "/api/threads/" + thread);
}

TEST_P(SearchApiTest, WhatIsNoQuestionIsRefusedWithItsPath) {
  const std::pair<std::string, std::string> rows[] = {
      {"/api/search", "q"},
      {"/api/search?q=", "q"},
      {"/api/search?q=%20%20", "q"},
      {"/api/search?q=" + std::string(1001, 'a'), "q"},
      {"/api/search?q=a&limit=0", "limit"},
      {"/api/search?q=a&limit=51", "limit"},
      {"/api/search?q=a&limit=x", "limit"},
      {"/api/search?q=a&other=1", "other"},
  };
  for (const auto& [target, path] : rows) {
    const auto refused = api->json(422, Method::GET, target);
    EXPECT_THAT(to_json_text(refused.at("errors")), HasSubstr("\"" + path + "\"")) << target;
  }
}

TEST_P(SearchApiTest, NeedsTheRightToRead) {
  const std::string token = api->add_key(std::nullopt, {Scope::draft});
  api->json(403, Method::GET, "/api/search?q=price", "", Fields{{"Authorization", "Bearer " + token}});
}

}  // namespace
}  // namespace sa
