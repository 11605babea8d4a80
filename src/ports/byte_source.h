// A file that is read from its beginning to its end, more than once if need be.
// THREADS: one at a time.
// ERRORS: unavailable, with what to do, when it cannot be read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace sa {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::int64_t size() const = 0;
  /// Back to the beginning.
  virtual Result<Unit> rewind() = 0;
  /// The next bytes, at most `most`; empty at the end.
  virtual Result<std::string> read(std::size_t most) = 0;
};

}  // namespace sa
