// What became of a planned mail, and why.
#include "core/simulation/actual.h"

#include <gtest/gtest.h>

#include <functional>

namespace sa {
namespace {

constexpr Instant kAt{1'780'000'000'000};

PlannedMail planned() {
  PlannedMail mail;
  mail.contact_id = "ada";
  mail.step_id = "first";
  mail.planned_at = kAt;
  mail.planned_mailbox = "ana@ours.example";
  mail.enrollment_status = EnrollmentStatus::WAITING;
  return mail;
}

PlannedMail sent(std::int64_t late_ms) {
  PlannedMail mail = planned();
  mail.enrollment_status = EnrollmentStatus::FINISHED;
  mail.draft_id = "d1";
  mail.draft_status = DraftStatus::SENT;
  mail.sent_at = kAt + late_ms;
  mail.approved_at = kAt - kHourMs;
  mail.mailbox = "Ana@Ours.example";
  return mail;
}

TEST(PlanAgainstActual, WhatLeftWithinAMinuteIsTheSame) {
  const PlanAgainstActual found = hold_against({sent(0), sent(kSameMs - 1), sent(-kSameMs + 1)}, {}, kAt);
  EXPECT_EQ(found.same, 3);
  EXPECT_TRUE(found.moved.empty());
}

TEST(PlanAgainstActual, WhatIsPlannedForLaterIsNotMissing) {
  EXPECT_EQ(hold_against({planned()}, {}, kAt - 1).waiting, 1);
  EXPECT_EQ(hold_against({planned()}, {}, kAt).missing.size(), 1u);
}

struct Row {
  const char* name;
  std::function<void(PlannedMail&)> change;
  const char* rule;
};

TEST(PlanAgainstActual, WhyItMoved) {
  const Row rows[] = {
      {"another mailbox", [](PlannedMail& mail) { mail.mailbox = "ben@ours.example"; }, "mailbox.other"},
      {"approved late", [](PlannedMail& mail) { mail.approved_at = kAt + 1; }, "draft.late"},
      {"sent by a person before", [](PlannedMail& mail) { mail.sent_at = kAt - kHourMs; }, "draft.early"},
      {"held", [](PlannedMail&) {}, "draft.held"},
  };
  for (const Row& row : rows) {
    PlannedMail mail = sent(kHourMs);
    row.change(mail);
    const PlanAgainstActual found = hold_against({mail}, {}, kAt);
    ASSERT_EQ(found.moved.size(), 1u) << row.name;
    EXPECT_EQ(found.moved[0].rule, row.rule) << row.name;
    EXPECT_FALSE(found.moved[0].words.empty());
  }
}

TEST(PlanAgainstActual, WhyItIsMissing) {
  const Row rows[] = {
      {"left out", [](PlannedMail& mail) { mail.enrollment_status.reset(); }, "campaign.skipped"},
      {"stopped",
       [](PlannedMail& mail) {
         mail.enrollment_status = EnrollmentStatus::STOPPED;
         mail.enrollment_reason = EnrollmentReason{"sequence.reply", "They replied.", "message:m1", {}};
         mail.draft_status = DraftStatus::APPROVED;
       },
       "sequence.reply"},
      {"pending", [](PlannedMail& mail) { mail.draft_status = DraftStatus::PENDING_APPROVAL; },
       "draft.pending"},
      {"rejected", [](PlannedMail& mail) { mail.draft_status = DraftStatus::REJECTED; }, "draft.rejected"},
      {"expired", [](PlannedMail& mail) { mail.draft_status = DraftStatus::EXPIRED; }, "draft.expired"},
      {"failed", [](PlannedMail& mail) { mail.draft_status = DraftStatus::FAILED; }, "draft.failed"},
      {"on its way", [](PlannedMail& mail) { mail.draft_status = DraftStatus::SENDING; }, "draft.sending"},
      {"held by the gate",
       [](PlannedMail& mail) {
         mail.draft_status = DraftStatus::APPROVED;
         mail.verdict = Verdict{Outcome::hold,
                                {},
                                {{"footer.note", Severity::warn, "A note.", ""},
                                 {"mailbox.gap", Severity::hold, "The gap.", ""}}};
       },
       "mailbox.gap"},
      {"approved", [](PlannedMail& mail) { mail.draft_status = DraftStatus::APPROVED; }, "draft.approved"},
      {"over without it", [](PlannedMail& mail) { mail.enrollment_status = EnrollmentStatus::FINISHED; },
       "step.condition"},
      {"still to be made", [](PlannedMail&) {}, "sequence.waiting"},
  };
  for (const Row& row : rows) {
    PlannedMail mail = planned();
    row.change(mail);
    const PlanAgainstActual found = hold_against({mail}, {}, kAt);
    ASSERT_EQ(found.missing.size(), 1u) << row.name;
    EXPECT_EQ(found.missing[0].rule, row.rule) << row.name;
  }
}

TEST(PlanAgainstActual, AMailThatMovedMovesTheNextOfTheSameContactAlone) {
  PlannedMail next = sent(kHourMs);
  next.step_id = "again";
  PlannedMail other = next;
  other.contact_id = "ben";
  const PlanAgainstActual found = hold_against({sent(kHourMs), next, other}, {}, kAt);
  ASSERT_EQ(found.moved.size(), 3u);
  EXPECT_EQ(found.moved[0].rule, "draft.held");
  EXPECT_EQ(found.moved[1].rule, "sequence.shifted");
  EXPECT_EQ(found.moved[2].rule, "draft.held");
}

TEST(PlanAgainstActual, WhatWasNotPlannedIsExtra) {
  const PlanAgainstActual found =
      hold_against({}, {{"ada", "new", kAt, "ana@ours.example", "d9", "ada@acme.example"}}, kAt);
  ASSERT_EQ(found.extra.size(), 1u);
  EXPECT_EQ(found.extra[0].draft_id, "d9");
  EXPECT_EQ(found.extra[0].rule, "plan.unknown");
}

}  // namespace
}  // namespace sa
