#include "core/contact/csv.h"

#include <algorithm>
#include <array>

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::string_view kDelimiters = ",;\t|";
/// A byte that is bad in UTF-8, in the place of what is bad in UTF-16.
constexpr char kBad = '\xff';

/// What windows-1252 has at 0x80 to 0x9f; where it has nothing, the control character of that number.
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

char32_t unit_at(std::string_view bytes, std::size_t at, bool is_little) {
  const auto a = static_cast<unsigned char>(bytes[at]);
  const auto b = static_cast<unsigned char>(bytes[at + 1]);
  return is_little ? static_cast<char32_t>(a | b << 8) : static_cast<char32_t>(a << 8 | b);
}

bool is_high(char32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(char32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

bool is_line_end(std::string_view text, std::size_t at) {
  return text[at] == '\n' || (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n');
}

/// Whether a CR stands in it that no LF follows.
bool has_lone_cr(std::string_view text) {
  for (std::size_t at = text.find('\r'); at != text.npos; at = text.find('\r', at + 1))
    if (at + 1 == text.size() || text[at + 1] != '\n') return true;
  return false;
}

std::int64_t lines_in(std::string_view text) {
  return std::count(text.begin(), text.end(), '\n');
}

}  // namespace

// -- bytes to UTF-8 ----------------------------------------------------------------------------------------

void CsvReader::feed(std::string_view bytes) {
  if (!encoding_.empty()) return decode(bytes);
  undecided_ += bytes;
  // A sequence that the end of the first megabyte cuts must be here whole.
  if (undecided_.size() >= kCsvEncodingBytes + 3) choose_encoding();
}

void CsvReader::finish() {
  if (encoding_.empty()) choose_encoding();
  if (!half_.empty()) text_ += kBad;
  half_.clear();
  is_finished_ = true;
}

void CsvReader::choose_encoding() {
  std::string_view bytes = undecided_;
  if (bytes.starts_with("\xef\xbb\xbf")) {
    encoding_ = "utf-8";
    bytes.remove_prefix(3);
  } else if (bytes.starts_with("\xff\xfe")) {
    encoding_ = "utf-16le";
    bytes.remove_prefix(2);
  } else if (bytes.starts_with("\xfe\xff")) {
    encoding_ = "utf-16be";
    bytes.remove_prefix(2);
  } else {
    const std::string_view judged = bytes.substr(0, kCsvEncodingBytes);
    std::size_t bad = 0;
    std::size_t good = 0;
    for (std::size_t at = 0; at < judged.size();) {
      const std::size_t length = utf8_sequence(judged, at);
      // What the end of the megabyte cuts is neither.
      if (length == 0 && judged.size() - at < 4 && judged.size() < bytes.size() &&
          utf8_sequence(bytes, at) > 0)
        break;
      if (length == 0) ++bad;
      if (length > 1) ++good;
      at += std::max<std::size_t>(length, 1);
    }
    encoding_ = bad > good ? "windows-1252" : "utf-8";
  }
  const std::string first(bytes);
  undecided_ = std::string();
  decode(first);
}

void CsvReader::decode(std::string_view bytes) {
  if (encoding_ == "utf-8") {
    text_ += bytes;
  } else if (encoding_ == "windows-1252") {
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x80) {
        text_ += c;
      } else {
        append_code_point(text_, byte < 0xA0 ? kWindows1252[byte - 0x80] : char32_t{byte});
      }
    }
  } else {
    decode_utf16(bytes);
  }
}

