// Sequences from enrolment to the last mail, and the signals that stop or hold them at every moment of a step. Judged by what the fake
// mailbox delivered, on both engines.
#include "actions/enrollment/enrollment.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "actions/clock/clock.h"
#include "actions/contact/merge.h"
#include "actions/contact/record.h"
#include "actions/message/mail_intake.h"
#include "actions/progress/change.h"
#include "actions/progress/signal.h"
#include "actions/question/question.h"
#include "actions/task/task.h"
#include "mail/address/address.h"
#include "store/campaign/campaign.h"
#include "store/campaign/segment.h"
#include "store/contact/origin.h"
#include "store/mailbox/handover.h"
#include "store/sequence/sequence.h"
#include "store/task/task.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

using test::House;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using enum EnrollmentStatus;

constexpr const char* kBody =
    "Hello {{first_name}},\n\nwould a short call about stock counting help your team? I am free most "
    "mornings.\n";

SequenceStep email_step(const char* id, std::int64_t after_days, StepThread thread = StepThread::new_) {
  SequenceStep step;
  step.step_id = id;
  step.after_days = after_days;
  step.thread = thread;
  if (thread == StepThread::new_) step.subject = "Stock counting at your place";
  step.body = kBody;
  return step;
}

Sequence pilot() {
  Sequence made;
  made.sequence_id = made.name = "pilot";
  made.status = SequenceStatus::ACTIVE;
  made.steps = {email_step("first", 3), email_step("again", 2, StepThread::same)};
  return made;
}

class EnrollmentTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    move_in();
  }
  void move_in() {
    runner = nullptr;
    house = nullptr;
    house = std::make_unique<House>(GetParam());
    // What else runs each minute has no part in it.
    std::vector<RunnableKind> kinds = job_kinds(house->services);
    std::erase_if(kinds, [](const RunnableKind& kind) {
      const std::string name = kind.name;
      return name != kScheduleJob && name != kSendDraftJob && name != "resolve_send" &&
             name != "expire_drafts";
    });
    runner = std::make_unique<Runner>(house->database.db(), house->clock, house->random, std::move(kinds),
                                      House::runner_options());
  }
  void pass(std::int64_t ms) {
    house->clock.advance(ms);
    while (true) {
      const auto ran = runner->run_due();
      if (!ran) throw std::runtime_error(ran.error().message);
      if (*ran == 0) return;
    }
  }
  Db& db() { return house->database.db(); }
  template <class F>
  auto write(F&& f) {
    auto result = db().write_now(std::forward<F>(f));
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
  }
  template <class F>
  auto read(F&& f) {
    auto result = db().read_now(std::forward<F>(f));
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
  }
  void add(Sequence sequence) {
    sequence.created_at = sequence.updated_at = house->clock.now();
    write([&](Tx& tx) { return insert_sequence(tx, sequence, "ana"); });
  }
  std::string add_contact(const std::string& first_name, const std::string& email) {
    Contact made;
    made.contact_id = new_id(house->clock, house->random);
    made.first_name = first_name;
    made.email = made.email_key = email;
    made.created_at = made.updated_at = house->clock.now();
    return write([&](Tx& tx) { return add_contact_row(tx, made); }).contact_id;
  }
  Result<Contact> add_contact_row(Tx& tx, const Contact& made) {
    return sa::add_contact(house->services, tx, made, {{made.email, made.email_key}}, ContactOrigin::person,
                           house->clock.now());
  }
  EnrollBatch enrolls(const std::vector<std::string>& ids, const std::string& sequence_id = "pilot") {
    EnrollWish wish;
    wish.sequence_id = sequence_id;
    wish.contact_ids = ids;
    const auto batch = sync_wait(enroll(house->services, House::person("ana"), wish));
    if (!batch) throw std::runtime_error(batch.error().message);
    return *batch;
  }
  Enrollment of(const std::string& contact_id) {
    const auto found =
        read([&](ReadTx& tx) { return list_enrollments(tx, {"", "", contact_id, ""}, "", 10); });
    if (found.empty()) throw std::runtime_error("no enrolment of " + contact_id);
    return found.back();
  }
  std::vector<Draft> drafts(DraftStatus status) {
    return *sync_wait(list_drafts(house->services, status, Page{}));
  }
  /// From one instant at which something falls due to the next, as a clock of tests does, until it holds; a person approves all that
  /// waits, if they are at work.
  template <class Condition>
  bool passes_until(Condition holds, bool approves = false, int hours = 24 * 40) {
    constexpr int kMostSteps = 1000;
    const Instant end = house->clock.now() + hours * kHourMs;
    for (int i = 0; i < kMostSteps && house->clock.now() < end; ++i) {
      if (approves) approve_all();
      const auto work = read([&](ReadTx& tx) { return get_clock_work(house->services, tx); });
      const Instant next = std::min(work.next_at.value_or(end), end);
      // What is due already has its turn within a minute.
      pass(work.due > 0 ? kMinuteMs : std::max(next - house->clock.now(), kSecondMs));
      if (holds()) return true;
    }
    return holds();
  }
  void approve_all() {
    // What the gate blocks is refused, and what waits may be approved.
    for (const Draft& each : drafts(DraftStatus::PENDING_APPROVAL)) (void)house->approve(each.id).has_value();
  }
  /// Nothing more leaves in so many days, although a person approves whatever they are shown.
  void expect_silence(int days, const std::string& what) {
    const std::int64_t before = house->delivered();
    passes_until([&] { return house->delivered() > before; }, true, 24 * days);
    EXPECT_EQ(house->delivered(), before) << what;
  }
  bool has_reason(const std::string& draft_id, const std::string& rule, Outcome outcome) {
    const Draft draft = *sync_wait(get_draft(house->services, draft_id));
    return draft.verdict.outcome == outcome &&
           std::ranges::find(draft.verdict.reasons, rule, &Reason::rule) != draft.verdict.reasons.end();
  }

  struct Incoming {
    std::string from = "ben@theirs.example";
    MessageKind kind = MessageKind::human_reply;
    Belief opt_out = Belief::no;
    std::string in_reply_to = {};
    std::optional<std::string> return_date = {};
    std::optional<Bounce> bounce = {};
    std::optional<CalendarNote> calendar = {};
  };
  void arrives(const Incoming& incoming) {
    IncomingMail mail;
    mail.message =
        compose_message(incoming.from, "Stock counting", "Thanks for asking. Which plan has an API?");
    mail.message.message_id = "in-" + std::to_string(++arrived_) + "@theirs.example";
    mail.message.date = house->clock.now();
    mail.message.calendar = incoming.calendar;
    if (!incoming.in_reply_to.empty()) mail.message.in_reply_to = {incoming.in_reply_to};
    mail.analysis.kind = incoming.kind;
    mail.analysis.reply_text = "Thanks for asking. Which plan has an API?";
    mail.analysis.language = "en";
    mail.analysis.opt_out = incoming.opt_out;
    mail.analysis.return_date = incoming.return_date;
    mail.analysis.bounce = incoming.bounce;
    mail.source = "test";
    const MailIntake intake{house->services, {"ana@ours.example"}, "trace", true};
    const auto stored = db().write_now([&](Tx& tx) { return intake.store(tx, mail, house->clock.now()); });
    ASSERT_TRUE(stored) << stored.error().message;
  }
  std::vector<QuestionRow> questions() {
    return *sync_wait(list_questions(house->services, QuestionStatus::OPEN, Page{}));
  }

  std::unique_ptr<House> house;
  std::unique_ptr<Runner> runner;
  int arrived_ = 0;
};
INSTANTIATE_ENGINES(EnrollmentTest);

TEST_P(EnrollmentTest, WhatADeadProcessHeldIsWorkedAtWhenItsLeaseEnds) {
  house->services.job_lease_ms = 4 * kSecondMs;
  pass(0);  // the turn of this minute
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  const Instant now = house->clock.now();
  write([&](Tx& tx) {
    return claim_enrollments(tx, "dead", now, now, now + house->services.job_lease_ms, 10);
  });
  pass(0);
  EXPECT_FALSE(of(ben).next_at) << "it is leased";
  pass(house->services.job_lease_ms);
  EXPECT_TRUE(of(ben).next_at);
}

