#include "app/cli/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/text/utf8.h"

namespace sa {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// Marks that stand on the character before them, and characters without a shape.
constexpr std::array kZeroWidth = {
    Range{0x0300, 0x036f},   Range{0x0483, 0x0489}, Range{0x0591, 0x05bd}, Range{0x0610, 0x061a},
    Range{0x064b, 0x065f},   Range{0x0900, 0x0902}, Range{0x093c, 0x093c}, Range{0x0941, 0x0948},
    Range{0x094d, 0x094d},   Range{0x0e31, 0x0e31}, Range{0x0e34, 0x0e3a}, Range{0x0e47, 0x0e4e},
    Range{0x1ab0, 0x1aff},   Range{0x1dc0, 0x1dff}, Range{0x200b, 0x200f}, Range{0x2060, 0x2064},
    Range{0x20d0, 0x20ff},   Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f}, Range{0xfeff, 0xfeff},
    Range{0xe0100, 0xe01ef},
};
/// East Asian wide and fullwidth, and emoji.
constexpr std::array kWide = {
    Range{0x1100, 0x115f},   Range{0x2e80, 0x303e},   Range{0x3041, 0x33ff},   Range{0x3400, 0x4dbf},
    Range{0x4e00, 0x9fff},   Range{0xa000, 0xa4cf},   Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},
    Range{0xfe30, 0xfe6f},   Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},   Range{0x1f300, 0x1f64f},
    Range{0x1f680, 0x1f6ff}, Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd},
};
/// Embeddings, overrides and isolates: they turn what follows around.
constexpr std::array kDirection = {Range{0x061c, 0x061c}, Range{0x200e, 0x200f}, Range{0x202a, 0x202e},
                                   Range{0x2066, 0x2069}};

template <std::size_t size>
bool is_in(const std::array<Range, size>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](Range range) { return c >= range.first && c <= range.last; });
}

constexpr std::string_view kReplacement = "\xef\xbf\xbd";
constexpr std::string_view kEllipsis = "\xe2\x80\xa6";

/// The character of a valid sequence of `size` bytes.
char32_t decoded(std::string_view text, std::size_t at, std::size_t size) {
  constexpr std::array<unsigned char, 5> kMasks = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t c = static_cast<unsigned char>(text[at]) & kMasks[size];
  for (std::size_t i = 1; i < size; ++i) c = (c << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3f);
  return c;
}

std::size_t columns_of(char32_t c) {
  if (c < 0x300) return 1;
  if (is_in(kZeroWidth, c)) return 0;
  return is_in(kWide, c) ? 2 : 1;
}

bool is_obeyed(char32_t c) {
  return c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) || is_in(kDirection, c);
}

/// The bytes of `text` that fill at most `width` columns.
std::size_t prefix_of_width(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_sequence(text, at);
    used += size == 0 ? 1 : columns_of(decoded(text, at, size));
    if (used > width) return at;
    at += std::max<std::size_t>(size, 1);
  }
  return text.size();
}

}  // namespace

Terminal Terminal::of(int descriptor, const std::map<std::string, std::string>& environment) {
  Options options;
  options.is_terminal = isatty(descriptor) == 1;
  const auto has = [&](const char* name) {
    const auto found = environment.find(name);
    return found != environment.end() && !found->second.empty();
  };
  const auto term = environment.find("TERM");
  const bool dumb = term == environment.end() || term->second == "dumb";
  options.is_coloured = options.is_terminal && !has("NO_COLOR") && !dumb;
  winsize size{};
  if (options.is_terminal) {
    options.width = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
  }
  return Terminal(options, [descriptor](std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  });
}

bool Terminal::write(std::string_view text) {
  if (failure_ != 0) return false;
  errno = 0;
  if (!sink_(text)) failure_ = errno != 0 ? errno : EPIPE;
  return failure_ == 0;
}

void hold_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest free number is the one that is missing.
    open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

std::string Terminal::styled(Style style, std::string_view text) const {
  constexpr std::array<const char*, 6> kCodes = {"",         "\x1b[1m",  "\x1b[2m",
                                                 "\x1b[32m", "\x1b[33m", "\x1b[31m"};
  if (!options_.is_coloured || style == Style::plain || text.empty()) return std::string(text);
  return kCodes[static_cast<std::size_t>(style)] + std::string(text) + "\x1b[0m";
}

std::string shown(std::string_view text, bool keep_lines) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_sequence(text, at);
    const char32_t c = size == 0 ? 0 : decoded(text, at, size);
    const bool is_space = c == '\n' || c == '\t' || c == '\r';
    if (size > 0 && is_space) {
      if (!keep_lines) safe += ' ';
      if (keep_lines && c != '\r') safe += static_cast<char>(c);
    } else if (size == 0 || is_obeyed(c)) {
      safe += kReplacement;
    } else {
      safe += text.substr(at, size);
    }
    at += std::max<std::size_t>(size, 1);
  }
  return safe;
}

std::size_t text_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_sequence(text, at);
    width += size == 0 ? 1 : columns_of(decoded(text, at, size));
    at += std::max<std::size_t>(size, 1);
  }
  return width;
}

std::string fitted(std::string_view text, std::size_t width) {
  if (width == 0 || text_width(text) <= width) return std::string(text);
  return std::string(text.substr(0, prefix_of_width(text, width - 1))) + std::string(kEllipsis);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(' ', at);
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    const bool fits = width == 0 || text_width(lines.back()) + 1 + text_width(word) <= width;
    if (!lines.back().empty() && !fits) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
    at = end;
  }
  return lines;
}

std::string paragraph(const Terminal& terminal, std::string_view text, std::string_view before) {
  const std::size_t indent = text_width(before);
  const auto width = static_cast<std::size_t>(terminal.width());
  const std::size_t room = width == 0 ? 0 : std::max<std::size_t>(20, width > indent ? width - indent : 0);
  std::string start(before);
  std::string lines;
  for (const std::string& line : wrapped(text, room)) {
    lines += start + line + '\n';
    start.assign(indent, ' ');
  }
  return lines;
}

std::string fact_lines(const Terminal& terminal, const Facts& facts) {
  std::size_t label_width = 0;
  for (const auto& [label, words] : facts) label_width = std::max(label_width, text_width(label));
  std::string lines;
  for (const auto& [label, words] : facts) {
    const std::string padded = label + std::string(label_width - text_width(label) + 2, ' ');
    std::string text = paragraph(terminal, words, "  " + padded);
    // Coloured after the layout, so that no escape sequence is counted as a column.
    text.replace(2, label.size(), terminal.styled(Style::dim, label));
    lines += text;
  }
  return lines;
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string counted(std::int64_t number, std::string_view one, std::string_view many) {
  return grouped(number) + ' ' + std::string(number == 1 ? one : many);
}

}  // namespace sa
