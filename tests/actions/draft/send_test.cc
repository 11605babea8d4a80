// Sending, judged by the fake mailbox's own ledger: what leaves, leaves once, approved and inside the quotas, whatever
// the provider answers and however many people press at once.
#include "actions/draft/send.h"

#include <atomic>
#include <thread>

#include "store/message/message.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

using Fault = test::FakeMailbox::Fault;

class SendTest : public test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    house_ = std::make_unique<test::House>(GetParam());
  }
  void TearDown() override {
    if (!house_) return;
    EXPECT_FALSE(house().delivered_twice());
    AuditHead head{0, kAuditGenesis};
    const auto rows =
        house().database.db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 100'000); });
    ASSERT_TRUE(rows);
    for (const AuditRow& row : *rows) ASSERT_TRUE(verify_next(row, &head)) << row.seq;
  }
  test::House& house() { return *house_; }
  void prepare(const std::string& id) {
    const auto created = house().create(id);
    ASSERT_TRUE(created) << created.error().message;
    const auto approved = house().approve(id);
    ASSERT_TRUE(approved) << approved.error().message;
  }
  std::unique_ptr<test::House> house_;
};
INSTANTIATE_ENGINES(SendTest);

TEST_P(SendTest, WhatWasApprovedLeavesOnce) {
  prepare("d");
  const auto sent = house().send("d");
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->status, DraftStatus::SENT);
  EXPECT_EQ(sent->provider_message_id, "fake-" + sent->rfc_message_id);
  EXPECT_EQ(house().send("d").error().code, ErrorCode::conflict);
  house().pass(kHourMs);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, WhatNobodyApprovedDoesNotLeave) {
  ASSERT_TRUE(house().create("waiting"));
  EXPECT_EQ(house().send("waiting").error().code, ErrorCode::conflict);
  prepare("edited");
  ASSERT_TRUE(sync_wait(edit_draft(
      house().services, test::House::person("ana"), "edited",
      {{}, {}, "Other words, that nobody has approved yet, and long enough to be a mail."}, std::nullopt)));
  EXPECT_EQ(house().send("edited").error().code, ErrorCode::conflict);
  prepare("withdrawn");
  ASSERT_TRUE(sync_wait(withdraw_draft(house().services, test::House::person("ana"), "withdrawn")));
  EXPECT_EQ(house().send("withdrawn").error().code, ErrorCode::conflict);
  EXPECT_EQ(house().delivered(), 0);
}

TEST_P(SendTest, ALostAnswerIsLookedUpAndNeverSentAgain) {
  house().mailbox.plan = {Fault::accept_and_lose_answer};
  prepare("d");
  EXPECT_EQ(house().send("d")->status, DraftStatus::SENDING);
  house().pass(kSendDeadlineMs + kSendGraceMs + 1);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
  house().pass(kDayMs);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, AMailThatDidNotArriveGoesAgainByItself) {
  house().mailbox.plan = {Fault::lose_before_accepting};
  prepare("d");
  EXPECT_EQ(house().send("d")->status, DraftStatus::SENDING);
  house().pass(kSendDeadlineMs + kSendGraceMs + 1);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, WhereNobodyCanTellAPersonDecides) {
  house().mailbox.plan = {Fault::accept_and_lose_answer};
  house().mailbox.can_look_up = false;
  prepare("d");
  EXPECT_EQ(house().send("d")->status, DraftStatus::SENDING);
  for (int i = 0; i < 20; ++i) house().pass(kHourMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::OUTCOME_UNKNOWN);
  EXPECT_EQ(house().send("d").error().code, ErrorCode::conflict);
  const auto decided = sync_wait(decide_outcome(house().services, test::House::person("ana"), "d", true,
                                                "seen-1", "It is in the Sent folder."));
  ASSERT_TRUE(decided) << decided.error().message;
  EXPECT_EQ(decided->status, DraftStatus::SENT);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, issue_an_unknown_outcome_is_asked_about_again_when_the_provider_can_tell) {
  for (const bool did_leave : {true, false}) {
    const std::string id = did_leave ? "left" : "stayed";
    house().mailbox.plan = {did_leave ? Fault::accept_and_lose_answer : Fault::lose_before_accepting};
    house().mailbox.can_look_up = false;
    prepare(id);
    ASSERT_EQ(house().send(id)->status, DraftStatus::SENDING);
    for (int i = 0; i < 12; ++i) house().pass(10 * kMinuteMs);
    EXPECT_EQ(house().get(id).status, DraftStatus::OUTCOME_UNKNOWN) << id;
    house().mailbox.can_look_up = true;
    for (int i = 0; i < 3; ++i) house().pass(10 * kMinuteMs);
    EXPECT_EQ(house().get(id).status, DraftStatus::SENT) << id;
  }
  EXPECT_EQ(house().delivered(), 2);
}