TEST_P(EnrollmentTest, FromTheEnrolmentToTheLastMail) {
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  const EnrollBatch batch = enrolls({ben, "nobody"});
  EXPECT_EQ(batch.enrolled, 1);
  ASSERT_THAT(batch.skipped, SizeIs(1));
  EXPECT_EQ(batch.skipped.front().rule, "contact.gone");
  EXPECT_EQ(of(ben).enrollment_id, make_enrollment_id("pilot", ben, 0));

  pass(kMinuteMs);
  const Enrollment planned = of(ben);
  EXPECT_EQ(planned.status, WAITING);
  ASSERT_TRUE(planned.next_at);
  EXPECT_THAT(drafts(DraftStatus::PENDING_APPROVAL), IsEmpty())
      << "it is made one business day before its time";

  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  // Its time is on a Monday, so it is made on the Friday before.
  EXPECT_LE(*planned.next_at - house->clock.now(), 3 * kDayMs);
  EXPECT_GT(*planned.next_at - house->clock.now(), 3 * kDayMs - 2 * kHourMs);
  auto pending = drafts(DraftStatus::PENDING_APPROVAL);
  ASSERT_THAT(pending, SizeIs(1));
  const Draft first = pending.front();
  EXPECT_EQ(first.not_before, planned.next_at);
  EXPECT_THAT(first.body, HasSubstr("Hello Ben"));
  EXPECT_EQ(first.source.sequence_id, "pilot");
  EXPECT_EQ(first.source.sequence_version, 1);
  EXPECT_EQ(first.source.step_id, "first");
  EXPECT_EQ(first.source.enrollment_id, planned.enrollment_id);
  EXPECT_THAT(of(ben).draft_ids, testing::ElementsAre(first.id));

  ASSERT_TRUE(house->approve(first.id));
  ASSERT_TRUE(passes_until([&] { return house->get(first.id).status == DraftStatus::SENT; }));
  const Draft sent = house->get(first.id);
  EXPECT_GE(*sent.sent_at, *planned.next_at);
  EXPECT_LE(*sent.sent_at - *planned.next_at, kHourMs);
  EXPECT_EQ(of(ben).step_id, "again");
  EXPECT_EQ(of(ben).last_at, sent.sent_at);

  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  pending = drafts(DraftStatus::PENDING_APPROVAL);
  ASSERT_THAT(pending, SizeIs(1));
  EXPECT_EQ(pending.front().subject, "Re: Stock counting at your place");
  EXPECT_EQ(pending.front().in_reply_to, sent.rfc_message_id);
  EXPECT_THAT(pending.front().reference_ids, testing::ElementsAre(sent.rfc_message_id));
  EXPECT_EQ(pending.front().thread_id, sent.thread_id);
  for (const Reason& reason : pending.front().verdict.reasons)
    EXPECT_NE(reason.rule, "compliance.deceptive_subject") << "it goes on with a conversation";
  ASSERT_TRUE(house->approve(pending.front().id));
  ASSERT_TRUE(passes_until([&] { return of(ben).status == FINISHED; }));
  EXPECT_EQ(house->delivered(), 2);
  EXPECT_FALSE(house->delivered_twice());
  const auto again = enrolls({ben});
  EXPECT_EQ(again.enrolled, 1);
  EXPECT_EQ(read([&](ReadTx& tx) { return count_earlier_enrollments(tx, ben, "pilot"); }), 2);
}

