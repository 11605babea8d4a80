// Progress: one line on a terminal with the progress, speed and remaining time of some work; in a pipe or a file it
// prints nothing.
// THREADS: one thread at a time.
#pragma once

#include <cstdint>
#include <string>

#include "app/cli/terminal.h"
#include "base/clock.h"

namespace sa {

/// The contents of a progress line.
struct ProgressState {
  std::string label;      ///< "Reading inbox.mbox"
  double fraction = 0;    ///< of the whole, 0 to 1; negative: not known
  std::int64_t done = 0;  ///< things, in the words of `unit`
  std::string unit;       ///< "mails"
  std::int64_t elapsed_ms = 0;
  double fraction_at_start = 0;  ///< what was done before this run; not part of its speed
};

/// The line, at most `width` columns: "Reading inbox.mbox  [#####.....]  48 %  1,024 mails  812/s  0:23 left".
std::string progress_line(const ProgressState& state, std::size_t width);
/// "0:07", "12:30", "3:05:00".
std::string duration_words(std::int64_t ms);

class Progress {
 public:
  Progress(Terminal& terminal, const Clock& clock, std::string label, std::string unit);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void label(std::string words) { state_.label = std::move(words); }
  void begin_at(double fraction) { state_.fraction_at_start = fraction; }
  /// Draws, at most ten times a second.
  void update(double fraction, std::int64_t done);
  /// Takes the line away until the next update.
  void clear();
  std::int64_t elapsed_ms() const { return clock_.now() - started_at_; }

 private:
  Terminal& terminal_;
  const Clock& clock_;
  Instant started_at_;
  Instant drawn_at_{0};
  bool is_drawn_ = false;
  ProgressState state_;
};

}  // namespace sa
