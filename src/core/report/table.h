// FigureTable: the figures of a report as CSV, one line a figure.
// THREADS: one at a time.
// ERRORS: none.
// SOURCE: RFC 4180; a cell is never a formula of a spreadsheet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/reflect/reflect.h"
#include "core/report/figure.h"

namespace sa {

/// The columns are `kind` (total or group), those of `keys`, then figure, value, n, low, high, small, as_of. What is null is empty.
class FigureTable {
 public:
  explicit FigureTable(std::vector<std::string> keys);

  /// REQUIRES: a cell for each key.
  void add(std::string_view kind, const std::vector<std::string>& cells, std::string_view name,
           const Figure& figure);
  /// All members of a described struct of figures, by their names.
  template <class T>
  void add_all(std::string_view kind, const std::vector<std::string>& cells, const T& figures) {
    for_each_field(figures,
                   [&](std::string_view name, const Figure& figure) { add(kind, cells, name, figure); });
  }
  std::string csv() const { return text_; }

 private:
  std::string text_;
};

}  // namespace sa
