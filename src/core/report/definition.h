// What each figure of the reports means, in words: GET /api/reports/definitions, and the web app's explanations.
// THREADS: pure.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

namespace sa {

struct FigureDefinition {
  std::string report;  ///< sending, variants, agents, operators, pipeline
  std::string name;    ///< as in the report
  std::string title;   ///< as a table has it
  std::string words;   ///< one or two sentences
  std::string unit;    ///< mails, share, words, minutes, deals, ...
  std::string formula;
};
BOOST_DESCRIBE_STRUCT(FigureDefinition, (), (report, name, title, words, unit, formula))

const std::vector<FigureDefinition>& report_definitions();

}  // namespace sa