TEST_P(EnrollmentTest, WhoCannotBeEnrolledIsSkipped) {
  add(pilot());
  Sequence other = pilot();
  other.sequence_id = "other";
  add(other);
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  const std::string cy = add_contact("Cy", "cy@cys.example");
  house->suppress("cy@cys.example", SuppressionReason::unsubscribe, "test");
  EXPECT_EQ(enrolls({ben}).enrolled, 1);
  const EnrollBatch batch = enrolls({ben, cy}, "other");
  EXPECT_EQ(batch.enrolled, 0);
  ASSERT_THAT(batch.skipped, SizeIs(2));
  for (const SkippedContact& each : batch.skipped)
    EXPECT_EQ(each.rule, each.contact_id == ben ? "contact.other_sequence" : "suppression.address")
        << each.words;
  Sequence off = pilot();
  off.sequence_id = "off";
  off.status = SequenceStatus::DRAFT;
  add(off);
  EnrollWish wish;
  wish.sequence_id = "off";
  wish.contact_ids = {{ben}};
  const auto refused = sync_wait(enroll(house->services, House::person("ana"), wish));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
}

// Every signal at every moment of a step.
enum class Moment { no_draft, pending, approved, claimed, sent };
BOOST_DESCRIBE_ENUM(Moment, no_draft, pending, approved, claimed, sent)

class SignalTest : public EnrollmentTest {
 protected:
  /// A house in which ben's first step is at that moment.
  std::string prepare(Moment moment) {
    move_in();
    add(pilot());
    const std::string ben = add_contact("Ben", "ben@theirs.example");
    enrolls({ben});
    pass(kMinuteMs);
    if (moment == Moment::no_draft) return ben;
    EXPECT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }, false, 24 * 10));
    if (moment == Moment::pending) return ben;
    approve_all();
    if (moment == Moment::approved) return ben;
    if (moment == Moment::claimed) house->mailbox.plan = {test::FakeMailbox::Fault::lose_before_accepting};
    const DraftStatus wanted = moment == Moment::claimed ? DraftStatus::SENDING : DraftStatus::SENT;
    EXPECT_TRUE(passes_until([&] { return !drafts(wanted).empty(); }, false, 24 * 10));
    return ben;
  }
  void check(const std::string& name, const std::function<void()>& arrive, EnrollmentStatus status,
             const std::string& rule, int silent_days, Outcome outcome, const std::string& draft_rule) {
    for (const Moment moment :
         {Moment::no_draft, Moment::pending, Moment::approved, Moment::claimed, Moment::sent}) {
      const std::string what = name + ", " + std::string(enum_name(moment));
      const std::string ben = prepare(moment);
      const std::int64_t before = house->delivered();
      arrive();
      const Enrollment after = of(ben);
      EXPECT_EQ(after.status, status) << what << " is " << enum_name(after.status);
      ASSERT_TRUE(after.reason) << what;
      EXPECT_EQ(after.reason->rule, rule) << what;
      if (moment == Moment::pending || moment == Moment::approved) {
        ASSERT_THAT(after.draft_ids, SizeIs(1)) << what;
        EXPECT_TRUE(has_reason(after.draft_ids.front(), draft_rule, outcome)) << what;
        EXPECT_EQ(house->get(after.draft_ids.front()).verdict.outcome, outcome)
            << what << ": as the lists show it";
      }
      if (moment == Moment::claimed) {
        const auto trail = read([&](ReadTx& tx) { return list_audit(tx, after.draft_ids.front()); });
        EXPECT_NE(std::ranges::find(trail, "signal_after_claim", &AuditRow::action), trail.end()) << what;
      }
      expect_silence(silent_days, what);
      EXPECT_EQ(house->delivered(), before) << what;
    }
  }
};
INSTANTIATE_ENGINES(SignalTest);

TEST_P(SignalTest, Reply) {
  check("reply", [&] { arrives({}); }, STOPPED, "sequence.reply", 8, Outcome::block, "sequence.reply");
}

TEST_P(SignalTest, OptOut) {
  check(
      "opt-out", [&] { arrives({.kind = MessageKind::unsubscribe, .opt_out = Belief::sure}); }, STOPPED,
      "suppression.address", 8, Outcome::block, "suppression.address");
}

TEST_P(SignalTest, HardBounce) {
  check(
      "hard bounce",
      [&] { house->suppress("ben@theirs.example", SuppressionReason::hard_bounce, "message:m"); }, STOPPED,
      "suppression.address", 8, Outcome::block, "suppression.address");
}

