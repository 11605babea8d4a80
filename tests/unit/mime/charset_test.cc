// One decoder for bodies and header fields: what the writer saw, never mojibake.
#include "mail/mime/charset.h"

#include <gtest/gtest.h>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/mime/encoded_word.h"

namespace sa {
namespace {

TEST(CharsetTest, issue_the_label_was_believed_before_the_bytes) {
  const struct {
    const char* bytes;
    const char* charset;
    const char* text;
  } rows[] = {
      {"f\xC3\xBCr 50 \xE2\x82\xAC", "windows-1252", "für 50 €"},  // UTF-8, whatever is declared
      {"f\xC3\xBCr", "iso-8859-1", "für"},
      {"f\xC3\xBCr", "x-unknown", "für"},
      {"f\xFCr", "utf-8", "für"},
      {"f\xFCr", "", "für"},
      {"It\x92s \x80\x39", "iso-8859-1", "It’s €9"},
      {"30 \xA4", "iso-8859-15", "30 €"},
      {"\xC4\xEE\xE1\xF0\xFB\xE9 \xE4\xE5\xED\xFC, \xF1\xEF\xE0\xF1\xE8\xE1\xEE", "windows-1251",
       "Добрый день, спасибо"},
      {"\xB4\xD9\xC0\xBD \xC1\xD6", "ks_c_5601-1987", "다음 주"},
      {"\xC7\xEB\xB0\xD1", "gb2312", "请把"},
      {"\x1b$BLZMKF|\x1b(B", "iso-2022-jp", "木曜日"},
      {"\x1b$BLZMKF|\x1b(B", "", "木曜日"},
      {"plain", "utf-16", "plain"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(charset_to_utf8(row.bytes, row.charset), row.text) << row.charset << " " << row.text;
}

TEST(CharsetTest, issue_one_bad_byte_cost_the_whole_text) {
  EXPECT_EQ(charset_to_utf8("f\xC3\xBCr eine Vorf\xC3\xBChrung \xFE!", "utf-8"),
            "für eine Vorführung \uFFFD!");
  EXPECT_EQ(charset_to_utf8("gr\xC3\xBC\xC3\x9F", "utf-8"), "grüß");
}

TEST(CharsetTest, issue_utf8_that_was_encoded_twice) {
  EXPECT_EQ(charset_to_utf8("f\xC3\x83\xC2\xBCr", "utf-8"), "für");
  EXPECT_EQ(charset_to_utf8("Ã is a letter of Portuguese: não, irmã", "utf-8"),
            "Ã is a letter of Portuguese: não, irmã");
}

TEST(CharsetTest, ABytesOwnScriptIsGuessed) {
  // Bulgarian in Windows-1251 that calls itself western.
  const char* bytes =
      "\xC7\xE4\xF0\xE0\xE2\xE5\xE9\xF2\xE5, \xE1\xEB\xE0\xE3\xEE\xE4\xE0\xF0\xFF \xE7\xE0 "
      "\xEF\xF0\xE5\xE4\xEB\xEE\xE6\xE5\xED\xE8\xE5\xF2\xEE, \xF9\xE5 \xF1\xE5 \xEE\xE1\xE0\xE4\xFF \xE2 "
      "\xEF\xEE\xED\xE5\xE4\xE5\xEB\xED\xE8\xEA";
  for (const char* charset : {"iso-8859-1", ""})
    EXPECT_EQ(charset_to_utf8(bytes, charset),
              "Здравейте, благодаря за предложението, ще се обадя в понеделник")
        << charset;
}

TEST(CharsetTest, AnyBytesGiveText) {
  for (const char* charset :
       {"", "utf-8", "utf-7", "utf-16", "iso-2022-jp", "big5", "no such set", "ebcdic-us", "cp037"})
    for (int first = 0; first < 256; first += 5) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(255 - first), '\0', 'x'};
      EXPECT_TRUE(is_utf8(charset_to_utf8(bytes, charset))) << charset;
      EXPECT_EQ(charset_to_utf8(bytes, charset).find('\0'), std::string::npos);
    }
}

TEST(EncodedWordTest, Reads) {
  EXPECT_EQ(decode_words("=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?="), "Grüße");  // cut within a character
  EXPECT_EQ(decode_words("=?iso-2022-jp?B?GyRCQkc5ZyQ7GyhC?=\r\n =?ISO-2022-JP?B?GyRCJE43bxsoQg==?="),
            "打合せの件");
  EXPECT_EQ(decode_words("=?utf-8?Q?two words?= and =?us-ascii*en?q?three?="), "two words and three");
  EXPECT_EQ(decode_words("=?utf-8?Q?Re:=0D=0ABcc:_x?="), "Re:  Bcc: x");  // never a second line
  EXPECT_EQ(decode_words("=?nonsense"), "=?nonsense");
}

TEST(EncodedWordTest, issue_words_longer_than_75_characters) {
  // Characters of several code points, of which no line may hold a part.
  std::string joined;
  for (int i = 0; i < 8; ++i) joined += "👩🏽‍💻";
  for (const std::string& text :
       {joined + " for everybody",
        std::string("新世紀の在庫管理についての大切なお知らせ新世紀の在庫管理についての大切なお知らせ"),
        std::string("ä"), std::string(300, 'x') + "é",
        std::string("Größe und Preis der Lösung für Ihr Büro in Köln, wie am Freitag besprochen")})
    for (const std::size_t column : {std::size_t{0}, std::size_t{9}, std::size_t{60}, std::size_t{75}}) {
      const std::string lines = encode_words(text, column);
      std::size_t start = column;
      for (std::size_t at = 0; at <= lines.size();) {
        const std::size_t end = std::min(lines.find("\r\n", at), lines.size());
        const std::string line = lines.substr(at, end - at);
        EXPECT_LE(line.size() + start, 76u) << line;
        const std::string word(trimmed(line));
        EXPECT_LE(word.size(), 75u);
        EXPECT_TRUE(is_utf8(decode_words(word)) && decode_words(word).find("\uFFFD") == std::string::npos)
            << word;
        start = 0;
        at = end + 2;
      }
      EXPECT_EQ(trimmed(decode_words(lines)), text);
    }
}

}  // namespace
}  // namespace sa
