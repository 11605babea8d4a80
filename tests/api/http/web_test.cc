// The files of the web app, from a folder.
#include "api/http/web.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/clock.h"
#include "tests/api/toy_api.h"

namespace sa {
namespace {

TEST(Web, BrowsersFindTheIconUnderTheNameTheyAskFor) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("sales-agent-web-" + random_hex(system_random(), 8));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "icon.svg") << "<svg/>";
  const WebFiles web(folder.string());
  const auto icon = web.find(test::make_request(Method::GET, "/favicon.ico"));
  ASSERT_TRUE(icon);
  EXPECT_EQ(icon->headers.find("Content-Type"), "image/svg+xml");
  EXPECT_EQ(icon->content(), "<svg/>");
  EXPECT_EQ(icon->headers.find("Cache-Control"), "public, max-age=86400")
      << "a browser asks for it at every change of the address";
  EXPECT_FALSE(web.find(test::make_request(Method::GET, "/other.ico")));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace sa