TEST_P(SignalTest, Complaint) {
  check(
      "complaint", [&] { house->suppress("ben@theirs.example", SuppressionReason::complaint, "message:m"); },
      STOPPED, "suppression.address", 8, Outcome::block, "suppression.address");
}

TEST_P(SignalTest, Absence) {
  check(
      "absence", [&] { arrives({.kind = MessageKind::auto_reply}); }, PAUSED, "sequence.absent", 6,
      Outcome::hold, "sequence.absent");
}

TEST_P(SignalTest, Colleague) {
  check(
      "colleague", [&] { arrives({.from = "cara@theirs.example"}); }, HELD, "sequence.company_reply", 8,
      Outcome::hold, "sequence.company_reply");
}

TEST_P(EnrollmentTest, AReplyIsTheirsFromAnyAddressAndAStrangersAsksAPerson) {
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  write([&](Tx& tx) {
    return link_address(house->services, tx, ben, {"ben@private.example", "ben@private.example"}, "person",
                        house->clock.now());
  });
  enrolls({ben});
  arrives({.from = "ben@private.example"});
  EXPECT_EQ(of(ben).status, STOPPED);
  EXPECT_EQ(of(ben).reason->rule, "sequence.reply");

  const std::string cy = add_contact("Cy", "cy@cys.example");
  enrolls({cy});
  ASSERT_TRUE(passes_until([&] { return !drafts(DraftStatus::SENT).empty(); }, true));
  arrives({.from = "somebody@elsewhere.example",
           .in_reply_to = drafts(DraftStatus::SENT).front().rfc_message_id});
  EXPECT_EQ(of(cy).status, HELD);
  EXPECT_EQ(of(cy).reason->rule, "contact.doubt");
  ASSERT_THAT(questions(), SizeIs(1));
  EXPECT_EQ(questions().front().kind, "unknown_sender");
  ASSERT_TRUE(sync_wait(answer_question(house->services, House::person("ana"),
                                        questions().front().question_id, QuestionAnswer::stop)));
  EXPECT_EQ(of(cy).status, STOPPED);
}

TEST_P(EnrollmentTest, AfterTheAnswerToAQuestionItIsPlannedAnew) {
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  const std::string before = of(ben).draft_ids.front();
  arrives({.from = "cara@theirs.example"});
  ASSERT_THAT(questions(), SizeIs(1)) << "one question in the queue";
  arrives({.from = "dan@theirs.example"});
  ASSERT_THAT(questions(), SizeIs(1));
  ASSERT_TRUE(sync_wait(answer_question(house->services, House::person("ana"),
                                        questions().front().question_id, QuestionAnswer::continue_)));
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }, false, 72));
  EXPECT_EQ(house->get(before).status, DraftStatus::REJECTED);
  EXPECT_THAT(of(ben).draft_ids, SizeIs(2));
  ASSERT_TRUE(passes_until([&] { return house->delivered() == 1; }, true, 24 * 10));
}

TEST_P(EnrollmentTest, AnAbsenceEndsOnTheBusinessMorningAfterTheReturn) {
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  arrives({.kind = MessageKind::auto_reply, .return_date = "2026-11-27"});
  const Enrollment paused = of(ben);
  EXPECT_EQ(paused.status, PAUSED);
  EXPECT_EQ(format_rfc3339(*paused.reason->until), "2026-11-30T09:00:00Z") << "a Friday: the Monday after";
  ASSERT_TRUE(passes_until([&] { return house->delivered() == 1; }, true));
  EXPECT_GT(house->clock.now(), *paused.reason->until);
  EXPECT_EQ(of(ben).draft_ids.size(), 2u) << "it was drafted anew";
  // It holds a later enrolment, too.
  const std::string cy = add_contact("Cy", "cy@cys.example");
  arrives({.from = "cy@cys.example", .kind = MessageKind::auto_reply});
  enrolls({cy});
  pass(kMinuteMs);
  EXPECT_EQ(of(cy).status, PAUSED);
  EXPECT_EQ(of(cy).reason->rule, "sequence.absent");
}

