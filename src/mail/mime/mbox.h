// Splits an mbox into its mails, from chunks of any size, in memory bounded by the largest mail that is
// wanted. Owned by the reader of one file; the caller does the reading. THREADS: one instance, one thread.
// ERRORS: none; a mail that cannot be taken is yielded with `skipped` set.
// SOURCE: RFC 4155; mboxo and mboxrd quoting of "From " lines.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace sa {

/// One mail of an mbox. `raw` is unquoted (">From " -> "From "), line ends as in the file, without the "From
/// " line.
struct MboxEntry {
  std::uint64_t offset = 0;       ///< of its "From " line in the file: where an import resumes
  std::uint64_t next_offset = 0;  ///< of what follows it
  std::uint64_t index = 0;        ///< 0-based, counted from where this splitter began
  std::string raw;                ///< empty when skipped
  std::string skipped;            ///< why it was not taken; empty when it was
};

class MboxSplitter {
 public:
  struct Options {
    std::size_t max_message_bytes = 32u << 20;
    std::uint64_t start_offset = 0;  ///< the offset in the file of the first byte that will be fed
  };
  using Sink = std::function<void(MboxEntry&&)>;

  explicit MboxSplitter(Sink sink);
  MboxSplitter(Sink sink, Options options);

  /// Takes the next bytes; calls the sink for each mail that they complete.
  void feed(std::string_view chunk);
  /// Yields the last mail. REQUIRES: nothing is fed afterwards.
  void finish();

 private:
  void take_line(std::string_view line);
  void append(std::string_view bytes);
  void begin(std::string_view from_line);
  void end();

  Sink sink_;
  Options options_;
  MboxEntry entry_;
  std::string partial_;         // a line whose end has not been fed yet
  std::uint64_t position_ = 0;  // in the file, of the next byte that is not in a taken line
  std::uint64_t count_ = 0;
  std::uint64_t entry_bytes_ = 0;
  bool open_ = false;          // a mail has begun
  bool after_blank_ = true;    // the last line was empty, or the file begins
  bool in_long_line_ = false;  // the beginning of the present line was taken already
};

/// True when `line` looks like the start of a mail: "From ", a sender, and a time of day or a year.
bool is_mbox_from_line(std::string_view line);

}  // namespace sa