TEST_P(SendTest, issue_a_lasting_doubt_leaves_no_dead_jobs_behind) {
  house().mailbox.plan = {Fault::accept_and_lose_answer};
  house().mailbox.can_look_up = false;
  prepare("d");
  ASSERT_EQ(house().send("d")->status, DraftStatus::SENDING);
  for (int i = 0; i < 40; ++i) house().pass(kHourMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::OUTCOME_UNKNOWN);
  const auto dead = house().database.db().read_now([](ReadTx& tx) { return list_dead_jobs(tx, 10); });
  ASSERT_TRUE(dead);
  EXPECT_TRUE(dead->empty());
}

TEST_P(SendTest, RefusedForGoodIsFailedAndGivesItsPlaceBack) {
  house().mailbox.plan = {Fault::refuse};
  prepare("d");
  EXPECT_EQ(house().send("d")->status, DraftStatus::FAILED);
  EXPECT_EQ(house().usage("ben@example.net").mailbox_count, 0);
}

TEST_P(SendTest, NotNowWaitsAndThenLeaves) {
  house().mailbox.plan = {Fault::not_now, Fault::not_now};
  prepare("d");
  const auto later = house().send("d");
  ASSERT_TRUE(later) << later.error().message;
  EXPECT_EQ(later->status, DraftStatus::APPROVED);
  ASSERT_TRUE(later->not_before);
  EXPECT_EQ(later->verdict.outcome, Outcome::hold);
  ASSERT_FALSE(later->verdict.reasons.empty());
  EXPECT_NE(later->verdict.reasons.back().words.find("Too many."), std::string::npos)
      << "it says what it waits for";
  house().pass(kMinuteMs + 1);
  house().pass(kMinuteMs + 1);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, issue_a_persons_send_waits_for_no_pause_of_a_provider) {
  house().mailbox.plan = {Fault::not_now};
  prepare("d");
  ASSERT_EQ(house().send("d")->status, DraftStatus::APPROVED);
  EXPECT_EQ(house().mailbox.ended_pauses, 0);
  const auto again = house().send("d");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->status, DraftStatus::SENT);
  EXPECT_EQ(house().mailbox.ended_pauses, 1);
  house().pass(kDayMs);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, issue_a_start_of_the_program_ends_what_approved_mail_waits_for) {
  house().mailbox.plan = {Fault::not_now};
  prepare("d");
  ASSERT_EQ(house().send("d")->status, DraftStatus::APPROVED);
  house().pass(0);
  EXPECT_EQ(house().delivered(), 0);
  ASSERT_TRUE(sync_wait(resume_sending(house().services)));
  house().pass(0);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
}

TEST_P(SendTest, AStartOfTheProgramSendsNothingBeforeItsPlannedTime) {
  house().mailbox.plan = {Fault::not_now};
  ASSERT_TRUE(house().create("waits", "cy@example.net"));
  ASSERT_TRUE(house().approve("waits"));
  ASSERT_EQ(house().send("waits")->status, DraftStatus::APPROVED);
  prepare("planned");
  const auto planned =
      sync_wait(plan_send(house().services, test::House::person("ana"), "planned", kMinuteMs));
  ASSERT_TRUE(planned) << planned.error().message;
  ASSERT_TRUE(sync_wait(resume_sending(house().services)));
  house().pass(0);
  EXPECT_EQ(house().get("waits").status, DraftStatus::SENT) << "what a provider put off is tried at once";
  EXPECT_EQ(house().get("planned").status, DraftStatus::APPROVED) << "it can still be undone";
  EXPECT_EQ(house().get("planned").not_before, planned->not_before);
  house().pass(kMinuteMs);
  EXPECT_EQ(house().get("planned").status, DraftStatus::SENT);
  EXPECT_EQ(house().delivered(), 2);
}

