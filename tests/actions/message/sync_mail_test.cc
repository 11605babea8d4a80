// Reading a feed: each mail once, its place with it, nothing of ours counted twice, and no failure that ends it for good.
#include "actions/message/sync_mail.h"

#include "actions/audit/audit.h"
#include "base/log.h"
#include "base/text/ascii.h"
#include "store/account/sync.h"
#include "store/message/message.h"
#include "tests/actions/house.h"
#include "tests/fakes/mail_feed.h"

namespace sa {
namespace {

class SyncMailTest : public test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    house_ = std::make_unique<test::House>(GetParam());
    house_->services.feed = &feed_;
    runner_ = std::make_unique<Runner>(house_->database.db(), house_->clock, house_->random,
                                       job_kinds(house_->services), test::House::runner_options());
  }
  SyncCounts sync(std::int64_t max_pages = 100) {
    auto counts = sync_wait(sync_mail(house_->services, feed_, max_pages));
    if (!counts) throw std::runtime_error(counts.error().message);
    return *counts;
  }
  /// The background work of so many seconds.
  void pass(std::int64_t ms) {
    for (std::int64_t passed = 0; passed < ms; passed += kSecondMs) {
      house_->clock.advance(kSecondMs);
      while (true) {
        const auto ran = runner_->run_due();
        if (!ran) throw std::runtime_error(ran.error().message);
        if (*ran == 0) break;
      }
    }
  }
  void put_sent(std::string raw, std::string provider_thread_id = {}) {
    feed_.put(std::move(raw), std::move(provider_thread_id));
    feed_.mails.back().labels = {"SENT"};
  }
  MessageRow message(const std::string& rfc_message_id) {
    return *house_->database.db().read_now([&](ReadTx& tx) -> Result<MessageRow> {
      TRY(const auto id, find_message(tx, rfc_message_id));
      return get_message(tx, id.value_or("none"));
    });
  }
  bool is_suppressed(const std::string& address) { return house_->is_suppressed(address); }
  std::int64_t count_stored() {
    const auto all =
        house_->database.db().read_now([](ReadTx& tx) { return list_messages(tx, Page{{}, "", 200}); });
    return static_cast<std::int64_t>(all->size());
  }
  Usage usage(const std::string& recipient) { return house_->usage(recipient); }
  std::string thread_of(const std::string& rfc_message_id) {
    return *house_->database.db().read_now([&](ReadTx& tx) -> Result<std::string> {
      TRY(const auto id, find_message(tx, rfc_message_id));
      TRY(const MessageRow row, get_message(tx, id.value_or("none")));
      return row.thread_id;
    });
  }
  test::FakeMailFeed feed_;
  std::unique_ptr<test::House> house_;
  std::unique_ptr<Runner> runner_;
};
INSTANTIATE_ENGINES(SyncMailTest);

std::string mail(const std::string& id, const std::string& subject = "Prices for 40 users",
                 const std::string& body = "Hi Ana,\n\nwhat would the price be for 40 users?\n\nBen\n",
                 const std::string& from = "ben@example.net", const std::string& to = "Ana@Ours.example") {
  return "From: " + from + "\nTo: " + to + "\nSubject: " + subject +
         "\nDate: Wed, 18 Nov 2026 09:00:00 +0000\nMessage-ID: <" + id + ">\n\n" + body;
}

TEST_P(SyncMailTest, AQuestionBecomesADraftAndIsReadOnce) {
  feed_.put(mail("q1@example.net"));
  const SyncCounts first = sync();
  EXPECT_EQ(first.mail.added, 1);
  EXPECT_TRUE(first.was_reset);
  pass(kSecondMs);
  const auto drafts = house_->database.db().read_now(
      [](ReadTx& tx) { return list_drafts(tx, DraftStatus::PENDING_APPROVAL, Page{}); });
  ASSERT_EQ(drafts->size(), 1u);
  EXPECT_EQ(drafts->front().in_reply_to, "q1@example.net");
  EXPECT_EQ(sync().mail.read, 0);
}

TEST_P(SyncMailTest, WhatTheProviderTookForSpamIsKeptAndGetsNoAnswer) {
  feed_.put(mail("spam@example.net"));
  feed_.mails.back().labels = {"SPAM", "UNREAD"};
  EXPECT_EQ(sync().mail.added, 1);
  pass(kSecondMs);
  const auto drafts = house_->database.db().read_now(
      [](ReadTx& tx) { return list_drafts(tx, DraftStatus::PENDING_APPROVAL, Page{}); });
  EXPECT_TRUE(drafts->empty());
  const auto stored =
      house_->database.db().read_now([](ReadTx& tx) { return list_messages(tx, Page{{}, "", 1}); });
  EXPECT_EQ(stored->front().gmail_metadata->labels, (std::vector<std::string>{"SPAM", "UNREAD"}));
}

