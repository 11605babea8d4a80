// A whole conversation over real mail servers (tools/with-mail-server): a customer's question comes in, its answer goes out
// and lands in the customer's mailbox, the customer answers, opts out; a mail to nobody comes back. Threads hold in both
// mailboxes, and everything is counted once.
#include "actions/message/sync_mail.h"
#include "connectors/mail/imap_feed.h"
#include "connectors/mail/smtp.h"
#include "mail/mime/message.h"
#include "store/message/message.h"
#include "tests/actions/house.h"
#include "tests/contract/mail_house.h"

namespace sa {
namespace {

constexpr const char* kUs = "user30@ours.example";
constexpr const char* kBen = "user30@customer.example";

class Conversation : public ::testing::Test {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_MAIL_SERVER();
    house_ = std::make_unique<test::House>("sqlite");
    house_->clock.set(system_clock().now());  // the servers date what arrives
    SmtpOptions smtp{test::mail_server("TEST_SMTPS_URL", kUs), test::mail_server("TEST_IMAPS_URL", kUs), "",
                     SentCopy::by_us};
    mailbox_ = std::make_unique<SmtpMailbox>(std::move(smtp), house_->clock);
    feed_ =
        std::make_unique<ImapFeed>(ImapFeedOptions{test::mail_server("TEST_IMAPS_URL", kUs)}, house_->clock);
    const Services& with = house_->services;
    services_.emplace(Services{.db = with.db,
                               .clock = with.clock,
                               .random = with.random,
                               .mailbox = *mailbox_,
                               .llm = with.llm,
                               .embedder = with.embedder,
                               .mail_policy = with.mail_policy,
                               .agent_policy = with.agent_policy,
                               .demo = with.demo,
                               .gate_policy = with.gate_policy,
                               .sender = {"Ana Ruiz", kUs, kUs, "1 Main Street", "Ours"},
                               .public_url = with.public_url,
                               .node_id = with.node_id,
                               .environment = with.environment,
                               .feed = feed_.get()});
    test::must(keep_first_mailbox(*services_));
    runner_ = std::make_unique<Runner>(with.db, with.clock, with.random, job_kinds(*services_),
                                       test::House::runner_options());
  }
  static void customer_writes(const std::string& id, const std::string& subject, const std::string& body,
                              const std::string& more = "") {
    test::deliver_from_outside(kBen, kUs,
                               std::string("From: Ben <") + kBen + ">\r\nTo: " + kUs + "\r\nSubject: " +
                                   subject + "\r\nDate: " + format_rfc5322_date(system_clock().now()) +
                                   "\r\nMessage-ID: <" + id + ">\r\n" + more + "\r\n" + body + "\r\n");
  }
  /// Reads what is new, and does what that asks for.
  ImportCounts work() {
    const SyncCounts counts = test::must(sync_wait(sync_mail(*services_, *feed_, 10)));
    house_->clock.advance(kSecondMs);
    while (test::must(runner_->run_due()) > 0) {
    }
    return counts.mail;
  }
  Draft send(const std::string& id) {
    const Actor ana = test::House::person("ana");
    test::must(sync_wait(approve_draft(*services_, ana, id, "ana", std::nullopt)));
    return test::must(sync_wait(send_draft(*services_, ana, id)));
  }
  Result<Draft> create(const std::string& id, const std::string& recipient) {
    return sync_wait(create_draft(*services_, test::House::person("ana"), house_->wish(id, recipient)));
  }
  std::vector<Draft> waiting() {
    return test::must(services_->db.read_now(
        [](ReadTx& tx) { return list_drafts(tx, DraftStatus::PENDING_APPROVAL, Page{}); }));
  }
  MessageRow stored(const std::string& rfc_message_id) {
    return test::must(services_->db.read_now([&](ReadTx& tx) -> Result<MessageRow> {
      TRY(const auto id, find_message(tx, rfc_message_id));
      return get_message(tx, id.value_or(rfc_message_id));
    }));
  }
  std::unique_ptr<test::House> house_;
  std::unique_ptr<SmtpMailbox> mailbox_;
  std::unique_ptr<ImapFeed> feed_;
  std::optional<Services> services_;
  std::unique_ptr<Runner> runner_;
};

TEST_F(Conversation, HoldsInBothMailboxes) {
  customer_writes(
      "q1@customer.example", "Prices for 40 users",
      "Hi Ana,\r\n\r\nwhat would the price be for 40 users? Could you send me a quote this week?\r\n\r\nBen");
  test::wait_for_mails(kUs, "INBOX", 1);
  EXPECT_EQ(work().added, 1);
  ASSERT_EQ(waiting().size(), 1u);

  // The answer leaves, and stands in the customer's mailbox as an answer.
  const Draft answer = send(waiting().front().id);
  ASSERT_EQ(answer.status, DraftStatus::SENT);
  test::wait_for_mails(kBen, "INBOX", 1);
  const Message arrived = test::must(parse_message(test::list_mails(kBen, "INBOX").front()));
  EXPECT_EQ(arrived.message_id, answer.rfc_message_id);
  EXPECT_EQ(arrived.in_reply_to, std::vector<std::string>{"q1@customer.example"});
  EXPECT_EQ(arrived.references, std::vector<std::string>{"q1@customer.example"});
  EXPECT_EQ(arrived.from.address, kUs);
  EXPECT_EQ(arrived.subject, "Re: Prices for 40 users");

  // Our copy lies in Sent; reading it back counts nothing twice.
  test::wait_for_mails(kUs, "Sent Items", 1);
  const ImportCounts copy = work();
  EXPECT_EQ(copy.read, 1);
  EXPECT_EQ(copy.duplicate, 1);
  const Usage usage = test::must(services_->db.read_now([&](ReadTx& tx) {
    return get_usage(tx, kUs, address_keys(*services_, kBen), QuotaLimits{}, house_->clock.now());
  }));
  EXPECT_EQ(usage.contact_count, 1);

  // The customer answers our answer: the same thread here.
  customer_writes("q2@customer.example", "Re: Prices for 40 users",
                  "Thanks. Does it work with our tills?\r\n",
                  "In-Reply-To: <" + answer.rfc_message_id + ">\r\nReferences: <q1@customer.example> <" +
                      answer.rfc_message_id + ">\r\n");
  test::wait_for_mails(kUs, "INBOX", 2);
  EXPECT_EQ(work().added, 1);
  EXPECT_EQ(stored("q2@customer.example").thread_id, stored("q1@customer.example").thread_id);
  EXPECT_EQ(stored("q2@customer.example").thread_id, answer.thread_id);

  // And opts out: nothing more can go there.
  customer_writes("stop@customer.example", "Re: Prices for 40 users", "Please unsubscribe me.\r\n",
                  "In-Reply-To: <" + answer.rfc_message_id + ">\r\n");
  test::wait_for_mails(kUs, "INBOX", 3);
  EXPECT_EQ(work().kinds.at("unsubscribe"), 1);
  EXPECT_EQ(test::must(create("after", kBen)).verdict.outcome, Outcome::block);
}

TEST_F(Conversation, AMailToNobodyComesBackAndClosesTheAddress) {
  // The mailbox of this house is another test's, too: what it holds from there is read first.
  work();
  const std::string nobody = "nobody@customer.example";
  const auto before = static_cast<int>(test::list_mails(kUs, "INBOX").size());
  ASSERT_TRUE(create("lost", nobody));
  ASSERT_EQ(send("lost").status, DraftStatus::SENT) << "the server took it, and found out later";
  test::wait_for_mails(kUs, "INBOX", before + 1);
  const ImportCounts counts = work();
  ASSERT_TRUE(counts.kinds.contains("bounce")) << counts.read;
  EXPECT_EQ(test::must(create("again", nobody)).verdict.outcome, Outcome::block);
}

}  // namespace
}  // namespace sa
