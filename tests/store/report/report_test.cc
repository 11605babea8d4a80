// The facts that reports are made of, on both engines: a mail counts in the period in which it left, what came back for it counts whenever
// it came.
#include "store/report/report.h"

#include "core/draft/attempt.h"
#include "ports/crm.h"
#include "store/agent/agent.h"
#include "store/audit/audit.h"
#include "store/contact/contact.h"
#include "store/contact/origin.h"
#include "store/crm/crm.h"
#include "store/draft/draft.h"
#include "store/message/message.h"
#include "store/task/task.h"
#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Instant kFrom{1'780'000'000'000};
const Instant kTo = kFrom + kDayMs;

class ReportStoreTest : public test::StoreTest {
 protected:
  static std::string address(const std::string& name) { return name + "@theirs.example"; }

  /// A draft to `to`, pending, in a thread of its own.
  Draft pending(const std::string& id, const std::string& to, Instant at,
                const std::string& subject = "Offer", const DraftSource& source = {"operator", {}, {}, {}}) {
    Draft made;
    made.id = id;
    made.sender = made.mailbox_id = "ana@ours.example";
    made.recipient = made.recipient_key = address(to);
    made.subject = subject;
    made.body = "Words.";
    made.rfc_message_id = id + "@ours.example";
    made.thread_id = "t-" + id;
    made.source = source;
    made.created_at = made.updated_at = at;
    made.content_hash = content_hash(made);
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(insert_thread(tx, {"t-" + id, subject, subject, std::nullopt, at, "ana@ours.example"}));
      return insert_draft(tx, made, "ana");
    });
    return made;
  }
  Draft approved(Draft made, Instant at) {
    auto changed = approve(std::move(made), "Ana", std::nullopt, at);
    if (!changed) throw std::runtime_error(changed.error().message);
    const Actor actor = system_actor("test");
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(update_draft(tx, *changed));
      return append_audit(tx, actor, "approve", DraftStatus::PENDING_APPROVAL, *changed, "", {}, at);
    });
    return *changed;
  }
  /// A mail that left for `to` at `at`.
  Draft sent(const std::string& id, const std::string& to, Instant at, const std::string& subject = "Offer") {
    const Draft ready = approved(pending(id, to, at, subject), at);
    auto claimed = claim(ready, at);
    if (!claimed) throw std::runtime_error(claimed.error().message);
    SendAttempt attempt = begin_attempt("a-" + id, ready, "outbox", true, at, at + 10'000);
    attempt.key_hash = "hash-of-" + to;
    SendOutcome outcome;
    outcome.kind = SendOutcome::Kind::accepted;
    outcome.provider_message_id = "p-" + id;
    outcome.bytes_sha256 = std::string(64, 'b');
    auto end = settle(*claimed, attempt, {outcome, ""}, 0, ActorKind::system, at);
    if (!end) throw std::runtime_error(end.error().message);
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(start_attempt(tx, attempt, ""));
      TRY_OK(update_draft(tx, *claimed));
      TRY_OK(update_draft(tx, end->draft));
      return finish_attempt(tx, end->attempt);
    });
    return end->draft;
  }
  /// A mail from `from` in the thread of a draft.
  void received(const std::string& draft_id, const std::string& from, Instant at,
                MessageKind kind = MessageKind::human_reply) {
    MessageRow mail;
    mail.message_id = "m" + std::to_string(++mails_);
    mail.rfc_message_id = mail.message_id + "@theirs.example";
    mail.content_sha256 = std::string(64, 'a');
    mail.thread_id = "t-" + draft_id;
    mail.linked_by = "references";
    mail.kind = kind;
    mail.sender = mail.sender_key = address(from);
    mail.sent_at = mail.created_at = at;
    mail.attachments = boost::json::array();
    mail.analysis = boost::json::object();
    mail.source = "file:0";
    write([&](Tx& tx) { return insert_message(tx, mail, std::nullopt); });
  }
  /// Something came back for a mail: the intake has noted it in the trail.
  void responded(const std::string& draft_id, ResponseKind kind, Instant at, const std::string& intent = "",
                 const std::string& message_id = "") {
    MailResponse response{kind, at, {}, {}};
    if (!intent.empty()) response.intent = intent;
    if (!message_id.empty()) response.message_id = message_id;
    write([&](Tx& tx) -> Result<Unit> {
      TRY(const Draft draft, get_draft(tx, draft_id));
      return append_audit(tx, system_actor("responses"), "note_response", draft.status, draft, "",
                          to_json(response).as_object(), at);
    });
  }
  void replied(const std::string& draft_id, Instant at, const std::string& intent = "neutral") {
    responded(draft_id, ResponseKind::reply, at, intent);
  }
  void deal(const std::string& id, const std::string& stage, const std::optional<std::string>& amount,
            const std::string& currency) {
    const CrmDeal made{id, "Deal", stage, amount, currency, std::nullopt, std::nullopt, 0, kFrom};
    write([&](Tx& tx) {
      return save_crm_deal(tx, Args().add_all(made).add("synced_at", kFrom).add("is_current", false));
    });
  }
  void ran(const std::string& id, const std::string& agent, const std::string& action, Instant at,
           boost::json::object output = {}) {
    AgentRun run;
    run.run_id = id;
    run.agent = agent;
    run.agent_version = run.prompt_version = "1";
    run.model = "none";
    run.action = action;
    run.input_sha256 = std::string(64, 'a');
    run.output = std::move(output);
    run.started_at = at;
    run.duration_ms = 7;
    run.trace_id = "t";
    write([&](Tx& tx) { return insert_agent_run(tx, run); });
  }
  EngagementFacts engagement() {
    return read([](ReadTx& tx) { return count_engagement(tx, kFrom, kTo); });
  }
  FunnelFacts funnel() {
    return read([](ReadTx& tx) { return count_funnel(tx, kFrom, kTo); });
  }
  AgentFacts agents() {
    return read([](ReadTx& tx) { return count_agents(tx, kFrom, kTo); });
  }
  int mails_ = 0;
};
INSTANTIATE_ENGINES(ReportStoreTest);

