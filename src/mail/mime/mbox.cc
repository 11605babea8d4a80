#include "mail/mime/mbox.h"

#include <utility>

namespace sa {
namespace {

// A line longer than this is passed on in pieces: no From line is that long, so nothing needs it whole.
constexpr std::size_t kMaxHeldLine = 65536;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank_line(std::string_view line) {
  return line == "\n" || line == "\r\n";
}

/// A four-digit year 19xx or 20xx, or a time of day 12:34, stands in `text`.
bool has_year_or_time(std::string_view text) {
  for (std::size_t i = 0; i + 4 < text.size() + 1; ++i) {
    const std::string_view four = text.substr(i, 4);
    const bool year = (four.starts_with("19") || four.starts_with("20")) && four.size() == 4 &&
                      is_digit(four[2]) && is_digit(four[3]) && (i == 0 || !is_digit(text[i - 1])) &&
                      (i + 4 >= text.size() || !is_digit(text[i + 4]));
    const bool time =
        four.size() == 4 && is_digit(four[0]) && four[1] == ':' && is_digit(four[2]) && is_digit(four[3]);
    if (year || time) return true;
  }
  return false;
}

/// How many ">" precede a "From " that was quoted; 0 when the line is no quoted From line.
bool is_quoted_from(std::string_view line) {
  std::size_t marks = 0;
  while (marks < line.size() && line[marks] == '>') ++marks;
  return marks > 0 && line.substr(marks).starts_with("From ");
}

}  // namespace

bool is_mbox_from_line(std::string_view line) {
  if (!line.starts_with("From ") || line.size() > 1000) return false;
  std::string_view rest = line.substr(5);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const std::size_t end = rest.find(' ');
  if (end == 0 || end == rest.npos) return false;
  return has_year_or_time(rest.substr(end));
}

MboxSplitter::MboxSplitter(Sink sink) : MboxSplitter(std::move(sink), Options{}) {}

MboxSplitter::MboxSplitter(Sink sink, Options options)
    : sink_(std::move(sink)), options_(options), position_(options.start_offset) {}

void MboxSplitter::feed(std::string_view chunk) {
  while (!chunk.empty()) {
    const std::size_t end = chunk.find('\n');
    const std::string_view piece = chunk.substr(0, end == chunk.npos ? chunk.size() : end + 1);
    chunk.remove_prefix(piece.size());
    if (partial_.empty() && end != chunk.npos && piece.ends_with('\n')) {
      take_line(piece);
      continue;
    }
    partial_ += piece;
    if (!partial_.ends_with('\n') && partial_.size() < kMaxHeldLine) return;
    take_line(partial_);
    partial_.clear();
  }
}

void MboxSplitter::finish() {
  if (!partial_.empty()) take_line(partial_);
  partial_.clear();
  end();
}

/// A whole line, or the next piece of a long one.
void MboxSplitter::take_line(std::string_view line) {
  const bool whole = !in_long_line_;
  in_long_line_ = !line.ends_with('\n');
  if (whole && after_blank_ && is_mbox_from_line(line)) {
    end();
    begin(line);
    return;
  }
  position_ += line.size();
  after_blank_ = whole && is_blank_line(line);
  if (!open_) {
    if (after_blank_) return;  // blank lines before the first mail
    position_ -= line.size();
    begin({});  // a mail without its "From " line
    position_ += line.size();
  }
  append(whole && is_quoted_from(line) ? line.substr(1) : line);
}

void MboxSplitter::begin(std::string_view from_line) {
  entry_ = MboxEntry{};
  entry_.offset = position_;
  entry_.index = count_++;
  entry_bytes_ = 0;
  position_ += from_line.size();
  open_ = true;
  after_blank_ = false;
}

void MboxSplitter::append(std::string_view bytes) {
  entry_bytes_ += bytes.size();
  if (entry_.skipped.empty() && entry_bytes_ > options_.max_message_bytes) {
    entry_.skipped = "The mail is larger than " + std::to_string(options_.max_message_bytes >> 20) + " MiB.";
    std::string().swap(entry_.raw);
  }
  if (entry_.skipped.empty()) entry_.raw += bytes;
}

void MboxSplitter::end() {
  if (!std::exchange(open_, false)) return;
  entry_.next_offset = position_;
  // The blank line before the next "From " belongs to the mbox, not to the mail.
  for (const std::string_view ending : {"\r\n\r\n", "\n\n"}) {
    if (!entry_.raw.ends_with(ending)) continue;
    entry_.raw.resize(entry_.raw.size() - ending.size() / 2);
    break;
  }
  if (entry_.raw.empty() && entry_.skipped.empty()) entry_.skipped = "The mail is empty.";
  sink_(std::move(entry_));
  entry_ = MboxEntry{};
}

}  // namespace sa
