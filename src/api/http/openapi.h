// The OpenAPI 3.1 document, made from the route table: nothing in it is written twice.
// THREADS: pure; the same routes give the same bytes.
// ERRORS: throws std::logic_error for a route that cannot be documented (two structs of one name, an example that is no
// JSON): a broken program, found by the first test that runs.
// SOURCE: OpenAPI 3.1.0; RFC 9457 for problems.
#pragma once

#include <string>
#include <vector>

#include "api/http/route.h"

namespace sa {

/// Indented JSON text, with a newline at its end.
std::string openapi_document(const std::vector<Route>& routes, const std::string& version);

}  // namespace sa
