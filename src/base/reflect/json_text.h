// JSON text to a document, strictly: RFC 8259 with valid UTF-8, no duplicate keys, at most 32 levels, finite
// numbers. THREADS: pure. ERRORS: invalid, without fields, with the position in words.
#pragma once

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sa {

inline constexpr std::size_t kJsonDepth = 32;

/// The document, in `storage`.
Result<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage);

/// The document over several lines, for a person who edits it: two spaces a level, no line end at the end.
std::string indented(const boost::json::value& value);

}  // namespace sa
