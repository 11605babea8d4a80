#include "base/reflect/reflect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>

#include "base/reflect/json_text.h"

namespace sa {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

enum class Tone { warm, plain, default_ };
BOOST_DESCRIBE_ENUM(Tone, warm, plain, default_)

enum class Level : std::int8_t { LOW = -1, HIGH = 7 };
BOOST_DESCRIBE_ENUM(Level, LOW, HIGH)

struct Part {
  std::string name;
  std::int32_t size = 0;
};
BOOST_DESCRIBE_STRUCT(Part, (), (name, size))

struct Named {
  std::string id;
  static std::vector<Rule> rules() { return {rule(&Named::id).min_length(1).max_length(8)}; }
};
BOOST_DESCRIBE_STRUCT(Named, (), (id))

struct Everything : Named {
  bool truth = false;
  std::uint8_t small = 0;
  std::int64_t large = 0;
  double real = 0;
  Tone tone = Tone::warm;
  std::optional<std::string> note;
  std::vector<Part> parts;
  std::map<std::string, double> weights;
  json::value any;
  json::object metadata;
  json::array list;
  Instant at;
  Date due;
  std::optional<Level> level;
};
BOOST_DESCRIBE_STRUCT(Everything, (Named),
                      (truth, small, large, real, tone, note, parts, weights, any, metadata, list, at, due,
                       level))

struct Ruled {
  std::string recipient;
  std::string subject;
  std::string body;
  std::vector<std::string> tags;
  std::optional<std::string> zone;
  int limit = 50;
  double score = 0.5;
  std::vector<int> needed;
  static constexpr const char* kAbout = "What a test asks for.";
  static std::vector<Rule> rules() {
    return {rule(&Ruled::recipient).email().describe("who gets it").example("ada@example.com"),
            rule(&Ruled::subject).one_line().not_blank().max_length(5),
            rule(&Ruled::body).printable().min_length(2),
            rule(&Ruled::tags).one_line().max_length(3).max_items(2),
            rule(&Ruled::zone).must(is_zone, "must be a zone such as Europe/Berlin"),
            rule(&Ruled::limit).optional().min(1).max(200),
            rule(&Ruled::score).optional().min(0).max(1),
            rule(&Ruled::needed).required().min_items(1)};
  }
};
BOOST_DESCRIBE_STRUCT(Ruled, (), (recipient, subject, body, tags, zone, limit, score, needed))

struct Tree {
  std::string label;
  std::vector<Tree> children;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (label, children))

struct Overriding : Named {
  static std::vector<Rule> rules() { return {rule(&Overriding::id).max_length(2)}; }
};
BOOST_DESCRIBE_STRUCT(Overriding, (Named), ())

struct Shadow {
  int hidden = 0;
  int shown = 0;
  static std::vector<Rule> rules() { return {rule(&Shadow::hidden).min(1)}; }
};
BOOST_DESCRIBE_STRUCT(Shadow, (), (shown))

struct Paging {
  int limit = 50;
  std::optional<std::string> after;
  std::vector<Tone> tone;
  bool full = false;
  std::optional<Instant> since;
  static std::vector<Rule> rules() {
    return {rule(&Paging::limit).optional().min(1).max(200), rule(&Paging::full).optional(),
            rule(&Paging::tone).max_items(2)};
  }
};
BOOST_DESCRIBE_STRUCT(Paging, (), (limit, after, tone, full, since))

template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next;
  BOOST_DESCRIBE_CLASS(Page, (), (items, next), (), ())
};

namespace other {
struct Part {
  bool different = false;
};
BOOST_DESCRIBE_STRUCT(Part, (), (different))
struct Holder {
  Part part;
};
BOOST_DESCRIBE_STRUCT(Holder, (), (part))
}  // namespace other

std::vector<std::string> paths(const Error& error) {
  std::vector<std::string> all;
  for (const FieldError& field : error.fields) all.push_back(field.path);
  return all;
}

