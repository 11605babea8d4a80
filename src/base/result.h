// Result<T>: a value or an Error. Every function that can fail returns one; nothing else reports failure.
//
//   Result<int> parse(std::string_view text);
//   TRY(const int count, parse(text));          // in a function that returns a Result
//   CO_TRY(const Draft draft, co_await load()); // in a coroutine that returns Task<Result<...>>
// THREADS: a value; share nothing.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "base/error.h"

namespace sa {

/// The value of a function that returns nothing but may fail: `Result<Unit>`, made by `ok()`.
struct Unit {};

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  /// Any value that converts to T, so that `return 5;` works for Result<std::int64_t>.
  template <class U>
    requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error> && !std::is_same_v<std::remove_cvref_t<U>, T>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// REQUIRES: has_value(); throws std::bad_variant_access otherwise (a broken invariant).
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }

  /// REQUIRES: !has_value().
  Error& error() & { return std::get<1>(state_); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

inline Result<Unit> ok() {
  return Unit{};
}

}  // namespace sa

#define SA_CONCAT_(a, b) a##b
#define SA_CONCAT(a, b) SA_CONCAT_(a, b)
#define SA_TRY_(name, declaration, expression, leave) \
  auto name = (expression);                           \
  if (!name) leave std::move(name).error();           \
  declaration = *std::move(name)

/// Declares `declaration` from the value of `expression`, or returns its error from this function.
#define TRY(declaration, ...) SA_TRY_(SA_CONCAT(try_, __COUNTER__), declaration, (__VA_ARGS__), return)
#define CO_TRY(declaration, ...) SA_TRY_(SA_CONCAT(try_, __COUNTER__), declaration, (__VA_ARGS__), co_return)
/// The same where only success matters.
#define TRY_OK(...)                                                       \
  do {                                                                    \
    if (auto try_ = (__VA_ARGS__); !try_) return std::move(try_).error(); \
  } while (false)
#define CO_TRY_OK(...)                                                       \
  do {                                                                       \
    if (auto try_ = (__VA_ARGS__); !try_) co_return std::move(try_).error(); \
  } while (false)
