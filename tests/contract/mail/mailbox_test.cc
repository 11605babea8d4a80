// The conformance suite for mailboxes (ports/mailbox.h), run on the outbox, on the fake that other tests use, on SMTP against a
// real Postfix, and of Gmail against the fake vendor.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/crypto/hash.h"
#include "connectors/mail/outbox.h"
#include "connectors/mail/smtp.h"
#include "tests/contract/approved.h"
#include "tests/contract/gmail_house.h"
#include "tests/contract/mail_house.h"
#include "tests/fakes/mailbox.h"

namespace sa {
namespace {

namespace fs = std::filesystem;

/// A mailbox, and the other end of it.
class Fixture {
 public:
  virtual ~Fixture() = default;
  virtual Mailbox& mailbox() = 0;
  virtual std::string recipient() const { return "ben@customer.example"; }
  /// What arrived with this Message-ID, as it arrived. The fake has no bytes: an empty one for each.
  virtual std::vector<std::string> arrived(const std::string& rfc_message_id) = 0;
  /// False: the fake counts what a caller does twice, so it must let it happen.
  virtual bool delivers_once() const { return true; }
};

class OutboxFixture final : public Fixture {
 public:
  ~OutboxFixture() override { fs::remove_all(folder_); }
  Mailbox& mailbox() override { return mailbox_; }
  std::vector<std::string> arrived(const std::string& rfc_message_id) override {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_ / "new")) {
      std::ostringstream bytes;
      bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      if (bytes.str().find(rfc_message_id) != std::string::npos) found.push_back(bytes.str());
    }
    return found;
  }

 private:
  fs::path folder_ = fs::temp_directory_path() / ("sa-outbox-" + random_hex(system_random(), 6));
  OutboxMailbox mailbox_{folder_, system_clock()};
};

class FakeFixture final : public Fixture {
 public:
  Mailbox& mailbox() override { return mailbox_; }
  std::vector<std::string> arrived(const std::string& rfc_message_id) override {
    return std::vector<std::string>(static_cast<std::size_t>(mailbox_.delivered[rfc_message_id]));
  }
  bool delivers_once() const override { return false; }

 private:
  test::FakeMailbox mailbox_{system_clock()};
};

class SmtpFixture final : public Fixture {
 public:
  Mailbox& mailbox() override { return mailbox_; }
  std::string recipient() const override { return "user1@customer.example"; }
  std::vector<std::string> arrived(const std::string& rfc_message_id) override {
    // A mail that is handed in last arrives last: Postfix hands them on in their order, one destination one after another.
    const std::string marker = random_hex(system_random(), 8) + "@marker.example";
    test::deliver_from_outside("marker@customer.example", recipient(),
                               "Message-ID: <" + marker + ">\r\nSubject: marker\r\n\r\n.\r\n");
    std::vector<std::string> found;
    for (int count = 1;; ++count) {
      test::wait_for_mails(recipient(), "INBOX", count);
      const auto all = test::list_mails(recipient(), "INBOX");
      count = static_cast<int>(all.size());
      const auto has = [](const std::string& mail, const std::string& id) {
        return mail.find(id) != mail.npos;
      };
      if (std::none_of(all.begin(), all.end(), [&](const auto& mail) { return has(mail, marker); })) continue;
      for (const std::string& mail : all)
        if (has(mail, rfc_message_id)) found.push_back(mail);
      return found;
    }
  }

 private:
  static SmtpOptions options() {
    SmtpOptions made{test::mail_server("TEST_SMTPS_URL", "user1@ours.example"), {}, "", SentCopy::by_us};
    made.imap = test::mail_server("TEST_IMAPS_URL", "user1@ours.example");
    return made;
  }
  SmtpMailbox mailbox_{options(), system_clock()};
};

class GmailFixture final : public Fixture {
 public:
  GmailFixture() { house_.open(); }
  Mailbox& mailbox() override { return *house_.gmail; }
  std::vector<std::string> arrived(const std::string& rfc_message_id) override {
    std::vector<std::string> found;
    for (const auto& row : house_.fake->ledger("delivery")) {
      if (std::string_view(row.at("rfc_message_id").as_string()).find(rfc_message_id) ==
          std::string_view::npos)
        continue;
      const std::string path =
          "/gmail/v1/users/me/messages/" + std::string(row.at("message_id").as_string()) + "?format=raw";
      const auto raw = house_.fake->get(path, "fake-access-token").at("raw");
      found.push_back(from_base64url(std::string(raw.as_string())).value_or("not base64"));
    }
    return found;
  }

 private:
  test::GmailHouse house_;
};

