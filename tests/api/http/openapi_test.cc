// The OpenAPI document: of the toy routes, and of all the real ones.
#include "api/http/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "api/routes.h"
#include "tests/api/toy_api.h"

namespace sa {
namespace {

namespace json = boost::json;

json::value parse(const std::string& text) {
  auto value = parse_json(text);
  EXPECT_TRUE(value) << (value ? "" : value.error().message);
  return value ? *std::move(value) : json::value(nullptr);
}

TEST(OpenApi, DocumentsAToyRoute) {
  const json::value document = parse(openapi_document(test::toy_routes(), "1.2.3"));
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  EXPECT_EQ(document.at("info").at("version"), "1.2.3");
  const json::value& make = document.at("paths").at("/api/toys").at("post");
  EXPECT_EQ(make.at("operationId"), "make_toy");
  EXPECT_EQ(make.at("requestBody").at("content").at("application/json").at("schema").at("$ref"),
            "#/components/schemas/ToyInput");
  EXPECT_EQ(make.at("requestBody").at("content").at("application/json").at("example").at("name"), "ball");
  EXPECT_EQ(make.at("responses").at("201").at("content").at("application/json").at("schema").at("$ref"),
            "#/components/schemas/Toy");
  for (const char* status : {"400", "401", "403", "409", "413", "415", "422", "429", "503"}) {
    EXPECT_TRUE(make.at("responses").as_object().contains(status)) << status;
  }
  const json::value& schemas = document.at("components").at("schemas");
  EXPECT_EQ(schemas.at("Toy").at("description"), "Something to play with.");
  EXPECT_EQ(schemas.at("ToyInput").at("properties").at("name").at("maxLength"), 10);
  const json::value& get = document.at("paths").at("/api/toys/{toy_id}").at("get");
  EXPECT_EQ(get.at("parameters").at(0).at("name"), "toy_id");
  EXPECT_EQ(get.at("parameters").at(0).at("in"), "path");
  EXPECT_FALSE(get.as_object().contains("requestBody"));
  EXPECT_EQ(document.at("paths").at("/page").at("get").at("security").as_array().size(), 0u);
  EXPECT_TRUE(document.at("paths")
                  .at("/page")
                  .at("get")
                  .at("responses")
                  .at("200")
                  .at("content")
                  .as_object()
                  .contains("text/html"));
  EXPECT_FALSE(document.at("paths")
                   .at("/api/toys/{toy_id}/break")
                   .at("post")
                   .at("responses")
                   .at("204")
                   .as_object()
                   .contains("content"));
}

TEST(OpenApi, IsTheSameEachTime) {
  EXPECT_EQ(openapi_document(all_routes(), "1"), openapi_document(all_routes(), "1"));
}

void collect_references(const json::value& value, std::set<std::string>* references) {
  if (const json::object* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      if (key == "$ref") references->insert(std::string(member.as_string()));
      collect_references(member, references);
    }
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& item : *array) collect_references(item, references);
  }
}

TEST(OpenApi, EveryReferenceOfTheRealDocumentLeadsSomewhere) {
  const json::value document = parse(openapi_document(all_routes(), "1"));
  std::set<std::string> references;
  collect_references(document, &references);
  EXPECT_GT(references.size(), 20u);
  for (const std::string& reference : references) {
    boost::system::error_code error;
    EXPECT_TRUE(document.find_pointer(reference.substr(1), error)) << reference;
  }
}

TEST(OpenApi, SaysWhatIsAnsweredBesideTheUsual) {
  const json::value document = parse(openapi_document(all_routes(), "1"));
  const auto answer = [&](const char* path, const char* type) {
    return document.at("paths")
        .at(path)
        .at("get")
        .at("responses")
        .at("200")
        .at("content")
        .at(type)
        .at("schema");
  };
  EXPECT_EQ(answer("/", "text/html").at("type"), "string");
  EXPECT_EQ(answer("/", "application/json").at("$ref"), "#/components/schemas/ServiceInfo");
  EXPECT_EQ(answer("/openapi.json", "application/json").at("type"), "object");
  EXPECT_EQ(answer("/docs/{file}", "text/*").at("type"), "string");
  EXPECT_TRUE(
      document.at("paths").at("/api/operator/drafts").at("post").at("responses").as_object().contains("404"));
  const json::value& members =
      document.at("components").at("schemas").at("DraftProblem").at("allOf").at(1).at("properties");
  for (const char* member : {"draft", "draft_id", "reasons", "verdict", "content_hash", "version"}) {
    EXPECT_TRUE(members.as_object().contains(member)) << member;
  }
  EXPECT_EQ(document.at("components")
                .at("responses")
                .at("Problem409")
                .at("content")
                .at("application/problem+json")
                .at("schema")
                .at("$ref"),
            "#/components/schemas/DraftProblem");
}

TEST(OpenApi, EveryRealRouteIsDocumented) {
  const std::vector<Route> routes = all_routes();
  const json::value document = parse(openapi_document(routes, "1"));
  std::set<std::string> tags;
  for (const json::value& tag : document.at("tags").as_array())
    tags.insert(std::string(tag.at("name").as_string()));
  for (const Route& route : routes) {
    SCOPED_TRACE(route.id);
    EXPECT_TRUE(tags.contains(std::string(route.options.tag))) << "openapi.cc has no words for its tag";
    EXPECT_FALSE(route.summary.empty());
    const json::object& path = document.at("paths").at(route.path).as_object();
    EXPECT_TRUE(path.contains(std::string_view(route.method == Method::GET      ? "get"
                                               : route.method == Method::POST   ? "post"
                                               : route.method == Method::PATCH  ? "patch"
                                               : route.method == Method::DELETE ? "delete"
                                                                                : "put")));
  }
}

TEST(OpenApi, RefusesAnExampleThatIsNoJson) {
  std::vector<Route> routes = test::toy_routes();
  routes[0].options.example_input = "{";
  EXPECT_THROW(openapi_document(routes, "1"), std::logic_error);
}

// R16, for the real table: who may is never left open by accident.
TEST(Routes, OnlyTheseAreOpen) {
  std::set<std::string> open;
  for (const Route& route : all_routes()) {
    if (route.policy.is_open()) open.insert(std::string(route.id));
  }
  EXPECT_EQ(open,
            (std::set<std::string>{"ask_to_connect", "ask_unsubscribe", "get_demo", "get_docs",
                                   "get_docs_file", "get_health", "get_home", "get_openapi", "get_ready",
                                   "get_status", "sign_in", "take_webhook", "unsubscribe"}));
}

}  // namespace
}  // namespace sa