TEST_P(SendTest, issue_a_look_up_that_was_killed_in_its_last_try_has_it_once_more) {
  house().mailbox.plan = {Fault::accept_and_lose_answer};
  prepare("d");
  ASSERT_EQ(house().send("d")->status, DraftStatus::SENDING);
  house().clock.advance(kSendDeadlineMs + kSendGraceMs + 1);
  // As a process leaves it that dies in each of its eight tries.
  for (int i = 0; i < 8; ++i) {
    const Instant now = house().clock.now();
    ASSERT_TRUE(house().database.db().write_now([&](Tx& tx) -> Result<Unit> {
      TRY(const auto jobs, claim_jobs(tx, "node-2", now, now + kMinuteMs, 10, true));
      return jobs.empty() ? Result<Unit>(internal("nothing was due")) : ok();
    }));
    house().clock.advance(kMinuteMs);
  }
  house().pass(0);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
}

TEST_P(SendTest, APostponedMailThatWasWithdrawnStays) {
  house().mailbox.plan = {Fault::not_now};
  prepare("d");
  ASSERT_TRUE(house().send("d"));
  ASSERT_TRUE(sync_wait(withdraw_draft(house().services, test::House::person("ana"), "d")));
  house().pass(kDayMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::PENDING_APPROVAL);
  EXPECT_EQ(house().delivered(), 0);
}

TEST_P(SendTest, AWithdrawnWishToSendIsNotRevivedBySomebodyElsesApproval) {
  house().mailbox.plan = {Fault::not_now};
  prepare("d");
  ASSERT_TRUE(house().send("d"));
  ASSERT_TRUE(sync_wait(withdraw_draft(house().services, test::House::person("ana"), "d")));
  house().clock.advance(kSecondMs);
  ASSERT_TRUE(house().approve("d", "bob"));
  house().pass(kDayMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::APPROVED) << "bob approved; nobody asked to send it";
  EXPECT_EQ(house().delivered(), 0);
}