void CsvReader::decode_utf16(std::string_view bytes) {
  const bool is_little = encoding_ == "utf-16le";
  const std::string joined = half_ + std::string(bytes);
  half_.clear();
  std::size_t at = 0;
  while (at + 2 <= joined.size()) {
    const char32_t unit = unit_at(joined, at, is_little);
    if (!is_high(unit)) {
      if (is_low(unit)) {
        text_ += kBad;
      } else {
        append_code_point(text_, unit);
      }
      at += 2;
      continue;
    }
    if (at + 4 > joined.size()) break;
    const char32_t low = unit_at(joined, at + 2, is_little);
    if (is_low(low)) {
      append_code_point(text_, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
      at += 4;
    } else {
      text_ += kBad;
      at += 2;
    }
  }
  half_ = joined.substr(at);
}

// -- UTF-8 to rows -----------------------------------------------------------------------------------------

void CsvReader::choose_delimiter() {
  std::array<std::size_t, kDelimiters.size()> counts{};
  bool is_quoted = false;
  for (std::size_t at = 0; at < text_.size() && at < kCsvRowBytes; ++at) {
    if (text_[at] == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (text_[at] == '\n') break;
    const std::size_t which = kDelimiters.find(text_[at]);
    if (which != std::string_view::npos) ++counts[which];
  }
  delimiter_ =
      kDelimiters[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

void CsvReader::drop_read() {
  if (row_begin_ < kCsvEncodingBytes) return;
  text_.erase(0, row_begin_);
  const auto moved = [&](std::size_t* place) { *place = *place > row_begin_ ? *place - row_begin_ : 0; };
  moved(&known_from_);
  moved(&known_until_);
  row_begin_ = 0;
}

CsvReader::Found CsvReader::find_end() {
  const std::size_t limit = row_begin_ + kCsvRowBytes;
  State state = State::begin;
  bool has_joined = false;
  std::size_t at = row_begin_;
  const auto fail = [&](End end, std::size_t until) {
    known_from_ = row_begin_;
    known_until_ = until;
    known_state_ = state;
    known_end_ = end;
    return Found{end, 0, 0};
  };
  while (true) {
    if (at > limit) return state == State::quoted ? fail(End::quote, at) : Found{End::size, 0, 0};
    if (at >= text_.size()) {
      if (!is_finished_) return {End::more, 0, 0};
      if (state == State::quoted) return fail(End::quote, at);
      return {End::found, at, at};
    }
    const char c = text_[at];
    // A CR at the end of what is here may be followed by LF.
    if (c == '\r' && at + 1 == text_.size() && !is_finished_) return {End::more, 0, 0};
    if (state == State::quoted) {
      if (c == '"') state = State::after_quote;
      if (c == '\n' && !has_joined && at >= known_from_ && at < known_until_) {
        // An attempt before was inside quotes here, too.
        has_joined = true;
        if (known_end_ == End::text) return Found{End::text, 0, 0};
        if (known_until_ > limit) return Found{End::quote, 0, 0};
        at = known_until_;
        state = known_state_;
        continue;
      }
      ++at;
      continue;
    }
    if (is_line_end(text_, at)) return {End::found, at, at + (c == '\r' ? 2 : 1)};
    if (state == State::after_quote) {
      if (c == '"') {
        state = State::quoted;
      } else if (c == delimiter_) {
        state = State::begin;
      } else {
        return fail(End::text, at);
      }
    } else if (c == delimiter_) {
      state = State::begin;
    } else {
      state = state == State::begin && c == '"' ? State::quoted : State::plain;
    }
    ++at;
  }
}

/// The row is longer than it may be, and ends with the line on which it becomes so.
bool CsvReader::pass_over(CsvRow* row) {
  too_long_ = std::move(*row);
  go_on_at(std::min(row_begin_ + kCsvRowBytes, text_.size()));
  return next(row);
}

void CsvReader::go_on_at(std::size_t place) {
  line_ += lines_in(std::string_view(text_).substr(row_begin_, place - row_begin_));
  row_begin_ = place;
  drop_read();
}

/// Passes over the rest of the line; false when it goes on in bytes that are not here yet.
bool CsvReader::skip_line() {
  const std::size_t end = text_.find('\n', row_begin_);
  const std::size_t until = end == std::string::npos ? text_.size() : end;
  if (too_long_) {
    too_long_->is_blank =
        too_long_->is_blank && is_blank(std::string_view(text_).substr(row_begin_, until - row_begin_));
  }
  go_on_at(end == std::string::npos ? until : end + 1);
  return end != std::string::npos || is_finished_;
}

bool CsvReader::is_blank(std::string_view text) const {
  return std::ranges::all_of(
      text, [&](char c) { return c == delimiter_ || kAsciiBlank.find(c) != std::string_view::npos; });
}

void CsvReader::read_cells(std::string_view text, CsvRow* row) const {
  std::string cell;
  bool is_quoted = false;
  bool is_begin = true;
  const auto end_cell = [&] {
    if (cell.size() > kCsvFieldBytes && !row->problem) {
      row->problem = CsvProblem{"csv.field_size", "The cell is longer than 8 KB.", row->cells.size() + 1};
    }
    row->cells.emplace_back(trimmed(cell));
    cell.clear();
    is_begin = true;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_quoted) {
      if (c != '"') {
        cell += c;
      } else if (at + 1 < text.size() && text[at + 1] == '"') {
        cell += text[++at];
      } else {
        is_quoted = false;
      }
    } else if (c == delimiter_) {
      end_cell();
    } else if (c == '"' && is_begin) {
      is_quoted = true;
      is_begin = false;
    } else {
      cell += c;
      is_begin = false;
    }
  }
  end_cell();
}

void CsvReader::judge(std::string_view text, CsvRow* row) const {
  if (text.find('\0') != text.npos) {
    row->problem = CsvProblem{"csv.nul", "The row holds a NUL byte.", 0};
  } else if (has_lone_cr(text)) {
    row->problem = CsvProblem{"csv.line_end", "The row holds a CR that no LF follows.", 0};
  } else if (!is_utf8(text)) {
    row->problem = CsvProblem{"csv.encoding", "The row holds bytes that are no text in this encoding.", 0};
  } else {
    read_cells(text, row);
    const bool is_ragged = columns_ > 0 && row->cells.size() != columns_;
    if (is_ragged) {
      row->problem = CsvProblem{"csv.ragged",
                                "The row has " + std::to_string(row->cells.size()) +
                                    " cells, and the header has " + std::to_string(columns_) + '.',
                                0};
    }
  }
}

bool CsvReader::next(CsvRow* row) {
  if (encoding_.empty()) return false;
  if (too_long_) {
    if (!skip_line()) return false;
    *row = *std::move(too_long_);
    too_long_.reset();
    return true;
  }
  if (row_begin_ >= text_.size()) return false;
  if (delimiter_ == 0) {
    // The header's line must be here whole.
    if (!is_finished_ && text_.size() < kCsvRowBytes + 2) return false;
    choose_delimiter();
  }
  const Found found = find_end();
  if (found.end == End::more) return false;
  *row = CsvRow{};
  row->line = line_;
  const std::string_view rest = std::string_view(text_).substr(row_begin_);
  if (found.end == End::found) {
    const std::string_view text = rest.substr(0, found.row_end - row_begin_);
    row->is_blank = is_blank(text);
    if (!row->is_blank) judge(text, row);
    if (row->problem) row->text = to_valid_utf8(std::string(text));
    if (columns_ == 0) columns_ = row->cells.size();
    go_on_at(found.next_row);
    return true;
  }
  if (found.end == End::size) {
    row->problem = CsvProblem{"csv.row_size", "The row is longer than 64 KB.", 0};
    row->text = to_valid_utf8(std::string(utf8_cut(rest, kCsvRowBytes)));
    row->is_blank = is_blank(rest.substr(0, kCsvRowBytes));
    return pass_over(row);
  }
  row->problem = CsvProblem{"csv.quote",
                            found.end == End::text ? "Text follows the quote that ends a cell."
                                                   : "The quotes of a cell do not close within 64 KB.",
                            0};
  const std::size_t line_end = rest.substr(0, kCsvRowBytes).find('\n');
  row->text = to_valid_utf8(std::string(rest.substr(0, std::min(line_end, kCsvRowBytes))));
  if (line_end == std::string_view::npos) return pass_over(row);
  go_on_at(row_begin_ + line_end + 1);
  return true;
}

// -- cells -------------------------------------------------------------------------------------------------

std::string csv_guarded(std::string_view cell) {
  const bool is_risky =
      !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
  return is_risky ? '\'' + std::string(cell) : std::string(cell);
}

std::string_view csv_unguarded(std::string_view cell) {
  const bool is_guarded = cell.size() > 1 && cell[0] == '\'' &&
                          std::string_view("=+-@\t\r").find(cell[1]) != std::string_view::npos;
  return is_guarded ? cell.substr(1) : cell;
}

std::string csv_cell(std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == cell.npos) return std::string(cell);
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace sa
