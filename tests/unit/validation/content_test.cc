// What creating a draft refuses, each with the field that it names.
#include "agents/validation/content.h"

#include <gtest/gtest.h>

#include "base/result.h"

namespace sa {
namespace {

const LengthRule kLength{10, 200};
const std::string kBody = "Would a short call help?";

TEST(ContentTest, RefusesWhatNoMailCarries) {
  struct Row {
    const char* name;
    std::string recipient, subject, body;
    bool reply;
    std::vector<std::string> wrong;
  };
  const Row rows[] = {
      {"good", "Ben@Example.net", "Hello", kBody, false, {}},
      {"tabs and both ends of a line", "ben@example.net", "Hello", "one\ttab\r\nand a line\n", false, {}},
      {"no address", "ben", "Hello", kBody, false, {"recipient"}},
      {"no subject", "ben@example.net", " \u200b", kBody, false, {"subject"}},
      {"a header in the subject", "ben@example.net", "Hello\r\nBcc: x@y.example", kBody, false, {"subject"}},
      {"a line separator in the subject", "ben@example.net", "Hello\u2028you", kBody, false, {"subject"}},
      {"an encoded word", "ben@example.net", "=?utf-8?q?Hello?=", kBody, false, {"subject"}},
      {"a long subject", "ben@example.net", std::string(501, 'a'), kBody, false, {"subject"}},
      {"a lone CR", "ben@example.net", "Hello", "first line\rsecond line", false, {"body"}},
      {"a bell", "ben@example.net", "Hello", kBody + "\a", false, {"body"}},
      {"a short beginning", "ben@example.net", "Hello", "Too short", false, {"body"}},
      {"a short answer", "ben@example.net", "Hello", "Yes.", true, {}},
      {"an empty answer", "ben@example.net", "Hello", " \u00ad\n", true, {"body"}},
      {"too many bytes", "ben@example.net", "Hello", std::string(100'001, 'a'), true, {"body"}},
      {"all at once", "ben", "", "", false, {"recipient", "subject", "body"}},
  };
  for (const Row& row : rows) {
    const auto checked = check_content(row.recipient, row.subject, row.body, row.reply, kLength);
    std::vector<std::string> wrong;
    if (checked) {
      EXPECT_EQ(*checked, row.recipient == "Ben@Example.net" ? "ben@example.net" : row.recipient) << row.name;
    } else {
      EXPECT_EQ(checked.error().code, ErrorCode::invalid) << row.name;
      for (const FieldError& field : checked.error().fields) wrong.push_back(field.path);
    }
    EXPECT_EQ(wrong, row.wrong) << row.name;
  }
}

TEST(ContentTest, AnIdCanBeNamedByAUrl) {
  for (const std::string& good : {std::string("test-1"), std::string("Ärger"), std::string(200, 'a')})
    EXPECT_TRUE(check_draft_id(good)) << good;
  for (const std::string& bad : {std::string("pending"), std::string("."), std::string(".."), std::string(),
                                 std::string("a\nb"), std::string(201, 'a')})
    EXPECT_FALSE(check_draft_id(bad)) << bad;
}

TEST(ContentTest, MetadataHasALimit) {
  EXPECT_TRUE(check_metadata({{"a", std::string(16'000, 'x')}}));
  EXPECT_EQ(check_metadata({{"a", std::string(17'000, 'x')}}).error().fields.at(0).path, "metadata");
}

}  // namespace
}  // namespace sa