TEST_P(EnrollmentTest, MeetingsDealsAndTheThirdSoftBounceStopIt) {
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  arrives({.kind = MessageKind::calendar, .calendar = CalendarNote{"REPLY", "DECLINED", "", "", "", "", ""}});
  EXPECT_EQ(of(ben).status, WAITING);
  arrives({.kind = MessageKind::calendar, .calendar = CalendarNote{"REPLY", "ACCEPTED", "", "", "", "", ""}});
  EXPECT_EQ(of(ben).status, STOPPED);
  EXPECT_EQ(of(ben).reason->rule, "sequence.stopped");
  const std::string cy = add_contact("Cy", "cy@cys.example");
  enrolls({cy});
  write([&](Tx& tx) {
    return note_deal(house->services, tx, cy, "deal-0", true, house->clock.now() - kDayMs,
                     house->clock.now());
  });
  EXPECT_EQ(of(cy).status, WAITING) << "it was won before the enrolment";
  write([&](Tx& tx) {
    return note_deal(house->services, tx, cy, "deal-1", true, house->clock.now(), house->clock.now());
  });
  EXPECT_EQ(of(cy).status, STOPPED);
  EXPECT_EQ(of(cy).reason->evidence, "deal:deal-1");
  const std::string dee = add_contact("Dee", "dee@dees.example");
  enrolls({dee});
  ASSERT_TRUE(passes_until([&] { return house->delivered() == 1; }, true));
  Bounce soft;
  soft.type = BounceType::soft;
  soft.recipients = {"dee@dees.example"};
  for (int i = 1; i <= 3; ++i) {
    EXPECT_NE(of(dee).status, STOPPED) << i;
    arrives({.from = "mailer-daemon@dees.example", .kind = MessageKind::bounce, .bounce = soft});
  }
  EXPECT_EQ(of(dee).status, STOPPED);
  EXPECT_EQ(of(dee).reason->rule, "sequence.stopped");
}

TEST_P(EnrollmentTest, AMissingFieldHoldsUntilTheContactHasIt) {
  add(pilot());
  const std::string ben = add_contact("", "ben@theirs.example");
  enrolls({ben});
  pass(kMinuteMs);
  EXPECT_EQ(of(ben).status, HELD);
  EXPECT_EQ(of(ben).reason->rule, "template.missing_field");
  write([&](Tx& tx) -> Result<Contact> {
    TRY(Contact contact, get_contact(tx, ben));
    contact.first_name = "Ben";
    return change_contact(house->services, tx, contact, house->clock.now());
  });
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  EXPECT_THAT(drafts(DraftStatus::PENDING_APPROVAL).front().body, HasSubstr("Hello Ben"));
}

TEST_P(EnrollmentTest, ARejectedDraftStopsItAndOneThatIsSkippedDoesNot) {
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  const std::string draft = of(ben).draft_ids.front();
  ASSERT_TRUE(sync_wait(reject_draft(house->services, House::person("ana"), draft, "ana", "No.")));
  EXPECT_EQ(of(ben).status, STOPPED);
  EXPECT_EQ(of(ben).reason->rule, "draft.rejected");
  ASSERT_TRUE(sync_wait(reopen_draft(house->services, House::person("ana"), draft)));
  EXPECT_EQ(of(ben).status, DRAFTED);
  ASSERT_TRUE(sync_wait(reject_draft(house->services, House::person("ana"), draft, "ana", "Not this one.", {},
                                     RejectNext::skip)));
  EXPECT_EQ(of(ben).status, WAITING);
  EXPECT_EQ(of(ben).step_id, "again");
  const auto reopened = sync_wait(reopen_draft(house->services, House::person("ana"), draft));
  ASSERT_FALSE(reopened) << "the sequence goes on without it: both could leave";
  EXPECT_EQ(reopened.error().code, ErrorCode::conflict);
}

TEST_P(EnrollmentTest, AnEditedMailStillWaitsForItsStep) {
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  const Instant planned = *of(ben).next_at;
  const std::string draft = of(ben).draft_ids.front();
  ASSERT_TRUE(house->approve(draft));
  DraftEdit change;
  change.subject = "Stock counting, once more";
  ASSERT_TRUE(sync_wait(edit_draft(house->services, House::person("ana"), draft, change, {})));
  EXPECT_EQ(house->get(draft).not_before, planned);
  ASSERT_TRUE(house->approve(draft));
  ASSERT_TRUE(passes_until([&] { return house->delivered() == 1; }, false, 24 * 10));
  EXPECT_GE(*house->get(draft).sent_at, planned);
}

