// The documentation over HTTP: open to anybody, whole without another site, and never a door to other files.
#include "tests/api/scenario.h"

namespace sa {
namespace {

using testing::HasSubstr;

class DocsApiTest : public test::ScenarioTest {};
INSTANTIATE_ENGINES(DocsApiTest);

TEST_P(DocsApiTest, TheDocumentIsOneAndNamesWhatThePageReads) {
  const auto document = api->json(200, Method::GET, "/openapi.json");
  EXPECT_EQ(document.at("openapi").as_string().subview(0, 3), "3.1");
  for (const Route& route : all_routes()) {
    const auto* path = document.at("paths").as_object().if_contains(route.path);
    EXPECT_TRUE(path) << route.path;
  }
  const Response page = api->ask(Method::GET, "/docs");
  EXPECT_THAT(std::string(page.content()), HasSubstr("/docs/docs.js"));
  EXPECT_THAT(std::string(api->ask(Method::GET, "/docs/docs.js").content()), HasSubstr("/openapi.json"));
}

TEST_P(DocsApiTest, WhatIsAskedForAgainIsNotSentAgain) {
  for (const char* target : {"/docs", "/docs/docs.js", "/docs/docs.css"}) {
    const Response first = api->ask(Method::GET, target);
    const std::string etag(first.headers.find("ETag").value_or(""));
    ASSERT_FALSE(etag.empty()) << target;
    EXPECT_FALSE(first.content().empty());
    const Response again = api->ask(Method::GET, target, {{"If-None-Match", etag}});
    EXPECT_EQ(again.status, 304) << target;
    EXPECT_TRUE(again.content().empty());
    EXPECT_EQ(api->ask(Method::GET, target, {{"If-None-Match", "\"another\""}}).status, 200) << target;
  }
}

TEST_P(DocsApiTest, OnlyItsOwnFilesAndOnlyToRead) {
  const test::Scenario rows[] = {
      {"the script", Method::GET, "/docs/docs.js", "", 200, {"text/javascript"}},
      {"the style", Method::GET, "/docs/docs.css", "", 200, {"text/css"}},
      {"the page by its file's name", Method::GET, "/docs/docs.html", "", 404},
      {"a file of the program", Method::GET, "/docs/..%2Fdocs.js", "", 404},
      {"another folder",
       Method::GET,
       "/docs/..%2F..%2F..%2Fpolicy%2Fclaims.json",
       "",
       404,
       {},
       {"statements"}},
      {"a file below", Method::GET, "/docs/docs.js/more", "", 404},
      {"it is not written", Method::PUT, "/docs/docs.js", "{}", 405, {"Allow: GET, HEAD, OPTIONS"}},
      {"nor is the document", Method::POST, "/openapi.json", "{}", 405},
  };
  expect(rows);
}

TEST_P(DocsApiTest, AnybodyMayReadIt) {
  ApiSettings settings = test::RealApi::development();
  settings.local_operator = false;
  test::RealApi strange(GetParam(), settings);
  for (const char* target : {"/docs", "/openapi.json", "/docs/docs.css"})
    EXPECT_EQ(strange.ask(Method::GET, target).status, 200) << target;
}

}  // namespace
}  // namespace sa
