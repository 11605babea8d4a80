#include "base/crypto/hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace sa {
namespace {

TEST(Hash, Sha256OfKnownBytes) {
  // FIPS 180-4 examples.
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_NE(sha256_hex(std::string_view("a\0b", 3)), sha256_hex("a"));
}

TEST(Hash, HmacSha256OfKnownBytes) {
  // RFC 4231, cases 2 and 6 (a key that is longer than a block).
  EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hash, Base64OfKnownBytes) {
  const struct {
    std::string bytes;
    const char* standard;
    const char* url;
  } rows[] = {{"", "", ""},
              {"f", "Zg==", "Zg"},
              {"fo", "Zm8=", "Zm8"},
              {"foo", "Zm9v", "Zm9v"},
              {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
              {"\xfb\xff\xfe", "+//+", "-__-"}};
  for (const auto& row : rows) {
    EXPECT_EQ(base64(row.bytes), row.standard);
    EXPECT_EQ(base64url(row.bytes), row.url);
  }
}

TEST(Hash, ConstantTimeEqualIsEqual) {
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
  EXPECT_FALSE(constant_time_equal("abc", "ab"));
}

std::string canonical(const std::vector<std::string>& fields) {
  Canonical list;
  for (const std::string& field : fields) list.add(field);
  return list.text();
}

TEST(Canonical, NoTwoListsGiveTheSameText) {
  const std::vector<std::vector<std::string>> lists = {
      {},           {""},         {"", ""},     {"ab"},       {"a", "b"},      {"a\n", "b"}, {"a", "\nb"},
      {"1:a\n"},    {"a\n1:b"},   {"0:\n"},     {"1:a", "b"}, {"a", "1:b"},    {"", "a"},    {"a", ""},
      {"1", "1:1"}, {"11", ":1"}, {"a\n1:b\n"}, {"ü"},        {"\xc3", "\xbc"}};
  std::set<std::string> texts;
  for (const auto& list : lists) EXPECT_TRUE(texts.insert(canonical(list)).second) << canonical(list);
}

TEST(Canonical, EveryShortListOverAHostileAlphabetIsDifferent) {
  std::vector<std::string> fields = {""};
  for (std::size_t from = 0, round = 0; round < 3; ++round) {
    const std::size_t end = fields.size();
    for (; from < end; ++from) {
      for (const char c : {'0', '1', ':', '\n'}) fields.push_back(fields[from] + c);
    }
  }
  std::set<std::string> texts;
  std::size_t lists = 0;
  for (const std::string& a : fields) {
    texts.insert(canonical({a}));
    ++lists;
    for (const std::string& b : fields) {
      texts.insert(canonical({a, b}));
      ++lists;
    }
  }
  EXPECT_EQ(texts.size(), lists);
}

TEST(Canonical, TheFormIsPartOfTheContract) {
  EXPECT_EQ(canonical({"ab", "", "ü"}), "2:ab\n0:\n2:ü\n");
}

}  // namespace
}  // namespace sa
