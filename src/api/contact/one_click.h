// Detects a mail program's one-click unsubscribe: a form body that contains List-Unsubscribe=One-Click.
// THREADS: pure functions. SOURCE: RFC 8058 3.2 (both types of form), RFC 7578 (multipart/form-data).
#pragma once

#include <string_view>

namespace sa {

bool is_one_click(std::string_view content_type, std::string_view body);

}  // namespace sa
