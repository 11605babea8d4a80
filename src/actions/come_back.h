// What a provider's error means to work that is never given up: whatever it is, a later try may find it mended.
// THREADS: pure. ERRORS: none.
#pragma once

#include <algorithm>

#include "base/error.h"

namespace sa {

/// The same words as an error that comes back later: soon where it may pass by itself, after five minutes where a person has
/// to do something first (a key, a setting). Also for who asked us: a provider that refuses us is no fault of theirs.
inline Error come_back_later(Error error) {
  constexpr std::int64_t kRetryS = 60;
  constexpr std::int64_t kMendS = 300;
  const bool is_passing = error.code == ErrorCode::unavailable || error.code == ErrorCode::limited;
  error.retry_after_s = std::max(error.retry_after_s, is_passing ? kRetryS : kMendS);
  if (error.code != ErrorCode::limited) error.code = ErrorCode::unavailable;
  return error;
}

}  // namespace sa
