// Table: aligned rows of cells, cut to the width of the terminal; in a pipe they are not cut.
// THREADS: one thread at a time. ERRORS: none.
#pragma once

#include <string>
#include <vector>

#include "app/cli/terminal.h"

namespace sa {

class Table {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
    bool gives_way = false;  ///< is cut when a line would be too long
  };
  struct Cell {
    std::string text;
    Style style = Style::plain;
    Cell(std::string words, Style with = Style::plain) : text(std::move(words)), style(with) {}
    Cell(const char* words) : text(words) {}
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// REQUIRES: as many cells as columns; words of other people passed through `shown`.
  void add_row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  /// All lines, with a line of titles above.
  std::string text(const Terminal& terminal) const;

 private:
  std::vector<std::size_t> widths(const Terminal& terminal) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace sa