TEST_P(SyncMailTest, APlaceThatChangedMeanwhileStands) {
  feed_.put(mail("a@example.net"));
  sync();
  const std::string stream = mail_stream(house_->services, feed_);
  // While the page was fetched another account was connected: its first reading must not begin at the old one's place.
  feed_.put(mail("b@example.net"));
  feed_.on_fetch = [&] {
    ASSERT_TRUE(house_->database.db().write_now([&](Tx& tx) { return delete_sync_cursor(tx, stream); }));
  };
  sync(1);
  feed_.on_fetch = {};
  EXPECT_FALSE(*house_->database.db().read_now([&](ReadTx& tx) { return find_sync_cursor(tx, stream); }));
  EXPECT_EQ(count_stored(), 2);
}

TEST_P(SyncMailTest, WhatIsKnownIsADuplicateWhateverItIsKnownBy) {
  feed_.put(mail("a@example.net"));
  feed_.put(mail("b@example.net"));
  sync();
  ++feed_.epoch;                                        // the provider forgot where we were
  feed_.mails[1].raw = mail("another-id@example.net");  // the same mail by the provider's id
  feed_.put(mail("a@example.net"));                     // the same mail by its Message-ID
  const SyncCounts again = sync();
  EXPECT_TRUE(again.was_reset);
  EXPECT_EQ(again.mail.read, 3);
  EXPECT_EQ(again.mail.duplicate, 3);
  EXPECT_EQ(count_stored(), 2);
  const auto cursor = house_->database.db().read_now(
      [](ReadTx& tx) { return find_sync_cursor(tx, "fake:ana@ours.example"); });
  ASSERT_TRUE(*cursor);
  EXPECT_EQ((*cursor)->resets, 1);
}

TEST_P(SyncMailTest, TheCopyOfOurOwnMailCountsOnce) {
  ASSERT_TRUE(house_->create("d"));
  ASSERT_TRUE(house_->approve("d"));
  ASSERT_TRUE(house_->send("d"));
  ASSERT_EQ(usage("ben@example.net").contact_count, 1);
  const Draft draft = house_->get("d");
  put_sent(mail(draft.rfc_message_id, draft.subject, draft.body, "Ana@Ours.example", "ben@example.net"),
           "T1");
  put_sent(mail("by-hand@ours.example", "Lunch", "See you.\n", "Ana@Ours.example", "ben@example.net"));
  const SyncCounts counts = sync();
  EXPECT_EQ(counts.mail.duplicate, 1);
  EXPECT_EQ(counts.mail.added, 1);
  EXPECT_EQ(usage("ben@example.net").contact_count, 2) << "our draft once, and what left outside of us";
  // An answer that names no Message-ID finds the draft's thread by the provider's conversation.
  feed_.put(mail("answer@example.net", "something else", "Yes, Monday.\n"), "T1");
  sync();
  EXPECT_EQ(thread_of("answer@example.net"), draft.thread_id);
}

TEST_P(SyncMailTest, issue_a_waiting_draft_that_shows_among_the_sent_mail_is_sent) {
  house_->mailbox.plan = {test::FakeMailbox::Fault::not_now};
  ASSERT_TRUE(house_->create("d"));
  ASSERT_TRUE(house_->approve("d"));
  ASSERT_EQ(house_->send("d")->status, DraftStatus::APPROVED);
  const Draft waiting = house_->get("d");
  put_sent(
      mail(waiting.rfc_message_id, waiting.subject, waiting.body, "Ana@Ours.example", "ben@example.net"));
  EXPECT_EQ(sync().mail.duplicate, 1);
  const Draft sent = house_->get("d");
  EXPECT_EQ(sent.status, DraftStatus::SENT);
  EXPECT_EQ(sent.provider_message_id, "fake-0");
  EXPECT_EQ(usage("ben@example.net").contact_count, 1);
  pass(2 * kMinuteMs);
  EXPECT_EQ(house_->delivered(), 0) << "it left by another hand";
  const auto report = verify_audit(house_->database.db(), {});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok) << report->findings.front().words;
}

