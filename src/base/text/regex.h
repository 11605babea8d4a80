// Sets of hundreds of regular expressions, compiled when a text is first searched.
//
// A policy holds two thousand expressions. To parse and compile them takes a quarter of a second and megabytes, and most
// are never used by one command: a server starts at once, and who reads no mail never pays. What is built into the program
// is known to be sound (tests/unit/policy/policy_test.cc); expressions from elsewhere are added inside a CheckNow scope.
// THREADS: add from one thread; once filled, share freely.
// SOURCE: RE2 and RE2::Set (github.com/google/re2); time linear in the text, whatever the expressions.
#pragma once

#include <re2/re2.h>
#include <re2/set.h>
#include <re2/stringpiece.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sa {

/// A text as RE2 takes it: its own type on Debian 12, Abseil's on later systems, which a std::string_view does not become by itself.
inline re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

class RegexSet {
 public:
  explicit RegexSet(const RE2::Options& options) : options_(options) {}

  /// As long as one lives on this thread, `add` parses at once, so that it can refuse.
  class CheckNow {
   public:
    CheckNow() { ++depth_; }
    ~CheckNow() { --depth_; }
    CheckNow(const CheckNow&) = delete;
    CheckNow& operator=(const CheckNow&) = delete;

   private:
    friend class RegexSet;
    static inline thread_local int depth_ = 0;
  };

  /// An expression gets the next number, from 0.
  /// ERRORS: inside CheckNow invalid, with RE2's words; elsewhere a broken one throws when a text is first searched.
  Result<Unit> add(std::string text);
  std::size_t size() const { return expressions_.size(); }
  /// The expression of this number by itself, for the place of a match and for its groups.
  const RE2& operator[](std::size_t number) const;

  /// Which expressions occur in `text`, in one pass, ascending. Beyond the options' memory they are tried one by one.
  std::vector<std::size_t> matching(std::string_view text) const;
  bool any(std::string_view text) const;

 private:
  struct Expression {
    std::string text;
    mutable std::once_flag once;
    mutable std::unique_ptr<RE2> compiled;
  };
  void build() const;
  /// False when the automaton cannot tell.
  bool ask_automaton(std::string_view text, std::vector<int>* found, bool* any) const;

  RE2::Options options_;
  std::vector<std::unique_ptr<Expression>> expressions_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<RE2::Set> automaton_;  // null: all of them are too large to be one
};

}  // namespace sa
