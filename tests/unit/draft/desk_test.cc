// The desk: what has to be looked at, which part a draft lies in, and how small its row is.
#include "core/draft/desk.h"

#include <gtest/gtest.h>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"
#include "core/draft/row.h"
#include "core/message/flood.h"

namespace sa {
namespace {

constexpr Instant kNow{1'764'000'000'000};

Draft clean_draft() {
  Draft draft;
  draft.id = "0198f2b0-7c1e-7000-8000-000000000001";
  draft.recipient = "ada@customer.example";
  draft.created_at = kNow - kHourMs;
  draft.expires_at = kNow + 7 * kDayMs;
  return draft;
}

Claim claim(ClaimStatus status) {
  Claim made;
  made.status = status;
  return made;
}

TEST(DeskTest, PointsAreWhatAPersonHasToLookAt) {
  struct Row {
    const char* name;
    void (*make)(Draft*);
    std::int64_t points;
    DeskWord word;
  };
  const Row rows[] = {
      {"nothing", [](Draft*) {}, 0, DeskWord::clean},
      {"a wait ends by itself",
       [](Draft* d) {
         d->verdict = {
             Outcome::hold,
             kNow,
             {{"time.window", Severity::hold, "", ""}, {"quota.contact_week", Severity::hold, "", ""}}};
       },
       0, DeskWord::clean},
      {"a doubt",
       [](Draft* d) { d->verdict = {Outcome::hold, {}, {{"contact.doubt", Severity::hold, "", ""}}}; }, 1,
       DeskWord::check},
      {"a block",
       [](Draft* d) {
         d->verdict = {Outcome::block, {}, {{"suppression.address", Severity::block, "", ""}}};
       },
       0, DeskWord::blocked},
      {"an issue, which the gate repeats",
       [](Draft* d) {
         d->checks.tone = {false, {{"tone.pressure", "", "body", "", {}, Severity::warn}}};
         d->verdict.reasons = {{"tone.pressure", Severity::warn, "", ""}};
       },
       1, DeskWord::check},
      {"an issue that only informs",
       [](Draft* d) { d->checks.tone.issues = {{"tone.plain", "", "body", "", {}, Severity::info}}; }, 0,
       DeskWord::clean},
      {"closed hours, which a person may leave",
       [](Draft* d) {
         d->verdict.outcome = Outcome::hold;
         d->verdict.reasons = {{"time.window", Severity::hold, "", ""},
                               {"mailbox.window", Severity::hold, "", ""}};
       },
       0, DeskWord::clean},
      {"the gap after another mail of the mailbox",
       [](Draft* d) {
         d->verdict.outcome = Outcome::hold;
         d->verdict.reasons = {{"mailbox.gap", Severity::hold, "", ""}};
       },
       0, DeskWord::clean},
      {"a mailbox that a person paused",
       [](Draft* d) {
         d->verdict.outcome = Outcome::hold;
         d->verdict.reasons = {{"mailbox.paused", Severity::hold, "", ""}};
       },
       1, DeskWord::check},
      {"a failure that does not say why", [](Draft* d) { d->checks.length.passed = false; }, 1,
       DeskWord::check},
      {"a claim without a source, which the gate repeats",
       [](Draft* d) {
         d->claims = {claim(ClaimStatus::UNSUPPORTED), claim(ClaimStatus::VERIFIED),
                      claim(ClaimStatus::ACKNOWLEDGED)};
         d->verdict.reasons = {{"claim.unsourced", Severity::warn, "", ""}};
       },
       1, DeskWord::check},
  };
  for (const Row& row : rows) {
    Draft draft = clean_draft();
    row.make(&draft);
    EXPECT_EQ(count_points(draft), row.points) << row.name;
    EXPECT_EQ(word_of(draft), row.word) << row.name;
  }
}

TEST(DeskTest, WhatWaitsIsDividedAndWhatIsSnoozedIsElsewhere) {
  const auto parts = [](const Draft& draft, MailSplit answers) {
    std::string all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<DeskSplit>>([&](auto described) {
      if (is_in(described.value, draft, answers, kNow))
        all += std::string(all.empty() ? "" : " ") + described.name;
    });
    return all;
  };
  Draft draft = clean_draft();
  EXPECT_EQ(parts(draft, MailSplit::interested), "pending clean");
  draft.message_id = "m";
  draft.created_at = kNow - kUrgentMs;
  EXPECT_EQ(parts(draft, MailSplit::interested), "pending urgent clean");
  EXPECT_EQ(parts(draft, MailSplit::other), "pending clean");
  draft.claims = {claim(ClaimStatus::UNSUPPORTED)};
  draft.expires_at = kNow + kUrgentMs - 1;
  EXPECT_EQ(parts(draft, MailSplit::other), "pending urgent needs_look");
  draft.snoozed_until = kNow + 1;
  EXPECT_EQ(parts(draft, MailSplit::interested), "snoozed");
  draft.snoozed_until = kNow;
  EXPECT_EQ(parts(draft, MailSplit::other), "pending urgent needs_look") << "its time has come";
  draft.status = DraftStatus::APPROVED;
  EXPECT_EQ(parts(draft, MailSplit::interested), "scheduled");
  draft.status = DraftStatus::OUTCOME_UNKNOWN;
  EXPECT_EQ(parts(draft, MailSplit::interested), "doubtful");
}

TEST(DeskTest, ARowHasAtMost400BytesWhateverIsWrittenInIt) {
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "\xE6\xBC\xA2\n \"";
  Draft draft = clean_draft();
  draft.subject = wide;
  draft.snoozed_until = kNow + kDayMs;
  const DeskRow row = desk_row(draft, {wide, wide, "legal_or_security_review", wide}, kNow);
  EXPECT_LE(to_json_text(row).size(), kDeskRowBytes);
  for (const std::string* text : {&row.name, &row.company, &row.subject, &row.words})
    EXPECT_TRUE(is_utf8(*text));
  EXPECT_FALSE(row.name.empty() || row.subject.empty());
  const DeskRow small = desk_row(clean_draft(), {"", "", "question", " How\n much? "}, kNow);
  EXPECT_EQ(small.name, "ada@customer.example");
  EXPECT_EQ(small.words, "How much? ");
}

TEST(DeskTest, ARowSaysUntilWhenItWaits) {
  Draft draft = clean_draft();
  const auto until = [&] { return desk_row(draft, {}, kNow).until; };
  draft.snoozed_until = kNow + 1;
  EXPECT_EQ(until(), kNow + 1);
  draft.snoozed_until = kNow;
  EXPECT_FALSE(until()) << "its time has come";
  draft.verdict.outcome = Outcome::hold;
  draft.verdict.until = kNow + kHourMs;
  draft.verdict.reasons = {{"time.window", Severity::hold, "", ""},
                           {"mailbox.window", Severity::hold, "", ""}};
  EXPECT_FALSE(until()) << "a person may leave closed hours";
  draft.verdict.reasons.push_back({"mailbox.gap", Severity::hold, "", ""});
  EXPECT_EQ(until(), kNow + kHourMs);
}

TEST(DeskTest, OnlyALargeImportAsksFirst) {
  EXPECT_FALSE(asks_first(kAnsweredUnaskedBytes));
  EXPECT_TRUE(asks_first(kAnsweredUnaskedBytes + 1));
}

}  // namespace
}  // namespace sa
