// Threads: ids first; the subject only as the last resort.
#include "mail/thread.h"

#include <gtest/gtest.h>

#include "base/embedded.h"
#include "mail/thread_index.h"

namespace sa {
namespace {

const SubjectPolicy& policy() {
  static const SubjectPolicy loaded = *load_subject_policy(*find_embedded("policy/subject.json"));
  return loaded;
}

TEST(ThreadTest, NearestParentFirst) {
  Message message;
  message.message_id = "3@x";
  message.in_reply_to = {"2@x"};
  message.references = {"0@x", "1@x", "2@x"};
  EXPECT_EQ(parent_ids(message), (std::vector<std::string>{"2@x", "1@x", "0@x"}));
  message.in_reply_to = {"3@x"};  // itself is nobody's parent
  message.references.clear();
  EXPECT_TRUE(parent_ids(message).empty());
}

TEST(ThreadTest, BaseSubjects) {
  const struct {
    const char* subject;
    const char* base;
    bool is_reply;
    bool is_forward;
  } rows[] = {
      {"Offer", "offer", false, false},
      {"Re: Offer", "offer", true, false},
      {"RE: re: Re[2]: Offer", "offer", true, false},
      {"AW: Angebot", "angebot", true, false},
      {"Fwd: Offer", "offer", false, true},
      {"WG: Angebot", "angebot", false, true},
      {"[list] Re: Offer", "offer", true, false},
      {"Re: [list] Offer", "offer", true, false},
      {"Reply to you", "reply to you", false, false},
      {"Re:", "", true, false},
      {"SV: Tilbud", "tilbud", true, false},
      {"R: Offerta", "offerta", true, false},
      {"回复: 报价", "报价", true, false},
  };
  for (const auto& row : rows) {
    const BaseSubject base = base_subject(row.subject, policy());
    EXPECT_EQ(base.text, row.base) << row.subject;
    EXPECT_EQ(base.is_reply, row.is_reply) << row.subject;
    EXPECT_EQ(base.is_forward, row.is_forward) << row.subject;
  }
}

TEST(ThreadTest, TheSubjectAloneOnlyAmongTheSamePeopleAndSoon) {
  Message message;
  message.subject = "Re: Offer";
  message.from = {"", "Jo@example.com"};
  message.to = {{"", "rep@ours.example"}};
  const Instant now{1'800'000'000'000};
  const std::vector<std::string> own{"rep@ours.example"};
  const SubjectCandidate same{"t1", now, {"jo@example.com", "rep@ours.example"}};
  const SubjectCandidate others{"t2", now, {"ann@example.com", "rep@ours.example"}};
  const SubjectCandidate old{"t3", Instant{now.ms - 90LL * 86'400'000}, {"jo@example.com"}};
  EXPECT_EQ(choose_thread_by_subject(message, {others, same}, own, now, policy()), "t1");
  EXPECT_EQ(choose_thread_by_subject(message, {others}, own, now, policy()), std::nullopt);
  EXPECT_EQ(choose_thread_by_subject(message, {old}, own, now, policy()), std::nullopt);
  message.subject = "Offer";  // no reply
  EXPECT_EQ(choose_thread_by_subject(message, {same}, own, now, policy()), std::nullopt);
}

TEST(ThreadTest, issue_a_thread_index_holds_among_those_who_take_part) {
  const auto ids = [](const char* index, const char* from) {
    Message message;
    message.from = {"", from};
    message.to = {{"", "rep@ours.example"}};
    message.headers = {{"Thread-Index", index}};
    return exchange_conversation_ids(message, {"rep@ours.example"});
  };
  const auto first = ids("AdpuAAECAwQFBgcICQoLDA0ODxAREg==", "Jo@example.com");
  EXPECT_EQ(first.size(), 1u);
  EXPECT_EQ(ids("AdpuAAECAwQFBgcICQoLDA0ODxAREgABAgME", "jo@example.com"), first)
      << "an answer adds five bytes";
  EXPECT_NE(ids("AdpuAAECAwQFBgcICQoLDA0ODxAREg==", "al@example.com"), first) << "a stranger";
  EXPECT_NE(ids("AdpwMjM0NTY3ODk6Ozw9Pj9AQUJDRA==", "jo@example.com"), first) << "another conversation";
  EXPECT_TRUE(ids("short", "jo@example.com").empty());
}

TEST(ThreadTest, issue_a_mail_without_message_id_joins_its_own_subject_for_a_day) {
  Message message;
  message.subject = "Offer";
  message.message_id_derived = true;
  message.from = {"", "jo@example.com"};
  const Instant at{1'700'000'000'000};
  const std::vector<SubjectCandidate> same{{"t1", at, {"jo@example.com"}}};
  EXPECT_EQ(choose_thread_by_subject(message, same, {}, at, policy()), "t1");
  EXPECT_EQ(choose_thread_by_subject(message, {{"t1", at, {"al@example.com"}}}, {}, at, policy()),
            std::nullopt);
  EXPECT_EQ(
      choose_thread_by_subject(message, {{"t1", at - 2 * kDayMs, {"jo@example.com"}}}, {}, at, policy()),
      std::nullopt);
}

}  // namespace
}  // namespace sa
