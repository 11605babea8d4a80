// The table of signals: what each makes of an enrolment in each state.
#include "core/enrollment/signal.h"

#include <gtest/gtest.h>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

using enum EnrollmentStatus;

const Instant kNow = *parse_rfc3339("2027-03-01T10:00:00Z");

Enrollment in(EnrollmentStatus status, const char* rule = nullptr, std::optional<Instant> until = {}) {
  Enrollment made;
  made.status = status;
  if (rule) made.reason = EnrollmentReason{rule, "", "", until};
  return made;
}

SignalRules usual() {
  SignalRules rules;
  rules.stop_on = {"reply", "opt_out", "bounce_hard", "complaint", "meeting", "deal_won", "deal_lost"};
  return rules;
}

struct Case {
  Signal signal;
  Enrollment before;
  std::optional<EnrollmentStatus> after;  ///< null: it stays as it is
  bool asks = false;
};

std::optional<Instant> back() {
  return kNow + 3 * kDayMs;
}

TEST(Signal, EachInEachState) {
  const Case cases[] = {
      {Signal::reply, in(WAITING), STOPPED},
      {Signal::reply, in(DRAFTED), STOPPED},
      {Signal::reply, in(HELD, "template.missing_field"), STOPPED},
      {Signal::reply, in(HELD, "sequence.company_reply"), STOPPED},
      {Signal::reply, in(PAUSED, "sequence.absent", back()), STOPPED},
      {Signal::reply, in(STOPPED, "draft.rejected"), std::nullopt},
      {Signal::reply, in(FINISHED), std::nullopt},
      {Signal::company_reply, in(WAITING), HELD, true},
      {Signal::company_reply, in(DRAFTED), HELD, true},
      {Signal::company_reply, in(HELD, "template.missing_field"), HELD, true},
      {Signal::company_reply, in(HELD, "contact.doubt"), HELD, true},
      {Signal::company_reply, in(PAUSED, "sequence.absent", back()), PAUSED, true},
      {Signal::company_reply, in(PAUSED, "sequence.paused"), PAUSED, true},
      {Signal::company_reply, in(FINISHED), std::nullopt},
      {Signal::absence, in(WAITING), PAUSED},
      {Signal::absence, in(DRAFTED), PAUSED},
      {Signal::absence, in(HELD, "template.missing_field"), PAUSED},
      {Signal::absence, in(HELD, "sequence.company_reply"), PAUSED},
      {Signal::absence, in(PAUSED, "sequence.absent", kNow + kDayMs), PAUSED},
      {Signal::absence, in(PAUSED, "sequence.absent", kNow + 30 * kDayMs), std::nullopt},
      {Signal::absence, in(PAUSED, "sequence.paused"), std::nullopt},
      {Signal::absence, in(STOPPED, "sequence.reply"), std::nullopt},
      {Signal::suppressed, in(WAITING), STOPPED},
      {Signal::suppressed, in(DRAFTED), STOPPED},
      {Signal::suppressed, in(HELD, "contact.doubt"), STOPPED},
      {Signal::suppressed, in(PAUSED, "sequence.paused"), STOPPED},
      {Signal::soft_bounces, in(DRAFTED), STOPPED},
      {Signal::meeting, in(WAITING), STOPPED},
      {Signal::meeting, in(PAUSED, "sequence.absent", back()), STOPPED},
      {Signal::deal_won, in(DRAFTED), STOPPED},
      {Signal::deal_lost, in(HELD, "sequence.company_reply"), STOPPED},
      {Signal::doubt, in(WAITING), HELD, true},
      {Signal::doubt, in(DRAFTED), HELD, true},
      {Signal::doubt, in(HELD, "sequence.company_reply"), HELD, true},
      {Signal::doubt, in(PAUSED, "sequence.absent", back()), PAUSED, true},
      {Signal::doubt, in(FINISHED), std::nullopt},
  };
  for (const Case& each : cases) {
    const SignalFacts facts{each.signal, {"rule", "words", "message:m", back()}};
    const auto move = move_of(each.before, facts, usual());
    const std::string what = std::string(enum_name(each.signal)) + " in " +
                             std::string(enum_name(each.before.status)) +
                             (each.before.reason ? " " + each.before.reason->rule : "");
    ASSERT_EQ(move.has_value(), each.after.has_value()) << what;
    if (!move) continue;
    EXPECT_EQ(move->status, *each.after) << what;
    EXPECT_EQ(move->asks, each.asks) << what;
    if (each.asks && each.before.status == PAUSED) {
      EXPECT_EQ(move->reason, *each.before.reason) << what << ": the pause goes on, and a person is asked";
    } else {
      EXPECT_EQ(move->reason.evidence, "message:m") << what;
    }
  }
}

TEST(Signal, AReplyActsByWhatTheSequenceSaysOfItsIntent) {
  SignalRules rules = usual();
  rules.on_reply =
      parse_json(R"({"default": "stop", "not_now": {"pause_business_days": 60}, "greeting": "continue"})")
          ->as_object();
  const auto move = [&](const char* intent) {
    return move_of(in(DRAFTED), {Signal::reply, {"sequence.reply", "", "", {}}, intent}, rules);
  };
  EXPECT_EQ(move("interested")->status, STOPPED);
  EXPECT_EQ(move("")->status, STOPPED);
  EXPECT_EQ(move("not_now")->status, PAUSED);
  EXPECT_EQ(move("not_now")->pause_business_days, 60);
  EXPECT_FALSE(move("greeting"));
  EXPECT_FALSE(move_of(in(PAUSED, "sequence.paused"),
                       {Signal::reply, {"sequence.reply", "", "", {}}, "not_now"}, rules))
      << "a person paused it, and a person lets it go on";
  rules.on_reply = {};
  EXPECT_EQ(move("greeting")->status, STOPPED);
  rules.stop_on = {"meeting"};
  EXPECT_FALSE(move("greeting")) << "a sequence that does not stop on replies";
}

TEST(Signal, WhatTheSequenceDoesNotStopOnDoesNotStopIt) {
  SignalRules rules = usual();
  rules.stop_on = {"reply"};
  rules.company_reply_holds = false;
  EXPECT_FALSE(move_of(in(WAITING), {Signal::meeting, {}}, rules));
  EXPECT_FALSE(move_of(in(WAITING), {Signal::deal_won, {}}, rules));
  EXPECT_FALSE(move_of(in(WAITING), {Signal::company_reply, {}}, rules));
  EXPECT_EQ(move_of(in(WAITING), {Signal::suppressed, {}}, rules)->status, STOPPED)
      << "who said no is not written to, whatever the sequence says";
}

TEST(Signal, AnAbsenceOfUnknownLengthAsksAPerson) {
  const auto move = move_of(in(DRAFTED), {Signal::absence, {"sequence.absent", "", "", {}}}, usual());
  ASSERT_TRUE(move);
  EXPECT_EQ(move->status, HELD);
  EXPECT_TRUE(move->asks);
}

}  // namespace
}  // namespace sa
