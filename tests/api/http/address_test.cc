#include "api/http/address.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

TEST(Address, Networks) {
  const auto networks = parse_networks({"10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1"});
  ASSERT_TRUE(networks);
  struct Row {
    const char* address;
    bool inside;
  };
  const Row rows[] = {{"10.255.0.1", true}, {"11.0.0.1", false},   {"192.0.2.7", true},
                      {"192.0.2.8", false}, {"2001:db8::5", true}, {"2001:db9::5", false},
                      {"::1", true},        {"127.0.0.1", false},  {"::ffff:10.1.2.3", true},
                      {"", false},          {"nonsense", false},   {"10.0.0.1:80", false}};
  for (const Row& row : rows) EXPECT_EQ(networks->contains(row.address), row.inside) << row.address;
}

TEST(Address, NetworksThatAreNone) {
  for (const char* text :
       {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "::/129", "/8"}) {
    EXPECT_FALSE(parse_networks({text})) << text;
  }
  EXPECT_TRUE(parse_networks({"0.0.0.0/0"})->contains("8.8.8.8"));
  EXPECT_FALSE(parse_networks({"0.0.0.0/0"})->contains("2001:db8::1"));
  EXPECT_TRUE(parse_networks({"::/0"})->contains("8.8.8.8"));
}

TEST(Address, OfTheClient) {
  const auto trusted = parse_networks({"127.0.0.1", "10.0.0.0/8"});
  ASSERT_TRUE(trusted);
  struct Row {
    const char* peer;
    const char* forwarded;
    const char* client;
  };
  const Row rows[] = {
      {"192.0.2.1", "", "192.0.2.1"},
      {"192.0.2.1", "198.51.100.1", "192.0.2.1"},  // a stranger says what it likes
      {"127.0.0.1", "", "127.0.0.1"},
      {"127.0.0.1", "198.51.100.1", "198.51.100.1"},
      {"127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"},  // what stands before was sent by the client
      {"127.0.0.1", "1.1.1.1, 198.51.100.1, 10.2.3.4", "198.51.100.1"},
      {"127.0.0.1", "10.0.0.9", "10.0.0.9"},
      {"127.0.0.1", "nonsense", "127.0.0.1"},
      {"127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(client_address(row.peer, row.forwarded, *trusted), row.client) << row.forwarded;
}

TEST(Address, RateKey) {
  EXPECT_EQ(rate_key("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(rate_key("2001:db8:1:2::5"), rate_key("2001:db8:1:2:ffff::1"));
  EXPECT_NE(rate_key("2001:db8:1:2::5"), rate_key("2001:db8:1:3::5"));
  EXPECT_EQ(rate_key(""), "");
}

}  // namespace
}  // namespace sa
