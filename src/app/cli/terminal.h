// Terminal: output for a person. It knows whether it is a terminal, how wide it is and whether colour is
// wanted; in a pipe or a file everything is plain and nothing is cut.
//
// Other people's text (a subject, a name, a reason) passes through `shown` first, which makes characters visible that move the
// cursor, colour the screen or change the writing direction.
// THREADS: one thread at a time. ERRORS: `write` is false when the reader is gone or the disk full; `failure` says which.
// SOURCE: no-color.org; Unicode Standard Annex 11 (wide characters), 9 (bidirectional controls).
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sa {

enum class Style { plain, bold, dim, good, warn, bad };

class Terminal {
 public:
  struct Options {
    bool is_terminal = false;
    bool is_coloured = false;
    int width = 0;  ///< columns; 0: no limit
  };
  using Sink = std::function<bool(std::string_view)>;
  Terminal(Options options, Sink sink) : options_(options), sink_(std::move(sink)) {}
  /// The terminal, pipe or file behind a descriptor. Colour needs a terminal, and neither NO_COLOR nor TERM=dumb.
  static Terminal of(int descriptor, const std::map<std::string, std::string>& environment);

  bool is_terminal() const { return options_.is_terminal; }
  int width() const { return options_.width; }
  bool is_coloured() const { return options_.is_coloured; }

  /// Writes all of `text`. False when it cannot be written; what follows is dropped silently.
  bool write(std::string_view text);
  /// Why not all was written, as errno has it (EPIPE: nobody reads any more); 0 while all was.
  int failure() const { return failure_; }
  bool line(std::string_view text) { return write(std::string(text) + '\n'); }
  std::string styled(Style style, std::string_view text) const;

 private:
  Options options_;
  Sink sink_;
  int failure_ = 0;
};

/// Puts something that can neither be read nor written in the place of a standard stream which the caller has closed.
/// The next file that is opened would have its number otherwise, and a database would be sent our answers.
void hold_standard_streams();

/// `text` without anything that a terminal would obey: each control character, each bidirectional control and each
/// invalid byte becomes U+FFFD. Line feeds and tabs stay when `keep_lines`, else they are blanks.
std::string shown(std::string_view text, bool keep_lines = false);

/// Columns that `text` takes. REQUIRES: it passed through `shown`, or is ours.
std::size_t text_width(std::string_view text);
/// The beginning of `text` that fits, with "…" where something was cut; `width` 0 means no limit.
std::string fitted(std::string_view text, std::size_t width);
/// `text` broken at blanks into lines of at most `width` columns (0: no limit); a longer word stands alone.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// `text` as wrapped lines, the first behind `before`, the others behind as many blanks.
std::string paragraph(const Terminal& terminal, std::string_view text, std::string_view before = "");

/// A label and its words on each line, the words aligned and wrapped.
using Facts = std::vector<std::pair<std::string, std::string>>;
std::string fact_lines(const Terminal& terminal, const Facts& facts);

/// "1,234".
std::string grouped(std::int64_t number);
/// "1 mail", "2 mails".
std::string counted(std::int64_t number, std::string_view one, std::string_view many);

}  // namespace sa
