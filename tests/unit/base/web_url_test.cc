#include "base/web_url.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

TEST(WebUrlTest, WhereASecretMayBeSent) {
  const struct {
    const char* url;
    bool is_safe;
    bool is_local;
  } rows[] = {{"https://api.example", true, false},
              {"http://api.example", false, false},
              {"http://localhost:8080/v1", true, true},
              {"http://127.0.0.1/", true, true},
              {"http://[::1]:9/v1", true, true},
              {"http://127.0.0.1:80@evil.example", false, false},
              {"https://user@evil.example", false, false},
              {"http://localhost.evil.example", false, false},
              {"ftp://localhost", false, false},
              {"https://", false, false},
              {"", false, false}};
  for (const auto& row : rows) {
    EXPECT_EQ(is_safe_url(row.url), row.is_safe) << row.url;
    EXPECT_EQ(is_local_url(row.url), row.is_local) << row.url;
  }
}

TEST(WebUrlTest, TheHostOfAnAddress) {
  const std::pair<const char*, const char*> rows[] = {{"smtps://SMTP.Gmail.com:465", "smtp.gmail.com"},
                                                      {"https://a.example/path", "a.example"},
                                                      {"imap://[::1]:143", "::1"},
                                                      {"localhost:25", ""}};
  for (const auto& [url, host] : rows) EXPECT_EQ(host_of(url), host) << url;
}

TEST(WebUrlTest, OnlyTheWebIsTheWeb) {
  EXPECT_TRUE(is_web_url("http://a"));
  EXPECT_TRUE(is_web_url("https://a"));
  for (const char* url : {"http://", "https://", "ftp://a", "a.example", ""})
    EXPECT_FALSE(is_web_url(url)) << url;
  std::string url = "https://a.example//";
  strip_slashes(url);
  EXPECT_EQ(url, "https://a.example");
}

}  // namespace
}  // namespace sa
