// Short forms for the suites of store nouns: a write or a read that must succeed, its value in hand.
#pragma once

#include <gmock/gmock.h>

#include <stdexcept>
#include <utility>

#include "tests/store/database.h"

namespace sa::test {

/// A suite of a store noun: each test has an empty database of its own, on both engines.
class StoreTest : public DatabaseTest {
 protected:
  static constexpr Instant kNow{1'780'000'000'000};

  template <class F>
  auto write(F&& f) {
    auto result = db().write_now(std::forward<F>(f));
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
  }
  template <class F>
  auto read(F&& f) {
    auto result = db().read_now(std::forward<F>(f));
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
  }
  /// The error of a write that must fail.
  template <class F>
  Error refused(F&& f) {
    auto result = db().write_now(std::forward<F>(f));
    if (result) throw std::runtime_error("a write that must be refused went through");
    return result.error();
  }
};

}  // namespace sa::test
