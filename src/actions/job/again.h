// "Try again later": which errors mean that a job should wait, and for how long. The only place where an action
// says so; jobs/runner.h does what the error says.
// THREADS: pure. ERRORS: none of its own.
#pragma once

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/result.h"

namespace sa {

/// Tries of work that is never given up: its next try costs little, and its last error says what is wrong.
inline constexpr std::int64_t kForEver = 1'000'000'000;
/// With pauses that grow to an hour these tries last a week: a weekend without the CRM, or a key that waits for a person, loses
/// nothing that was promised or told.
inline constexpr std::int64_t kForAWeek = 200;

/// Until a person has mended something while they watch, and while nobody may be there.
inline constexpr std::int64_t kMendS = 300;
inline constexpr std::int64_t kUnattendedS = 3600;

/// The same words as an error that comes back later, whatever it is: soon where it may pass by itself, after five minutes
/// where a person has to do something first (a key, a setting). Also for who asked us: a provider that refuses us is no fault
/// of theirs.
inline Error come_back_later(Error error) {
  constexpr std::int64_t kPassingS = 60;
  const bool is_passing = error.code == ErrorCode::unavailable || error.code == ErrorCode::limited;
  error.retry_after_s = std::max(error.retry_after_s, is_passing ? kPassingS : kMendS);
  if (error.code != ErrorCode::limited) error.code = ErrorCode::unavailable;
  return error;
}

/// A key that is not accepted is a person's matter, and waits: nothing that was promised is given up for it. Other errors
/// stay what they are.
template <class T>
Result<T> wait_for_key(Result<T> result, std::int64_t pause_s = kUnattendedS) {
  if (result) return result;
  const ErrorCode code = result.error().code;
  if (code != ErrorCode::unauthenticated && code != ErrorCode::forbidden) return result;
  return unavailable(result.error().message).with_cause(result.error().cause).with_retry_after(pause_s);
}

}  // namespace sa
