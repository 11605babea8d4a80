// Bytes that come piece by piece from somewhere else, such as the body of a request that is still arriving.
// THREADS: one reader, on the executor on which it was made.
// ERRORS: invalid or unavailable when they end before they should; the reader stops then.
#pragma once

#include <string>

#include "base/async/task.h"
#include "base/result.h"

namespace sa {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// The next bytes, as many as there are; empty at the end. Nothing is fetched before it is asked for.
  virtual Task<Result<std::string>> next() = 0;
};

}  // namespace sa