TEST_P(SyncMailTest, issue_what_a_person_sent_against_a_decision_is_mail_from_outside) {
  house_->mailbox.plan = {test::FakeMailbox::Fault::not_now};
  ASSERT_TRUE(house_->create("d"));
  ASSERT_TRUE(house_->approve("d"));
  ASSERT_TRUE(house_->send("d"));
  ASSERT_TRUE(
      sync_wait(reject_draft(house_->services, test::House::person("ana"), "d", "ana", "not this one")));
  const Draft rejected = house_->get("d");
  put_sent(
      mail(rejected.rfc_message_id, rejected.subject, rejected.body, "Ana@Ours.example", "ben@example.net"));
  EXPECT_EQ(sync().mail.added, 1);
  EXPECT_EQ(house_->get("d").status, DraftStatus::REJECTED);
  EXPECT_EQ(usage("ben@example.net").contact_count, 1) << "it left, whoever sent it";
}

std::string bounce_of(const std::string& original, const std::string& recipient) {
  return "From: MAILER-DAEMON@example.net\nTo: ana@ours.example\nSubject: Undelivered Mail\n"
         "Message-ID: <dsn@example.net>\nMIME-Version: 1.0\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
         "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"
         "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.net\n\n"
         "Final-Recipient: rfc822; " +
         recipient +
         "\nAction: failed\nStatus: 5.1.1\n\n"
         "--b\nContent-Type: message/rfc822\n\nMessage-ID: <" +
         original + ">\nFrom: ana@ours.example\n\nHi.\n--b--\n";
}

TEST_P(SyncMailTest, issue_our_address_in_from_is_believed_from_the_sent_folder_alone) {
  for (const std::vector<std::string>& labels :
       {std::vector<std::string>{"INBOX"}, {"SPAM"}, {}, {"INBOX", "sent"}}) {
    const std::string id = "forged" + std::to_string(feed_.mails.size()) + "@example.org";
    feed_.put(
        mail(id, "Prices?", "What is the price for 40 users?\n", "Ana@Ours.example", "Ben@Example.net"));
    feed_.mails.back().labels = labels;
    EXPECT_EQ(sync().mail.added, 1);
    const MessageRow row = message(id);
    EXPECT_EQ(row.direction, Direction::in);
    EXPECT_EQ(row.kind, MessageKind::bulk);
    EXPECT_EQ(row.kind_reason, "From is our address, but the mail is not from our Sent folder");
    EXPECT_EQ(usage("ben@example.net").mailbox_count, 0);
    EXPECT_EQ(usage("ben@example.net").contact_count, 0);
    // A report of it, by whoever wrote it, closes no address to us.
    feed_.put(bounce_of(id, "victim@example.com"));
    feed_.mails.back().raw.replace(feed_.mails.back().raw.find("<dsn@"), 5, "<dsn" + id.substr(6, 1) + "@");
    EXPECT_EQ(sync().mail.kinds.at("bounce"), 1);
    EXPECT_FALSE(is_suppressed("victim@example.com"));
  }
  pass(kSecondMs);
  const auto drafts = house_->database.db().read_now(
      [](ReadTx& tx) { return list_drafts(tx, DraftStatus::PENDING_APPROVAL, Page{}); });
  EXPECT_TRUE(drafts->empty());
}

TEST_P(SyncMailTest, issue_gmail_id_held_the_ids_of_other_providers) {
  for (const char* provider : {"imap", "gmail"}) {
    feed_.name = provider;
    const std::string id = std::string(provider) + "@example.net";
    feed_.put(mail(id));
    sync();
    const MessageRow row = message(id);
    ASSERT_TRUE(row.provider_message_id);
    EXPECT_EQ(row.gmail_id, provider == std::string("gmail") ? row.provider_message_id : std::nullopt);
  }
}

TEST_P(SyncMailTest, AReportOfAMailFromOurSentFolderIsBelieved) {
  put_sent(mail("real@ours.example", "Lunch", "See you.\n", "Ana@Ours.example", "ben@example.net"));
  feed_.put(bounce_of("real@ours.example", "ben@example.net"));
  sync();
  EXPECT_EQ(message("real@ours.example").direction, Direction::out);
  EXPECT_TRUE(is_suppressed("ben@example.net"));
}

TEST_P(SyncMailTest, issue_a_mail_to_ourselves_too_counts_when_its_copy_comes_from_the_sent_folder) {
  const std::string both = mail("both@ours.example", "Lunch", "See you.\n", "Ana@Ours.example",
                                "ben@example.net, ana@ours.example");
  feed_.put(both);
  sync();
  EXPECT_EQ(usage("ben@example.net").contact_count, 0);
  put_sent(both);
  put_sent(both);
  EXPECT_EQ(sync().mail.duplicate, 2);
  EXPECT_EQ(message("both@ours.example").direction, Direction::out);
  EXPECT_EQ(usage("ben@example.net").contact_count, 1);
}

