// From the bytes of a mail to the words of its writer, scored on mails that were written without a look at the rules
// (tests/data/unseen). A file counts how many of its rows are right in every expected field; it fails below what was reached.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>

#include "base/crypto/hash.h"
#include "mail/analysis.h"

namespace sa {
namespace {

namespace json = boost::json;

const MailPolicy& policy() {
  static const MailPolicy loaded = *load_mail_policy();
  return loaded;
}

/// One blank for any white space, none at the ends.
std::string flat(std::string_view text) {
  std::string out;
  bool blank = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!space && blank && !out.empty()) out += ' ';
    if (!space) out += c;
    blank = space;
  }
  return out;
}

std::string raw_mail(const json::object& row) {
  if (row.contains("eml")) return std::string(row.at("eml").as_string());
  std::string text(row.at("eml_b64").as_string());
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return from_base64url(text).value_or("");
}

std::vector<std::string> strings(const json::value& value) {
  std::vector<std::string> all;
  if (value.is_string()) return {std::string(value.as_string())};
  for (const json::value& one : value.as_array()) all.emplace_back(one.as_string());
  return all;
}

bool has_all(const std::string& text, const json::value& wanted, bool present = true) {
  return std::ranges::all_of(strings(wanted), [&](const std::string& one) {
    return (flat(text).find(flat(one)) != std::string::npos) == present;
  });
}

std::string answer_to(const Message& message) {
  return message.reply_to.empty() ? message.from.address : message.reply_to.front().address;
}

/// What the mail says that is not as expected: "field: what we have". Kinds, wishes and languages are scored elsewhere.
std::vector<std::string> faults(const json::object& row) {
  const Message message = *parse_message(raw_mail(row));
  const Analysis analysis = analyze(
      message, policy(), std::vector<std::string>{"ana.ruiz@tallyfern.example", "sales@tallyfern.example"});
  std::vector<std::string> wrong;
  const auto check = [&](std::string_view field, bool right, const std::string& have) {
    if (!right) wrong.push_back(std::string(field) + ": " + have);
  };
  for (const auto& [field, want] : row.at("expect").as_object()) {
    if (field == "reply_text")
      check(field, flat(analysis.reply_text) == flat(want.as_string()), analysis.reply_text);
    if (field == "reply_contains") check(field, has_all(analysis.reply_text, want), analysis.reply_text);
    if (field == "reply_not_contains")
      check(field, has_all(analysis.reply_text, want, false), analysis.reply_text);
    if (field == "text_contains") check(field, has_all(message.text, want), message.text);
    if (field == "subject") check(field, flat(message.subject) == flat(want.as_string()), message.subject);
    if (field == "from_name") check(field, message.from.name == want.as_string(), message.from.name);
    if (field == "answer_to") check(field, answer_to(message) == want.as_string(), answer_to(message));
    if (field == "mentions")
      for (const std::string& one : strings(want))
        check(field, std::ranges::find(analysis.entities.emails, one) != analysis.entities.emails.end(), one);
    if (field == "attachment_names") {
      std::vector<std::string> names;
      for (const Attachment& attachment : message.attachments) names.push_back(attachment.name);
      check(field, names == strings(want), names.empty() ? "none" : names.front());
    }
    if (field == "kind" && strings(want) == std::vector<std::string>{"calendar"})
      check(field, analysis.kind == MessageKind::calendar, analysis.kind_reason);
  }
  return wrong;
}

struct Reached {
  const char* file;
  int right;
  int all;
};

class WrittenWordsTest : public testing::TestWithParam<Reached> {};

TEST_P(WrittenWordsTest, UnseenMails) {
  std::ifstream file(std::string(SA_SOURCE_DIR "/tests/data/unseen/") + GetParam().file + ".jsonl");
  ASSERT_TRUE(file);
  int right = 0;
  int all = 0;
  for (std::string line; std::getline(file, line); ++all) {
    const json::object row = json::parse(line).as_object();
    const auto wrong = faults(row);
    right += wrong.empty();
    for (const std::string& one : wrong)
      std::printf("%s (%s): %s\n", row.at("id").as_string().c_str(), row.at("why").as_string().c_str(),
                  one.c_str());
  }
  std::printf("%s: %d of %d\n", GetParam().file, right, all);
  EXPECT_EQ(all, GetParam().all);
  EXPECT_GE(right, GetParam().right);
}

INSTANTIATE_TEST_SUITE_P(Files, WrittenWordsTest,
                         testing::Values(Reached{"reply_cut", 37, 37}, Reached{"html", 25, 25},
                                         Reached{"unread_text", 17, 17}, Reached{"charset", 18, 18},
                                         Reached{"headers", 17, 17}),
                         [](const auto& row) { return row.param.file; });

}  // namespace
}  // namespace sa
