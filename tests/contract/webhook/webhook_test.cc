// Signatures of HubSpot and tokens of Google, over all vectors of ../shared/data/webhooks: no forged one is accepted, no
// genuine one refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "base/crypto/hash.h"
#include "base/reflect/reflect.h"
#include "connectors/google/gmail_push.h"
#include "connectors/hubspot/hubspot_signature.h"
#include "connectors/hubspot/hubspot_webhook.h"
#include "tests/contract/raw_server.h"
#include "tests/fakes/timer.h"

namespace sa {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const fs::path kVectors = fs::path(SA_SOURCE_DIR) / "../shared/data/webhooks";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::vector<json::object> rows(const fs::path& path) {
  std::vector<json::object> made;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) made.push_back(parse_json(line)->as_object());
  return made;
}

std::string text(const json::object& row, const char* name) {
  return std::string(row.at(name).as_string());
}

#define NEED_VECTORS(name)            \
  if (!fs::exists(kVectors / (name))) \
  GTEST_SKIP() << "../shared/data/webhooks/" << (name) << " is not there: its vectors were not tested"

TEST(HubspotSignatureTest, every_vector_is_judged_as_it_says) {
  NEED_VECTORS("hubspot_signatures.jsonl");
  int judged = 0;
  for (const json::object& row : rows(kVectors / "hubspot_signatures.jsonl")) {
    SCOPED_TRACE(text(row, "id"));
    const std::string method = text(row, "method");
    const std::string url = text(row, "url");
    const std::string body = text(row, "body");
    const std::string signature = text(row, "signature");
    const std::string version = text(row, "version");
    const std::string timestamp = row.at("timestamp").is_null() ? "" : to_json_text(row.at("timestamp"));
    const Instant now{row.at("now").is_null() ? 0 : row.at("now").as_int64()};
    HubspotSigned request{.method = method, .url = url, .body = body, .timestamp = timestamp};
    if (version == "v3") {
      request.signature_v3 = signature;
    } else {
      request.signature = signature;
      request.version = version;
    }
    const auto checked = check_hubspot_signature(request, text(row, "secret"), now);
    EXPECT_EQ(checked.has_value(), row.at("expected").at("valid").as_bool())
        << (checked ? "" : checked.error().message);
    if (!checked) {
      EXPECT_EQ(checked.error().code, ErrorCode::unauthenticated);
    }
    ++judged;
  }
  EXPECT_GE(judged, 18);
}

TEST(HubspotSignatureTest, taking_the_new_signature_away_does_not_let_an_old_one_count) {
  const std::string body = "[]";
  const std::string old = sha256_hex("secret" + body);
  HubspotSigned request{.method = "POST", .url = "https://x.example/h", .body = body};
  request.signature = old;
  request.version = "v1";
  EXPECT_TRUE(check_hubspot_signature(request, "secret", Instant{1000}));
  request.timestamp = "1000";
  EXPECT_FALSE(check_hubspot_signature(request, "secret", Instant{1000}));
  request.timestamp = "";
  request.version = "";
  EXPECT_FALSE(check_hubspot_signature(request, "secret", Instant{1000}));
}

WebhookDelivery delivery(std::string body, std::map<std::string, std::string> fields) {
  return {"POST", "https://x.example/h", std::move(body), [fields](std::string_view name) {
            const auto found = fields.find(std::string(name));
            return found == fields.end() ? std::string() : found->second;
          }};
}

std::map<std::string, std::string> signed_v1(const std::string& body) {
  return {{"X-HubSpot-Signature", sha256_hex("secret" + body)}, {"X-HubSpot-Signature-Version", "v1"}};
}

TEST(HubspotWebhookTest, an_event_says_where_to_look_and_nothing_else) {
  HubspotWebhook webhook("secret");
  const std::string body =
      R"([{"subscriptionType":"contact.creation","objectId":7},{"subscriptionType":"contact.propertyChange","objectId":7,
           "propertyValue":"x"},{"subscriptionType":"company.merge","primaryObjectId":8,"mergedObjectIds":[9]},
          {"subscriptionType":"ticket.creation","objectId":1},{"subscriptionType":"object.deletion","objectTypeId":"0-3",
           "objectId":"11"},{"subscriptionType":"contact.creation","objectId":"../x"}])";
  const auto news = sync_wait(webhook.open(delivery(body, signed_v1(body)), Instant{0}));
  ASSERT_TRUE(news);
  std::string records;
  for (const RecordHint& each : news->records) records += each.type + '/' + each.record_id + ' ';
  EXPECT_EQ(records, "contact/7 company/8 company/9 deal/11 ");
}

