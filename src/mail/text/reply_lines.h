// The lines of a mail's text and what each may be: the basis for finding quotes and signatures. One mail, one thread.
// Results are cached, so that each line is judged once. THREADS: not shared.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/text/pattern.h"
#include "mail/text/reply_text.h"

namespace sa {

/// The rules of policy/reply_text.json, compiled.
struct ReplyPolicy::State {
  enum Kind { separator, divider, forward, mobile, closing, disclaimer, postscript, banner };
  PatternSet intro_start;
  PatternSet intros;
  PatternSet markers;  // one set for all that a single line can be: asked once a line
  std::vector<Kind> marker_kinds;
  PatternSet points_below;    // of the writer's own words: what he wants read stands below
  PatternSet answers_inside;  // ... and his answers stand within it
  PatternSet answer_marks;    // of a line: an answer within an old mail that nothing marks as quoted
  std::map<std::string, std::string, std::less<>> header_fields;  // "betreff" -> "subject"
};

/// The classification of a line of the mail.
enum class Fate { reply, quoted, signature };

class ReplyLines {
 public:
  using Kind = ReplyPolicy::State::Kind;
  ReplyLines(std::string_view text, const ReplyPolicy::State& policy);

  std::size_t size() const { return lines_.size(); }
  std::string_view raw(std::size_t i) const { return lines_[i].raw; }
  bool is_blank(std::size_t i) const { return lines_[i].mark == Mark::blank; }
  bool is_marked(std::size_t i) const { return lines_[i].mark == Mark::quoted; }  ///< begins with ">"
  Fate fate(std::size_t i) const { return lines_[i].fate; }
  void set(std::size_t from, std::size_t to, Fate fate);

  /// The plain form of a line; empty for one that is too long to be more than prose.
  const PlainText& plain(std::size_t i);
  /// What a short line, one that begins with a rule, or the first of a paragraph is; prose is nothing.
  std::optional<Kind> marker(std::size_t i);
  std::size_t next_visible(std::size_t i) const;
  std::size_t visible_lines(std::size_t begin, std::size_t end) const;
  /// The words of [begin, end) that are the reply so far.
  std::string reply_words(std::size_t begin, std::size_t end) const;
  const ReplyPolicy::State& policy() const { return policy_; }

 private:
  enum class Mark { text, blank, quoted };
  struct Line {
    std::string_view raw;
    Mark mark = Mark::text;
    Fate fate = Fate::reply;
    std::optional<PlainText> plain;             ///< once asked for
    std::optional<std::optional<Kind>> marker;  ///< once asked for
  };
  bool may_be_marker(std::size_t i) const;

  const ReplyPolicy::State& policy_;
  std::vector<Line> lines_;
};

/// Finds the old mail. Words that stand before an introduction on its own line are added to `shared`.
struct QuoteResult {
  std::vector<std::pair<std::size_t, std::string_view>> shared;
  std::vector<std::size_t>
      unmarked;  ///< lines of a forward that lose their ">" because they are what is to be read
  std::vector<std::size_t> unsure;  ///< where an old mail may begin that was not cut
};
QuoteResult mark_quotes(ReplyLines& lines, const std::vector<std::string>& parties);

/// Finds signatures, footers, disclaimers and banners in what is left.
void mark_signatures(ReplyLines& lines);

}  // namespace sa
