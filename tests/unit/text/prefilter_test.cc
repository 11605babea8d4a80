// The databases of patterns that are built into the program judge as RE2 alone does, verdict by verdict: over the sentences of
// tests/data/unseen, and over the mails and texts of ../shared/data as far as they are there.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "agents/policy/agent_policy.h"
#include "agents/prospecting/prospecting.h"
#include "base/reflect/reflect.h"
#include "mail/analysis.h"
#include "mail/mime/mbox.h"
#include "mail/text/prefilter.h"

namespace sa {
namespace {

namespace fs = std::filesystem;

/// All policies, compiled in one of the two ways.
struct Judge {
  Judge() : mail(load_mail_policy()), agents(load_agent_policy()) {}
  Result<MailPolicy> mail;
  Result<AgentPolicy> agents;

  std::string verdict(const Message& message) const {
    ProspectingContext context;
    context.analysis = analyze(message, *mail);
    context.answers_ours = true;
    const auto decision = Prospecting(*agents).decide(context, std::nullopt);
    return to_json_text(context.analysis) + "\n" + to_json_text(decision);
  }
};

class PrefilterTest : public testing::Test {
 protected:
  static const Judge& built_in() {
    static const Judge judge;
    return judge;
  }
  static const Judge& by_re2() {
    static const Judge judge = [] {
      const PatternSet::ByRe2Alone alone;
      return Judge();
    }();
    return judge;
  }
  void compare(const Message& message) {
    ++compared_;
    ASSERT_EQ(built_in().verdict(message), by_re2().verdict(message)) << message.text.substr(0, 2000);
  }
  void compare_words(const boost::json::value& value) {
    if (const auto* text = value.if_string()) {
      if (text->size() > 11) compare(compose_message("Ben <ben@acme.example>", "A question", *text));
    } else if (const auto* list = value.if_array()) {
      for (const auto& member : *list) compare_words(member);
    } else if (const auto* object = value.if_object()) {
      for (const auto& [name, member] : *object) compare_words(member);
    }
  }
  /// Every `step`-th line.
  void compare_lines(const fs::path& path, int step) {
    std::ifstream file(path);
    int n = 0;
    for (std::string line; std::getline(file, line);)
      if (!line.empty() && n++ % step == 0) compare_words(boost::json::parse(line));
  }
  void compare_mail(const std::string& raw) {
    if (const auto message = parse_message(raw)) compare(*message);
  }
  void compare_mbox(const fs::path& path, std::uint64_t step) {
    std::ifstream file(path, std::ios::binary);
    const std::string all(std::istreambuf_iterator<char>(file), {});
    MboxSplitter splitter([&](MboxEntry&& entry) {
      if (entry.index % step == 0) compare_mail(entry.raw);
    });
    splitter.feed(all);
    splitter.finish();
  }

  std::size_t compared_ = 0;
};

// Without this the others would compare RE2 with itself.
TEST_F(PrefilterTest, a_set_of_a_policy_has_a_database_and_another_has_none) {
  PatternSet::Recorder recorder;
  ASSERT_TRUE(load_mail_policy());
  ASSERT_TRUE(load_agent_policy());
  ASSERT_GT(recorder.sets().size(), 50u);
  for (const auto& set : recorder.sets()) {
    const Prefilter* found = Prefilter::find(set);
    ASSERT_NE(found, nullptr) << set.front();
    std::vector<std::size_t> numbers;
    EXPECT_TRUE(found->candidates("please stop writing to me", &numbers)) << set.front();
    EXPECT_LT(numbers.size(), std::max<std::size_t>(set.size() / 2, 3)) << set.front();
  }
  EXPECT_EQ(Prefilter::find({"an owner's own"}), nullptr);
}

TEST_F(PrefilterTest, judges_sentences_as_re2_does) {
  for (const auto& file : fs::directory_iterator(fs::path(SA_SOURCE_DIR) / "tests/data/unseen"))
    if (file.path().extension() == ".jsonl") compare_lines(file.path(), 1);
  EXPECT_GT(compared_, 500u);
}

TEST_F(PrefilterTest, judges_real_mail_as_re2_does) {
  const fs::path data = fs::path(SA_SOURCE_DIR) / "../shared/data";
  if (!fs::exists(data / "mail"))
    GTEST_SKIP() << "../shared/data/mail is not there: real mail was not tested";
  std::vector<fs::path> paths;
  for (const char* folder : {"mail", "trouble", "replyparse", "intents", "injection"})
    for (const auto& file : fs::recursive_directory_iterator(data / folder))
      if (file.is_regular_file()) paths.push_back(file.path());
  std::ranges::sort(paths);
  // A sample of each large collection: the whole takes RE2 minutes (bench/b2_judge.sh compares more).
  for (const fs::path& path : paths) {
    if (path.extension() == ".mbox") {
      compare_mbox(path, 20);
    } else if (path.extension() == ".jsonl") {
      compare_lines(path, 10);
    } else if (path.extension() == ".eml") {
      std::ifstream file(path, std::ios::binary);
      compare_mail({std::istreambuf_iterator<char>(file), {}});
    }
  }
  EXPECT_GT(compared_, 500u);
}

TEST_F(PrefilterTest, finds_what_the_looser_form_could_lose) {
  // Boundaries, anchors inside of an expression, repeated groups, colons of other scripts, letters outside ASCII.
  for (const char* words : {"",
                            "\n",
                            "si",
                            "si\n",
                            "STOP",
                            "stop.",
                            "- stop -",
                            "Sì, grazie",
                            "yes!\n\nyes",
                            "x stop",
                            "stopping",
                            "i'm out",
                            "ok. i'm out",
                            "am back",
                            "助手:停止",
                            "写道:",
                            "在 2024-01-02 某人写道:",
                            "退订",
                            "请不要再发邮件",
                            "больше не пишите",
                            "please please please send me the price list",
                            "\xff\xfe stop \x80"})
    compare(compose_message("Ben <ben@acme.example>", words, words));
}

}  // namespace
}  // namespace sa
