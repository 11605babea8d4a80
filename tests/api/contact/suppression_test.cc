// Suppressions, opting out and erasure over HTTP.
#include <gmock/gmock.h>

#include "api/contact/one_click.h"
#include "tests/api/real_api.h"

namespace sa {
namespace {

using ::testing::HasSubstr;

class SuppressionApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
  }
  boost::json::value draft(const std::string& id, const std::string& recipient) {
    return api->json(
        201, Method::POST, "/api/operator/drafts?draft_id=" + id,
        R"({"recipient":")" + recipient +
            R"(","subject":"Stock counting","body":"Hello, would a short call about stock counting help your team next week? Eva"})");
  }
  std::unique_ptr<test::RealApi> api;
};
INSTANTIATE_ENGINES(SuppressionApiTest);

TEST_P(SuppressionApiTest, AListThatIsKept) {
  const auto made = api->json(201, Method::POST, "/api/suppressions",
                              R"({"address":"Jane.Doe@gmail.com","reason":"objection","source":"letter"})");
  EXPECT_EQ(made.at("key_hash").as_string().size(), 64u);
  EXPECT_EQ(made.at("scope"), "address");
  EXPECT_EQ(made.at("shown"), "jane.doe@gmail.com");
  api->json(200, Method::POST, "/api/suppressions",
            R"({"address":"janedoe@googlemail.com","reason":"objection"})");
  api->json(201, Method::POST, "/api/suppressions", R"({"domain":"acme.example"})");
  api->json(422, Method::POST, "/api/suppressions", R"({"address":"no address"})");
  api->json(422, Method::POST, "/api/suppressions", "{}");
  const auto check = api->json(200, Method::GET, "/api/suppressions/check?address=JaneDoe%2Bx@gmail.com");
  EXPECT_EQ(check.at("suppressed"), true);
  EXPECT_EQ(check.at("suppressions").as_array().size(), 1u);
  EXPECT_EQ(
      api->json(200, Method::GET, "/api/suppressions/check?address=ann@mail.acme.example").at("suppressed"),
      true);
  EXPECT_EQ(api->json(200, Method::GET, "/api/suppressions/check?address=ann@other.example").at("suppressed"),
            false);
  EXPECT_EQ(api->json(200, Method::GET, "/api/suppressions").at("items").as_array().size(), 2u);
  EXPECT_EQ(
      api->json(200, Method::GET, "/api/suppressions?q=j.anedoe@gmail.com").at("items").as_array().size(),
      1u);
  EXPECT_EQ(api->json(200, Method::GET, "/api/suppressions?scope=domain").at("items").as_array().size(), 1u);
  const auto page = api->json(200, Method::GET, "/api/suppressions?limit=1");
  const std::string next(page.at("next").as_string());
  EXPECT_EQ(api->json(200, Method::GET, "/api/suppressions?limit=1&after=" + next).at("next"), nullptr);

  const std::string one = "/api/suppressions/" + std::string(made.at("suppression_id").as_string());
  api->json(422, Method::DELETE, one, R"({"reason":"They asked."})");
  const std::string proof = R"({"reason":"They asked.","proof":"form of 3 May"})";
  for (int twice = 0; twice < 2; ++twice) EXPECT_EQ(api->ask(Method::DELETE, one, {}, proof).status, 204);
  EXPECT_EQ(api->json(200, Method::GET, "/api/suppressions/check?address=janedoe@gmail.com").at("suppressed"),
            false);
}

TEST_P(SuppressionApiTest, issue_opening_an_opt_out_link_never_acts_and_one_click_does) {
  const auto made = draft("d", "jane.doe@gmail.com");
  const std::string url(made.at("unsubscribe_url").as_string());
  const std::string path = url.substr(url.find("/u/"));
  const auto is_suppressed = [&] {
    return api->json(200, Method::GET, "/api/suppressions/check?address=janedoe@gmail.com")
        .at("suppressed")
        .as_bool();
  };
  for (const Method method : {Method::GET, Method::HEAD, Method::OPTIONS}) {
    EXPECT_LT(api->ask(method, path).status, 300);
    EXPECT_FALSE(is_suppressed()) << enum_name(method);
  }
  const Response asked = api->ask(Method::POST, path);
  EXPECT_EQ(asked.status, 200);
  EXPECT_THAT(std::string(asked.content()), HasSubstr("<form method=\"post\">"));
  EXPECT_FALSE(is_suppressed()) << "a POST without the field";
  const std::string form =
      "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
  Request click =
      test::make_request(Method::POST, path, {{"Content-Type", "multipart/form-data; boundary=b"}}, form);
  EXPECT_EQ(sync_wait(api->router->handle(click)).status, 200);
  EXPECT_TRUE(is_suppressed());
  EXPECT_EQ(api->json(200, Method::GET, "/api/operator/drafts/d").at("verdict").at("outcome"), "block");
  Request unknown = test::make_request(Method::POST, "/u/AAAAAAAAAAAAAAAAAAAAAA",
                                       {{"Content-Type", "application/x-www-form-urlencoded"}},
                                       "List-Unsubscribe=One-Click");
  EXPECT_EQ(sync_wait(api->router->handle(unknown)).status, 200)
      << "kept until the mail that carries it is read";
}

TEST_P(SuppressionApiTest, ErasingAsksForConfirmation) {
  api->json(404, Method::POST, "/api/contacts/nobody/erase", R"({"confirm":"ben@example.net"})");
  api->json(404, Method::POST, "/api/contacts/nobody/erase", "{}");
}

TEST(OneClickTest, TheFieldIsReadInBothForms) {
  const struct {
    const char* type;
    const char* body;
    bool is_one_click;
  } rows[] = {
      {"application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", true},
      {"", "List-Unsubscribe=One-Click\r\n", true},
      {"application/x-www-form-urlencoded; charset=utf-8", "a=b&List-Unsubscribe=One%2DClick", true},
      {"application/x-www-form-urlencoded", "", false},
      {"application/x-www-form-urlencoded", "List-Unsubscribe=", false},
      {"multipart/form-data; boundary=\"x y\"",
       "--x y\r\ncontent-disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x y--",
       true},
      {"Multipart/Form-Data; boundary=x",
       "--x\nContent-Disposition: form-data; name=List-Unsubscribe\n\nOne-Click\n--x--", true},
      {"multipart/form-data; boundary=x",
       "--x\r\nContent-Disposition: form-data; filename=\"List-Unsubscribe\"; "
       "name=\"a\"\r\n\r\nOne-Click\r\n--x--",
       false},
      {"multipart/form-data",
       "--\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click", false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(is_one_click(row.type, row.body), row.is_one_click) << row.type << '\n' << row.body;
}

}  // namespace
}  // namespace sa