TEST_P(EnrollmentTest, AStepThatIsMadeAnewCancelsItsTask) {
  Sequence calls = pilot();
  SequenceStep call;
  call.step_id = "call";
  call.kind = StepKind::task;
  call.title = "Call {{first_name}}";
  calls.steps = {call, email_step("again", 2)};
  add(calls);
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  const std::string id = of(ben).enrollment_id;
  const Actor ana = House::person("ana");
  ASSERT_TRUE(sync_wait(pause_enrollment(house->services, ana, id, {})));
  ASSERT_TRUE(sync_wait(resume_enrollment(house->services, ana, id)));
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  const auto steps = read([&](ReadTx& tx) { return list_enrollment_steps(tx, id); });
  ASSERT_THAT(steps, SizeIs(2));
  EXPECT_EQ(read([&](ReadTx& tx) { return get_task(tx, *steps[0].task_id); }).status, TaskStatus::CANCELLED);
  EXPECT_EQ(read([&](ReadTx& tx) { return get_task(tx, *steps[1].task_id); }).status, TaskStatus::OPEN);
}

TEST_P(EnrollmentTest, AHandedOverMailboxTakesItsEnrolmentsAlong) {
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  const std::string from = *of(ben).mailbox_id;
  write([&](Tx& tx) { return move_mailbox(tx, from, "other@ours.example", house->clock.now()); });
  EXPECT_EQ(of(ben).mailbox_id, "other@ours.example");
}

TEST_P(EnrollmentTest, AnExpiredDraftHoldsItUntilSomebodyRetries) {
  Sequence short_lived = pilot();
  short_lived.steps.front().expires_after_days = 2;
  add(short_lived);
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  ASSERT_TRUE(passes_until([&] { return of(ben).status == HELD; }));
  EXPECT_EQ(of(ben).reason->rule, "draft.expired");
  Actor key = House::person("ana");
  key.kind = ActorKind::service;
  EXPECT_EQ(sync_wait(retry_enrollment(house->services, key, of(ben).enrollment_id)).error().code,
            ErrorCode::forbidden);
  ASSERT_TRUE(sync_wait(retry_enrollment(house->services, House::person("ana"), of(ben).enrollment_id)));
  ASSERT_TRUE(passes_until([&] { return house->delivered() == 1; }, true));
}

TEST_P(EnrollmentTest, ATaskStepGoesOnWhenItIsDone) {
  Sequence calls = pilot();
  SequenceStep call;
  call.step_id = "call";
  call.kind = StepKind::task;
  call.title = "Call {{first_name}}";
  calls.steps.insert(calls.steps.begin(), call);
  add(calls);
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  const auto tasks = *sync_wait(list_tasks(house->services, {}, {}, 10));
  ASSERT_THAT(tasks, SizeIs(1));
  EXPECT_EQ(tasks.front().title, "Call Ben");
  TaskFields done;
  done.status = TaskStatus::DONE;
  ASSERT_TRUE(sync_wait(update_task(house->services, House::person("ana"), tasks.front().task_id, 1, done)));
  EXPECT_EQ(of(ben).step_id, "first");
  EXPECT_EQ(of(ben).last_at, house->clock.now());
}