TEST_P(SendTest, WhatAPersonSentLeavesByItselfEvenWhenTheWindowClosesMeanwhile) {
  house().clock.advance(parse_rfc3339("2026-11-20T17:59:30Z").value() - house().clock.now());  // a Friday
  house().mailbox.plan = {Fault::not_now};
  prepare("d");
  ASSERT_TRUE(house().send("d"));
  house().pass(2 * kMinuteMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, APostponedMailThatMayNotLeaveAnyMoreSaysSoInTheTrail) {
  house().mailbox.plan = {Fault::not_now};
  prepare("d");
  ASSERT_TRUE(house().send("d"));
  house().suppress("ben@example.net", SuppressionReason::unsubscribe, "message:1");
  house().pass(kHourMs);
  EXPECT_EQ(house().delivered(), 0);
  const auto rows = house().database.db().read_now([](ReadTx& tx) { return list_audit(tx, "d"); });
  ASSERT_TRUE(rows && !rows->empty());
  EXPECT_EQ(rows->back().action, "hold_send");
  EXPECT_NE(rows->back().reason.find("ben@example.net must not be contacted"), std::string::npos)
      << rows->back().reason;
}

TEST_P(SendTest, ASendingWhoseJobIsLostIsFoundAgain) {
  house().mailbox.plan = {Fault::accept_and_lose_answer};
  prepare("d");
  ASSERT_EQ(house().send("d")->status, DraftStatus::SENDING);
  const auto open = house().database.db().read_now([](ReadTx& tx) { return find_open_attempt(tx, "d"); });
  ASSERT_TRUE(house().database.db().write_now(
      [&](Tx& tx) { return cancel_job(tx, "resolve_send", (*open)->attempt_id); }));
  house().pass(kHourMs);
  house().pass(kMinuteMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, issue_a_sending_that_is_found_again_keeps_its_persons_wish) {
  house().clock.advance(parse_rfc3339("2026-11-20T17:59:30Z").value() - house().clock.now());  // a Friday
  house().mailbox.plan = {Fault::lose_before_accepting};
  prepare("d");
  ASSERT_EQ(house().send("d")->status, DraftStatus::SENDING);
  const auto open = house().database.db().read_now([](ReadTx& tx) { return find_open_attempt(tx, "d"); });
  ASSERT_TRUE(house().database.db().write_now(
      [&](Tx& tx) { return cancel_job(tx, "resolve_send", (*open)->attempt_id); }));
  house().pass(kHourMs);
  house().pass(kMinuteMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT) << "the window is closed, but a person asked for it";
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, issue_another_mailbox_is_not_asked_what_became_of_a_mail) {
  house().mailbox.plan = {Fault::accept_and_lose_answer};
  prepare("d");
  ASSERT_EQ(house().send("d")->status, DraftStatus::SENDING);
  house().mailbox.name = "another";  // MAIL_PROVIDER was changed, and the server started anew
  house().mailbox.is_forgetful = true;
  for (int i = 0; i < 30; ++i) house().pass(5 * kMinuteMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::OUTCOME_UNKNOWN);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, issue_what_happened_during_a_look_up_makes_it_ask_again) {
  house().mailbox.plan = {Fault::accept_and_lose_answer};
  prepare("d");
  ASSERT_EQ(house().send("d")->status, DraftStatus::SENDING);
  // A node whose clock is behind hands the mail over while this one asks, and it does not show yet.
  house().mailbox.is_forgetful = true;
  house().mailbox.on_find = [&] {
    auto open = house().database.db().read_now([](ReadTx& tx) { return find_open_attempt(tx, "d"); });
    SendAttempt attempt = **open;
    attempt.prepared_id = "laid ready";
    ASSERT_TRUE(house().database.db().write_now([&](Tx& tx) { return note_prepared(tx, attempt); }));
    house().mailbox.on_find = [&] { house().mailbox.is_forgetful = false; };
  };
  for (int i = 0; i < 10; ++i) house().pass(kMinuteMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
  EXPECT_EQ(house().delivered(), 1);
}

TEST_P(SendTest, issue_an_old_doubt_is_still_asked_about) {
  house().mailbox.plan = {Fault::accept_and_lose_answer};
  house().mailbox.can_look_up = false;
  prepare("d");
  ASSERT_TRUE(house().send("d"));
  for (int i = 0; i < 72; ++i) house().pass(kHourMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::OUTCOME_UNKNOWN);
  house().mailbox.can_look_up = true;
  for (int i = 0; i < 30; ++i) house().pass(5 * kMinuteMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
}

TEST_P(SendTest, issue_approved_mail_is_not_given_up_however_long_a_quota_holds_it) {
  house().services.gate_policy.limits.mailbox_day = 1;
  constexpr int kDrafts = 25;
  for (int i = 0; i < kDrafts; ++i) {
    const std::string id = "d" + std::to_string(i);
    house().mailbox.plan = {Fault::not_now};
    ASSERT_TRUE(house().create(id, id + "@example.net"));
    ASSERT_TRUE(house().approve(id));
    ASSERT_TRUE(house().send(id));
  }
  for (int i = 0; i < 26 * 40 && house().delivered() < kDrafts; ++i) house().pass(kHourMs);
  EXPECT_EQ(house().delivered(), kDrafts);
}

TEST_P(SendTest, issue_a_provider_that_goes_on_saying_not_now_is_asked_less_often) {
  house().mailbox.plan.assign(1000, Fault::not_now);
  prepare("d");
  ASSERT_TRUE(house().send("d"));
  for (int i = 0; i < 24 * 60; ++i) house().pass(kMinuteMs);
  const auto attempts = house().database.db().read_now([](ReadTx& tx) { return list_attempts(tx, "d"); });
  EXPECT_LT(attempts->size(), 40U);
  EXPECT_GT(attempts->size(), 20U);
  house().mailbox.plan.clear();
  for (int i = 0; i < 61; ++i) house().pass(kMinuteMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
}

TEST_P(SendTest, TheReplyToOurFirstMailFindsItsThread) {
  prepare("d");
  ASSERT_FALSE(house().get("d").thread_id) << "what was never sent is no conversation";
  ASSERT_TRUE(house().send("d"));
  const Draft sent = house().get("d");
  ASSERT_TRUE(sent.thread_id);
  const auto linked = house().database.db().read_now(
      [&](ReadTx& tx) { return find_linked_threads(tx, {sent.rfc_message_id}); });
  EXPECT_EQ(*linked, std::vector<std::string>{*sent.thread_id});
}

TEST_P(SendTest, ASuppressedAddressIsNeverWrittenTo) {
  prepare("d");
  house().suppress("ben@example.net", SuppressionReason::unsubscribe, "message:1");
  const auto blocked = house().send("d");
  ASSERT_FALSE(blocked);
  EXPECT_EQ(blocked.error().code, ErrorCode::conflict);
  EXPECT_TRUE(blocked.error().details.contains("reasons"));
  EXPECT_EQ(house().delivered(), 0);
}

TEST_P(SendTest, TheListKnowsANoThatCameSince) {
  ASSERT_TRUE(house().create("ben"));
  ASSERT_TRUE(house().create("eva", "eva@example.org"));
  house().suppress("@example.net", SuppressionReason::objection, "ana");
  const auto drafts = sync_wait(list_drafts(house().services, DraftStatus::PENDING_APPROVAL, Page{}));
  ASSERT_TRUE(drafts && drafts->size() == 2);
  for (const Draft& draft : *drafts)
    EXPECT_EQ(draft.verdict.outcome, draft.id == "ben" ? Outcome::block : Outcome::send) << draft.id;
}

TEST_P(SendTest, QuotasHoldUnderAnyInterleaving) {
  // 45 mails to 15 contacts (each in two spellings of its address), from many threads: 20 may leave, 2 to a contact.
  for (int i = 0; i < 45; ++i) {
    std::string address = "contact" + std::to_string(i % 15) + "@example.net";
    if (i % 2) address[0] = 'C';
    const std::string id = "d" + std::to_string(i);
    ASSERT_TRUE(house().create(id, address));
    ASSERT_TRUE(house().approve(id));
  }
  std::atomic<int> sent = 0, limited = 0, other = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 9; ++t) {
    threads.emplace_back([&, t] {
      for (int i = t; i < 45; i += 9) {
        const auto result = house().send("d" + std::to_string(i));
        ++(result ? sent : result.error().code == ErrorCode::limited ? limited : other);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sent, 20);
  EXPECT_EQ(limited, 25);
  EXPECT_EQ(other, 0);
  EXPECT_EQ(house().delivered(), 20);
  for (int contact = 0; contact < 15; ++contact) {
    EXPECT_LE(house().usage("contact" + std::to_string(contact) + "@example.net").contact_count, 2);
  }
}

TEST_P(SendTest, ThirtyTwoPartiesOneDraft) {
  ASSERT_TRUE(house().create("d"));
  std::atomic<int> approved = 0, rejected = 0, sent = 0, edited = 0, refused = 0, broken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 32; ++i) {
    threads.emplace_back([&, i] {
      const std::string name = "p" + std::to_string(i);
      const Actor actor = test::House::person(name);
      Result<Draft> result = internal("");
      std::atomic<int>* won = nullptr;
      switch (i % 4) {
        case 0:
          won = &approved;
          result = house().approve("d", name);
          break;
        case 1:
          won = &rejected;
          result = sync_wait(reject_draft(house().services, actor, "d", name, "not this one"));
          break;
        case 2:
          won = &sent;
          result = house().send("d", name);
          break;
        default:
          won = &edited;
          result = sync_wait(
              edit_draft(house().services, actor, "d",
                         {{}, {}, "The words of " + name + ", long enough to be the body of a mail."}, 1));
      }
      if (result) {
        ++*won;
      } else if (result.error().code == ErrorCode::conflict) {
        ++refused;
        // Who lost reads the present state.
        if (result.error().message.find("Draft d ") == std::string::npos) ++broken;
      } else {
        ++broken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(broken, 0);
  EXPECT_LE(rejected, 1);
  EXPECT_LE(sent, 1);
  EXPECT_LE(edited, 1) << "they all edited version 1";
  EXPECT_EQ(house().delivered(), sent);
  EXPECT_EQ(rejected + sent, 1)
      << "one end, and only one (every party had its turn; an approval alone ends nothing)";
  EXPECT_EQ(approved + rejected + sent + edited + refused, 32);
}

TEST_P(SendTest, ARestartInTheMiddleOfASendingSettlesIt) {
  // The claim is committed, then the process dies: nothing was handed over.
  prepare("d");
  house().mailbox.plan = {Fault::lose_before_accepting};
  EXPECT_EQ(house().send("d")->status, DraftStatus::SENDING);
  test::House& before = house();
  EXPECT_EQ(before.get("d").status, DraftStatus::SENDING);
  // Before the deadline the job must not ask: the hand-over could still be under way.
  before.pass(kSendDeadlineMs - 1);
  EXPECT_EQ(before.get("d").status, DraftStatus::SENDING);
  before.pass(kSendGraceMs + 2);
  EXPECT_EQ(before.get("d").status, DraftStatus::SENT);
}

TEST_P(SendTest, DraftsExpire) {
  ASSERT_TRUE(house().create("d"));
  house().pass(15 * kDayMs);
  EXPECT_EQ(house().get("d").status, DraftStatus::EXPIRED);
  EXPECT_EQ(house().approve("d").error().code, ErrorCode::conflict);
}

TEST_P(SendTest, ADraftIsCreatedOnceAndChecked) {
  const auto first = house().create("d");
  ASSERT_TRUE(first);
  EXPECT_EQ(house().create("d")->content_hash, first->content_hash) << "the same again is the same draft";
  NewDraft other = house().wish("d");
  other.subject = "Another subject";
  EXPECT_EQ(sync_wait(create_draft(house().services, test::House::person("ana"), other)).error().code,
            ErrorCode::conflict);
  NewDraft wrong = house().wish("w");
  wrong.recipient = "nobody";
  wrong.subject = "Two\r\nBcc: lines";
  wrong.body = "short";
  const auto refused = sync_wait(create_draft(house().services, test::House::person("ana"), wrong));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.size(), 3u) << "all problems at once";
}

TEST_P(SendTest, WhatCannotBecomeAMailIsRefusedBeforeAnybodyApprovesIt) {
  struct Row {
    const char* what;
    std::function<void(NewDraft&)> change;
    const char* field;
  };
  const std::vector<Row> rows = {
      {"an id that is a route", [](NewDraft& w) { w.id = "pending"; }, "draft_id"},
      {"an id that clients resolve away", [](NewDraft& w) { w.id = ".."; }, "draft_id"},
      {"201 characters", [](NewDraft& w) { w.id = std::string(201, 'x'); }, "draft_id"},
      {"an escape in the body", [](NewDraft& w) { w.body += "\x1b[31m"; }, "body"},
      {"a lone CR", [](NewDraft& w) { w.body += "a\rb"; }, "body"},
      {"a body of Hangul fillers",
       [](NewDraft& w) {
         w.body.clear();
         for (int i = 0; i < 60; ++i) w.body += "\u3164";
       },
       "body"},
      {"a subject of no-break spaces", [](NewDraft& w) { w.subject = "\u00a0\u00a0"; }, "subject"},
      {"a line separator in the subject", [](NewDraft& w) { w.subject = "a\u2028b"; }, "subject"},
      {"metadata without end", [](NewDraft& w) { w.metadata["x"] = std::string(20000, 'x'); }, "metadata"},
  };
  for (const Row& row : rows) {
    NewDraft wish = house().wish("d");
    row.change(wish);
    const auto refused = sync_wait(create_draft(house().services, test::House::person("ana"), wish));
    ASSERT_FALSE(refused) << row.what;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid) << row.what;
    ASSERT_FALSE(refused.error().fields.empty()) << row.what;
    EXPECT_EQ(refused.error().fields.front().path, row.field) << row.what;
  }
  NewDraft wide = house().wish("");
  for (int i = 0; i < 200; ++i) wide.id += "é";
  EXPECT_TRUE(sync_wait(create_draft(house().services, test::House::person("ana"), wide)))
      << "characters, not bytes";
}

TEST_P(SendTest, AnEditSignsWithTheSenderOfNow) {
  ASSERT_TRUE(house().create("d"));
  house().services.sender.postal_address = house().services.gate_policy.postal_address = "2 New Street";
  const auto rule_of = [](const Draft& draft) {
    for (const Reason& reason : draft.verdict.reasons)
      if (reason.rule == "footer.postal_address") return true;
    return false;
  };
  EXPECT_TRUE(rule_of(*sync_wait(get_draft(house().services, "d"))))
      << "its footer still has the old address";
  const auto edited = sync_wait(edit_draft(house().services, test::House::person("ana"), "d",
                                           DraftEdit{{}, "Counting stock", {}}, std::nullopt));
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_NE(edited->footer.find("2 New Street"), std::string::npos);
  EXPECT_FALSE(rule_of(*edited));
}

TEST_P(SendTest, OnlyTheSignedInPersonDecides) {
  ASSERT_TRUE(house().create("d"));
  const auto forged = sync_wait(
      approve_draft(house().services, test::House::person("ana"), "d", "somebody else", std::nullopt));
  ASSERT_FALSE(forged);
  EXPECT_EQ(forged.error().code, ErrorCode::forbidden);
}

}  // namespace
}  // namespace sa