class MailboxContract : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string kind = GetParam();
    if (kind == "smtp") SKIP_WITHOUT_MAIL_SERVER();
    if (kind == "gmail" && !test::Vendor::url_of("TEST_GMAIL_URL"))
      GTEST_SKIP() << "TEST_GMAIL_URL is not set: run through tools/with-vendors";
    if (kind == "gmail") fixture_ = std::make_unique<GmailFixture>();
    if (kind == "outbox") fixture_ = std::make_unique<OutboxFixture>();
    if (kind == "fake") fixture_ = std::make_unique<FakeFixture>();
    if (kind == "smtp") fixture_ = std::make_unique<SmtpFixture>();
  }
  ApprovedDraft mail() const {
    return test::approved_draft("user1@ours.example", fixture_->recipient(), system_clock().now());
  }
  SendOutcome send(const ApprovedDraft& mail, std::int64_t within_ms = 30 * kSecondMs) {
    const Instant deadline = system_clock().now() + within_ms;
    SendTicket ticket = ticket_of(mail);
    if (fixture_->mailbox().prepares() && ticket.prepared_id.empty()) {
      const Preparation ready = sync_wait(fixture_->mailbox().prepare(mail, ticket, deadline));
      if (ready.outcome) return *ready.outcome;
      ticket.prepared_id = prepared_[mail.draft().id] = ready.prepared_id;
      SendOutcome outcome = sync_wait(fixture_->mailbox().send(mail, ticket, deadline));
      outcome.bytes_sha256 = ready.bytes_sha256;
      return outcome;
    }
    return sync_wait(fixture_->mailbox().send(mail, ticket, deadline));
  }
  Lookup find(const ApprovedDraft& mail) { return sync_wait(fixture_->mailbox().find_sent(ticket_of(mail))); }
  /// As actions/draft/send.cc keeps it: what was laid ready is known by its id from then on.
  SendTicket ticket_of(const ApprovedDraft& mail) {
    SendTicket ticket = test::ticket_for(mail, system_clock().now());
    ticket.prepared_id = prepared_[mail.draft().id];
    return ticket;
  }
  std::map<std::string, std::string> prepared_;
  std::unique_ptr<Fixture> fixture_;
};
INSTANTIATE_TEST_SUITE_P(Mailboxes, MailboxContract, ::testing::Values("outbox", "fake", "smtp", "gmail"),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(MailboxContract, IsReady) {
  const auto ready = sync_wait(fixture_->mailbox().ready());
  EXPECT_TRUE(ready) << log_words(ready.error());
}

TEST_P(MailboxContract, WhatIsAcceptedArrivesOnceByteForByte) {
  const ApprovedDraft mail = this->mail();
  const SendOutcome outcome = send(mail);
  ASSERT_EQ(outcome.kind, SendOutcome::Kind::accepted) << outcome.words;
  EXPECT_FALSE(outcome.provider_message_id.empty());
  const auto arrived = fixture_->arrived(mail.draft().rfc_message_id);
  ASSERT_EQ(arrived.size(), 1u);
  if (arrived.front().empty()) return;
  // Servers put their lines before ours and touch nothing behind.
  const std::size_t begin = arrived.front().find("From: Ana Ruiz");
  ASSERT_NE(begin, std::string::npos) << arrived.front();
  EXPECT_EQ(sha256_hex(arrived.front().substr(begin)), outcome.bytes_sha256) << arrived.front();
}

TEST_P(MailboxContract, WhatWasSentIsFound) {
  const ApprovedDraft mail = this->mail();
  ASSERT_EQ(send(mail).kind, SendOutcome::Kind::accepted);
  const Lookup lookup = find(mail);
  EXPECT_EQ(lookup.kind, Lookup::Kind::found) << lookup.words;
  EXPECT_FALSE(lookup.provider_message_id.empty());
}

TEST_P(MailboxContract, WhatNeverLeftIsNeverFound) {
  const Lookup lookup = find(mail());
  EXPECT_NE(lookup.kind, Lookup::Kind::found);
  if (lookup.kind == Lookup::Kind::cannot_tell) EXPECT_FALSE(lookup.words.empty());
}

TEST_P(MailboxContract, NothingLeavesAfterTheDeadline) {
  const ApprovedDraft mail = this->mail();
  const SendOutcome outcome = send(mail, -1);
  EXPECT_EQ(outcome.kind, SendOutcome::Kind::not_now);
  EXPECT_FALSE(outcome.words.empty());
  EXPECT_TRUE(fixture_->arrived(mail.draft().rfc_message_id).empty());
}

TEST_P(MailboxContract, TheSameMailTwiceLeavesOnce) {
  if (!fixture_->delivers_once()) GTEST_SKIP() << "the fake counts what its caller does twice";
  const ApprovedDraft mail = this->mail();
  const SendOutcome first = send(mail), second = send(mail);
  ASSERT_EQ(first.kind, SendOutcome::Kind::accepted) << first.words;
  EXPECT_EQ(second.kind, SendOutcome::Kind::accepted) << second.words;
  EXPECT_EQ(second.provider_message_id, first.provider_message_id);
  EXPECT_EQ(fixture_->arrived(mail.draft().rfc_message_id).size(), 1u);
}

}  // namespace
}  // namespace sa