template <class T>
Error error_of(std::string_view text, Unknown unknown = Unknown::refuse) {
  auto result = from_json_text<T>(text, unknown);
  if (result) ADD_FAILURE() << text << " was accepted";
  return result ? Error{} : result.error();
}

/// `json` of one field of Everything, beside all that is required.
std::string everything_with(std::string_view name, std::string_view value) {
  json::object all = json::parse(R"({"id":"x","truth":true,"small":1,"large":2,"real":0.5,"tone":"plain",
      "at":"2026-11-22T10:31:00Z","due":"2026-11-22"})")
                         .as_object();
  if (!name.empty()) all[name] = json::parse(value);
  return json::serialize(all);
}

constexpr const char* kRuled =
    R"({"recipient":"ada@example.com","subject":"Hello","body":"Hi\nyou","needed":[1],"tags":["a"]})";

std::string ruled_with(std::string_view name, const json::value& value) {
  json::object all = json::parse(kRuled).as_object();
  all[name] = value;
  return json::serialize(all);
}

TEST(Reflect, EveryTypeSurvivesARoundTrip) {
  Everything all;
  all.id = "id-1";
  all.truth = true;
  all.small = 255;
  all.large = std::numeric_limits<std::int64_t>::min();
  all.real = 0.1;
  all.tone = Tone::default_;
  all.note = "quote \" backslash \\ line\n tab\t bell\x07 umlaut ü emoji 😀 slash /";
  all.parts = {{"a", -5}, {"b", std::numeric_limits<std::int32_t>::max()}};
  all.weights = {{"first", 1.5}, {"", -0.25}};
  all.any = {1, nullptr, "x", {{"deep", true}}};
  all.metadata = {{"tags", {"a", "b"}}, {"large", std::numeric_limits<std::uint64_t>::max()}};
  all.list = {1, 2.5};
  all.at = *parse_rfc3339("2026-11-22T10:31:00.123Z");
  all.due = {2028, 2, 29};
  all.level = Level::LOW;

  const std::string text = to_json_text(all);
  const auto again = from_json_text<Everything>(text);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(to_json_text(*again), text);
  EXPECT_EQ(again->note, all.note);
  EXPECT_EQ(again->real, 0.1);
  EXPECT_EQ(again->large, all.large);
  EXPECT_EQ(again->level, Level::LOW);
  EXPECT_EQ(again->at, all.at);
  EXPECT_EQ(json::parse(text), to_json(all));
  EXPECT_THAT(text, HasSubstr(R"("tone":"default")"));
}

TEST(Reflect, WritesTheMembersInOrderAndEmptyOptionalsAsNull) {
  EXPECT_EQ(
      to_json_text(Everything{}),
      R"({"id":"","truth":false,"small":0,"large":0,"real":0,"tone":"warm","note":null,"parts":[],)"
      R"("weights":{},"any":null,"metadata":{},"list":[],"at":"1970-01-01T00:00:00Z","due":"1970-01-01",)"
      R"("level":null})");
}

TEST(Reflect, WrittenTextIsAlwaysValidUtf8) {
  const struct {
    const char* bytes;
    const char* json;
  } rows[] = {
      {"plain", "\"plain\""},
      {"a\xff"
       "b",
       "\"a\xEF\xBF\xBD"
       "b\""},
      {"\xc3", "\"\xEF\xBF\xBD\""},
      {"\xed\xa0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},  // a surrogate is no character
      {"\xc0\xaf", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},                  // overlong
      {"\xf4\x90\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\""},
      {"\x1f\x7f", "\"\\u001f\x7f\""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(to_json_text(std::string(row.bytes)), row.json);
    EXPECT_EQ(to_json_text(json::value(row.bytes)), row.json);
    EXPECT_EQ(json::value(to_json(std::string(row.bytes))), json::parse(row.json));
  }
}

TEST(Reflect, EveryByteIsEscapedOrKeptAtEveryPlaceOfALongText) {
  for (int byte = 1; byte < 0x80; ++byte) {
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, 'x');
      text[place] = static_cast<char>(byte);
      const auto again = from_json_text<std::string>(to_json_text(text));
      ASSERT_TRUE(again) << byte << " at " << place;
      EXPECT_EQ(*again, text);
      const bool is_control = byte < 0x20 || byte == 0x7f;
      const bool is_layout = byte == '\n' || byte == '\r' || byte == '\t';
      EXPECT_EQ(reflect::is_one_line(text), !is_control) << byte << " at " << place;
      EXPECT_EQ(reflect::is_printable(text), !is_control || is_layout) << byte << " at " << place;
    }
  }
}

