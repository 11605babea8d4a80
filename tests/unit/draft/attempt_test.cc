// A send attempt's life: one row for each way in which it may end, and for each in which it may not.
#include "core/draft/attempt.h"

#include <gtest/gtest.h>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

const Instant kNow = *parse_rfc3339("2026-11-18T10:00:00Z");
using Kind = SendOutcome::Kind;

Draft draft_in(DraftStatus status) {
  Draft draft;
  draft.id = "d-1";
  draft.recipient_key = "ben@example.net";
  draft.mailbox_id = "ana@ours.example";
  draft.rfc_message_id = "ours@ours.example";
  draft.content_hash = content_hash(draft);
  draft.status = status;
  return draft;
}

SendAttempt attempt_in(AttemptState state) {
  SendAttempt attempt =
      begin_attempt("a-1", draft_in(DraftStatus::SENDING), "gmail", false, kNow, 10 * kSecondMs);
  attempt.state = state;
  return attempt;
}

SendOutcome outcome(Kind kind) {
  SendOutcome made;
  made.kind = kind;
  if (kind == Kind::accepted) made.provider_message_id = "p-1";
  made.words = "words";
  return made;
}

struct Row {
  const char* name;
  AttemptState from;
  DraftStatus draft;
  Kind kind;
  bool is_looked_up;
  ActorKind by;
  const char* state;  // null: refused
  const char* status;
  const char* action;
  bool goes_later;
};

TEST(AttemptTest, Rows) {
  using enum AttemptState;
  constexpr auto kSystem = ActorKind::system;
  constexpr auto kPerson = ActorKind::person;
  const Row rows[] = {
      {"accepted", STARTED, DraftStatus::SENDING, Kind::accepted, false, kPerson, "SENT", "SENT",
       "confirm_sent", false},
      {"refused", STARTED, DraftStatus::SENDING, Kind::refused, false, kPerson, "REFUSED", "FAILED", "refuse",
       false},
      {"not now", STARTED, DraftStatus::SENDING, Kind::not_now, false, kPerson, "POSTPONED", "APPROVED",
       "postpone", true},
      {"lost", STARTED, DraftStatus::SENDING, Kind::unknown, true, kSystem, "UNKNOWN", "OUTCOME_UNKNOWN",
       "lose_track", false},
      {"found", STARTED, DraftStatus::SENDING, Kind::accepted, true, kSystem, "SENT", "SENT", "confirm_sent",
       false},
      {"absent", STARTED, DraftStatus::SENDING, Kind::not_now, true, kSystem, "NOT_SENT", "APPROVED",
       "resolve_not_sent", true},
      {"found later", UNKNOWN, DraftStatus::OUTCOME_UNKNOWN, Kind::accepted, true, kSystem, "SENT", "SENT",
       "confirm_sent", false},
      {"absent later", UNKNOWN, DraftStatus::OUTCOME_UNKNOWN, Kind::not_now, true, kSystem, "NOT_SENT",
       "APPROVED", "resolve_not_sent", true},
      {"a person says that it left", UNKNOWN, DraftStatus::OUTCOME_UNKNOWN, Kind::accepted, true, kPerson,
       "SENT", "SENT", "confirm_sent", false},
      {"a person says that it did not, and sends it again or not", UNKNOWN, DraftStatus::OUTCOME_UNKNOWN,
       Kind::not_now, true, kPerson, "NOT_SENT", "APPROVED", "resolve_not_sent", false},
      {"lost twice", UNKNOWN, DraftStatus::OUTCOME_UNKNOWN, Kind::unknown, true, kSystem, nullptr, nullptr,
       nullptr, false},
      {"ended: sent", SENT, DraftStatus::SENDING, Kind::accepted, false, kSystem, nullptr, nullptr, nullptr,
       false},
      {"ended: refused", REFUSED, DraftStatus::SENDING, Kind::accepted, false, kSystem, nullptr, nullptr,
       nullptr, false},
      {"ended: postponed", POSTPONED, DraftStatus::SENDING, Kind::not_now, false, kSystem, nullptr, nullptr,
       nullptr, false},
      {"ended: not sent", NOT_SENT, DraftStatus::SENDING, Kind::accepted, true, kSystem, nullptr, nullptr,
       nullptr, false},
      {"a draft that is not being sent", STARTED, DraftStatus::REJECTED, Kind::accepted, false, kSystem,
       nullptr, nullptr, nullptr, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto settled = settle(draft_in(row.draft), attempt_in(row.from),
                                {outcome(row.kind), "", row.is_looked_up}, 0, row.by, kNow);
    ASSERT_EQ(settled.has_value(), row.state != nullptr);
    if (!settled) {
      EXPECT_EQ(settled.error().code, ErrorCode::conflict);
      continue;
    }
    EXPECT_EQ(enum_name(settled->attempt.state), row.state);
    EXPECT_EQ(enum_name(settled->draft.status), row.status);
    EXPECT_STREQ(settled->action, row.action);
    EXPECT_EQ(settled->goes_later, row.goes_later);
    EXPECT_EQ(settled->is_known, row.kind != Kind::unknown);
    EXPECT_EQ(settled->attempt.finished_at, kNow);
    EXPECT_EQ(settled->reason, "words");
  }
}

TEST(AttemptTest, what_became_known_stays_known) {
  SendAttempt attempt = attempt_in(AttemptState::STARTED);
  attempt.bytes_sha256 = "abc";
  SendOutcome accepted = outcome(Kind::accepted);
  accepted.sent_message_id = attempt.rfc_message_id;
  const auto same =
      settle(draft_in(DraftStatus::SENDING), attempt, {accepted, "found", true}, 0, ActorKind::system, kNow);
  ASSERT_TRUE(same);
  EXPECT_EQ(same->attempt.bytes_sha256, "abc");
  EXPECT_FALSE(same->attempt.sent_message_id) << "it is ours";
  EXPECT_EQ(same->reason, "found");
  accepted.sent_message_id = "theirs@provider.example";
  const auto other =
      settle(draft_in(DraftStatus::SENDING), attempt, {accepted, "", true}, 0, ActorKind::system, kNow);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->attempt.sent_message_id, "theirs@provider.example");
}

TEST(AttemptTest, is_asked_ever_less_often) {
  const std::pair<std::int64_t, std::int64_t> rows[] = {
      {0, 0}, {2, 0}, {3, kMinuteMs}, {4, 2 * kMinuteMs}, {8, 32 * kMinuteMs}, {9, kHourMs}, {1000, kHourMs}};
  for (const auto& [postponed, wait_ms] : rows) EXPECT_EQ(backoff_ms(postponed), wait_ms) << postponed;
  const Settlement put_off{outcome(Kind::not_now), "", false};
  EXPECT_EQ(settle(draft_in(DraftStatus::SENDING), attempt_in(AttemptState::STARTED), put_off, 4,
                   ActorKind::system, kNow)
                ->draft.not_before,
            kNow + 2 * kMinuteMs);
  SendOutcome says_when = outcome(Kind::not_now);
  says_when.retry_at = kNow + kHourMs;
  EXPECT_EQ(settle(draft_in(DraftStatus::SENDING), attempt_in(AttemptState::STARTED), {says_when, "", false},
                   4, ActorKind::system, kNow)
                ->draft.not_before,
            kNow + kHourMs);
}

}  // namespace
}  // namespace sa
