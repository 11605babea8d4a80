// Sending through Gmail from end to end: the real actions and jobs, the real connector, a set clock, and the fake Gmail, whose
// ledger judges what left and how often we called. What a provider says is not always what it did, and a person has hands.
#include <gmock/gmock.h>

#include "actions/contact/contact.h"
#include "actions/draft/send.h"
#include "actions/draft/sweep.h"
#include "base/crypto/hash.h"
#include "tests/actions/house.h"
#include "tests/contract/gmail_house.h"
#include "tests/fakes/timer.h"

namespace sa {
namespace {

using ::testing::HasSubstr;

/// A mailbox that is there before its clock is.
class LateMailbox final : public Mailbox {
 public:
  std::string provider() const override { return "gmail"; }
  bool delivers() const override { return true; }
  bool prepares() const override { return true; }
  Task<Preparation> prepare(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) override {
    co_return co_await real->prepare(mail, ticket, deadline);
  }
  Task<SendOutcome> send(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) override {
    co_return co_await real->send(mail, ticket, deadline);
  }
  Task<Lookup> find_sent(const SendTicket& ticket) override { co_return co_await real->find_sent(ticket); }
  Task<Result<std::vector<PreparedMail>>> list_prepared() override {
    co_return co_await real->list_prepared();
  }
  Task<bool> discard(std::string id) override { co_return co_await real->discard(std::move(id)); }
  void end_pause(bool is_mended) override { real->end_pause(is_mended); }
  Task<Result<Unit>> ready() override { co_return co_await real->ready(); }

  Mailbox* real = nullptr;
};

class GmailSendTest : public test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    if (!gmail_.open())
      GTEST_SKIP()
          << "TEST_GMAIL_URL is not set: run through tools/with-vendors to test against the fake Gmail";
    house_ = std::make_unique<test::House>(GetParam(), &mailbox_);
    timer_ = std::make_unique<test::FakeTimer>(house().clock);
    VendorApi::Options options = gmail_call_options({}, 6000);
    options.base_url = gmail_.fake->url();
    options.whole_ms = options.first_byte_ms = 2 * kSecondMs;
    api_.emplace(options, VendorApi::Tools{gmail_.http, house().clock, *timer_, house().random},
                 gmail_.token);
    real_.emplace(*api_, house().clock);
    mailbox_.real = &*real_;
    gmail_.fake->post("/_fake/settings", R"({"units_per_minute":1000000})");
    set_their_clock();
  }
  void TearDown() override {
    if (!house_) return;
    std::map<std::string, int> left;
    for (const auto& row : gmail_.fake->ledger("delivery"))
      EXPECT_EQ(++left[std::string(row.at("rfc_message_id").as_string())], 1) << "sent twice";
  }
  test::House& house() { return *house_; }
  void set_their_clock() {
    gmail_.fake->post("/_fake/clock", R"({"now":")" + format_rfc3339(house().clock.now()) + "\"}");
  }
  void plan(const std::string& rules) { gmail_.fake->plan(rules); }
  void pass(std::int64_t ms) {
    house().pass(ms);
    set_their_clock();
  }
  /// Lets so many minutes pass, one by one.
  void pass_minutes(int minutes) {
    for (int i = 0; i < minutes; ++i) pass(kMinuteMs);
  }
  void approved(const std::string& id, const std::string& recipient = "ben@example.net") {
    const auto created = house().create(id, recipient);
    ASSERT_TRUE(created) << created.error().message;
    const auto approved = house().approve(id);
    ASSERT_TRUE(approved) << approved.error().message;
  }
  /// Approved, sent, and put off by Gmail: it lies ready there.
  void postponed(const std::string& id) {
    plan(R"([{"match":{"path":"drafts/send$"},"retry_after":1800,"fault":"rate_limit"}])");
    approved(id);
    const auto later = house().send(id);
    ASSERT_TRUE(later) << later.error().message;
    ASSERT_EQ(later->status, DraftStatus::APPROVED);
    ASSERT_EQ(drafts_at_rest(), 1U);
    plan("[]");
  }
  std::size_t drafts_at_rest() {
    return gmail_.fake->get("/_fake/state").as_object().at("drafts").as_array().size();
  }
  std::size_t delivered() { return gmail_.fake->ledger("delivery").size(); }
  std::size_t calls() { return gmail_.fake->ledger("call").size(); }
  std::int64_t quota_used() {
    return house()
        .database.db()
        .read_now([&](ReadTx& tx) {
          return get_usage(tx, "ana@ours.example", address_keys(house().services, "ben@example.net"),
                           QuotaLimits{}, house().clock.now());
        })
        ->mailbox_count;
  }

  LateMailbox mailbox_;
  test::GmailHouse gmail_;
  std::unique_ptr<test::House> house_;
  std::unique_ptr<test::FakeTimer> timer_;
  std::optional<VendorApi> api_;
  std::optional<GmailMailbox> real_;
};
INSTANTIATE_ENGINES(GmailSendTest);

