// How much mail may come at once before a person is asked which of it we answer.
// THREADS: pure.
// ERRORS: none.
#pragma once

#include <cstdint>

namespace sa {

/// About two hundred mails. A smaller import is somebody's few mails, or a day's.
inline constexpr std::int64_t kAnsweredUnaskedBytes = 2 << 20;

/// An archive fills no queue: what we would answer of it is shown first.
constexpr bool asks_first(std::int64_t import_bytes) {
  return import_bytes > kAnsweredUnaskedBytes;
}

}  // namespace sa
