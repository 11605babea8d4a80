// Tests who counts as the local operator, and which pages may send requests. The keys and sessions themselves are tested against a
// database in api_test.
#include "api/http/auth.h"

#include <gtest/gtest.h>

#include "tests/api/toy_api.h"

namespace sa {
namespace {

using test::Fields;
using test::make_request;

TEST(Auth, FromThisMachine) {
  struct Row {
    const char* name;
    bool loopback;
    Fields fields;
    bool local;
  };
  const Row rows[] = {
      {"by name", true, {{"Host", "localhost:8000"}}, true},
      {"by name in capitals", true, {{"Host", "LocalHost"}}, true},
      {"by address", true, {{"Host", "127.0.0.1:8000"}}, true},
      {"by address of six", true, {{"Host", "[::1]:8000"}}, true},
      {"from elsewhere", false, {{"Host", "localhost:8000"}}, false},
      {"a name that points here", true, {{"Host", "evil.example:8000"}}, false},
      {"a name that begins like ours", true, {{"Host", "localhost.evil.example"}}, false},
      {"a name that ends like ours", true, {{"Host", "evil-localhost"}}, false},
      {"an address that begins like ours", true, {{"Host", "127.0.0.1.evil.example"}}, false},
      {"brackets", true, {{"Host", "[::1"}}, false},
      {"no host", true, {{"Host", ""}}, false},
      {"through a proxy", true, {{"Host", "localhost"}, {"X-Forwarded-For", "192.0.2.1"}}, false},
      {"through another", true, {{"Host", "localhost"}, {"Forwarded", "for=192.0.2.1"}}, false},
      {"through a third", true, {{"Host", "localhost"}, {"Via", "1.1 proxy"}}, false},
      {"through a fourth", true, {{"Host", "localhost"}, {"x-real-ip", "127.0.0.1"}}, false},
  };
  for (const Row& row : rows) {
    Request request = make_request(Method::GET, "/", row.fields);
    request.peer_is_loopback = row.loopback;
    EXPECT_EQ(is_from_this_machine(request), row.local) << row.name;
  }
}

TEST(Auth, PagesOfOtherSites) {
  struct Row {
    const char* name;
    Method method;
    Fields fields;
    bool may;
  };
  const Row rows[] = {
      {"no browser", Method::POST, {}, true},
      {"our own page", Method::POST, {{"Origin", "http://localhost:8000"}}, true},
      {"our own page, behind TLS", Method::POST, {{"Origin", "https://localhost:8000"}}, true},
      {"an allowed one", Method::POST, {{"Origin", "https://app.example.com"}}, true},
      {"another site", Method::POST, {{"Origin", "https://evil.example"}}, false},
      {"another port", Method::POST, {{"Origin", "http://localhost:9000"}}, false},
      {"a longer name", Method::POST, {{"Origin", "http://localhost:8000.evil.example"}}, false},
      {"a file or a sandbox", Method::POST, {{"Origin", "null"}}, false},
      {"a file or a sandbox, and says so",
       Method::POST,
       {{"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}},
       false},
      {"a form by nobody's click", Method::POST, {{"Origin", "null"}, {"Sec-Fetch-Site", "none"}}, false},
      {"a form of ours, from a page without referrer",
       Method::POST,
       {{"Origin", "null"}, {"Sec-Fetch-Site", "same-origin"}},
       true},
      {"another site, whatever else it says",
       Method::POST,
       {{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-origin"}},
       false},
      {"nothing", Method::POST, {{"Origin", ""}}, false},
      {"another site, by delete", Method::DELETE, {{"Origin", "https://evil.example"}}, false},
      {"another site only reads", Method::GET, {{"Origin", "https://evil.example"}}, true},
      {"a form of another site", Method::POST, {{"Sec-Fetch-Site", "cross-site"}}, false},
      {"a form of a neighbour", Method::POST, {{"Sec-Fetch-Site", "same-site"}}, false},
      {"a form of ours", Method::POST, {{"Sec-Fetch-Site", "same-origin"}}, true},
  };
  for (const Row& row : rows) {
    const Request request = make_request(row.method, "/", row.fields);
    EXPECT_EQ(check_origin(request, {"https://app.example.com"}).has_value(), row.may) << row.name;
  }
}

TEST(Auth, Cookies) {
  const auto cookie = [](std::string value) {
    return find_cookie(make_request(Method::GET, "/", {{"Cookie", std::move(value)}}), "sa_session");
  };
  EXPECT_EQ(cookie("sa_session=abc"), "abc");
  EXPECT_EQ(cookie("a=b; sa_session=abc; c=d"), "abc");
  EXPECT_EQ(cookie("a=b;sa_session=abc"), "abc");
  EXPECT_EQ(cookie("sa_session="), "");
  EXPECT_FALSE(cookie("xsa_session=abc"));
  EXPECT_FALSE(cookie("sa_session"));
  EXPECT_FALSE(cookie(""));
  EXPECT_FALSE(find_cookie(make_request(Method::GET, "/"), "sa_session"));
  EXPECT_EQ(session_cookie("t", 60, true),
            "sa_session=t; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure");
}

TEST(Auth, TheLocalOperatorIsUnverified) {
  EXPECT_TRUE(local_operator().unverified);
  EXPECT_EQ(local_operator().kind, ActorKind::person);
}

}  // namespace
}  // namespace sa
