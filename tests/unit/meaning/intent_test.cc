// Intents in people's own words. Some replies can be read in two ways: then either main intent is accepted.
#include "mail/meaning/intent.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/reflect/reflect.h"
#include "mail/analysis.h"

namespace sa {
namespace {

const MailPolicy& policy() {
  static const MailPolicy loaded = *load_mail_policy();
  return loaded;
}

/// As the body of a mail with a header, the way a reply arrives.
Analysis analyzed(const std::string& text) {
  const auto message = parse_message(
      "From: Jo Doe <jo@example.com>\nTo: rep@ours.example\nSubject: Re: our talk\nMessage-ID: "
      "<1@example.com>\n"
      "Content-Type: text/plain; charset=utf-8\n\n" +
      text + "\n");
  EXPECT_TRUE(message);
  return message ? analyze(*message, policy()) : Analysis{};
}

using enum Intent;

struct Row {
  std::vector<std::string> intents;
  std::string text;
};

/// tests/data/replies.txt
std::vector<Row> replies() {
  std::vector<Row> rows;
  std::ifstream file(SA_SOURCE_DIR "/tests/data/replies.txt");
  for (std::string line; std::getline(file, line);) {
    const std::size_t bar = line.find(" | ");
    if (line.starts_with('#') || bar == line.npos) continue;
    Row row{{}, line.substr(bar + 3)};
    std::istringstream names(line.substr(0, bar));
    for (std::string name; std::getline(names, name, ',');) row.intents.push_back(name);
    rows.push_back(std::move(row));
  }
  return rows;
}

// clang-format off
// Words of an opt-out that ask for none.
const char* const kNoOptOuts[] = {
    "Thanks.",
    "Ok, noted.",
    "Got it, thank you.",
    "Thanks for letting me know.",
    "Received, thanks.",
    "Who is this?",
    "Thanks for the update.",
    "Noted with thanks.",
    "Hello",
    "Please stop by our booth at the fair.",
    "We stopped using that last year.",
    "I did not receive your email, can you resend?",
    "Please remove the second attachment and send it again.",
    "I can't stop thinking about your demo!",
    "Could you take a look at the list?",
    "Don't hesitate to contact me again.",
    "Our list of requirements is attached.",
    "Never mind, I found it.",
    "Do not worry, no rush on this.",
    "Can you remove the discount clause from the contract?",
    "Bitte löschen Sie die alte Version und nehmen Sie die neue.",
};
// clang-format on

TEST(IntentTest, MainIntentOfReplies) {
  const auto rows = replies();
  ASSERT_GT(rows.size(), 400u);
  for (const Row& row : rows) {
    const std::string found(enum_name(analyzed(row.text).intent));
    EXPECT_NE(std::ranges::find(row.intents, found), row.intents.end())
        << row.text << " is taken for " << found;
  }
}

TEST(IntentTest, NoOptOutWhereNobodyAsksForOne) {
  for (const char* text : kNoOptOuts) {
    const Analysis analysis = analyzed(text);
    EXPECT_FALSE(analysis.intents.unsubscribe) << text;
    EXPECT_EQ(enum_name(analysis.kind), "human_reply") << text;
  }
}

TEST(IntentTest, NegationAndConditions) {
  const struct {
    const char* text;
    bool interested;
  } rows[] = {{"We are interested.", true},
              {"We are not interested.", false},
              {"I am not really interested in this.", false},
              {"If you are interested, here is our price list.", false},
              {"Not today, but we are interested in a demo.", true},
              {"Falls Sie interessiert sind, hier die Liste.", false}};
  for (const auto& row : rows) EXPECT_EQ(analyzed(row.text).intents.interested, row.interested) << row.text;
  EXPECT_EQ(analyzed("No budget until March.").intent, not_now);
  // A "no" that says yes.
  EXPECT_EQ(analyzed("Don't forget to send me the price list.").intent, info_request);
  EXPECT_EQ(analyzed("Please don't hesitate to share some references.").intent, info_request);
  EXPECT_EQ(analyzed("Why don't we have a call on Monday?").intent, meeting_request);
  EXPECT_EQ(analyzed("We can't have a call on Monday.").intents.meeting_request, false);
  EXPECT_EQ(analyzed("Bitte vergessen Sie nicht, mir das Angebot zu schicken.").intent, info_request);
}

TEST(IntentTest, SeveralAtOnceEachWithItsSentence) {
  const std::string text = "Sounds interesting. What does it cost? Can we talk on Tuesday at 3pm?";
  const Analysis analysis = analyzed(text);
  EXPECT_TRUE(analysis.intents.interested);
  EXPECT_TRUE(analysis.intents.pricing);
  EXPECT_TRUE(analysis.intents.meeting_request);
  EXPECT_TRUE(analysis.intents.question);
  for (const AnalysisReason& reason : analysis.reasons) {
    if (!reason.rule.starts_with("intent.pricing")) continue;
    const auto start = static_cast<std::size_t>(reason.span.start);
    EXPECT_EQ(text.substr(start, static_cast<std::size_t>(reason.span.end) - start), "What does it cost?");
  }
}

TEST(IntentTest, issue_evidence_of_a_question_mark_was_empty) {
  for (const AnalysisReason& reason : analyzed("Really?").reasons)
    EXPECT_FALSE(reason.words.empty()) << reason.rule;
}

TEST(IntentTest, issue_a_company_name_greeted) {
  EXPECT_FALSE(analyzed("The file is attached.\n\nHi-Tech GmbH\nHello Fresh Support").intents.greeting);
  EXPECT_TRUE(analyzed("Hi Ann,\nthe file is attached.").intents.greeting);
}

TEST(IntentTest, LookAlikesAndInvisibleCharactersDoNotHide) {
  EXPECT_EQ(analyzed("Plea\u200bse unsub\u200dscribe me").intent, unsubscribe);
  EXPECT_EQ(analyzed("Please unsubscr\u0456be me").intent, unsubscribe) << "a Cyrillic i";
  EXPECT_EQ(analyzed("\uff30lease \uff55nsubscribe me").intent, unsubscribe) << "full-width letters";
}

TEST(IntentTest, Sentiment) {
  const struct {
    const char* text;
    Sentiment sentiment;
  } rows[] = {{"Sounds great, let's talk!", Sentiment::positive},
              {"Please send the price list.", Sentiment::neutral},
              {"We do not need this.", Sentiment::negative},
              {"Not looking for anything at this time.", Sentiment::negative},
              {"Maybe next year.", Sentiment::neutral},
              {"Stop writing to me.", Sentiment::negative}};
  for (const auto& row : rows)
    EXPECT_EQ(enum_name(analyzed(row.text).sentiment), enum_name(row.sentiment)) << row.text;
}

}  // namespace
}  // namespace sa
