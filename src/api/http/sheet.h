// A small standalone page for somebody who follows a link: opting out, connecting an account. No script.
// THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "api/http/http.h"

namespace sa {

std::string html_escaped(std::string_view text);
/// `content` is HTML: what comes from outside must be escaped in it.
Response sheet(std::string_view title, const std::string& content);

}  // namespace sa
