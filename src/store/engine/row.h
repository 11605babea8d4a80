// Maps rows to structs and back. A column and a struct's field with the same name correspond; a field that is a
// struct, a list or JSON is a TEXT column that holds JSON, an Instant a BIGINT of milliseconds, a Date and an enum
// TEXT, a bool a BOOLEAN. Bytes that are no text (BYTEA) are written as Bytes and read as a std::string.
// THREADS: values and pure functions.
// ERRORS: internal when a row does not fit its struct (a broken query, never bad input).
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/result.h"
#include "base/time.h"

namespace sa {

/// A parameter that is no text, but any bytes.
struct Bytes {
  std::string bytes;
};

/// A cell or a parameter. A cell is never Bytes: a column knows what it holds.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

Value to_value(const std::string& text);
inline Value to_value(std::string_view text) {
  return std::string(text);
}
inline Value to_value(const char* text) {
  return std::string(text);
}
inline Value to_value(double number) {
  return number;
}
inline Value to_value(const Bytes& bytes) {
  return bytes;
}
inline Value to_value(Instant at) {
  return at.ms;
}
inline Value to_value(Date date) {
  return format_date(date);
}
template <class T>
Value to_value(const std::optional<T>& value);

template <class T>
Value to_value(const T& value) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (DescribedEnum<T>) {
    return std::string(enum_name(value));
  } else {
    return to_json_text(value);
  }
}
template <class T>
Value to_value(const std::optional<T>& value) {
  if (!value) return std::monostate();
  return to_value(*value);
}

/// Named parameters of a query: Args().add("id", id).add_all(draft). A name that is added twice keeps the first value.
class Args {
 public:
  template <class T>
  Args& add(std::string_view name, const T& value) & {
    items_.emplace_back(name, to_value(value));
    return *this;
  }
  template <class T>
  Args&& add(std::string_view name, const T& value) && {
    return std::move(add(name, value));
  }
  /// Every field of a described struct, by its name.
  template <class T>
  Args& add_all(const T& value) & {
    for_each_field(value, [&](std::string_view name, const auto& field) { add(name, field); });
    return *this;
  }
  template <class T>
  Args&& add_all(const T& value) && {
    return std::move(add_all(value));
  }
  /// The value of `name`, or null when there is none. Names that a query does not use are ignored.
  const Value* find(std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, Value>> items_;
};

/// A result set.
struct Rows {
  std::vector<std::string> columns;
  std::vector<Value> cells;  ///< row after row
  std::size_t size() const { return columns.empty() ? 0 : cells.size() / columns.size(); }
  /// The cell of the first row and column; null when there is no row.
  const Value* first() const { return cells.empty() ? nullptr : &cells.front(); }
  std::int64_t first_integer() const;
};

Error bad_cell(std::string_view name, std::string_view problem);
std::optional<std::int64_t> as_integer(const Value& cell);
std::optional<double> as_double(const Value& cell);
std::string as_text(const Value& cell);

/// A cell is read once: a text moves out of it.
inline bool read_cell(Value& cell, std::string* out) {
  if (auto* text = std::get_if<std::string>(&cell)) {
    *out = std::move(*text);
  } else {
    *out = as_text(cell);
  }
  return true;
}
inline bool read_cell(Value& cell, Instant* out) {
  const auto ms = as_integer(cell);
  if (ms) out->ms = *ms;
  return ms.has_value();
}
inline bool read_cell(Value& cell, Date* out) {
  const auto date = parse_date(as_text(cell));
  if (date) *out = *date;
  return date.has_value();
}
template <class T>
bool read_cell(Value& cell, std::optional<T>* out);

template <class T>
bool read_cell(Value& cell, T* out) {
  if constexpr (std::is_same_v<T, double>) {
    const auto number = as_double(cell);
    if (number) *out = *number;
    return number.has_value();
  } else if constexpr (std::is_integral_v<T>) {
    const auto number = as_integer(cell);
    if (number) *out = static_cast<T>(*number);
    return number.has_value();
  } else if constexpr (DescribedEnum<T>) {
    const auto found = parse_enum<T>(as_text(cell));
    if (found) *out = *found;
    return found.has_value();
  } else {
    // A JSON column; an empty one is the empty value. Unknown members: a newer program may have written it.
    const auto* text = std::get_if<std::string>(&cell);
    if (!text || text->empty()) return *out = T{}, true;
    auto parsed = from_json_text<T>(*text, Unknown::ignore);
    if (parsed) *out = *std::move(parsed);
    return parsed.has_value();
  }
}
template <class T>
bool read_cell(Value& cell, std::optional<T>* out) {
  if (std::holds_alternative<std::monostate>(cell)) return out->reset(), true;
  out->emplace();
  return read_cell(cell, &**out);
}

/// All rows as structs; every field of T must be a column, further columns are ignored.
template <class T>
Result<std::vector<T>> read_rows(Rows&& rows) {
  const std::size_t width = rows.columns.size();
  std::vector<std::size_t> places;
  std::optional<Error> problem;
  T shape{};
  for_each_field(shape, [&](std::string_view name, auto&) {
    // Mostly the columns stand in the order of the fields: the search begins after the one before.
    std::size_t place = places.empty() ? 0 : places.back() + 1;
    std::size_t looked_at = 0;
    for (; looked_at < width && rows.columns[place % width] != name; ++looked_at) ++place;
    if (looked_at == width && !problem) problem = bad_cell(name, "is not a column of the result");
    places.push_back(width == 0 ? 0 : place % width);
  });
  if (problem) return *std::move(problem);
  std::vector<T> structs(rows.size());
  for (std::size_t row = 0; row < structs.size() && !problem; ++row) {
    Value* cells = rows.cells.data() + row * width;
    std::size_t field = 0;
    for_each_field(structs[row], [&](std::string_view name, auto& member) {
      if (!problem && !read_cell(cells[places[field]], &member))
        problem = bad_cell(name, "has an unexpected value");
      ++field;
    });
  }
  if (problem) return *std::move(problem);
  return structs;
}

}  // namespace sa
