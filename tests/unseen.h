// Rows of tests/data/unseen/*.jsonl: sentences and mails that were written without a look at our rules, each with what is right.
// A test scores all rows, prints right and total, and fails below the figure that was reached: the rows are a sample of a kind,
// so one that goes wrong is worth a look at the rule, never a rule of its own.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace sa {

inline std::vector<boost::json::object> unseen_rows(const std::string& name) {
  std::ifstream file(std::string(SA_SOURCE_DIR) + "/tests/data/unseen/" + name + ".jsonl");
  std::vector<boost::json::object> rows;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) rows.push_back(boost::json::parse(line).as_object());
  EXPECT_FALSE(rows.empty()) << name << ".jsonl is missing or empty";
  return rows;
}

inline std::string text_of(const boost::json::object& row, std::string_view member) {
  const boost::json::value* value = row.if_contains(member);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// How many rows are right. `said` names the ones that are not, on standard output.
class UnseenScore {
 public:
  explicit UnseenScore(std::string title) : title_(std::move(title)) {}
  void add(bool is_right, const std::string& said) {
    ++total_;
    right_ += is_right ? 1 : 0;
    if (!is_right) std::cout << "  not right: " << said << "\n";
  }
  /// The reached figure, in rows: fewer are a step back.
  void expect_at_least(int reached) const {
    std::cout << title_ << ": " << right_ << " of " << total_ << " right\n";
    EXPECT_GE(right_, reached) << title_;
  }

 private:
  std::string title_;
  int right_ = 0;
  int total_ = 0;
};

}  // namespace sa
