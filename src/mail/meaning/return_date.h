// Finds the day on which an absent person says they will be back. If it is not stated, or is ambiguous, the result is null:
// a date is never invented.
// THREADS: pure functions over immutable policy.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "mail/text/pattern.h"

namespace sa {

class ReturnDatePolicy {
 public:
  ReturnDatePolicy();
  static Result<ReturnDatePolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// `sent`: when the mail was written; a date without a year is the next one after it. Without it, only a date with a
/// year counts. Who is away until a day inclusive is back on the next day of work; until a month, on its first day.
/// `language`: of the text, as detected; it says which number of 4/8 is the day.
std::optional<Date> find_return_date(const PlainText& plain, std::optional<Instant> sent,
                                     const ReturnDatePolicy& policy, std::string_view language = {});

}  // namespace sa
