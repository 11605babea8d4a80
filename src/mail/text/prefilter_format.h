// How the databases of patterns lie in the program: written by tools/compile_patterns.cc, read by mail/text/prefilter.cc, on
// machines of one kind. A header, its entries, then what the entries point to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/crypto/hash.h"

namespace sa::prefilter {

/// By which a set is found again.
inline std::uint64_t key_of(const std::vector<std::string>& expressions) {
  std::string all;
  for (const std::string& expression : expressions) (all += expression) += '\n';
  return spread_hash(all);
}

struct Header {
  char version[56];       ///< hs_version() of the compiler, cut: what it made is read by no other
  std::uint64_t entries;  ///< entries follow
};

struct Entry {
  std::uint64_t key;        ///< key_of the expressions as RE2 takes them
  std::uint64_t made_from;  ///< of the looser expressions: what the database depends on
  std::uint64_t offset;     ///< of the serialised database, from the header's beginning
  std::uint64_t size;
  std::uint64_t
      always_offset;  ///< of the numbers (uint32) of expressions that Hyperscan refuses: always candidates
  std::uint64_t always_count;
};

}  // namespace sa::prefilter