TEST(HubspotWebhookTest, issue_a_new_link_says_where_it_starts) {
  HubspotWebhook webhook("secret");
  const std::string body =
      R"([{"subscriptionType":"deal.associationChange","associationType":"DEAL_TO_CONTACT","fromObjectId":12,
           "toObjectId":7},{"subscriptionType":"object.associationChange","fromObjectTypeId":"0-2","fromObjectId":8,
           "toObjectTypeId":"0-1","toObjectId":7}])";
  const auto news = sync_wait(webhook.open(delivery(body, signed_v1(body)), Instant{0}));
  ASSERT_TRUE(news);
  std::string records;
  for (const RecordHint& each : news->records) records += each.type + '/' + each.record_id + ' ';
  EXPECT_EQ(records, "deal/12 company/8 ");
}

std::map<std::string, std::string> signed_v3(const std::string& body, const std::string& url, Instant now) {
  const std::string at = std::to_string(now.ms);
  const std::string hex = hmac_sha256_hex("secret", "POST" + url + body + at);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return {{"X-HubSpot-Signature-v3", base64(bytes)}, {"X-HubSpot-Request-Timestamp", at}};
}

TEST(HubspotWebhookTest, issue_a_captured_request_does_not_act_again_by_an_older_signature) {
  HubspotWebhook webhook("secret");
  const std::string body = R"([{"eventId":1,"subscriptionType":"contact.creation","objectId":7}])";
  const Instant now{1'770'000'000'000};
  const auto first =
      sync_wait(webhook.open(delivery(body, signed_v3(body, "https://x.example/h", now)), now));
  const auto replayed = sync_wait(webhook.open(delivery(body, signed_v1(body)), now + kDayMs));
  ASSERT_TRUE(first && replayed);
  EXPECT_EQ(first->delivery_key, replayed->delivery_key);
}

TEST(HubspotSignatureTest, issue_the_url_may_be_signed_as_it_is) {
  const Instant now{1'770'000'000'000};
  const std::string at = std::to_string(now.ms);
  const std::string url = "https://x.example/h?email=a%40b.co";
  for (const std::string& signed_url : {url, std::string("https://x.example/h?email=a@b.co")}) {
    const auto fields = signed_v3("[]", signed_url, now);
    const HubspotSigned request{.method = "POST",
                                .url = url,
                                .body = "[]",
                                .signature_v3 = fields.at("X-HubSpot-Signature-v3"),
                                .timestamp = at};
    EXPECT_TRUE(check_hubspot_signature(request, "secret", now)) << signed_url;
  }
}

TEST(HubspotWebhookTest, what_is_signed_and_makes_no_sense_is_invalid) {
  HubspotWebhook webhook("secret");
  for (const std::string body : {"", "{}", "[7]", "no json"}) {
    const auto news = sync_wait(webhook.open(delivery(body, signed_v1(body)), Instant{0}));
    ASSERT_FALSE(news);
    EXPECT_EQ(news.error().code, ErrorCode::invalid);
  }
}

TEST(OidcTest, every_vector_is_judged_as_it_says) {
  NEED_VECTORS("google_oidc_tokens.jsonl");
  const auto keys = KeySet::parse(read(kVectors / "google_oidc_jwks.json"));
  ASSERT_TRUE(keys);
  int judged = 0;
  for (const json::object& row : rows(kVectors / "google_oidc_tokens.jsonl")) {
    SCOPED_TRACE(text(row, "id"));
    const TokenWish wish{text(row, "expected_audience"), text(row, "expected_email")};
    const Instant now{row.at("now").as_int64() * kSecondMs};
    const auto checked = check_id_token(text(row, "token"), *keys, wish, now);
    EXPECT_EQ(checked.has_value(), row.at("expected").at("valid").as_bool())
        << (checked ? "" : checked.error().message);
    ++judged;
  }
  EXPECT_GE(judged, 16);
}

TEST(OidcTest, a_wish_that_is_empty_accepts_nobody) {
  NEED_VECTORS("google_oidc_tokens.jsonl");
  const auto keys = KeySet::parse(read(kVectors / "google_oidc_jwks.json"));
  const json::object row = rows(kVectors / "google_oidc_tokens.jsonl").front();
  const Instant now{row.at("now").as_int64() * kSecondMs};
  EXPECT_FALSE(check_id_token(text(row, "token"), *keys, {"", text(row, "expected_email")}, now));
  EXPECT_FALSE(check_id_token(text(row, "token"), *keys, {text(row, "expected_audience"), ""}, now));
}

