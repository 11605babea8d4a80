// Scores the analysis of a mail's text on rows that were written without sight of the rules (tests/data/unseen).
// The rules were then made with these rows in view: the figures guard what was reached, they do not foretell it for other mail.
// The figures printed are right/total; each file must reach what it once reached. An opt-out that nobody asked for is a live
// customer who hears nothing more: not one is allowed.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>

#include "base/reflect/reflect.h"
#include "mail/analysis.h"

namespace sa {
namespace {

// What was reached; a rule that lowers one of them is no better rule.
constexpr int kOptOut = 566;
constexpr int kAnswers = 173;
constexpr int kLanguage = 185;
constexpr int kDates = 127;

struct Row {
  std::string id;
  std::string text;
  std::string why;
  std::optional<std::string> lang;
  std::optional<std::string> subject;
  std::optional<std::string> opt_out;
  std::vector<std::string> intent;
  std::vector<std::string> not_intent;
  std::vector<std::string> language;
  std::optional<std::string> received;
  std::optional<std::string> return_date;
  static std::vector<Rule> rules() {
    return {rule(&Row::why).optional(), rule(&Row::intent).optional(), rule(&Row::not_intent).optional(),
            rule(&Row::language).optional()};
  }
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, text, why, lang, subject, opt_out, intent, not_intent, language, received,
                       return_date))

std::vector<Row> rows_of(const std::string& name) {
  std::vector<Row> rows;
  std::ifstream file(SA_SOURCE_DIR "/tests/data/unseen/" + name + ".jsonl");
  for (std::string line; std::getline(file, line);) {
    auto row = from_json_text<Row>(line);
    EXPECT_TRUE(row) << line;
    if (row) rows.push_back(*std::move(row));
  }
  EXPECT_FALSE(rows.empty()) << name;
  return rows;
}

const MailPolicy& policy() {
  static const MailPolicy loaded = *load_mail_policy();
  return loaded;
}

Analysis analyzed(const Row& row) {
  const bool notice = row.received.has_value();
  const auto message = parse_message(
      "From: Jo Doe <jo@example.com>\nTo: rep@ours.example\nSubject: " +
      row.subject.value_or("Re: our talk") +
      "\nMessage-ID: <1@example.com>\nIn-Reply-To: <0@ours.example>\n" +
      (notice ? "Auto-Submitted: auto-replied\nDate: " + *row.received + "T09:00:00Z\n" : std::string()) +
      "Content-Type: text/plain; charset=utf-8\n\n" + row.text + "\n");
  EXPECT_TRUE(message) << row.id;
  if (!message) return {};
  Message read = *message;
  if (notice) read.date = parse_rfc3339(*row.received + "T09:00:00Z");
  return analyze(read, policy());
}

/// Right answers by label and language.
class Score {
 public:
  void add(bool right, const std::string& label, const Row& row) {
    for (const std::string& group : {std::string("all"), label, row.lang.value_or("")}) {
      if (group.empty()) continue;
      ++groups_[group].second;
      if (right) ++groups_[group].first;
    }
  }
  int right() const { return groups_.at("all").first; }
  void print(const std::string& name) const {
    std::cout << name << ':';
    for (const auto& [group, count] : groups_)
      std::cout << ' ' << group << ' ' << count.first << '/' << count.second;
    std::cout << std::endl;
  }

 private:
  std::map<std::string, std::pair<int, int>> groups_;
};

TEST(UnseenWordsTest, OptOut) {
  Score score;
  int missed = 0;
  for (const Row& row : rows_of("opt_out")) {
    const Analysis analysis = analyzed(row);
    const std::string found(enum_name(analysis.opt_out));
    score.add(found == *row.opt_out, "=" + *row.opt_out, row);
    if (*row.opt_out != "sure") EXPECT_NE(found, "sure") << row.id << ": " << row.text;
    if (*row.opt_out == "sure" && found == "no") ++missed;
    EXPECT_EQ(analysis.opt_out == Belief::possible, !analysis.doubts.empty()) << row.id;
  }
  score.print("opt_out");
  EXPECT_EQ(missed, 0);
  EXPECT_GE(score.right(), kOptOut);
}

TEST(UnseenWordsTest, Answers) {
  Score score;
  for (const Row& row : rows_of("answers")) {
    const std::string found(enum_name(analyzed(row).intent));
    score.add(std::ranges::find(row.intent, found) != row.intent.end(), "=" + row.intent.front(), row);
  }
  score.print("answers");
  EXPECT_GE(score.right(), kAnswers);
}

TEST(UnseenWordsTest, Language) {
  Score score;
  for (const Row& row : rows_of("language"))
    score.add(std::ranges::find(row.language, analyzed(row).language) != row.language.end(),
              "=" + row.language.front(), row);
  score.print("language");
  EXPECT_GE(score.right(), kLanguage);
}

TEST(UnseenWordsTest, ReturnDates) {
  Score score;
  for (const Row& row : rows_of("dates")) {
    const Analysis analysis = analyzed(row);
    score.add(analysis.return_date == row.return_date, row.return_date ? "=date" : "=null", row);
    if (!row.return_date) EXPECT_FALSE(analysis.return_date) << row.id << ": a date is never invented";
  }
  score.print("dates");
  EXPECT_GE(score.right(), kDates);
}

}  // namespace
}  // namespace sa
