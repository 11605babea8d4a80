// The causes that keep mail back: which is named first, what they say of several mails, and that every rule has a remedy of its own.
#include "core/draft/why.h"

#include <gmock/gmock.h>

namespace sa {
namespace {

using ::testing::ElementsAre;

constexpr Instant kNow{1'795'429'800'000};

Draft draft(const std::string& id, DraftStatus status, std::vector<Reason> reasons = {},
            std::optional<Instant> until = {}) {
  Draft made;
  made.id = id;
  made.recipient = id + "@acme.example";
  made.status = status;
  made.verdict.reasons = std::move(reasons);
  for (const Reason& each : made.verdict.reasons) {
    if (each.severity == Severity::hold && made.verdict.outcome == Outcome::send)
      made.verdict.outcome = Outcome::hold;
    if (each.severity == Severity::block) made.verdict.outcome = Outcome::block;
  }
  made.verdict.until = until;
  return made;
}

std::vector<std::string> rules_of(const Why& why) {
  std::vector<std::string> all;
  for (const Cause& each : why.causes) all.push_back(each.rule);
  return all;
}

TEST(Why, AnApprovedMailThatNothingHoldsGoesOut) {
  WhyFinder finder(kNow);
  finder.add_draft(draft("d", DraftStatus::APPROVED), true);
  const Why why = std::move(finder).finish();
  EXPECT_TRUE(why.sending);
  EXPECT_EQ(why.next_send_at, kNow);
  EXPECT_TRUE(why.causes.empty());
}

TEST(Why, OfCausesThatKeepBackAsManyTheOneThatReachesFurtherComesFirst) {
  WhyFinder finder(kNow);
  const Instant later = kNow + kHourMs;
  finder.add_draft(draft("d", DraftStatus::APPROVED,
                         {{"time.window", Severity::hold, "Closed.", ""},
                          {"thread.newer_reply", Severity::hold, "They wrote.", ""},
                          {"mailbox.paused", Severity::hold, "a@x.example is paused.", ""},
                          {"content.length", Severity::warn, "Long.", ""}},
                         later),
                   true);
  const Why why = std::move(finder).finish();
  EXPECT_THAT(rules_of(why), ElementsAre("mailbox.paused", "thread.newer_reply", "time.window"));
  EXPECT_FALSE(why.causes[0].ends_at);
  EXPECT_EQ(why.causes[2].ends_at, later);
  EXPECT_FALSE(why.next_send_at) << "somebody must do something first";
}

TEST(Why, ManyMailsComeBeforeOne) {
  WhyFinder finder(kNow);
  finder.add_draft(
      draft("a", DraftStatus::APPROVED, {{"mailbox.paused", Severity::hold, "a@x.example is paused.", ""}}),
      true);
  for (const char* id : {"b", "c"}) finder.add_draft(draft(id, DraftStatus::PENDING_APPROVAL), false);
  const Why why = std::move(finder).finish();
  EXPECT_THAT(rules_of(why), ElementsAre("draft.pending", "mailbox.paused"));
  EXPECT_EQ(why.causes[0].count, 2);
  EXPECT_THAT(why.causes[0].sample, ElementsAre("b", "c"));
}

TEST(Why, EachMailboxIsACauseOfItsOwn) {
  WhyFinder finder(kNow);
  finder.add_draft(
      draft("a", DraftStatus::APPROVED, {{"mailbox.paused", Severity::hold, "a@x.example is paused.", ""}}),
      true);
  finder.add_draft(
      draft("b", DraftStatus::APPROVED, {{"mailbox.paused", Severity::hold, "b@x.example is paused.", ""}}),
      true);
  finder.add_draft(
      draft("c", DraftStatus::APPROVED, {{"quota.contact_week", Severity::hold, "Two mails.", ""}}, kNow + 1),
      true);
  finder.add_draft(draft("d", DraftStatus::APPROVED,
                         {{"quota.contact_week", Severity::hold, "Three mails.", ""}}, kNow + 9),
                   true);
  const Why why = std::move(finder).finish();
  ASSERT_THAT(rules_of(why), ElementsAre("quota.contact_week", "mailbox.paused", "mailbox.paused"));
  EXPECT_EQ(why.causes[0].words, "2 mails. The first: Two mails.");
  EXPECT_EQ(why.causes[0].ends_at, kNow + 1);
  EXPECT_EQ(why.next_send_at, kNow + 1);
}

TEST(Why, BeforeTheApprovalNothingWaitsForItsTime) {
  WhyFinder finder(kNow);
  finder.add_draft(draft("a", DraftStatus::PENDING_APPROVAL,
                         {{"time.window", Severity::hold, "Closed.", ""},
                          {"suppression.address", Severity::block, "No.", ""}}),
                   false);
  EXPECT_THAT(rules_of(std::move(finder).finish()), ElementsAre("suppression.address", "draft.pending"));
}

TEST(Why, SendLeavesTheHoursButNoQuota) {
  WhyFinder finder(kNow);
  finder.add_draft(draft("a", DraftStatus::APPROVED,
                         {{"time.window", Severity::hold, "Closed.", ""},
                          {"quota.mailbox_day", Severity::hold, "Full.", ""}},
                         kNow + 5),
                   false);
  const Why why = std::move(finder).finish();
  EXPECT_THAT(rules_of(why), ElementsAre("quota.mailbox_day", "draft.not_sent"));
  EXPECT_FALSE(why.next_send_at) << "nobody asked for it";
}

TEST(Why, WhatEndsForSomeOnlyIsThereUntilSomebodyEndsIt) {
  WhyFinder finder(kNow);
  finder.add({"mailbox.paused", "a@x.example is paused.", {}, 1, {"a"}, kNow + 5});
  finder.add({"mailbox.paused", "a@x.example is paused.", {}, 1, {"b"}, std::nullopt});
  EXPECT_FALSE(std::move(finder).finish().causes[0].ends_at);
}

TEST(Why, WhatBlocksALaunchComesBeforeTheLaunch) {
  WhyFinder finder(kNow);
  Campaign campaign;
  campaign.campaign_id = "autumn";
  campaign.name = "Autumn";
  finder.add_unlaunched(campaign,
                        {{"segment.empty", CheckOutcome::ok, "It has 3.", 3, {}},
                         {"sequence.active", CheckOutcome::block, "It is a draft.", 1, {"pilot"}},
                         {"contact.timezone", CheckOutcome::warn, "One has none.", 1, {"c1"}}},
                        3);
  EXPECT_THAT(rules_of(std::move(finder).finish()), ElementsAre("sequence.active", "campaign.not_launched"));
}

TEST(Why, EveryRuleHasARemedy) {
  for (const char* rule :
       {"mailbox.paused", "campaign.paused", "quota.other", "time.other", "suppression.domain",
        "consent.expired", "sequence.other", "template.other", "contact.other", "claim.other"})
    EXPECT_NE(remedy_for(rule), remedy_for("content.length")) << rule;
}

}  // namespace
}  // namespace sa