TEST(OidcTest, a_key_that_is_not_there_is_looked_for_once_a_minute) {
  NEED_VECTORS("google_oidc_jwks.json");
  SetClock clock{Instant{1'770'000'000'000}};
  SeededRandom random{1};
  test::FakeTimer timer{clock};
  HttpClient http{{}};
  const auto page = test::RawServer::answer("200 OK", read(kVectors / "google_oidc_jwks.json"),
                                            "Cache-Control: public, max-age=3600\r\n");
  test::RawServer server(std::vector<test::RawServer::Step>(5, page));
  GoogleKeys keys(server.url() + "/oauth2/v3/certs", {http, clock, timer, random});
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(sync_wait(keys.keys_for("dev-k1"))->contains("dev-k1"));
  EXPECT_EQ(server.requests().size(), 1U);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(sync_wait(keys.keys_for("forged"))->contains("forged"));
  EXPECT_EQ(server.requests().size(), 1U);
  clock.advance(kMinuteMs);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(sync_wait(keys.keys_for("forged"))->contains("forged"));
  EXPECT_EQ(server.requests().size(), 2U);
  clock.advance(kHourMs);
  EXPECT_TRUE(sync_wait(keys.keys_for("dev-k1"))->contains("dev-k1"));
  EXPECT_EQ(server.requests().size(), 3U);
  EXPECT_THAT(server.requests().at(0), testing::StartsWith("GET /oauth2/v3/certs "));
}

TEST(OidcTest, issue_an_answer_without_keys_says_nothing_of_a_token) {
  NEED_VECTORS("google_oidc_jwks.json");
  SetClock clock{Instant{1'770'000'000'000}};
  SeededRandom random{1};
  test::FakeTimer timer{clock};
  HttpClient http{{}};
  const auto page = test::RawServer::answer("200 OK", read(kVectors / "google_oidc_jwks.json"));
  const auto old = test::RawServer::answer("200 OK", R"({"keys":[]})");
  test::RawServer server({old, test::RawServer::answer("404 Not Found", "{}"),
                          test::RawServer::answer("200 OK", "<html>"), page});
  GoogleKeys keys(server.url() + "/oauth2/v3/certs", {http, clock, timer, random});
  EXPECT_FALSE(sync_wait(keys.keys_for("dev-k1"))->contains("dev-k1"));
  clock.advance(kMinuteMs);
  for (int i = 0; i < 2; ++i) {
    const auto none = sync_wait(keys.keys_for("dev-k1"));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::unavailable);
  }
  const auto found = sync_wait(keys.keys_for("dev-k1"));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_TRUE(found->contains("dev-k1"));
}

TEST(GmailPushTest, issue_the_scheme_of_a_token_has_no_case) {
  NEED_VECTORS("google_oidc_tokens.jsonl");
  SeededRandom random{1};
  HttpClient http{{}};
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER "}) {
    const json::object row = rows(kVectors / "google_oidc_tokens.jsonl").front();
    const Instant now{row.at("now").as_int64() * kSecondMs};
    SetClock clock{now};
    test::FakeTimer timer{clock};
    test::RawServer server({test::RawServer::answer("200 OK", read(kVectors / "google_oidc_jwks.json"))});
    GoogleKeys keys(server.url() + "/certs", {http, clock, timer, random});
    GmailPush push(keys, {text(row, "expected_audience"), text(row, "expected_email")});
    const auto news =
        sync_wait(push.open(delivery("{}", {{"Authorization", scheme + text(row, "token")}}), now));
    ASSERT_FALSE(news);  // the body is no push; the token was taken
    EXPECT_EQ(news.error().code, ErrorCode::invalid) << scheme << news.error().message;
  }
}

TEST(GmailPushTest, every_envelope_is_read_as_it_says) {
  NEED_VECTORS("gmail_push.jsonl");
  for (const json::object& row : rows(kVectors / "gmail_push.jsonl")) {
    SCOPED_TRACE(text(row, "id"));
    const json::object& expected = row.at("expected").as_object();
    const auto news = read_gmail_push(to_json_text(row.at("body")));
    ASSERT_EQ(news.has_value(), !expected.contains("error"));
    if (!news) continue;
    EXPECT_EQ(news->mail->address, text(expected, "emailAddress"));
    EXPECT_EQ(news->mail->history_id, text(expected, "historyId"));
    EXPECT_FALSE(news->delivery_key.empty());
  }
}

}  // namespace
}  // namespace sa
