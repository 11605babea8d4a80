// Reads members of a JSON document from outside, tolerantly: a member that is missing or has another type reads as
// empty. For documents that must be complete use base/reflect/reflect.h.
// THREADS: pure functions. ERRORS: none.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sa {

/// Null when `value` is no object, or has no such member.
const boost::json::value* find_member(const boost::json::value& value, std::string_view name);
/// A text, or a number as it is written.
std::string member_text(const boost::json::value& value, std::string_view name);
std::string member_text(const boost::json::object& object, std::string_view name);
const boost::json::array& member_list(const boost::json::value& value, std::string_view name);
/// The texts of a list; what is none is left out.
std::vector<std::string> member_texts(const boost::json::value& value, std::string_view name);

}  // namespace sa