TEST_P(ReportStoreTest, WithoutARowAllCountsAreZeroAndWhatIsNotMeasuredIsNull) {
  const EngagementFacts facts = engagement();
  EXPECT_EQ(to_json_text(facts), to_json_text(EngagementFacts{}));
  EXPECT_FALSE(facts.opens);
  EXPECT_EQ(to_json_text(funnel()), to_json_text(FunnelFacts{}));
  AgentFacts none;
  none.sequences_executed = 0;
  EXPECT_EQ(to_json_text(agents()), to_json_text(none));
}

TEST_P(ReportStoreTest, ThePeriodHoldsItsBeginningAndNotItsEnd) {
  sent("before", "a", kFrom - 1);
  sent("first", "b", kFrom);
  sent("last", "c", kTo - 1);
  sent("after", "d", kTo);
  sent("after-too", "e", kTo);
  EXPECT_EQ(engagement().sent, 2);
  EXPECT_EQ(engagement().contacts, 2);
  EXPECT_EQ(engagement().drafts_approved, 2);
  EXPECT_EQ(funnel().reached, 2);
}

TEST_P(ReportStoreTest, APersonsAnswerCountsOnceAndWheneverItCame) {
  sent("one", "ben", kFrom);
  replied("one", kTo + kDayMs);
  replied("one", kTo + 2 * kDayMs);
  EXPECT_EQ(engagement().replied, 1);
  EXPECT_EQ(funnel().replied, 1);
}

TEST_P(ReportStoreTest, WhatCameBackForAMailThatDidNotLeaveDoesNotCount) {
  pending("waiting", "fay", kFrom);
  replied("waiting", kFrom + 1);
  sent("other", "ben", kFrom);
  EXPECT_EQ(engagement().sent, 1);
  EXPECT_EQ(engagement().replied, 0);
}

TEST_P(ReportStoreTest, BouncesAndOptOutsAreThoseOfTheMailsOfThePeriod) {
  sent("one", "ben", kFrom);
  sent("two", "cy", kFrom);
  sent("three", "dan", kFrom);
  sent("other-day", "eve", kTo);
  responded("one", ResponseKind::bounce, kFrom + 1);
  responded("two", ResponseKind::opt_out, kTo + kDayMs);
  responded("two", ResponseKind::complaint, kTo - 1);
  responded("three", ResponseKind::bounce, kFrom + 4 * kDayMs);
  responded("other-day", ResponseKind::opt_out, kTo + 1);
  const EngagementFacts facts = engagement();
  EXPECT_EQ(facts.contacts, 2);
  EXPECT_EQ(facts.hard_bounces, 1)
      << "a bounce after 72 hours comes too late to say that the mail did not arrive";
  EXPECT_EQ(facts.unsubscribes, 1);
  EXPECT_EQ(facts.complaints, 1);
}

