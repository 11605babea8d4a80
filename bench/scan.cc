// B3's two sides: bench_scan ours|floor PATTERNS MAILS looks for each line of PATTERNS in each line of MAILS and prints mails
// per second of CPU and how many (mail, pattern) pairs were found. Ours gives spans; the floor is one RE2::Set per call, without.
#include <re2/re2.h>
#include <re2/set.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "mail/text/pattern.h"

namespace {

std::vector<std::string> lines(const char* path) {
  std::vector<std::string> all;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) all.push_back(line);
  return all;
}

double seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::size_t scan_ours(const sa::PatternSet& patterns, const std::string& mail) {
  std::set<std::size_t> seen;
  for (const sa::PatternMatch& match : patterns.find(sa::PlainText(mail), 4)) seen.insert(match.pattern);
  return seen.size();
}

std::size_t scan_floor(const RE2::Set& patterns, const std::string& mail) {
  std::vector<int> found;
  patterns.Match(mail, &found);
  return found.size();
}

template <class Scan>
int run(const std::vector<std::string>& mails, Scan scan) {
  std::size_t found = 0;
  for (const std::string& mail : mails) scan(mail);  // the automata are built as they are used
  const double from = seconds();
  for (const std::string& mail : mails) found += scan(mail);
  std::printf("%.0f %zu\n", static_cast<double>(mails.size()) / (seconds() - from), found);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fprintf(stderr, "usage: bench_scan ours|floor PATTERNS MAILS\n"), 2;
  const auto patterns = lines(argv[2]);
  const auto mails = lines(argv[3]);
  if (std::string(argv[1]) == "ours") {
    const auto set = sa::PatternSet::compile(patterns);
    if (!set) return std::fprintf(stderr, "%s\n", set.error().message.c_str()), 1;
    return run(mails, [&](const std::string& mail) { return scan_ours(*set, mail); });
  }
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  RE2::Set set(options, RE2::UNANCHORED);
  for (const std::string& pattern : patterns) set.Add("\\b(?:" + pattern + ")", nullptr);
  if (!set.Compile()) return std::fprintf(stderr, "the floor's set does not compile\n"), 1;
  return run(mails, [&](const std::string& mail) { return scan_floor(set, mail); });
}
