#include "base/reflect/json_member.h"

#include "base/reflect/reflect.h"

namespace sa {
namespace {

std::string text_of(const boost::json::value* value) {
  if (!value) return {};
  if (value->is_string()) return std::string(value->as_string());
  return value->is_number() ? to_json_text(*value) : std::string();
}

}  // namespace

const boost::json::value* find_member(const boost::json::value& value, std::string_view name) {
  return value.is_object() ? value.as_object().if_contains(name) : nullptr;
}

std::string member_text(const boost::json::value& value, std::string_view name) {
  return text_of(find_member(value, name));
}

std::string member_text(const boost::json::object& object, std::string_view name) {
  return text_of(object.if_contains(name));
}

const boost::json::array& member_list(const boost::json::value& value, std::string_view name) {
  static const boost::json::array kNone;
  const boost::json::value* list = find_member(value, name);
  return list && list->is_array() ? list->as_array() : kNone;
}

std::vector<std::string> member_texts(const boost::json::value& value, std::string_view name) {
  std::vector<std::string> texts;
  for (const boost::json::value& each : member_list(value, name)) {
    if (each.is_string()) texts.emplace_back(each.as_string());
  }
  return texts;
}

}  // namespace sa
