// The conformance suite for embedders (ports/embedder.h), run on each: the hashing embedder, the fake, and the OpenAI connector
// before the stateful fake (tools/with-vendors); what that connector makes of each bad answer; and, with --prism, that OpenAI's
// own API description takes its requests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/reflect/reflect.h"
#include "connectors/openai/openai_embedder.h"
#include "tests/contract/raw_server.h"
#include "tests/contract/vendor.h"
#include "tests/fakes/embedder.h"
#include "tests/fakes/timer.h"

namespace sa {
namespace {

using test::RawServer;
using test::Vendor;
using testing::HasSubstr;
using testing::Not;

/// The real connector, before a server of the test's choice.
struct Connected {
  SetClock clock{parse_rfc3339("2026-11-22T10:00:00Z").value()};
  SeededRandom random{1};
  test::FakeTimer timer{clock};
  HttpClient http{{}};
  OpenAiEmbedder embedder;

  explicit Connected(const std::string& url, std::int64_t timeout_ms = 20'000)
      : embedder({.base_url = url, .model = "text-embedding-3-small", .timeout_ms = timeout_ms},
                 {http, clock, timer, random}, std::make_shared<FixedToken>("fake-openai-key")) {}
};

Result<Embeddings> embed(Embedder& embedder, const std::vector<std::string>& texts) {
  return sync_wait(embedder.embed(texts));
}

std::vector<Embedding> must_embed(Embedder& embedder, const std::vector<std::string>& texts) {
  auto made = embed(embedder, texts);
  if (!made) throw std::runtime_error(made.error().message);
  return std::move(made->vectors);
}

double length_of(const Embedding& vector) {
  double sum = 0;
  for (const float number : vector) sum += static_cast<double>(number) * static_cast<double>(number);
  return std::sqrt(sum);
}

/// The suite.
void check_port(Embedder& embedder) {
  EXPECT_FALSE(embedder.name().empty());
  EXPECT_TRUE(must_embed(embedder, {}).empty());

  const std::string long_text = [] {
    std::string text;
    while (text.size() < 3 * kEmbeddedBytes) text += "Größe des Lagers, ";
    return text;
  }();
  const std::vector<std::string> texts = {
      "The price of ten seats", "", "Auf Wiedersehen", " \n\t", long_text, "價格"};
  const auto together = must_embed(embedder, texts);
  ASSERT_EQ(together.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    SCOPED_TRACE(i);
    ASSERT_EQ(together[i].size(), kEmbeddingDimension);
    EXPECT_NEAR(length_of(together[i]), i == 1 || i == 3 ? 0 : 1, 1e-3) << "of length 1; of no words zero";
    EXPECT_EQ(must_embed(embedder, {texts[i]}).front(), together[i]) << "alone as among others";
  }
  EXPECT_NE(together[0], together[2]);
  EXPECT_EQ(must_embed(embedder, {long_text.substr(0, 2 * kEmbeddedBytes)}).front(), together[4])
      << "what is behind the end of what is read does not count";

  std::vector<std::string> many;
  for (int i = 0; i < 200; ++i) many.push_back("number " + std::to_string(i * 7919));
  const auto all = must_embed(embedder, many);
  ASSERT_EQ(all.size(), 200U);
  for (const std::size_t i : {0U, 63U, 64U, 127U, 199U})
    EXPECT_EQ(all[i], must_embed(embedder, {many[i]}).front()) << "the order is kept, " << i;
}

TEST(EmbedderPortTest, the_hashing_embedder) {
  HashingEmbedder embedder;
  check_port(embedder);
}

TEST(EmbedderPortTest, the_fake) {
  test::FakeEmbedder embedder;
  check_port(embedder);
}

TEST(EmbedderPortTest, the_connector_before_the_stateful_fake) {
  const char* url = Vendor::url_of("TEST_OPENAI_URL");
  if (!url) GTEST_SKIP() << "TEST_OPENAI_URL: run it by tools/with-vendors";
  Connected openai(url);
  Vendor(openai.http, url);
  check_port(openai.embedder);
}

TEST(EmbedderPortTest, the_request_is_what_the_vendors_description_allows) {
  const char* url = Vendor::url_of("TEST_PRISM_OPENAI_URL");
  if (!url) GTEST_SKIP() << "TEST_PRISM_OPENAI_URL: run it by tools/with-vendors --prism";
  Connected openai(url);
  const auto made = embed(openai.embedder, {"a text"});
  // Prism answers 2xx to a right request; its example of an answer has not our dimension, and that is all that may be wrong.
  if (!made) {
    EXPECT_EQ(made.error().code, ErrorCode::unavailable) << made.error().message;
    EXPECT_THAT(made.error().message, testing::AnyOf(HasSubstr("dimensions"), HasSubstr("embedding")));
    EXPECT_TRUE(made.error().cause.empty()) << "no status: it was answered with 2xx";
  }
  // One that is wrong is refused: the check above can fail.
  VendorApi api({.provider = "openai", .title = "OpenAI", .base_url = url},
                {openai.http, openai.clock, openai.timer, openai.random}, std::make_shared<FixedToken>("x"));
  VendorRequest wrong;
  wrong.method = "POST";
  wrong.path = "/embeddings";
  wrong.body = R"({"model":"text-embedding-3-small","dimensions":"many"})";
  EXPECT_GE(sync_wait(api.call(wrong)).status, 400);
}

std::string numbers(std::size_t count, const std::string& first) {
  std::string text = "[" + first;
  for (std::size_t i = 1; i < count; ++i) text += ",0.5";
  return text + "]";
}
std::string item(int index, const std::string& vector) {
  return R"({"object":"embedding","index":)" + std::to_string(index) + R"(,"embedding":)" + vector + "}";
}
std::string list(const std::string& items) {
  return R"({"object":"list","data":[)" + items + R"(],"usage":{"prompt_tokens":7,"total_tokens":7}})";
}

TEST(OpenAiEmbedderTest, the_answers_order_does_not_matter_and_what_it_sends_is_exactly_this) {
  const std::string first = numbers(1536, "1"), second = numbers(1536, "-1");
  RawServer server({RawServer::answer("200 OK", list(item(1, second) + "," + item(0, first)))});
  Connected openai(server.url());
  const auto made = embed(openai.embedder, {"a", "", "b"});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_GT(made->vectors[0][0], 0);
  EXPECT_EQ(length_of(made->vectors[1]), 0);
  EXPECT_LT(made->vectors[2][0], 0);
  EXPECT_NEAR(length_of(made->vectors[2]), 1, 1e-5);
  EXPECT_EQ(made->input_tokens, 7);
  const std::string sent = server.requests().at(0);
  EXPECT_THAT(sent, testing::StartsWith("POST /embeddings "));
  EXPECT_EQ(
      sent.substr(sent.find("\r\n\r\n") + 4),
      R"({"model":"text-embedding-3-small","input":["a","b"],"dimensions":1536,"encoding_format":"float"})");
}

struct Fault {
  const char* name;
  RawServer::Step step;
  ErrorCode code;
  const char* words;
};

TEST(OpenAiEmbedderTest, each_bad_answer_ends_in_clear_words) {
  const auto ok = [](const std::string& body) { return RawServer::answer("200 OK", body); };
  const std::string good = numbers(1536, "1");
  const std::string whole = RawServer::answer("200 OK", list(item(0, good) + "," + item(1, good))).bytes;
  const Fault rows[] = {
      {"one too few", ok(list(item(0, good))), ErrorCode::unavailable, "1 embeddings for 2 texts"},
      {"one too many", ok(list(item(0, good) + "," + item(1, good) + "," + item(2, good))),
       ErrorCode::unavailable, "3 embeddings for 2 texts"},
      {"one twice", ok(list(item(0, good) + "," + item(0, good))), ErrorCode::unavailable,
       "belong to no text"},
      {"an index of nothing", ok(list(item(0, good) + "," + item(2, good))), ErrorCode::unavailable,
       "belong to no text"},
      {"a negative index", ok(list(item(0, good) + "," + item(-1, good))), ErrorCode::unavailable,
       "belong to no text"},
      {"another dimension", ok(list(item(0, good) + "," + item(1, numbers(768, "1")))),
       ErrorCode::unavailable, "768 dimensions"},
      {"infinite", ok(list(item(0, good) + "," + item(1, numbers(1536, "1e999")))), ErrorCode::unavailable,
       "retry automatically"},
      {"huge", ok(list(item(0, good) + "," + item(1, numbers(1536, "1e300")))), ErrorCode::unavailable,
       "numbers"},
      {"no number", ok(list(item(0, good) + "," + item(1, numbers(1536, "\"x\"")))), ErrorCode::unavailable,
       "without a list"},
      {"zero",
       ok(list(item(0, good) + "," +
               item(
                   1, "[0" +
                          [] {
                            std::string zeros;
                            for (int i = 1; i < 1536; ++i) zeros += ",0";
                            return zeros;
                          }() +
                          "]"))),
       ErrorCode::unavailable, "zero vector"},
      {"no json", ok("<html>"), ErrorCode::unavailable, "without a list"},
      {"cut off",
       {whole.substr(0, whole.size() / 2), RawServer::Then::close},
       ErrorCode::unavailable,
       "is unavailable"},
      {"silence", {"", RawServer::Then::hold}, ErrorCode::unavailable, "is unavailable"},
      {"key", RawServer::answer("401 No"), ErrorCode::unauthenticated, "key"},
      {"too fast", RawServer::answer("429 Too Many", "{}", "Retry-After: 90\r\n"), ErrorCode::limited,
       "rate-limiting"},
      {"no credit",
       RawServer::answer("429 Too Many", R"({"error":{"code":"insufficient_quota","message":"m"}})"),
       ErrorCode::invalid, "no credit"},
      {"model", RawServer::answer("404 No", R"({"error":{"code":"model_not_found","message":"m"}})"),
       ErrorCode::invalid, "OPENAI_EMBEDDING_MODEL"},
      {"fault", RawServer::answer("500 Oops"), ErrorCode::unavailable, "internal error"},
      {"too long", RawServer::answer("400 Bad", R"({"error":{"message":"my secret words"}})"),
       ErrorCode::invalid, "refused"},
  };
  for (const Fault& row : rows) {
    SCOPED_TRACE(row.name);
    RawServer server({row.step, row.step, row.step});
    Connected openai(server.url(), 400);
    const auto made = embed(openai.embedder, {"a", "b"});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, row.code) << made.error().message;
    EXPECT_THAT(made.error().message, HasSubstr(row.words));
    EXPECT_THAT(made.error().message, Not(HasSubstr("secret words")));
  }
}

TEST(OpenAiEmbedderTest, the_fakes_faults_end_in_an_error_and_the_next_call_works) {
  const char* url = Vendor::url_of("TEST_OPENAI_URL");
  if (!url) GTEST_SKIP() << "TEST_OPENAI_URL: run it by tools/with-vendors";
  Connected openai(url);
  Vendor vendor(openai.http, url);
  for (const char* fault : {"missing_embedding", "wrong_dimension", "not_finite", "truncate", "bad_json"}) {
    SCOPED_TRACE(fault);
    vendor.plan(R"([{"fault":")" + std::string(fault) + R"(","times":3}])");
    const auto made = embed(openai.embedder, {"a", "b"});
    EXPECT_FALSE(made);
    if (!made) EXPECT_EQ(made.error().code, ErrorCode::unavailable) << made.error().message;
    vendor.plan("[]");
    EXPECT_TRUE(embed(openai.embedder, {"a"}));
  }
  const auto before = must_embed(openai.embedder, {"a", "b"});
  vendor.plan(R"([{"fault":"other_order","times":1}])");
  EXPECT_EQ(must_embed(openai.embedder, {"a", "b"}), before);
}

TEST(OpenAiEmbedderTest, a_request_is_bounded_in_texts_and_bytes) {
  const char* url = Vendor::url_of("TEST_OPENAI_URL");
  if (!url) GTEST_SKIP() << "TEST_OPENAI_URL: run it by tools/with-vendors";
  Connected openai(url);
  Vendor vendor(openai.http, url);
  vendor.post("/_fake/settings", R"({"tokens_per_minute":10000000})");
  must_embed(openai.embedder, std::vector<std::string>(65, "short"));
  EXPECT_EQ(vendor.ledger("call").size(), 2U);
  must_embed(openai.embedder, std::vector<std::string>(64, std::string(9000, 'x')));
  EXPECT_EQ(vendor.ledger("call").size(), 2U + 2U) << "64 times 8,000 bytes are two requests";
}

}  // namespace
}  // namespace sa
