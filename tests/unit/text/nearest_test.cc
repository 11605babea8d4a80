#include "base/text/nearest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sa {
namespace {

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string_view> names = {"subject", "recipient", "body", "API_PORT", "API_HOST"};
  const struct {
    std::string name;
    const char* nearest;
  } rows[] = {
      {"subjct", "subject"},
      {"Subject", "subject"},
      {"reciepient", "recipient"},
      {"bdy", "body"},
      {"API_PROT", "API_PORT"},
      {"api_host", "API_HOST"},
      {"text", ""},
      {"", ""},
      {"b", ""},
      {"bodies", ""},
      {std::string(65, 'b'), ""},
  };
  for (const auto& row : rows) EXPECT_EQ(nearest_name(row.name, names), row.nearest) << row.name;
  EXPECT_EQ(nearest_name("body", {}), "");
}

TEST(Nearest, SaysSoInWords) {
  const std::vector<std::string_view> names = {"subject"};
  EXPECT_EQ(did_you_mean("sbject", names), " (did you mean \"subject\"?)");
  EXPECT_EQ(did_you_mean("other", names), "");
}

}  // namespace
}  // namespace sa
