// Rows of tests/data/unseen: sentences written by people who had not seen the rules. A test scores them, prints how many are
// right, and fails below the figure that was reached.
#pragma once

#include <boost/json.hpp>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace sa {

inline std::vector<boost::json::object> unseen_rows(const std::string& name) {
  const std::string path = std::string(SA_SOURCE_DIR) + "/tests/data/unseen/" + name + ".jsonl";
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + " cannot be read");
  std::vector<boost::json::object> rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) rows.push_back(boost::json::parse(line).as_object());
  }
  return rows;
}

inline std::string text_of(const boost::json::object& row, const char* key) {
  const auto* value = row.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace sa
