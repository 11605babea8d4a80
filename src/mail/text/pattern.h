// Pattern sets compiled from policy. One pass of the database that was built in for the set says which patterns may be in a text
// (mail/text/prefilter.h), and RE2 decides for those alone; a set without one (POLICY_DIR) is passed over by RE2::Set. Patterns match whole words of the text's plain form: lower case, no accents,
// look-alike and invisible characters undone, white space as one blank. Spans point into the text as it was.
// THREADS: immutable once compiled; share freely.
// ERRORS: invalid, when a pattern of the policy does not compile.
// SOURCE: RE2 syntax; Unicode TR39 (confusables) for the idea, the small table is ours.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/draft/check.h"

namespace sa {

/// A text in its plain form, with the way back.
class PlainText {
 public:
  explicit PlainText(std::string_view original);
  const std::string& text() const { return text_; }
  std::size_t original_size() const { return original_size_; }
  /// The place in the original of [start, end) of the plain form.
  Span to_original(std::size_t start, std::size_t end) const;
  /// How many characters were invisible, or dressed up as others within a word.
  std::size_t disguised() const { return disguised_; }

 private:
  std::string text_;
  std::vector<std::uint32_t> origin_;  // for each byte of text_, where its character begins in the original
  std::size_t original_size_ = 0;
  std::size_t disguised_ = 0;
};

/// The plain form alone, for words that are compared rather than searched.
std::string plain_form(std::string_view text);

struct PatternMatch {
  std::size_t pattern = 0;  ///< its index in the list that was compiled
  std::size_t start = 0;    ///< in the plain form
  std::size_t end = 0;
};

class PatternSet {
 public:
  PatternSet();
  /// Each pattern is an RE2 expression over bytes, in lower case; a blank stands for white space, an apostrophe may be
  /// missing. It matches whole words unless it begins or ends with what is no letter or digit.
  static Result<PatternSet> compile(const std::vector<std::string>& patterns);
  /// The same over several lists, whose patterns are numbered on through all of them. Each list gets an automaton of
  /// its own: patterns with gaps ("asks ... price") in one automaton multiply its states, in several they add up.
  static Result<PatternSet> compile_groups(const std::vector<std::vector<std::string>>& groups);

  std::size_t size() const;
  /// As long as one lives on this thread, sets are compiled that RE2 alone passes over: for the test that compares both ways.
  class ByRe2Alone {
   public:
    ByRe2Alone() { ++depth_; }
    ~ByRe2Alone() { --depth_; }
    ByRe2Alone(const ByRe2Alone&) = delete;
    ByRe2Alone& operator=(const ByRe2Alone&) = delete;

   private:
    friend class PatternSet;
    static inline thread_local int depth_ = 0;
  };

  /// As long as one lives on this thread, the expressions of each set that is compiled are written down, as RE2 takes them and by
  /// their numbers: for tools/list_patterns.cc. REQUIRES: one at a time.
  class Recorder {
   public:
    Recorder() { current_ = this; }
    ~Recorder() { current_ = nullptr; }
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    const std::vector<std::vector<std::string>>& sets() const { return sets_; }

   private:
    friend class PatternSet;
    static inline thread_local Recorder* current_ = nullptr;
    std::vector<std::vector<std::string>> sets_;
  };

  /// Which patterns occur, ascending.
  std::vector<std::size_t> matching(const PlainText& text) const;
  bool any(const PlainText& text) const;
  /// Where they occur: at most `per_pattern` places each, in the order of the patterns.
  std::vector<PatternMatch> find(const PlainText& text, std::size_t per_pattern = 1) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace sa
