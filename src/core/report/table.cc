#include "core/report/table.h"

#include "core/contact/csv.h"

namespace sa {
namespace {

std::string number(const std::optional<double>& value) {
  return value ? to_json_text(*value) : "";
}

}  // namespace

FigureTable::FigureTable(std::vector<std::string> keys) : text_("kind") {
  for (const std::string& key : keys) text_ += ',' + csv_cell(key);
  text_ += ",figure,value,n,low,high,small,as_of\n";
}

void FigureTable::add(std::string_view kind, const std::vector<std::string>& cells, std::string_view name,
                      const Figure& figure) {
  text_ += kind;
  for (const std::string& cell : cells) text_ += ',' + csv_cell(csv_guarded(cell));
  text_ += ',' + std::string(name);
  text_ += ',' + number(figure.value) + ',' + std::to_string(figure.n);
  text_ += ',' + number(figure.low) + ',' + number(figure.high);
  text_ += std::string(figure.small ? ",true," : ",false,") + format_rfc3339(figure.as_of) + '\n';
}

}  // namespace sa
