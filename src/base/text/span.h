// Span: a place in a text.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>

namespace sa {

/// Byte offsets [start, end).
struct Span {
  std::int64_t start = 0;
  std::int64_t end = 0;
};
BOOST_DESCRIBE_STRUCT(Span, (), (start, end))

}  // namespace sa
