// The target of a request: path segments and query parameters, percent-decoded.
// THREADS: pure functions.
// ERRORS: invalid (without fields, so 400) for an escape that is none, for a NUL and for bytes that are not
// UTF-8. SOURCE: RFC 3986, 2.1 and 3.3; the query as forms write it (WHATWG URL,
// application/x-www-form-urlencoded).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sa {

struct Target {
  std::string_view path;  ///< as received, of the text that was parsed
  std::string_view query;
};
/// Cuts at the first '?'; a fragment does not belong to a request and stays part of what it is in.
Target split_target(std::string_view target);

/// "a%20b" -> "a b"; with `plus_is_space` also "a+b" -> "a b", as forms write it.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// The segments of "/a/b%2Fc" are "a" and "b/c". A path that does not begin with '/' has none.
Result<std::vector<std::string>> path_segments(std::string_view path);

/// The pairs of "a=1&b=2&b=3" in order; "a" alone is the pair ("a", "").
Result<std::vector<std::pair<std::string, std::string>>> query_pairs(std::string_view query);

/// Everything but unreserved characters escaped, so that the text stands for itself in a path or a query.
std::string percent_encode(std::string_view text);

}  // namespace sa