TEST(Reflect, NumbersKeepEveryBit) {
  for (const char* text : {"0.1", "1e300", "5e-324", "123456789.12345679", "1.7976931348623157e308",
                           "0.30000000000000004", "2.2250738585072014e-308"}) {
    const auto read = from_json_text<double>(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, std::strtod(text, nullptr)) << text;
    EXPECT_EQ(*from_json_text<double>(to_json_text(*read)), *read) << text;
  }
  EXPECT_EQ(to_json_text(-0.0), "0");
  EXPECT_EQ(to_json_text(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(to_json_text(std::numeric_limits<double>::quiet_NaN()), "null");
}

TEST(Reflect, ReportsEveryWrongFieldAtOnce) {
  const Error error = error_of<Everything>(
      R"({"id":"","truth":1,"small":300,"large":"9","real":true,"tone":"cold","note":5,"parts":[{"name":"a","size":1},
          {"name":2,"sise":3}],"weights":{"a/b~c":"x"},"metadata":[],"list":{},"at":"yesterday","due":"2026-02-30",
          "level":"MEDIUM","extra":1})");
  EXPECT_EQ(error.code, ErrorCode::invalid);
  EXPECT_THAT(paths(error), ElementsAre("id", "truth", "small", "large", "real", "tone", "note",
                                        "parts/1/name", "parts/1/sise", "parts/1/size", "weights/a~1b~0c",
                                        "metadata", "list", "at", "due", "level", "extra"));
  EXPECT_EQ(error.message, "id must not be empty; and 16 more problems.");
}

TEST(Reflect, SaysWhatIsWrongInWords) {
  const struct {
    const char* name;
    const char* value;
    const char* path;
    const char* words;
  } rows[] = {
      {"truth", "\"true\"", "truth", "must be true or false, not a string"},
      {"truth", "null", "truth", "must be true or false, not null"},
      {"small", "-1", "small", "must be a whole number from 0 to 255"},
      {"small", "256", "small", "must be a whole number from 0 to 255"},
      {"small", "1.5", "small", "must be a whole number from 0 to 255"},
      {"small", "[]", "small", "must be a whole number, not a list"},
      {"large", "9223372036854775808", "large",
       "must be a whole number from -9223372036854775808 to 9223372036854775807"},
      {"tone", "\"Warm\"", "tone", "must be one of warm, plain, default"},
      {"id", "\"123456789\"", "id", "must have at most 8 characters, not 9"},
      {"id", "{}", "id", "must be a string, not an object"},
      {"id", "\"a\\u0000b\"", "id", "must not contain a NUL character"},
      {"at", "\"2026-11-22\"", "at", "must be a date and time such as 2026-11-22T10:31:00Z"},
      {"due", "\"22.11.2026\"", "due", "must be a date such as 2026-11-22"},
      {"due", "20261122", "due", "must be a string, not a number"},
      {"parts", "[3]", "parts/0", "must be an object, not a number"},
      {"parts", "{}", "parts", "must be a list, not an object"},
      {"trth", "true", "trth", "is not a known field (did you mean \"truth\"?)"},
      {"zzzzzzzz", "true", "zzzzzzzz", "is not a known field"},
  };
  for (const auto& row : rows) {
    const Error error = error_of<Everything>(everything_with(row.name, row.value));
    ASSERT_EQ(error.fields.size(), 1u) << row.name << row.value;
    EXPECT_EQ(error.fields[0].path, row.path);
    EXPECT_EQ(error.fields[0].message, row.words);
    EXPECT_EQ(error.message, std::string(row.path) + " " + row.words + ".");
  }
}

