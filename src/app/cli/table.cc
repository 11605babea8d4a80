#include "app/cli/table.h"

#include <algorithm>

namespace sa {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;

}  // namespace

std::vector<std::size_t> Table::widths(const Terminal& terminal) const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(text_width(column.title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], text_width(row[i].text));
  }
  if (terminal.width() == 0) return widths;
  std::size_t total = kGap * (columns_.size() - 1);
  for (const std::size_t width : widths) total += width;
  // The widest of those that give way gives way first, so that what is short stays whole.
  while (total > static_cast<std::size_t>(terminal.width())) {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const bool may = columns_[i].gives_way && widths[i] > kNarrowest;
      if (may && (widest == columns_.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == columns_.size()) break;
    --widths[widest];
    --total;
  }
  return widths;
}

std::string Table::text(const Terminal& terminal) const {
  const std::vector<std::size_t> columns = widths(terminal);
  std::string text;
  const auto add = [&](const std::vector<Cell>& cells) {
    std::string line;
    std::size_t gap = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string words = fitted(cells[i].text, columns[i]);
      const std::size_t pad = columns[i] - text_width(words);
      const bool is_right = columns_[i].align == Align::right;
      // Blanks are written only before words, so that no line ends in them.
      if (!words.empty()) {
        line.append(gap + (is_right ? pad : 0), ' ') += terminal.styled(cells[i].style, words);
        gap = 0;
      }
      gap += kGap + (words.empty() ? columns[i] : is_right ? 0 : pad);
    }
    text += line + '\n';
  };
  std::vector<Cell> titles;
  for (const Column& column : columns_) titles.emplace_back(column.title, Style::dim);
  add(titles);
  for (const auto& row : rows_) add(row);
  return text;
}

}  // namespace sa