TEST_P(ReportStoreTest, MailsComeInOrderPageByPageWithWhatCameBack) {
  for (int i = 0; i < 1050; ++i) {
    const std::string id = "d" + std::to_string(10'000 + i);
    sent(id, "p" + std::to_string(i % 7), kFrom + i / 3);
  }
  replied("d10999", kFrom + kHourMs, "pricing");
  responded("d11000", ResponseKind::bounce, kFrom + kHourMs);
  responded("d11000", ResponseKind::opt_out, kFrom + kHourMs);
  std::vector<CountedMail> mails;
  read([&](ReadTx& tx) {
    return for_each_sent_mail(tx, kFrom, kTo, [&](const CountedMail& mail) { mails.push_back(mail); });
  });
  ASSERT_THAT(mails, SizeIs(1050));
  EXPECT_EQ(mails[0].draft_id, "d10000");
  EXPECT_EQ(mails[1049].draft_id, "d11049");
  EXPECT_EQ(mails[0].person, "hash-of-p0");
  EXPECT_EQ(mails[0].agent, "operator");
  ASSERT_THAT(mails[999].responses, SizeIs(1));
  EXPECT_EQ(mails[999].responses[0].intent, "pricing");
  EXPECT_THAT(mails[1000].responses, SizeIs(2));
}

TEST_P(ReportStoreTest, DecisionsCountByWhenTheyWereMadeAndTheQueueAsItIs) {
  approved(pending("a", "ben", kFrom - kDayMs), kFrom);
  approved(pending("b", "cy", kFrom), kTo);
  pending("c", "dan", kFrom - kDayMs);
  EXPECT_EQ(engagement().drafts_approved, 1);
  EXPECT_EQ(engagement().drafts_pending, 1);
  EXPECT_EQ(engagement().drafts_rejected, 0);
}

TEST_P(ReportStoreTest, SubjectsAreTheMostSentFirst) {
  sent("one", "a", kFrom, "Beta");
  sent("two", "b", kFrom, "Beta");
  sent("three", "c", kFrom, "Alpha");
  sent("four", "d", kFrom, "Zeta");
  sent("other-day", "e", kTo, "Zeta");
  replied("two", kFrom + 1);
  const auto subjects = engagement().subjects;
  ASSERT_THAT(subjects, SizeIs(3));
  EXPECT_EQ(to_json_text(subjects[0]), to_json_text(SubjectFacts{"Beta", 2, 1}));
  EXPECT_EQ(to_json_text(subjects[1]), to_json_text(SubjectFacts{"Alpha", 1, 0}));
  EXPECT_EQ(subjects[2].subject_line, "Zeta");
}

TEST_P(ReportStoreTest, AContactCountsOnceInEachStageThatTheyReached) {
  sent("one", "ben", kFrom);
  sent("two", "ben", kFrom + 1);
  replied("one", kFrom + 2, "pricing");
  replied("two", kFrom + 3, "meeting_request");
  sent("three", "cy", kFrom);
  replied("three", kFrom + 1, "question");
  sent("four", "dan", kFrom);
  const FunnelFacts facts = funnel();
  EXPECT_EQ(facts.reached, 3);
  EXPECT_EQ(facts.replied, 2);
  EXPECT_EQ(facts.qualified, 1);
  EXPECT_EQ(facts.demo_requested, 1);
}

TEST_P(ReportStoreTest, OpenDealsAddUpByCurrencyAndWhatIsNoAmountIsLeftOut) {
  deal("1", "appointmentscheduled", "1000.10", "EUR");
  deal("2", "contractsent", "0.9", "EUR");
  deal("3", "contractsent", "-0.999", "EUR");
  deal("4", "contractsent", "7", "USD");
  deal("5", "contractsent", "3", "");
  deal("closed", "closedwon", "500", "EUR");
  deal("lost", "ClosedLost", "500", "EUR");
  for (const char* wrong : {"1e9", "", ".5", "1,000", "9999999999999999", "--1"})
    deal(std::string("wrong") + wrong, "contractsent", wrong, "CHF");
  deal("unknown", "contractsent", std::nullopt, "CHF");
  const auto pipeline = funnel().pipeline;
  ASSERT_THAT(pipeline, SizeIs(3));
  EXPECT_EQ(to_json_text(pipeline[0]), to_json_text(PipelineFacts{"EUR", 100'010 + 90 - 99}));
  EXPECT_EQ(to_json_text(pipeline[1]), to_json_text(PipelineFacts{"USD", 700}));
  EXPECT_EQ(to_json_text(pipeline[2]), to_json_text(PipelineFacts{"XXX", 300}));
}

TEST_P(ReportStoreTest, ADealThatWasPutAwayIsNotOpen) {
  deal("1", "contractsent", "10", "EUR");
  write([](Tx& tx) { return archive_crm_record(tx, "deal", "1", kFrom + 1); });
  EXPECT_THAT(funnel().pipeline, IsEmpty());
}

TEST_P(ReportStoreTest, TheAgentsWorkIsCountedByWhenItWasDone) {
  ran("r1", "prospecting", "draft_required", kFrom);
  ran("r2", "prospecting", "archive", kTo - 1, {{"writer_error", "limited"}});
  ran("r3", "nurturing", "schedule", kFrom);
  ran("r4", "prospecting", "draft_required", kTo);
  const AgentFacts facts = agents();
  EXPECT_EQ(facts.messages_analyzed, 2);
  EXPECT_EQ(facts.high_intent_identified, 1);
  EXPECT_EQ(facts.runs, 3);
  EXPECT_EQ(facts.runs_failed, 1);
  EXPECT_EQ(facts.run_ms, 21);
  EXPECT_EQ(facts.sequences_executed, 0);
}

TEST_P(ReportStoreTest, DraftsOfAgentsAreToldFromThoseOfPersons) {
  const DraftSource by_agent{"prospecting", "r1", "template", "1"};
  pending("waiting", "a", kFrom, "Offer", by_agent);
  approved(pending("approved", "b", kFrom, "Offer", by_agent), kTo);
  Draft gone = pending("rejected", "c", kFrom, "Offer", by_agent);
  write([&](Tx& tx) { return update_draft(tx, *reject(gone, "ana", "No.", kTo)); });
  auto edited =
      edit(pending("edited", "d", kFrom, "Offer", by_agent), {{}, "Better", {}}, "e@ours.example", kTo);
  ASSERT_TRUE(edited) << edited.error().message;
  write([&](Tx& tx) { return update_draft(tx, *edited); });
  approved(*edited, kTo);
  Draft failing = pending("own", "e", kFrom);
  failing.checks.tone.passed = false;
  write([&](Tx& tx) { return update_draft(tx, failing); });
  const AgentFacts facts = agents();
  EXPECT_EQ(facts.drafts_created, 4);
  EXPECT_EQ(facts.drafts_approved, 2);
  EXPECT_EQ(facts.drafts_rejected, 1);
  EXPECT_EQ(facts.drafts_edited, 1);
  EXPECT_EQ(facts.drafts_reviewed, 5);
  EXPECT_EQ(facts.checks_passed, 4);
}

TEST_P(ReportStoreTest, ATaskEngagesAContactWhoAnswersAfterIt) {
  for (const char* name : {"ben", "cy"}) {
    Contact made;
    made.contact_id = name;
    made.email = made.email_key = address(name);
    made.created_at = made.updated_at = kFrom;
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(insert_contact(tx, made, ContactOrigin::person));
      return insert_contact_address(
          tx, {made.email_key, name, made.email, made.email_key, std::string(64, '0'), "start", kFrom});
    });
  }
  const auto task = [&](const std::string& id, const std::string& contact_id, Instant at,
                        const std::string& created_by = "nurturing") {
    FollowUp made;
    made.task_id = id;
    made.contact_id_fk = contact_id;
    made.title = "Call";
    made.due_date = {2026, 6, 1};
    made.due_at = made.created_at = made.updated_at = at;
    made.created_by = created_by;
    write([&](Tx& tx) { return insert_task(tx, made); });
  };
  pending("d", "ben", kFrom);
  received("d", "ben", kFrom + 5);
  received("d", "cy", kFrom + 5);
  task("1", "ben", kFrom);
  task("2", "ben", kFrom + 1);
  task("3", "cy", kFrom + 6);
  task("4", "cy", kTo);
  task("5", "ben", kFrom + 2, "Ana");  // a person's own task is no work of the agent
  const AgentFacts facts = agents();
  EXPECT_EQ(facts.follow_ups_scheduled, 3);
  EXPECT_EQ(facts.contacts_scheduled, 2);
  EXPECT_EQ(facts.contacts_engaged, 1) << "cy answered before the task was made";
}

}  // namespace
}  // namespace sa
