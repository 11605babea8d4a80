// Build tool: list_patterns OUT writes the expressions of every set of patterns that the built-in policies compile, as RE2 takes
// them, for tools/compile_patterns.cc: a NUL ends each expression, one more ends a set. A list that did not change is not written
// anew, so that nothing is compiled again.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "agents/policy/agent_policy.h"
#include "mail/analysis.h"
#include "mail/text/pattern.h"

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: list_patterns OUT\n"), 2;
  sa::PatternSet::Recorder recorder;
  const auto mail = sa::load_mail_policy();
  const auto agents = sa::load_agent_policy();
  if (!mail || !agents) {
    std::fprintf(stderr, "list_patterns: %s\n", (mail ? agents.error() : mail.error()).message.c_str());
    return 1;
  }
  std::string list;
  for (const auto& set : recorder.sets()) {
    for (const std::string& expression : set) (list += expression) += '\0';
    list += '\0';
  }
  std::ifstream before(argv[1], std::ios::binary);
  if (before && std::string(std::istreambuf_iterator<char>(before), {}) == list) return 0;
  std::ofstream out(argv[1], std::ios::binary);
  out << list;
  return out.flush() ? 0 : (std::fprintf(stderr, "list_patterns: %s cannot be written\n", argv[1]), 1);
}