TEST_P(EnrollmentTest, APausedCampaignPlansNothingAndACancelledOneEnds) {
  add(pilot());
  Segment segment;
  segment.segment_id = segment.name = "all";
  Campaign campaign;
  campaign.campaign_id = campaign.name = "spring";
  campaign.sequence_id = "pilot";
  campaign.segment_id = "all";
  campaign.status = CampaignStatus::RUNNING;
  campaign.launched_at = campaign.created_at = campaign.updated_at = house->clock.now();
  segment.created_at = segment.updated_at = house->clock.now();
  const auto set = [&](CampaignStatus status) {
    campaign.status = status;
    ++campaign.version;
    if (status == CampaignStatus::CANCELLED) campaign.ended_at = house->clock.now();
    write([&](Tx& tx) -> Result<std::int64_t> {
      TRY_OK(update_campaign(tx, campaign));
      return wake_campaign(tx, "spring", house->clock.now());
    });
  };
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  write([&](Tx& tx) -> Result<EnrollBatch> {
    TRY_OK(insert_segment(tx, segment));
    TRY_OK(insert_campaign(tx, campaign));
    TRY(const Sequence sequence, get_sequence(tx, "pilot"));
    return enroll_contacts(house->services, tx, House::person("ana"), sequence, {ben}, "spring");
  });
  set(CampaignStatus::PAUSED);
  EXPECT_FALSE(passes_until([&] { return of(ben).status == DRAFTED; }, false, 24 * 10));
  set(CampaignStatus::RUNNING);
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  EXPECT_EQ(house->get(of(ben).draft_ids.front()).source.campaign_id, "spring");
  approve_all();
  set(CampaignStatus::PAUSED);
  EXPECT_TRUE(has_reason(of(ben).draft_ids.front(), "campaign.paused", Outcome::hold));
  expect_silence(5, "a paused campaign");
  set(CampaignStatus::CANCELLED);
  EXPECT_TRUE(has_reason(of(ben).draft_ids.front(), "campaign.cancelled", Outcome::block));
  pass(kMinuteMs);
  EXPECT_EQ(of(ben).status, STOPPED);
  EXPECT_EQ(of(ben).reason->rule, "campaign.cancelled");
  EXPECT_EQ(house->get(of(ben).draft_ids.front()).status, DraftStatus::REJECTED);
  expect_silence(5, "a cancelled campaign");
}

TEST_P(EnrollmentTest, PeopleAndKeysPauseAndStopAndPeopleAloneResume) {
  add(pilot());
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  enrolls({ben});
  const std::string id = of(ben).enrollment_id;
  Actor key = House::person("crm");
  key.kind = ActorKind::service;
  ASSERT_TRUE(sync_wait(pause_enrollment(house->services, key, id, std::nullopt)));
  EXPECT_EQ(of(ben).status, PAUSED);
  expect_silence(10, "paused");
  EXPECT_EQ(sync_wait(resume_enrollment(house->services, key, id)).error().code, ErrorCode::forbidden);
  ASSERT_TRUE(sync_wait(resume_enrollment(house->services, House::person("ana"), id)));
  ASSERT_TRUE(passes_until([&] { return of(ben).status == DRAFTED; }));
  ASSERT_TRUE(sync_wait(stop_enrollment(house->services, key, id)));
  EXPECT_TRUE(has_reason(of(ben).draft_ids.front(), "sequence.stopped", Outcome::block));
  expect_silence(10, "stopped");
  EXPECT_EQ(sync_wait(stop_enrollment(house->services, key, id)).error().code, ErrorCode::conflict);
}

TEST_P(EnrollmentTest, OfTwoEnrolmentsThatAMergeJoinsTheOlderLivesOn) {
  add(pilot());
  Sequence other = pilot();
  other.sequence_id = "other";
  add(other);
  const std::string ben = add_contact("Ben", "ben@theirs.example");
  const std::string cy = add_contact("Cy", "cy@cys.example");
  enrolls({cy});
  pass(kMinuteMs);
  enrolls({ben}, "other");
  ASSERT_TRUE(sync_wait(merge_contacts(house->services, House::person("ana"), cy, ben)));
  const auto rows = read([&](ReadTx& tx) { return list_enrollments(tx, {"", "", ben, ""}, "", 10); });
  ASSERT_THAT(rows, SizeIs(2));
  for (const EnrollmentRow& each : rows) {
    EXPECT_EQ(each.status == STOPPED, each.sequence_id == "other") << each.sequence_id;
    if (each.status == STOPPED) EXPECT_EQ(each.reason->rule, "contact.other_sequence");
  }
}

}  // namespace
}  // namespace sa
