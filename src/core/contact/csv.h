// CsvReader: the rows of a CSV file, from its bytes as they come.
//
// The encoding is that of a byte order mark; without one it is UTF-8, unless the first megabyte has more bytes that are bad in UTF-8 than
// good sequences of several bytes: then it is windows-1252. The delimiter is the one of , ; tab | that the header has most of,
// outside of quotes. Lines are counted by LF; the header's is 1, and a row's is the one that it begins on. A field in quotes ends at the
// first quote that is not doubled, and only the delimiter or the line's end may follow. Where the quotes of a row do not close
// within 64 KB, or are followed by text, reading goes on at the line after the one that it began on; any other row that is refused is
// passed over whole. Sizes are bytes in UTF-8.
// THREADS: one at a time. Memory: a few times kCsvEncodingBytes, whatever comes in. Time: linear.
// ERRORS: none; a row that is wrong says so.
// SOURCE: RFC 4180; WHATWG Encoding for windows-1252.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sa {

inline constexpr std::size_t kCsvFieldBytes = 8 << 10;
inline constexpr std::size_t kCsvRowBytes = 64 << 10;
inline constexpr std::size_t kCsvColumns = 200;
inline constexpr std::int64_t kCsvFileBytes = std::int64_t{2} << 30;
/// What the encoding is judged by.
inline constexpr std::size_t kCsvEncodingBytes = 1 << 20;

/// Why a row cannot be read.
struct CsvProblem {
  std::string
      rule;  ///< csv.quote, csv.row_size, csv.nul, csv.line_end, csv.encoding, csv.ragged, csv.field_size
  std::string words;       ///< for a person
  std::size_t column = 0;  ///< 1, 2, ...; 0: the row as a whole
};

struct CsvRow {
  std::int64_t line = 0;           ///< on which it begins
  std::vector<std::string> cells;  ///< trimmed
  bool is_blank = false;           ///< delimiters and white space only
  std::optional<CsvProblem> problem;
  std::string text;  ///< of a row with a problem: as it stands, made valid, at most kCsvRowBytes
};

class CsvReader {
 public:
  /// More bytes of the file.
  void feed(std::string_view bytes);
  /// There are no more.
  void finish();

  /// The next row, the header's first; false when it needs more bytes, or after the last.
  bool next(CsvRow* row);

  /// "utf-8", "utf-16le", "utf-16be", "windows-1252"; empty until it is known.
  const std::string& encoding() const { return encoding_; }
  /// Known with the header.
  char delimiter() const { return delimiter_; }

 private:
  enum class End { more, found, quote, text, size };
  struct Found {
    End end = End::more;
    std::size_t row_end = 0;   ///< behind the row
    std::size_t next_row = 0;  ///< behind its line end
  };

  void decode(std::string_view bytes);
  void decode_utf16(std::string_view bytes);
  void choose_encoding();
  void choose_delimiter();
  void drop_read();
  Found find_end();
  bool skip_line();
  bool pass_over(CsvRow* row);
  void read_cells(std::string_view text, CsvRow* row) const;
  void judge(std::string_view text, CsvRow* row) const;
  void go_on_at(std::size_t place);
  bool is_blank(std::string_view text) const;

  std::string undecided_;  ///< the first bytes, until the encoding is known
  std::string encoding_;
  std::string half_;           ///< of UTF-16: a unit or pair that is not complete
  std::string text_;           ///< in UTF-8; what is bad in the encoding is a byte that is bad in UTF-8
  std::size_t row_begin_ = 0;  ///< in text_
  std::int64_t line_ = 1;      ///< at row_begin_
  bool is_finished_ = false;
  char delimiter_ = 0;
  std::size_t columns_ = 0;  ///< of the header

  // A row that is longer than it may be: the rest of its line is passed over.
  std::optional<CsvRow> too_long_;

  // What an attempt that failed has seen: inside quotes from each of its line ends until `known_until_`, where it stood in `known_state_`.
  // Another attempt that is inside quotes at one of these line ends goes the same way.
  enum class State { begin, plain, quoted, after_quote };
  std::size_t known_from_ = 0;
  std::size_t known_until_ = 0;
  State known_state_ = State::begin;
  End known_end_ = End::more;  ///< quote: open until there; text: text follows a quote there
};

/// A cell as a spreadsheet takes it for no formula: with ' in front when it begins with = + - @, tab or CR.
std::string csv_guarded(std::string_view cell);
/// The cell without the ' of csv_guarded.
std::string_view csv_unguarded(std::string_view cell);
/// A cell as it is written: in quotes where it needs them.
std::string csv_cell(std::string_view cell);

}  // namespace sa
