#include "base/text/url.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(Url, PercentDecode) {
  struct Row {
    const char* text;
    bool plus;
    const char* decoded;  ///< null: refused
  };
  const Row rows[] = {
      {"", false, ""},
      {"abc", false, "abc"},
      {"a%20b", false, "a b"},
      {"a+b", false, "a+b"},
      {"a+b", true, "a b"},
      {"a%2Bb", true, "a+b"},
      {"%e2%82%ac", false, "€"},
      {"%E2%82%AC", false, "€"},
      {"%25", false, "%"},
      {"%2525", false, "%25"},
      {"%", false, nullptr},
      {"a%2", false, nullptr},
      {"%zz", false, nullptr},
      {"%-1", false, nullptr},
      {"%+1", false, nullptr},
      {"%00", false, nullptr},
      {"%FF", false, nullptr},
      {"%C0%80", false, nullptr},
      {"%ED%A0%80", false, nullptr},
      {"%F4%90%80%80", false, nullptr},
      {"% 1", false, nullptr},
  };
  for (const Row& row : rows) {
    const auto decoded = percent_decode(row.text, row.plus);
    EXPECT_EQ(decoded.has_value(), row.decoded != nullptr) << row.text;
    if (decoded && row.decoded) EXPECT_EQ(*decoded, row.decoded) << row.text;
    if (!decoded) EXPECT_TRUE(decoded.error().fields.empty()) << "an address that cannot be read is 400";
  }
}

TEST(Url, PathSegments) {
  struct Row {
    const char* path;
    std::vector<std::string> segments;
  };
  const Row rows[] = {
      {"/", {""}},
      {"/a", {"a"}},
      {"/a/", {"a", ""}},
      {"/a//b", {"a", "", "b"}},
      {"/a%2Fb", {"a/b"}},
      {"/a%20b", {"a b"}},
      {"/a+b", {"a+b"}},
      {"/../x", {"..", "x"}},
      {"", {}},
      {"*", {}},
      {"a/b", {}},
  };
  for (const Row& row : rows) {
    const auto segments = path_segments(row.path);
    ASSERT_TRUE(segments) << row.path;
    EXPECT_EQ(*segments, row.segments) << row.path;
  }
  EXPECT_FALSE(path_segments("/a/%"));
}

TEST(Url, QueryPairs) {
  struct Row {
    const char* query;
    Pairs pairs;
  };
  const Row rows[] = {
      {"", {}},
      {"a=1", {{"a", "1"}}},
      {"a=1&b=2", {{"a", "1"}, {"b", "2"}}},
      {"a=1&a=2", {{"a", "1"}, {"a", "2"}}},
      {"a", {{"a", ""}}},
      {"a=", {{"a", ""}}},
      {"=1", {{"", "1"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"&&a=1&", {{"a", "1"}}},
      {"draft_id=a+b%20c%26d", {{"draft_id", "a b c&d"}}},
  };
  for (const Row& row : rows) {
    const auto pairs = query_pairs(row.query);
    ASSERT_TRUE(pairs) << row.query;
    EXPECT_EQ(*pairs, row.pairs) << row.query;
  }
  EXPECT_FALSE(query_pairs("a=%"));
  EXPECT_FALSE(query_pairs("%=a"));
}

TEST(Url, EncodeIsTheInverseOfDecode) {
  std::string all;
  for (int c = 1; c < 128; ++c) all += static_cast<char>(c);
  all += "€ü";
  const auto decoded = percent_decode(percent_encode(all), true);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, all);
  EXPECT_EQ(percent_encode("a b/c?d&e+f"), "a%20b%2Fc%3Fd%26e%2Bf");
}

TEST(Url, SplitTarget) {
  EXPECT_EQ(split_target("/a?b=c?d").path, "/a");
  EXPECT_EQ(split_target("/a?b=c?d").query, "b=c?d");
  EXPECT_EQ(split_target("/a").query, "");
}

}  // namespace
}  // namespace sa
