#include "base/text/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace sa {
namespace {

struct Row {
  std::string bytes;
  std::size_t valid_prefix;
  std::size_t length;
};

TEST(Utf8, ValidAndInvalidSequences) {
  // The table of Unicode 15, 3-7, at its borders.
  const Row rows[] = {
      {"", 0, 0},
      {"abc", 3, 3},
      {"\x7f", 1, 1},
      {"\xc2\x80", 2, 1},
      {"\xdf\xbf", 2, 1},
      {"\xe0\xa0\x80", 3, 1},
      {"\xed\x9f\xbf", 3, 1},
      {"\xee\x80\x80", 3, 1},
      {"\xf0\x90\x80\x80", 4, 1},
      {"\xf4\x8f\xbf\xbf", 4, 1},
      {"a\x80", 1, 1},
      {"a\xc1\xbf", 1, 2},
      {"a\xe0\x9f\xbf", 1, 2},
      {"a\xed\xa0\x80", 1, 2},
      {"a\xf0\x8f\xbf\xbf", 1, 2},
      {"a\xf4\x90\x80\x80", 1, 2},
      {"a\xf5\x80\x80\x80", 1, 2},
      {"a\xff", 1, 2},
      {"a\xe2\x82", 1, 2},
      {"12345678\xc3\xbc"
       "12345678\xff",
       18, 18},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(utf8_valid_prefix(row.bytes), row.valid_prefix) << row.bytes;
    EXPECT_EQ(utf8_length(row.bytes), row.length) << row.bytes;
    EXPECT_EQ(is_utf8(row.bytes), row.valid_prefix == row.bytes.size());
    EXPECT_TRUE(is_utf8(utf8_repaired(row.bytes)));
  }
  EXPECT_EQ(utf8_repaired("a\xe2\x82z"), "a\xEF\xBF\xBD\xEF\xBF\xBDz");
}

TEST(Utf8, ACutNeverDividesACharacter) {
  const std::string text = "aü€😀z";  // 1, 2, 3, 4 and 1 bytes
  for (std::size_t bytes = 0; bytes <= text.size() + 1; ++bytes) {
    const std::string_view cut = utf8_cut(text, bytes);
    EXPECT_LE(cut.size(), bytes);
    EXPECT_TRUE(is_utf8(cut)) << bytes;
    EXPECT_TRUE(std::string_view(text).starts_with(cut));
    EXPECT_LT(std::min(bytes, text.size()) - cut.size(), 4u);
  }
  EXPECT_EQ(utf8_cut(std::string(10, '\x80'), 5).size(), 2u) << "bounded, whatever the bytes";
}

TEST(Utf8, CodePointsThereAndBack) {
  std::string again;
  const std::string text = "aü€😀z";
  for (std::size_t at = 0; at < text.size();) append_code_point(again, next_code_point(text, at));
  EXPECT_EQ(again, text);
  std::size_t at = 1;
  EXPECT_EQ(next_code_point("a\xe2\x82z", at), kReplacementCharacter);
  EXPECT_EQ(at, 2u) << "one byte, so that nothing behind it is lost";
}

TEST(Utf8, AMailsTextHoldsNoNul) {
  EXPECT_EQ(to_valid_utf8(std::string("a\0b\xff", 4)), "ab\xEF\xBF\xBD");
}

}  // namespace
}  // namespace sa