TEST_P(GmailSendTest, issue_what_a_person_sent_by_hand_is_not_sent_again) {
  const char* const settings[] = {R"({"rewrite_message_id":false})", R"({"rewrite_message_id":true})",
                                  R"({"rewrite_message_id":true,"keep_original_message_id":false})",
                                  R"({"rewrite_message_id":false,"search_lag_ms":600000})"};
  house().services.gate_policy.limits = {100, 100};
  std::int64_t number = 0;
  for (const char* setting : settings) {
    SCOPED_TRACE(setting);
    const std::string id = "hand" + std::to_string(++number);
    postponed(id);
    gmail_.fake->post("/_fake/settings", setting);
    gmail_.fake->post("/_fake/hand_sent", "{}");
    pass_minutes(40);
    const Draft sent = house().get(id);
    EXPECT_EQ(sent.status, DraftStatus::SENT);
    const auto rows = gmail_.fake->ledger("delivery");
    ASSERT_EQ(rows.size(), static_cast<std::size_t>(number));
    EXPECT_EQ(sent.provider_message_id, std::string(rows.back().at("message_id").as_string()));
    EXPECT_EQ(quota_used(), number) << "it counts, and once";
    EXPECT_EQ(drafts_at_rest(), 0U);
    gmail_.fake->post("/_fake/settings", R"({"search_lag_ms":0})");
  }
}

TEST_P(GmailSendTest, issue_a_no_after_the_effect_sends_nothing_twice) {
  house().services.gate_policy.limits = {100, 100};
  int number = 0;
  for (const int status : {302, 400, 401, 403, 408, 409, 413, 422, 429, 500, 503}) {
    SCOPED_TRACE(status);
    const std::string id = "lie" + std::to_string(status);
    approved(id);
    plan(R"([{"match":{"path":"drafts/send$"},"fault":"accept_then_500","status":)" + std::to_string(status) +
         "}]");
    ASSERT_TRUE(house().send(id));
    plan("[]");
    pass_minutes(5);
    EXPECT_EQ(house().get(id).status, DraftStatus::SENT);
    EXPECT_EQ(delivered(), static_cast<std::size_t>(++number));
    EXPECT_EQ(quota_used(), number);
  }
}

TEST_P(GmailSendTest, issue_what_a_person_deleted_by_hand_still_goes_once) {
  postponed("d");
  const auto drafts = gmail_.fake->get("/_fake/state").as_object().at("drafts").as_array();
  gmail_.fake->call_delete("/gmail/v1/users/me/drafts/" + std::string(drafts.front().at("id").as_string()),
                           "fake-access-token");
  pass_minutes(40);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
  EXPECT_EQ(delivered(), 1U);
}

TEST_P(GmailSendTest, issue_approved_bytes_do_not_stay_in_drafts_after_a_decision) {
  gmail_.fake->post("/gmail/v1/users/me/drafts",
                    R"({"message":{"raw":")" +
                        base64url("Message-ID: <own@elsewhere.example>\r\nFrom: ana@ours.example\r\n"
                                  "Subject: Mine\r\n\r\nMy own words.\r\n") +
                        R"("}})",
                    "fake-access-token");
  const Actor ana = test::House::person("ana");
  for (const std::string what : {"reject", "withdraw", "edit"}) {
    SCOPED_TRACE(what);
    plan(R"([{"match":{"path":"drafts/send$"},"times":1,"retry_after":1800,"fault":"rate_limit"}])");
    approved(what);
    ASSERT_EQ(house().send(what)->status, DraftStatus::APPROVED);
    ASSERT_EQ(drafts_at_rest(), 2U);
    if (what == "reject")
      ASSERT_TRUE(sync_wait(reject_draft(house().services, ana, what, "ana", "not this one")));
    if (what == "withdraw") ASSERT_TRUE(sync_wait(withdraw_draft(house().services, ana, what)));
    if (what == "edit") {
      const DraftEdit change{
          {}, {}, "Other words, that nobody has approved yet, and long enough to be a mail."};
      ASSERT_TRUE(sync_wait(edit_draft(house().services, ana, what, change, std::nullopt)));
    }
    pass_minutes(35);
    EXPECT_EQ(drafts_at_rest(), 1U) << "the person's own";
  }
  EXPECT_EQ(delivered(), 0U);
  // What was taken away by us is no riddle: approved anew, it goes at once.
  ASSERT_TRUE(house().approve("withdraw"));
  EXPECT_EQ(house().send("withdraw")->status, DraftStatus::SENT);
}

TEST_P(GmailSendTest, issue_a_draft_that_was_made_and_never_noted_is_swept) {
  plan(R"([{"match":{"method":"POST","path":"/drafts$"},"times":1,"fault":"accept_then_drop"},)"
       R"({"match":{"method":"GET","path":"/drafts$","body":""},"times":2,"ms":600000,"fault":"lag"}])");
  approved("d");
  ASSERT_EQ(house().send("d")->status, DraftStatus::APPROVED);
  ASSERT_EQ(drafts_at_rest(), 1U);
  pass_minutes(10);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
  EXPECT_EQ(delivered(), 1U);
  EXPECT_EQ(drafts_at_rest(), 0U);
}

