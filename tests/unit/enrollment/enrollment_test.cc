// An enrolment: its id, and the steps that its state may take.
#include "core/enrollment/enrollment.h"

#include <gmock/gmock.h>

namespace sa {
namespace {

const Instant kNow = *parse_rfc3339("2026-11-18T12:00:00Z");
const Instant kLater = *parse_rfc3339("2026-11-25T12:00:00Z");

Enrollment in(EnrollmentStatus status) {
  Enrollment enrollment;
  enrollment.enrollment_id = "e1";
  enrollment.status = status;
  enrollment.step_id = "again";
  enrollment.next_at = kLater;
  enrollment.last_at = kNow - kDayMs;
  enrollment.draft_ids = {"d1"};
  enrollment.version = 4;
  return enrollment;
}
const EnrollmentReason kByHand{"sequence.paused", "Ann paused it.", "", {}};

TEST(EnrollmentTest, TheIdIsTheHashOfSequenceContactAndNumber) {
  // printf 'pilot\nc1\n0' | sha256sum
  EXPECT_EQ(make_enrollment_id("pilot", "c1", 0), "f8d1ca58922c8b02e0aaec905392ef49");
  EXPECT_EQ(make_enrollment_id("pilot", "c1", 1), "6158db3a7682588b6cea1e8221852ca4");
  EXPECT_NE(make_enrollment_id("pilotc", "1", 0), make_enrollment_id("pilot", "c1", 0));
}

TEST(EnrollmentTest, EachStateTakesTheStepsThatItAllows) {
  using S = EnrollmentStatus;
  const struct {
    S from;
    bool living, pauses, resumes, stops;
  } rows[] = {{S::WAITING, true, true, false, true},     {S::DRAFTED, true, true, false, true},
              {S::HELD, true, true, true, true},         {S::PAUSED, true, false, true, true},
              {S::FINISHED, false, false, false, false}, {S::STOPPED, false, false, false, false}};
  for (const auto& row : rows) {
    const Enrollment enrollment = in(row.from);
    EXPECT_EQ(is_living(row.from), row.living);
    const auto expect = [&](const Result<Enrollment>& made, bool allowed, S to) {
      ASSERT_EQ(made.has_value(), allowed) << enum_name(row.from) << " -> " << enum_name(to);
      if (!allowed) {
        EXPECT_EQ(made.error().code, ErrorCode::conflict);
        EXPECT_EQ(made.error().details.at("status").as_string(), enum_name(row.from));
        EXPECT_THAT(made.error().message, testing::HasSubstr("e1"));
        return;
      }
      EXPECT_EQ(made->status, to);
      EXPECT_FALSE(made->next_at) << "nothing is planned until it is planned anew";
      EXPECT_EQ(made->step_id, "again");
      EXPECT_EQ(made->last_at, enrollment.last_at);
      EXPECT_EQ(made->updated_at, kNow);
      EXPECT_EQ(made->version, 5);
    };
    expect(pause(enrollment, kByHand, kNow), row.pauses, S::PAUSED);
    expect(resume(enrollment, kNow), row.resumes, S::WAITING);
    expect(stop(enrollment, kByHand, kNow), row.stops, S::STOPPED);
  }
}

TEST(EnrollmentTest, TheReasonOfAPauseGoesWithIt) {
  const auto paused = pause(in(EnrollmentStatus::WAITING), kByHand, kNow);
  ASSERT_TRUE(paused);
  EXPECT_EQ(paused->reason, kByHand);
  EXPECT_FALSE(resume(*paused, kNow)->reason);
}

TEST(EnrollmentTest, APauseIsOnlyMadeLonger) {
  Enrollment absent = in(EnrollmentStatus::PAUSED);
  absent.reason = EnrollmentReason{"sequence.absent", "Ann is away.", "message:m1", kLater};
  EXPECT_TRUE(pause(absent, kByHand, kNow)) << "a person's pause has no end";
  EXPECT_TRUE(pause(absent, {"sequence.absent", "Ann is away.", "message:m2", kLater + kDayMs}, kNow));
  const auto shorter =
      pause(absent, {"sequence.absent", "Ann is away.", "message:m2", kLater - kDayMs}, kNow);
  ASSERT_FALSE(shorter);
  EXPECT_THAT(shorter.error().message, testing::HasSubstr("2026-11-25T12:00:00Z"));
  EXPECT_FALSE(pause(absent, {"sequence.absent", "", "", kLater}, kNow));
  absent.reason = kByHand;
  EXPECT_FALSE(pause(absent, {"sequence.absent", "", "", kLater}, kNow)) << "the person's pause holds";
}

}  // namespace
}  // namespace sa
