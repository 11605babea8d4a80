// What creating and editing a draft refuses: words that no mail can carry, or that a reader would see otherwise than who approves them.
// Everything softer is a finding (agents/validation/validation.h).
// THREADS: pure.
// ERRORS: invalid, naming every wrong field.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/draft/length.h"

namespace sa {

/// What is wrong with the words of a mail, all at once; the recipient's normal form when nothing is. `reply`: it answers a
/// message, so its length is a finding only.
Result<std::string> check_content(const std::string& recipient, const std::string& subject,
                                  const std::string& body, bool reply, const LengthRule& length);

/// 1 to 200 characters that a URL can name.
Result<Unit> check_draft_id(const std::string& id);
/// At most 16,384 bytes of JSON.
Result<Unit> check_metadata(const boost::json::object& metadata);

/// Whitespace as a reader sees it, the invisible fillers of Unicode among it.
bool looks_blank(std::string_view text);
/// C0 or DEL.
bool has_control(std::string_view text);

}  // namespace sa
