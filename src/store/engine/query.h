// One statement of sql/query, in both dialects. The constants are generated into queries.h: a misspelt query does not
// compile.
// THREADS: constant data.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace sa {

struct Query {
  std::size_t index;  ///< 0 .. kQueryCount-1, for statement caches
  const char* name;
  std::string_view sqlite;                   ///< parameters as ?1, ?2, ...
  std::string_view postgres;                 ///< parameters as $1, $2, ...
  std::span<const std::string_view> params;  ///< names in the order of their numbers
};

extern const Query* const kQueries[];
extern const std::size_t kQueryCount;

}  // namespace sa
