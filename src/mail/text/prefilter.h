// Which of many expressions may be in a text at all, in one pass of Hyperscan over a database that was compiled
// when the program was built. The answer may name too many and never too few: RE2 has the last word (mail/text/pattern.cc).
//
// The build lists the expressions of all built-in policies (tools/list_patterns.cc) and compiles a looser form of each
// (tools/compile_patterns.cc). A set is found again by a hash of its expressions, so that a policy of the owner's own
// (POLICY_DIR) simply has no database, nor has a program into which none was linked: RE2 does the work then.
// THREADS: share freely; each thread keeps its scratch memory. ERRORS: none; a database that this machine's library refuses is
// as good as none.
// SOURCE: Hyperscan 5.4 (intel/hyperscan), hs_runtime.h; docs/adr/0016.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sa {

class Prefilter {
 public:
  /// The one that was built in for exactly these expressions; null when there is none. Read at the first scan.
  static const Prefilter* find(const std::vector<std::string>& expressions);

  Prefilter(const Prefilter&) = delete;
  Prefilter& operator=(const Prefilter&) = delete;

  /// Numbers of the expressions that may be in `text` (valid UTF-8), ascending. False when the database cannot be used.
  bool candidates(std::string_view text, std::vector<std::size_t>* numbers) const;

 private:
  struct State;
  friend struct PrefilterTable;
  explicit Prefilter(State* state) : state_(state) {}
  State* state_;
};

}  // namespace sa