TEST_P(SyncMailTest, issue_outside_mail_counts_when_our_clock_is_behind) {
  house_->clock.advance(-2 * kDayMs);
  const Instant now = house_->clock.now();
  put_sent(mail("ahead@ours.example", "Lunch", "See you.\n", "Ana@Ours.example", "ben@example.net"));
  sync();
  ASSERT_GT(message("ahead@ours.example").sent_at, now);
  EXPECT_EQ(usage("ben@example.net").contact_count, 1);
  house_->clock.advance(kContactWindowMs);
  EXPECT_EQ(usage("ben@example.net").contact_count, 0) << "from now on, not from its date";
}

TEST_P(SyncMailTest, issue_a_replaced_message_id_counts_once) {
  // The sync reads the copy before the sending is settled, as when its answer was lost.
  for (const char* field : {"X-Google-Original-Message-ID", "X-Gmail-Original-Message-ID", "X-Other"}) {
    SCOPED_TRACE(field);
    const std::string name = field;
    const std::string to = ascii_lower(name) + "@example.net";
    ASSERT_TRUE(house_->create(name, to));
    ASSERT_TRUE(house_->approve(name));
    house_->mailbox.plan = {test::FakeMailbox::Fault::accept_and_lose_answer};
    house_->mailbox.can_look_up = false;
    ASSERT_TRUE(house_->send(name));
    const Draft draft = house_->get(name);
    ASSERT_EQ(draft.status, DraftStatus::SENDING);
    put_sent(name + ": <" + draft.rfc_message_id + ">\n" +
             mail("theirs-" + name + "@mail.example", draft.subject, draft.body, "Ana@Ours.example", to));
    feed_.mails.back().provider_id = "fake-" + draft.rfc_message_id;
    const SyncCounts counts = sync();
    EXPECT_EQ(counts.mail.added, name == "X-Other" ? 1 : 0) << "where nothing names our id";
    house_->mailbox.can_look_up = true;
    house_->pass(10 * kMinuteMs);
    EXPECT_EQ(house_->get(name).status, DraftStatus::SENT);
    EXPECT_EQ(usage(to).contact_count, 1);
  }
  EXPECT_EQ(usage("ben@example.net").mailbox_count, 3);
}

TEST_P(SyncMailTest, TheJobGoesOnPageByPage) {
  feed_.page_mails = 4;
  for (int i = 0; i < 30; ++i) feed_.put(mail("m" + std::to_string(i) + "@example.net"));
  pass(3 * kSecondMs);
  EXPECT_EQ(count_stored(), 30) << "without waiting for the next minute";
  feed_.put(mail("later@example.net"));
  pass(kMinuteMs);
  EXPECT_EQ(count_stored(), 31);
}

TEST_P(SyncMailTest, NoFailureEndsItForGood) {
  feed_.put(mail("a@example.net"));
  feed_.failures = {unauthenticated("Connect anew."), unavailable("Down."), limited("Slowly.", 120)};
  pass(20 * kMinuteMs);
  EXPECT_TRUE(feed_.failures.empty());
  EXPECT_EQ(count_stored(), 1);
  const auto dead = house_->database.db().read_now([](ReadTx& tx) { return list_dead_jobs(tx, 10); });
  EXPECT_TRUE(dead->empty());
}

TEST_P(SyncMailTest, WhatCannotBeTakenIsCountedAndTheRestIsTaken) {
  feed_.max_bytes = 1000;
  feed_.put(mail("large@example.net", "Prices", std::string(5000, 'x')));
  feed_.put(mail("small@example.net"));
  const SyncCounts counts = sync();
  EXPECT_EQ(counts.mail.read, 2);
  EXPECT_EQ(counts.mail.added, 1);
  EXPECT_EQ(counts.mail.skipped_reasons.at("too large"), 1);
}

TEST_P(SyncMailTest, issue_a_skipped_mail_is_named_in_the_log_without_its_words) {
  std::vector<std::string> lines;
  LogSettings settings;
  settings.sink = [&](std::string_view line) { lines.emplace_back(line); };
  start_log(settings);
  feed_.max_bytes = 1000;
  feed_.put(mail("large@example.net", "Secret plans", std::string(5000, 'x')));
  sync();
  start_log({});
  const auto line = std::ranges::find_if(
      lines, [](const std::string& each) { return each.find("mail_skipped") != each.npos; });
  ASSERT_NE(line, lines.end());
  EXPECT_NE(line->find("fake-0"), std::string::npos) << *line;
  EXPECT_NE(line->find("too large"), std::string::npos) << *line;
  EXPECT_EQ(line->find("Secret"), std::string::npos) << *line;
}

}  // namespace
}  // namespace sa
