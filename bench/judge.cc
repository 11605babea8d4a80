// B2: bench_judge [--re2-alone] [--verdicts OUT] [--at-most N] FILE... judges each mail of the files once, as `analyze` does, and prints
// mails per second of CPU, how the process grew meanwhile in KB, and milliseconds of CPU to load the rules. FILE is an mbox,
// a single mail, or lines of JSON of which every string is judged as the words of a mail. OUT gets one verdict a line: two builds
// judge alike when these files are equal. Real mail, each once: with words repeated, automata are warm and the figure is a fiction.
#include <boost/json.hpp>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/policy/agent_policy.h"
#include "agents/prospecting/prospecting.h"
#include "base/reflect/reflect.h"
#include "mail/analysis.h"
#include "mail/mime/mbox.h"
#include "mail/mime/message.h"

namespace {

constexpr std::size_t kShortest = 12;  // bytes of a string that is taken for the words of a mail

struct Input {
  std::string text;
  bool is_mail = true;  ///< else words that came without one
};

double cpu_ms() {
  return static_cast<double>(std::clock()) * 1000 / CLOCKS_PER_SEC;
}

long resident_kb() {
  std::ifstream file("/proc/self/statm");
  long size = 0, resident = 0;
  file >> size >> resident;
  return resident * 4;
}

void take_strings(const boost::json::value& value, std::vector<Input>* inputs) {
  if (const auto* text = value.if_string()) {
    if (text->size() >= kShortest) inputs->push_back({std::string(*text), false});
  } else if (const auto* list = value.if_array()) {
    for (const auto& member : *list) take_strings(member, inputs);
  } else if (const auto* object = value.if_object()) {
    for (const auto& [name, member] : *object) take_strings(member, inputs);
  }
}

void read(const std::string& path, std::vector<Input>* inputs) {
  std::ifstream file(path, std::ios::binary);
  if (path.ends_with(".jsonl")) {
    for (std::string line; std::getline(file, line);)
      if (!line.empty()) take_strings(boost::json::parse(line), inputs);
    return;
  }
  std::string all(std::istreambuf_iterator<char>(file), {});
  if (!all.starts_with("From ")) {
    inputs->push_back({std::move(all)});
    return;
  }
  sa::MboxSplitter splitter([&](sa::MboxEntry&& entry) { inputs->push_back({std::move(entry.raw)}); });
  splitter.feed(all);
  splitter.finish();
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Input> inputs;
  std::ofstream verdicts;
  bool by_re2 = false;
  std::size_t at_most = static_cast<std::size_t>(-1);
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--verdicts" && i + 1 < argc) {
      verdicts.open(argv[++i]);
    } else if (word == "--re2-alone") {
      by_re2 = true;
    } else if (word == "--at-most" && i + 1 < argc) {
      at_most = std::stoul(argv[++i]);
    } else {
      read(argv[i], &inputs);
    }
  }
  if (inputs.size() > at_most) inputs.resize(at_most);
  std::optional<sa::PatternSet::ByRe2Alone> alone;
  if (by_re2) alone.emplace();
  const double start = cpu_ms();
  const auto policy = sa::load_mail_policy();
  const auto agents = sa::load_agent_policy();
  if (inputs.empty() || !policy || !agents)
    return std::fprintf(stderr, "bench_judge: no mail, or no rules\n"), 1;
  const double loaded = cpu_ms();
  const long before = resident_kb();
  const sa::Prospecting prospecting(*agents);
  double spent = 0;
  for (const Input& input : inputs) {
    const double from = cpu_ms();
    const auto message = input.is_mail
                             ? sa::parse_message(input.text)
                             : sa::compose_message("Ben <ben@acme.example>", "A question", input.text);
    if (!message) continue;
    sa::ProspectingContext context;
    context.analysis = sa::analyze(*message, *policy);
    context.answers_ours = message->in_reply_to.size() > 0;
    const sa::ProspectingDecision decision = prospecting.decide(context, std::nullopt);
    spent += cpu_ms() - from;
    if (verdicts.is_open())
      verdicts << sa::to_json_text(context.analysis) << " " << sa::to_json_text(decision) << "\n";
  }
  std::printf("%.0f %ld %.0f\n", static_cast<double>(inputs.size()) * 1000 / spent, resident_kb() - before,
              loaded - start);
  return 0;
}
