#include "store/engine/row.h"

namespace sa {

Value to_value(const std::string& text) {
  return text;
}

const Value* Args::find(std::string_view name) const {
  for (const auto& [key, value] : items_) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::int64_t Rows::first_integer() const {
  return first() ? as_integer(*first()).value_or(0) : 0;
}

Error bad_cell(std::string_view name, std::string_view problem) {
  return internal("The column " + std::string(name) + " " + std::string(problem) + ".");
}

std::optional<std::int64_t> as_integer(const Value& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return *number;
  const auto* text = std::get_if<std::string>(&cell);
  std::int64_t number = 0;
  if (!text) return std::nullopt;
  const char* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return number;
}

std::optional<double> as_double(const Value& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*number);
  const auto* text = std::get_if<std::string>(&cell);
  double number = 0;
  if (!text) return std::nullopt;
  const char* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return number;
}

std::string as_text(const Value& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&cell)) return std::to_string(*number);
  return {};
}

}  // namespace sa