TEST_P(GmailSendTest, issue_what_is_being_sent_or_waits_to_be_is_not_swept) {
  plan(R"([{"match":{"path":"drafts/send$"},"fault":"reset_before"}])");
  approved("doubt", "eva@example.org");
  ASSERT_EQ(house().send("doubt")->status, DraftStatus::SENDING);
  ASSERT_TRUE(sync_wait(sweep_prepared(house().services)));
  EXPECT_EQ(drafts_at_rest(), 1U);
  plan(R"([{"match":{"path":"drafts/send$"},"retry_after":1800,"fault":"rate_limit"}])");
  approved("waits");
  ASSERT_EQ(house().send("waits")->status, DraftStatus::APPROVED);
  plan("[]");
  house().clock.advance(30 * kMinuteMs);
  ASSERT_TRUE(sync_wait(sweep_prepared(house().services)));
  EXPECT_EQ(drafts_at_rest(), 2U);
}

TEST_P(GmailSendTest, issue_one_absurd_pause_holds_nothing_for_a_day) {
  plan(R"([{"match":{"path":"drafts/send$"},"times":1,"retry_after":86400,"fault":"rate_limit"}])");
  approved("first");
  const auto first = house().send("first");
  ASSERT_EQ(first->status, DraftStatus::APPROVED);
  EXPECT_LE(*first->not_before, house().clock.now() + kHourMs);
  approved("other", "eva@example.org");
  const auto other = house().send("other");
  ASSERT_EQ(other->status, DraftStatus::APPROVED);
  ASSERT_FALSE(other->verdict.reasons.empty());
  EXPECT_THAT(other->verdict.reasons.back().words,
              HasSubstr("Gmail asked us to pause until 2026-11-18T11:00"));
  EXPECT_EQ(house().send("first")->status, DraftStatus::SENT) << "a person wants it tried";
  EXPECT_EQ(house().send("other")->status, DraftStatus::SENT);
  EXPECT_EQ(delivered(), 2U);
}

TEST_P(GmailSendTest, issue_a_new_sign_in_ends_what_waits) {
  postponed("d");
  ASSERT_TRUE(house().database.db().write_now([&](Tx& tx) { return end_send_waits(house().services, tx); }));
  mailbox_.end_pause(true);
  pass(0);
  EXPECT_EQ(house().get("d").status, DraftStatus::SENT);
}

/// Twelve mails in a storm. The ideal is known: what a quiet day needs, and one try a pause.
struct Storm {
  const char* name;
  const char* rule;
  std::int64_t lasts_ms;
  std::size_t tries;  ///< that a storm costs at the least
};

TEST_P(GmailSendTest, issue_a_storm_costs_hardly_more_calls_than_the_ideal) {
  constexpr std::size_t kMails = 12;
  const Storm storms[] = {
      {"429 with a time", R"("retry_after":30,"fault":"rate_limit")", 100 * kSecondMs, 4},
      {"429 without one", R"("status":429,"fault":"reject")", 130 * kSecondMs, 5 + 2},
      {"503 without one", R"("status":503,"fault":"reject")", 130 * kSecondMs, 5 + 2},
  };
  house().services.gate_policy.limits = {1000, 1000};
  for (const Storm& storm : storms) {
    SCOPED_TRACE(storm.name);
    const std::size_t before = calls();
    plan(std::string(R"([{"match":{"path":"/gmail/v1/"},)") + storm.rule + "}]");
    const Instant end = house().clock.now() + storm.lasts_ms;
    for (std::size_t i = 0; i < kMails; ++i) {
      const std::string id =
          "s" + std::to_string(storm.tries) + "-" + std::to_string(before) + "-" + std::to_string(i);
      approved(id);
      ASSERT_TRUE(house().send(id));
    }
    while (house().clock.now() < end) pass(kSecondMs);
    const std::size_t in_the_storm = calls() - before;
    plan("[]");
    const std::size_t goal = delivered() + kMails;
    for (int i = 0; i < 60 * 15 && delivered() < goal; ++i) pass(kSecondMs);
    EXPECT_EQ(delivered(), goal);
    for (std::size_t i = 0; i < kMails && delivered() < goal; ++i) {
      const Draft left = house().get("s" + std::to_string(storm.tries) + "-" + std::to_string(before) + "-" +
                                     std::to_string(i));
      if (left.status != DraftStatus::SENT) ADD_FAILURE() << to_json_text(left);
    }
    const std::size_t all = calls() - before;
    RecordProperty(std::string(storm.name) + " storm", static_cast<int>(in_the_storm));
    RecordProperty(std::string(storm.name) + " all", static_cast<int>(all));
    std::cout << storm.name << ": " << in_the_storm << " calls in the storm (" << storm.tries << " ideal), "
              << all << " in all\n";
    EXPECT_LE(in_the_storm * 10, storm.tries * 11);
    // A mail takes three calls; one that Gmail had in its hands is first looked for: in the drafts, by its id, in Sent.
    EXPECT_LE(all * 10, (3 * kMails + 4 * storm.tries) * 11);
  }
}

}  // namespace
}  // namespace sa
