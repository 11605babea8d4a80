// Contact lists: whatever comes in, in whatever pieces, gives the same rows in the order of their lines, each within its limits.
#include "core/contact/csv.h"

#include <vector>

#include "base/text/utf8.h"
#include "tests/fuzz/fuzz.h"

namespace {

std::vector<sa::CsvRow> rows_of(std::string_view file, std::size_t piece) {
  sa::CsvReader reader;
  std::vector<sa::CsvRow> rows;
  sa::CsvRow row;
  for (std::size_t at = 0; at < file.size(); at += piece) {
    reader.feed(file.substr(at, piece));
    while (reader.next(&row)) rows.push_back(row);
  }
  reader.finish();
  while (reader.next(&row)) rows.push_back(row);
  return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const std::vector<sa::CsvRow> rows = rows_of(file, size + 1);
  const std::vector<sa::CsvRow> pieces = rows_of(file, 3);
  SA_PROMISE(rows.size() == pieces.size(), "pieces do not matter");
  std::int64_t line = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SA_PROMISE(rows[i].line > line, "the lines go up");
    line = rows[i].line;
    SA_PROMISE(rows[i].line == pieces[i].line && rows[i].cells == pieces[i].cells &&
                   rows[i].is_blank == pieces[i].is_blank &&
                   rows[i].problem.has_value() == pieces[i].problem.has_value(),
               "pieces do not matter to a row");
    SA_PROMISE(sa::is_utf8(rows[i].text), "what is shown is valid");
    if (rows[i].problem) continue;
    for (const std::string& cell : rows[i].cells) {
      SA_PROMISE(cell.size() <= sa::kCsvFieldBytes, "a cell has its limit");
      SA_PROMISE(sa::is_utf8(cell) && cell.find('\0') == std::string::npos, "a cell can be stored");
    }
  }
  return 0;
}