TEST(Reflect, WholeNumbersMayBeWrittenAsReals) {
  EXPECT_EQ(*from_json_text<int>("5.0"), 5);
  EXPECT_EQ(*from_json_text<std::uint64_t>("18446744073709551615"),
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_FALSE(from_json_text<std::int64_t>("1e300"));
  EXPECT_FALSE(from_json_text<std::int64_t>("9223372036854775808"));
  EXPECT_FALSE(from_json_text<std::uint64_t>("-1"));
}

TEST(Reflect, OnlyMembersThatMayBeAbsentMayBeAbsent) {
  EXPECT_TRUE(from_json_text<Everything>(everything_with("", "")));
  EXPECT_THAT(paths(error_of<Everything>("{}")),
              ElementsAre("id", "truth", "small", "large", "real", "tone", "at", "due"));
  EXPECT_THAT(paths(error_of<Ruled>("{}")), ElementsAre("recipient", "subject", "body", "needed"));
}

TEST(Reflect, NullStandsForAbsentWhereAbsentIsAllowed) {
  for (const char* name : {"note", "parts", "weights", "metadata", "list", "level", "any"}) {
    EXPECT_TRUE(from_json_text<Everything>(everything_with(name, "null"))) << name;
  }
  const auto ruled = from_json_text<Ruled>(ruled_with("limit", nullptr));
  ASSERT_TRUE(ruled);
  EXPECT_EQ(ruled->limit, 50);
}

TEST(Reflect, IgnoresUnknownMembersWhenAsked) {
  EXPECT_TRUE(from_json_text<Part>(R"({"name":"a","size":1,"more":{"x":1}})", Unknown::ignore));
  EXPECT_THAT(paths(error_of<Part>(R"({"name":"a","size":1,"more":{"x":1}})")), ElementsAre("more"));
  EXPECT_THAT(paths(error_of<Part>(R"({"more":1,"size":"x"})", Unknown::ignore)),
              ElementsAre("size", "name"));
}

TEST(Reflect, MalformedTextHasAPositionAndNoFields) {
  const std::string deep(33, '[');
  const struct {
    std::string text;
    const char* message;
  } rows[] = {
      {"", "The JSON is empty."},
      {" \n ", "The JSON is empty."},
      {"{\"name\":}", "The JSON is malformed at line 1, column 9."},
      {"{\"name\":\"ü\",\n  nope}", "The JSON is malformed at line 2, column 3."},
      {"{\"name\":\"a\"", "The JSON ends too early at line 1, column 12."},
      {"{} x", "The JSON is followed by other text at line 1, column 4."},
      {"\"\xff\"", "The JSON contains a byte that is not valid UTF-8 at line 1, column 2."},
      {R"("\ud800\u0041")", "The JSON has an unpaired surrogate"},
      {R"("\ud800")", "The JSON "},
      {R"({"name":"a","size":1,"name":"b"})", "The JSON has the member \"name\" twice in one object"},
      {R"({"parts":[{"a":1,"\u0061":2}]})", "The JSON has the member \"a\" twice in one object"},
      {"1e999", "The JSON has a number that is too large"},
      {deep, "The JSON is nested deeper than 32 levels at line 1, column 33."},
      {"[1,]", "The JSON is malformed at line 1, column 4."},
      {"// c\n1", "The JSON is malformed at line 1, column 1."},
      {"nul", "The JSON ends too early at line 1, column 4."},
  };
  for (const auto& row : rows) {
    const Error error = error_of<json::value>(row.text);
    EXPECT_EQ(error.code, ErrorCode::invalid);
    EXPECT_THAT(error.fields, IsEmpty()) << row.text;
    EXPECT_THAT(error.message, HasSubstr(row.message)) << row.text;
  }
}

TEST(Reflect, ThirtyTwoLevelsAreAllowed) {
  const std::string text = std::string(32, '[') + std::string(32, ']');
  const auto value = parse_json(text);
  ASSERT_TRUE(value);
  EXPECT_EQ(to_json_text(*value), text);
}

TEST(Reflect, TheSameKeyMayStandInDifferentObjects) {
  EXPECT_TRUE(parse_json(R"({"a":{"a":1,"b":2},"b":[{"a":1},{"a":2}],"c":{"b":{}}})"));
  EXPECT_FALSE(parse_json(R"({"a":{"a":1,"b":2},"b":[{"a":1},{"a":2}],"a":{}})"));
}

TEST(Reflect, AHundredThousandMembersAreReadWithoutSquaredCost) {
  std::string text = "{";
  for (int i = 0; i < 100000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  const Error once = error_of<Part>(text + "\"name\":\"x\",\"size\":1}");
  EXPECT_EQ(once.fields.size(), 100u);
  EXPECT_THAT(once.message, HasSubstr("and 99999 more problems"));
  EXPECT_THAT(error_of<Part>(text + "\"k5\":0}").message, HasSubstr("\"k5\" twice"));
}

TEST(Reflect, TheRootMayBeAnyType) {
  EXPECT_EQ(from_json_text<std::vector<int>>("[1,2]")->size(), 2u);
  const Error list = error_of<std::vector<Part>>(R"([{"name":"a"}])");
  EXPECT_THAT(paths(list), ElementsAre("0/size"));
  const Error wrong = error_of<Part>("[]");
  EXPECT_THAT(paths(wrong), ElementsAre(""));
  EXPECT_EQ(wrong.message, "The JSON must be an object, not a list.");
}

TEST(Reflect, AStructMayContainItself) {
  const auto tree = from_json_text<Tree>(R"({"label":"a","children":[{"label":"b"},{"children":[]}]})");
  ASSERT_FALSE(tree);
  EXPECT_THAT(paths(tree.error()), ElementsAre("children/1/label"));
}

TEST(Reflect, RulesAreChecked) {
  ASSERT_TRUE(from_json_text<Ruled>(kRuled));
  const struct {
    const char* name;
    json::value value;
    const char* path;
    const char* words;
  } rows[] = {
      {"recipient", "ada", "recipient", "must be an email address such as ada@example.com"},
      {"recipient", json::string(std::string(250, 'a') + "@b.de"), "recipient",
       "must have at most 254 characters, not 255"},
      {"subject", "a\nb", "subject", "must be one line without control characters"},
      {"subject", "a\u2028b", "subject", "must be one line without control characters"},
      {"subject", " \t\u00a0", "subject", "must be one line"},
      {"subject", "  ", "subject", "must not be blank"},
      {"subject", "", "subject", "must not be blank"},
      {"subject", "äöüßé!", "subject", "must have at most 5 characters, not 6"},
      {"body", "a\u0007b", "body", "must not contain control characters"},
      {"body", "x", "body", "must have at least 2 characters, not 1"},
      {"body", "", "body", "must not be empty"},
      {"tags", {"ok", "long"}, "tags/1", "must have at most 3 characters, not 4"},
      {"tags", {"a", "b", "c"}, "tags", "must have at most 2 items, not 3"},
      {"zone", "Mars/Olympus", "zone", "must be a zone such as Europe/Berlin"},
      {"limit", 0, "limit", "must be a whole number from 1 to 200"},
      {"limit", 201, "limit", "must be a whole number from 1 to 200"},
      {"score", 1.01, "score", "must be a number from 0 to 1"},
      {"needed", json::array(), "needed", "must have at least 1 item"},
  };
  for (const auto& row : rows) {
    const Error error = error_of<Ruled>(ruled_with(row.name, row.value));
    ASSERT_EQ(error.fields.size(), 1u) << row.name << row.value;
    EXPECT_EQ(error.fields[0].path, row.path) << row.value;
    EXPECT_THAT(error.fields[0].message, HasSubstr(row.words)) << row.value;
  }
  EXPECT_TRUE(from_json_text<Ruled>(ruled_with("subject", "äöüßé")));
  EXPECT_TRUE(from_json_text<Ruled>(ruled_with("body", "line\r\nline\ttab")));
}

TEST(Reflect, ADerivedStructKeepsTheRulesOfItsBaseAndMayReplaceThem) {
  EXPECT_THAT(paths(error_of<Everything>(everything_with("id", "\"123456789\""))), ElementsAre("id"));
  EXPECT_TRUE(from_json_text<Overriding>(R"({"id":""})")) << "the derived rule stands alone";
  EXPECT_FALSE(from_json_text<Overriding>(R"({"id":"123"})"));
  EXPECT_TRUE(from_json_text<Named>(R"({"id":"123"})"));
}

TEST(Reflect, ARuleForAFieldThatIsNotDescribedIsABrokenInvariant) {
  EXPECT_THROW((void)from_json_text<Shadow>("{}"), std::logic_error);
}

TEST(Reflect, EmailAddresses) {
  for (const char* good :
       {"ada@example.com", "a.b+c@sub.example.co", "o'neill@x-y.de", "A_1@EXAMPLE.COM", "x@1.de"}) {
    EXPECT_TRUE(is_email(good)) << good;
  }
  for (const char* bad : {"",
                          "ada",
                          "@example.com",
                          "ada@",
                          "ada@example",
                          "a b@example.com",
                          "ada@exa mple.com",
                          ".a@example.com",
                          "a.@example.com",
                          "a..b@example.com",
                          "ada@-x.com",
                          "ada@x-.com",
                          "ada@example..com",
                          "ada@example.com.",
                          "ada@1.2.3.4",
                          "a@b@example.com",
                          "ada@example.com\n",
                          "Ada <ada@example.com>",
                          "ada@example.com,eve@example.com",
                          "jürgen@example.com"}) {
    EXPECT_FALSE(is_email(bad)) << bad;
  }
}

TEST(Reflect, ReadsNamesWithTexts) {
  using Pairs = std::vector<reflect::TextPair>;
  const auto page =
      from_texts<Paging>(Pairs{{"limit", "7"}, {"tone", "warm"}, {"tone", "plain"}, {"full", "yes"}});
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->limit, 7);
  EXPECT_THAT(page->tone, ElementsAre(Tone::warm, Tone::plain));
  EXPECT_TRUE(page->full);
  EXPECT_FALSE(page->since);
  EXPECT_EQ(from_texts<Paging>(Pairs{})->limit, 50);

  const auto wrong = from_texts<Paging>(Pairs{{"limit", "abc"},
                                              {"limit", "5"},
                                              {"full", "perhaps"},
                                              {"tone", "cold"},
                                              {"since", ""},
                                              {"page", "2"},
                                              {"after", "\xff"}});
  ASSERT_FALSE(wrong);
  EXPECT_THAT(paths(wrong.error()), ElementsAre("limit", "limit", "full", "tone", "since", "page", "after"));
  EXPECT_EQ(wrong.error().fields[0].message, "must be a whole number from 1 to 200");
  EXPECT_EQ(wrong.error().fields[1].message, "is given more than once");
  EXPECT_TRUE(from_texts<Paging>(Pairs{{"page", "2"}}, Unknown::ignore));
  EXPECT_THAT(paths(from_texts<Paging>(Pairs{{"tone", "warm"}, {"tone", "warm"}, {"tone", "warm"}}).error()),
              ElementsAre("tone"));
}

TEST(Reflect, SchemaOfRules) {
  EXPECT_EQ(json::value(json_schema<Ruled>()), json::parse(R"({
    "type":"object","description":"What a test asks for.",
    "properties":{
      "recipient":{"type":"string","format":"email","maxLength":254,"description":"who gets it",
                   "examples":["ada@example.com"]},
      "subject":{"type":"string","maxLength":5},
      "body":{"type":"string","minLength":2},
      "tags":{"type":"array","maxItems":2,"items":{"type":"string","maxLength":3}},
      "zone":{"type":["string","null"]},
      "limit":{"type":"integer","format":"int32","minimum":1,"maximum":200,"default":50},
      "score":{"type":"number","minimum":0,"maximum":1,"default":0.5},
      "needed":{"type":"array","minItems":1,"items":{"type":"integer","format":"int32"}}},
    "required":["recipient","subject","body","needed"]})"));
}

TEST(Reflect, SchemaOfTypes) {
  EXPECT_EQ(json::value(json_schema<Everything>()), json::parse(R"({
    "type":"object",
    "properties":{
      "id":{"type":"string","minLength":1,"maxLength":8},
      "truth":{"type":"boolean"},
      "small":{"type":"integer","minimum":0},
      "large":{"type":"integer","format":"int64"},
      "real":{"type":"number"},
      "tone":{"type":"string","enum":["warm","plain","default"]},
      "note":{"type":["string","null"]},
      "parts":{"type":"array","items":{"$ref":"#/components/schemas/Part"}},
      "weights":{"type":"object","additionalProperties":{"type":"number"}},
      "any":{},
      "metadata":{"type":"object","additionalProperties":true},
      "list":{"type":"array","items":{}},
      "at":{"type":"string","format":"date-time"},
      "due":{"type":"string","format":"date"},
      "level":{"type":["string","null"],"enum":["LOW","HIGH",null]}},
    "required":["id","truth","small","large","real","tone","at","due"]})"));
}

TEST(Reflect, SchemasAreCollectedOnce) {
  json::object components;
  EXPECT_EQ(json::value(json_schema_use<std::vector<Everything>>(components)),
            json::parse(R"({"type":"array","items":{"$ref":"#/components/schemas/Everything"}})"));
  json_schemas<Tree>(components);
  json_schemas<Part>(components);
  EXPECT_EQ(components.size(), 3u);
  EXPECT_TRUE(components.contains("Everything") && components.contains("Part") &&
              components.contains("Tree"));
  EXPECT_EQ(json::value(json_schema_use<std::optional<Part>>(components)),
            json::parse(R"({"anyOf":[{"$ref":"#/components/schemas/Part"},{"type":"null"}]})"));
  EXPECT_THROW(json_schemas<other::Holder>(components), std::logic_error) << "two structs named Part";
}

TEST(Reflect, AnAnswerHasAllMembersUnlessItIsAskedForToo) {
  json::object components;
  json_schemas<Tree>(components, SchemaUse::answer);
  EXPECT_EQ(components.at("Tree").at("required"), (json::array{"label", "children"}));
  json_schemas<Tree>(components, SchemaUse::request);
  EXPECT_EQ(components.at("Tree").at("required"), (json::array{"label"}));
  json_schemas<Tree>(components, SchemaUse::answer);
  EXPECT_EQ(components.at("Tree").at("required"), (json::array{"label"}));
}

TEST(Reflect, FieldsAndEnums) {
  static_assert(field_count<Everything> == 15);
  static_assert(enum_name(Tone::default_) == "default");
  static_assert(parse_enum<Tone>("warm") == Tone::warm);
  static_assert(!parse_enum<Tone>("default_"));
  EXPECT_THROW((void)enum_name(static_cast<Tone>(9)), std::logic_error);
  EXPECT_THROW((void)to_json_text(static_cast<Tone>(9)), std::logic_error);
  EXPECT_EQ(schema_name<Everything>(), "Everything");
  EXPECT_EQ(schema_name<other::Part>(), "Part");
  EXPECT_EQ(schema_name<Page<Named>>(), "Page_Named");

  Part part{"a", 3};
  std::vector<std::string> names;
  for_each_field(part, [&](std::string_view name, auto& value) {
    names.emplace_back(name);
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::string>) value = "changed";
  });
  EXPECT_THAT(names, ElementsAre("name", "size"));
  EXPECT_EQ(part.name, "changed");
}

TEST(JsonText, IndentedForAPersonAndReadBackTheSame) {
  const auto value = boost::json::parse(R"({"a":[1,{"b":"two\nlines"}],"empty":[],"none":{},"last":null})");
  EXPECT_EQ(indented(value),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"two\\nlines\"\n    }\n  ],\n  \"empty\": [],\n  "
            "\"none\": {},\n  \"last\": null\n}");
  EXPECT_EQ(boost::json::parse(indented(value)), value);
}

}  // namespace
}  // namespace sa
