// Reading a feed: each mail once, its place with it, nothing of ours counted twice, and no failure that ends it for good.
#include "actions/sync_mail.h"

#include "store/message.h"
#include "store/sync.h"
#include "tests/actions/house.h"
#include "tests/fakes/mail_feed.h"

namespace sa {
namespace {

class SyncMailTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(GetParam()) == "postgres" && !std::getenv("TEST_POSTGRES_URL")) {
      GTEST_SKIP() << "TEST_POSTGRES_URL is not set: run through tools/with-services to test on PostgreSQL";
    }
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
  std::int64_t count_stored() {
    const auto all =
        house_->database.db().read_now([](ReadTx& tx) { return list_messages(tx, Page{{}, "", 200}); });
    return static_cast<std::int64_t>(all->size());
  }
  Usage usage(const std::string& recipient) {
    return *house_->database.db().read_now([&](ReadTx& tx) {
      return get_usage(tx, "ana@ours.example", recipient, QuotaLimits{}, house_->clock.now());
    });
  }
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
  feed_.put(mail(draft.rfc_message_id, draft.subject, draft.body, "Ana@Ours.example", "ben@example.net"),
            "T1");
  feed_.put(mail("by-hand@ours.example", "Lunch", "See you.\n", "Ana@Ours.example", "ben@example.net"));
  const SyncCounts counts = sync();
  EXPECT_EQ(counts.mail.duplicate, 1);
  EXPECT_EQ(counts.mail.added, 1);
  EXPECT_EQ(usage("ben@example.net").contact_count, 2) << "our draft once, and what left outside of us";
  // An answer that names no Message-ID finds the draft's thread by the provider's conversation.
  feed_.put(mail("answer@example.net", "something else", "Yes, Monday.\n"), "T1");
  sync();
  EXPECT_EQ(thread_of("answer@example.net"), draft.thread_id);
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

}  // namespace
}  // namespace sa
