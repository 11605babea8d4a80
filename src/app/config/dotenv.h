// A .env file: KEY=VALUE lines, with comments, quotes and an optional `export`.
//
//   # a comment
//   API_PORT=8000                # a comment behind a space
//   export SENDER_NAME="Ada Lovelace"      # \n \t \" \\ and \$ are read inside double quotes
//   SECRET_KEY='taken as it stands'
//
// Nothing is expanded. A value ends on its line.
// THREADS: pure. ERRORS: collected, each with its line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sa {

struct DotenvEntry {
  std::string name;
  std::string value;
  std::size_t line = 0;  ///< from 1
};
struct DotenvProblem {
  std::size_t line = 0;
  std::string message;  ///< completes "line 3 ..."
};
struct Dotenv {
  std::vector<DotenvEntry> entries;
  std::vector<DotenvProblem> problems;
};

Dotenv parse_dotenv(std::string_view text);

}  // namespace sa
