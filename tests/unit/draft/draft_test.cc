// The life of a draft: every step from every state, legal and not.
#include "core/draft/draft.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "base/reflect/reflect.h"
#include "core/draft/release.h"

namespace sa {
namespace {

constexpr Instant kNow{1'764'000'000'000};

Draft draft_in(DraftStatus status) {
  Draft draft;
  draft.id = "d";
  draft.sender = "Ana <ana@example.com>";
  draft.recipient = draft.recipient_key = "ben@example.net";
  draft.subject = "Hello";
  draft.body = "Body";
  draft.rfc_message_id = "1@example.com";
  draft.created_at = draft.updated_at = kNow - 1000;
  draft.expires_at = kNow - 1;
  draft.content_hash = content_hash(draft);
  draft.status = status;
  const bool pending = status == DraftStatus::PENDING_APPROVAL || status == DraftStatus::EXPIRED;
  if (!pending) {
    draft.approved_by = "ana";
    draft.approved_at = kNow - 500;
    draft.approved_hash = draft.content_hash;
  }
  return draft;
}

struct Step {
  const char* name;
  std::function<Result<Draft>(Draft)> take;
  std::map<DraftStatus, DraftStatus> edges;  // from -> to; every other state must refuse
};

std::vector<Step> steps() {
  using S = DraftStatus;
  return {
      {"approve",
       [](Draft d) {
         d.expires_at.reset();
         return approve(d, "ana", d.content_hash, kNow);
       },
       {{S::PENDING_APPROVAL, S::APPROVED}}},
      {"reject",
       [](Draft d) { return reject(d, "ana", "no", kNow); },
       {{S::PENDING_APPROVAL, S::REJECTED}, {S::APPROVED, S::REJECTED}}},
      {"reopen",
       [](Draft d) {
         d.rejected_at = kNow - kReopenMs;
         return reopen(d, kNow);
       },
       {{S::REJECTED, S::PENDING_APPROVAL}}},
      {"plan", [](Draft d) { return plan(d, kNow + 1, kNow); }, {{S::APPROVED, S::APPROVED}}},
      {"withdraw", [](Draft d) { return withdraw(d, kNow); }, {{S::APPROVED, S::PENDING_APPROVAL}}},
      {"edit",
       [](Draft d) { return edit(d, {{}, {}, "New body"}, "2@example.com", kNow); },
       {{S::PENDING_APPROVAL, S::PENDING_APPROVAL}, {S::APPROVED, S::PENDING_APPROVAL}}},
      {"expire", [](Draft d) { return expire(d, kNow); }, {{S::PENDING_APPROVAL, S::EXPIRED}}},
      {"claim", [](Draft d) { return claim(d, kNow); }, {{S::APPROVED, S::SENDING}}},
      {"confirm_sent",
       [](Draft d) { return confirm_sent(d, "outbox", "id-1", kNow); },
       {{S::SENDING, S::SENT}, {S::OUTCOME_UNKNOWN, S::SENT}}},
      {"confirm_found",
       [](Draft d) { return confirm_found(d, "gmail", "id-1", kNow); },
       {{S::APPROVED, S::SENT}}},
      {"refuse",
       [](Draft d) { return refuse(d, "no such user", kNow); },
       {{S::SENDING, S::FAILED}, {S::OUTCOME_UNKNOWN, S::FAILED}}},
      {"postpone", [](Draft d) { return postpone(d, kNow + 1, kNow); }, {{S::SENDING, S::APPROVED}}},
      {"lose_track", [](Draft d) { return lose_track(d, "lost", kNow); }, {{S::SENDING, S::OUTCOME_UNKNOWN}}},
      {"resolve_not_sent",
       [](Draft d) { return resolve_not_sent(d, kNow); },
       {{S::OUTCOME_UNKNOWN, S::APPROVED}}},
  };
}

TEST(DraftTest, ARejectionIsTakenBackForAWhileOnly) {
  Draft draft = draft_in(DraftStatus::REJECTED);
  draft.rejected_by = "ana";
  draft.rejected_reason = "a slip";
  draft.rejected_at = kNow - kReopenMs;
  const auto reopened = reopen(draft, kNow);
  ASSERT_TRUE(reopened);
  EXPECT_FALSE(reopened->rejected_at || reopened->rejected_by || reopened->rejected_reason);
  draft.rejected_at = kNow - kReopenMs - 1;
  EXPECT_EQ(reopen(draft, kNow).error().code, ErrorCode::conflict);
}

TEST(DraftTest, ADraftIsPutAsideUntilATimeBeforeItExpires) {
  Draft draft = draft_in(DraftStatus::PENDING_APPROVAL);
  draft.expires_at = kNow + kDayMs;
  const auto snoozed = snooze(draft, kNow + kHourMs, kNow);
  ASSERT_TRUE(snoozed);
  EXPECT_EQ(snoozed->snoozed_until, kNow + kHourMs);
  EXPECT_EQ(snoozed->updated_at, draft.updated_at) << "what came meanwhile was not seen by it";
  EXPECT_FALSE(snooze(*snoozed, std::nullopt, kNow)->snoozed_until);
  EXPECT_EQ(snooze(draft, kNow, kNow).error().code, ErrorCode::invalid);
  EXPECT_EQ(snooze(draft, kNow + kDayMs, kNow).error().code, ErrorCode::invalid);
  EXPECT_EQ(snooze(draft_in(DraftStatus::APPROVED), kNow + 1, kNow).error().code, ErrorCode::conflict);
  EXPECT_FALSE(approve(*snoozed, "ana", std::nullopt, kNow)->snoozed_until) << "it is decided";
}

TEST(DraftTest, EveryStepFromEveryState) {
  int legal = 0, refused = 0;
  for (const Step& step : steps()) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<DraftStatus>>([&](auto described) {
      const DraftStatus from = described.value;
      const auto result = step.take(draft_in(from));
      const auto edge = step.edges.find(from);
      const std::string where = std::string(step.name) + " from " + std::string(enum_name(from));
      if (edge == step.edges.end()) {
        ASSERT_FALSE(result) << where;
        EXPECT_EQ(result.error().code, ErrorCode::conflict) << where;
        EXPECT_NE(result.error().message.find(enum_name(from)), std::string::npos) << result.error().message;
        ++refused;
      } else {
        ASSERT_TRUE(result) << where << ": " << result.error().message;
        EXPECT_EQ(result->status, edge->second) << where;
        EXPECT_EQ(result->updated_at, kNow) << where;
        ++legal;
      }
    });
  }
  EXPECT_EQ(legal, 18);
  EXPECT_EQ(refused, 14 * 8 - 18);
}

TEST(DraftTest, AnApprovalBindsTheBytes) {
  const Draft pending = [] {
    Draft draft = draft_in(DraftStatus::PENDING_APPROVAL);
    draft.expires_at.reset();
    return draft;
  }();
  EXPECT_EQ(approve(pending, "ana", std::string(64, '0'), kNow).error().code, ErrorCode::conflict);
  Draft approved = *approve(pending, "ana", pending.content_hash, kNow);
  approved.body += " and one word more";
  EXPECT_FALSE(claim(approved, kNow)) << "bytes that nobody approved were claimed";
  const Draft edited = *edit(*approve(pending, "ana", {}, kNow), {{}, {}, "Other"}, "2@example.com", kNow);
  EXPECT_EQ(edited.version, 2);
  EXPECT_FALSE(edited.approved_by || edited.approved_hash || edited.approved_at);
  EXPECT_NE(edited.content_hash, pending.content_hash);
}

TEST(DraftTest, EveryFieldOfTheMailIsInTheHash) {
  const Draft draft = draft_in(DraftStatus::PENDING_APPROVAL);
  const std::vector<std::function<void(Draft&)>> changes = {
      [](Draft& d) { d.sender += "x"; },         [](Draft& d) { d.recipient += "x"; },
      [](Draft& d) { d.subject += "x"; },        [](Draft& d) { d.body += "x"; },
      [](Draft& d) { d.footer += "x"; },         [](Draft& d) { d.rfc_message_id += "x"; },
      [](Draft& d) { d.in_reply_to = "x"; },     [](Draft& d) { d.reference_ids.push_back("x"); },
      [](Draft& d) { d.unsubscribe_url += "x"; }};
  std::set<std::string> hashes = {content_hash(draft)};
  for (const auto& change : changes) {
    Draft changed = draft;
    change(changed);
    EXPECT_TRUE(hashes.insert(content_hash(changed)).second);
  }
  Draft moved = draft;  // the same bytes, cut at another place
  moved.subject = draft.subject + draft.body.substr(0, 1);
  moved.body = draft.body.substr(1);
  EXPECT_TRUE(hashes.insert(content_hash(moved)).second);
}

TEST(DraftTest, SaysWhoDecidesAndWhy) {
  const Draft pending = draft_in(DraftStatus::PENDING_APPROVAL);
  EXPECT_EQ(reject(pending, "ana", "  ", kNow).error().fields.at(0).path, "reason");
  EXPECT_EQ(reject(pending, "", "why", kNow).error().fields.at(0).path, "rejected_by");
  EXPECT_EQ(approve(pending, "ana", {}, kNow).error().code, ErrorCode::conflict) << "expired";
  EXPECT_EQ(confirm_sent(draft_in(DraftStatus::SENDING), "outbox", "", kNow).error().code,
            ErrorCode::invalid);
}

Claim claim_of(ClaimClass of, ClaimStatus status, std::optional<std::string> expected = {}) {
  Claim claim;
  claim.claim_id = "c1";
  claim.kind = "statement";
  claim.class_ = of;
  claim.text = "80 EUR a month";
  claim.status = status;
  claim.expected = std::move(expected);
  return claim;
}

TEST(AcknowledgeTest, WhoMayVouchForWhat) {
  struct Row {
    ClaimClass of;
    ClaimStatus status;
    std::optional<Role> role;
    std::optional<ErrorCode> refused;
  };
  const auto contradicted = ClaimStatus::CONTRADICTED;
  const Row rows[] = {
      {ClaimClass::commitment, ClaimStatus::UNSUPPORTED, Role::operator_, {}},
      {ClaimClass::commitment, contradicted, Role::operator_, ErrorCode::forbidden},
      {ClaimClass::commitment, contradicted, {}, ErrorCode::forbidden},
      {ClaimClass::commitment, contradicted, Role::lead, {}},
      {ClaimClass::commitment, contradicted, Role::owner, {}},
      {ClaimClass::offer, contradicted, Role::operator_, ErrorCode::forbidden},
      {ClaimClass::reference, contradicted, Role::operator_, ErrorCode::forbidden},
      {ClaimClass::fact, contradicted, Role::operator_, {}},
      {ClaimClass::commitment, ClaimStatus::VERIFIED, Role::owner, ErrorCode::conflict},
      {ClaimClass::commitment, ClaimStatus::ACKNOWLEDGED, Role::owner, ErrorCode::conflict},
  };
  for (const Row& row : rows) {
    Draft draft = draft_in(DraftStatus::PENDING_APPROVAL);
    draft.claims = {claim_of(row.of, row.status, "90 EUR a month")};
    Actor actor;
    actor.kind = ActorKind::person;
    actor.role = row.role;
    const auto vouched = acknowledge_claim(draft, "c1", draft.content_hash, actor);
    const std::string name = std::string(enum_name(row.of)) + " " + std::string(enum_name(row.status));
    EXPECT_EQ(vouched ? std::optional<ErrorCode>() : vouched.error().code, row.refused) << name;
    if (vouched) EXPECT_EQ(vouched->claims.front().status, ClaimStatus::ACKNOWLEDGED) << name;
  }
}

TEST(AcknowledgeTest, AWordStandsUntilAnotherContradictionComes) {
  const auto after = [](std::optional<std::string> seen, ClaimStatus status,
                        std::optional<std::string> expected) {
    std::vector<Claim> claims = {claim_of(ClaimClass::offer, status, std::move(expected))};
    keep_acknowledged({claim_of(ClaimClass::offer, ClaimStatus::ACKNOWLEDGED, std::move(seen))}, &claims);
    return claims.front().status;
  };
  EXPECT_EQ(after({}, ClaimStatus::UNSUPPORTED, {}), ClaimStatus::ACKNOWLEDGED);
  EXPECT_EQ(after("90 EUR", ClaimStatus::CONTRADICTED, "90 EUR"), ClaimStatus::ACKNOWLEDGED);
  EXPECT_EQ(after("90 EUR", ClaimStatus::CONTRADICTED, "95 EUR"), ClaimStatus::CONTRADICTED);
  EXPECT_EQ(after({}, ClaimStatus::CONTRADICTED, "90 EUR"), ClaimStatus::CONTRADICTED);
  EXPECT_EQ(after({}, ClaimStatus::VERIFIED, {}), ClaimStatus::VERIFIED);
}

TEST(ReleaseTest, OnlyASendVerdictOpensTheDoor) {
  const Draft approved = draft_in(DraftStatus::APPROVED);
  Verdict verdict;
  EXPECT_EQ(release(approved, verdict, kNow)->draft().status, DraftStatus::SENDING);
  verdict = {Outcome::hold, kNow + 5000, {{"quota.mailbox_day", Severity::hold, "Full.", ""}}};
  auto held = release(approved, verdict, kNow);
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().code, ErrorCode::limited);
  EXPECT_EQ(held.error().retry_after_s, 5);
  verdict.reasons.push_back({"thread.newer_reply", Severity::hold, "Read.", ""});
  EXPECT_EQ(release(approved, verdict, kNow).error().code, ErrorCode::conflict);
  verdict = {Outcome::block, {}, {{"suppression.address", Severity::block, "No.", ""}}};
  EXPECT_EQ(release(approved, verdict, kNow).error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace sa
