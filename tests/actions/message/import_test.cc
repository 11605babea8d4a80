// Mail in, on real mail of ../shared/data: everything is counted, nothing is stored twice, threads hold together, and
// what a mail causes (a draft, a suppression) is caused once.
#include "actions/message/import.h"

#include <filesystem>
#include <fstream>

#include "actions/contact/contact.h"
#include "connectors/mail/mail_file.h"
#include "store/message/message.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

namespace fs = std::filesystem;

class ImportTest : public test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    house_ = std::make_unique<test::House>(GetParam());
  }
  ImportCounts import(const std::string& path) {
    auto sources = open_mail_sources(path);
    if (!sources) throw std::runtime_error(sources.error().message);
    ImportCounts total;
    for (const auto& source : *sources) {
      const auto counts = import_mail(house_->services, *source, nullptr);
      if (!counts) throw std::runtime_error(counts.error().message);
      total.read += counts->read;
      total.added += counts->added;
      total.duplicate += counts->duplicate;
      total.skipped += counts->skipped;
    }
    return total;
  }
  std::string write(const std::string& name, const std::string& bytes) {
    const fs::path path = fs::temp_directory_path() / ("sa-import-" + random_hex(system_random(), 6) + name);
    std::ofstream(path, std::ios::binary) << bytes;
    files_.push_back(path);
    return path.string();
  }
  void TearDown() override {
    for (const fs::path& file : files_) fs::remove(file);
  }
  std::unique_ptr<test::House> house_;
  std::vector<fs::path> files_;
};
INSTANTIATE_ENGINES(ImportTest);

std::string mail(const std::string& id, const std::string& from, const std::string& subject,
                 const std::string& body, const std::string& more = "") {
  return "From " + from + " Mon Nov 16 10:00:00 2026\nFrom: Ben <" + from +
         ">\nTo: Ana@Ours.example\nSubject: " + subject +
         "\nDate: Mon, 16 Nov 2026 10:00:00 +0000\nMessage-ID: <" + id + ">\n" + more + "\n" + body + "\n\n";
}

TEST_P(ImportTest, RealMailTwiceAddsNothing) {
  const fs::path lists = fs::path(SA_SOURCE_DIR) / "../shared/data/mail/lists";
  if (!fs::exists(lists)) GTEST_SKIP() << "../shared/data/mail/lists is not there: real mail was not tested";
  const ImportCounts first = import((lists / "notmuch-default.mbox").string());
  EXPECT_GT(first.added, 30);
  EXPECT_EQ(first.read, first.added + first.duplicate + first.skipped) << "something was dropped in silence";
  const ImportCounts second = import((lists / "notmuch-default.mbox").string());
  EXPECT_EQ(second.added, 0);
  EXPECT_EQ(second.read, first.read);
}

TEST_P(ImportTest, HtmlIsKeptWithinItsLimit) {
  const std::string html_field = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n";
  const std::string html = "<p>Hello <b>Ana</b></p>\n";
  std::string long_html = "<p>";
  while (long_html.size() < kStoredHtmlBytes + 10) long_html += "words and words\n";
  import(write(".mbox", mail("h1@a.example", "ben@a.example", "One", html, html_field) +
                            mail("h2@a.example", "ben@a.example", "Two", long_html, html_field) +
                            mail("h3@a.example", "ben@a.example", "Three", "plain words")));
  const auto read = house_->database.db().read_now([](ReadTx& tx) -> Result<Unit> {
    TRY(const auto rows, list_messages(tx, Page{}));
    EXPECT_EQ(rows.size(), 3u);
    for (const MessageRow& row : rows) {
      TRY(const auto stored, get_message_html(tx, row.message_id));
      if (row.subject == "One") {
        EXPECT_EQ(stored.value_or("").substr(0, 23), "<p>Hello <b>Ana</b></p>");
        EXPECT_EQ(row.html_bytes, static_cast<std::int64_t>(stored.value_or("").size()));
      } else if (row.subject == "Two") {
        EXPECT_EQ(stored.value_or("").size(), kStoredHtmlBytes);
        EXPECT_GT(row.html_bytes, static_cast<std::int64_t>(kStoredHtmlBytes)) << "what was cut is said";
      } else {
        EXPECT_FALSE(stored);
        EXPECT_EQ(row.html_bytes, 0);
      }
    }
    return ok();
  });
  EXPECT_TRUE(read);
}

TEST_P(ImportTest, OneContactWithSeveralAddresses) {
  const std::string words = "Hi Ana, could you send me a quote for 40 users this week?\n\nBen";
  import(write(".mbox", mail("c1@g.example", "ben.hill@gmail.com", "One", words) +
                            mail("c2@g.example", "benhill+quotes@googlemail.com", "Two", words) +
                            mail("c3@a.example", "ben@acme.example", "Three", words) +
                            mail("c4@a.example", "ben+x@acme.example", "Four", words) +
                            mail("c5@a.example", "ben-x@acme.example", "Five", words)));
  const auto contact_of = [&](const std::string& email) {
    const auto found = house_->database.db().read_now(
        [&](ReadTx& tx) { return find_contact_by_email(tx, address_keys(house_->services, email)); });
    if (!found) throw std::runtime_error(found.error().message);
    return *found ? (*found)->contact_id : std::string();
  };
  const std::string ben = contact_of("ben.hill@gmail.com");
  EXPECT_FALSE(ben.empty());
  EXPECT_EQ(contact_of("benhill+quotes@googlemail.com"), ben);
  EXPECT_EQ(contact_of("b.e.n.hill@gmail.com"), ben) << "a spelling that was never seen";
  EXPECT_EQ(contact_of("ben@acme.example"), contact_of("ben+x@acme.example"));
  EXPECT_NE(contact_of("ben-x@acme.example"), contact_of("ben@acme.example"));
  EXPECT_EQ(contact_of("ben@other.example"), "");
  // Who asks under one spelling to be left alone is not written to under another.
  import(write(".mbox", mail("c6@a.example", "ben+x@acme.example", "Re: Four", "Please unsubscribe me.")));
  for (const char* key : {"ben@acme.example", "ben+x@acme.example", "BEN+other@Acme.example"})
    EXPECT_TRUE(house_->is_suppressed(key)) << key;
  EXPECT_FALSE(house_->is_suppressed("ben-x@acme.example"));
}

TEST_P(ImportTest, GmailsOwnThreadHoldsWhereReferencesAreLost) {
  const auto in_thread = [](const char* number) { return "X-GM-THRID: " + std::string(number) + "\n"; };
  import(write(
      ".mbox",
      mail("g1@a.example", "ben@a.example", "Plans", "one", in_thread("1567890123456789012")) +
          mail("g2@b.example", "eva@b.example", "Another subject", "two", in_thread("1567890123456789012")) +
          mail("g3@b.example", "eva@b.example", "Plans", "three", in_thread("77")) +
          mail("g4@b.example", "eva@b.example", "Plans", "four", in_thread("77; drop"))));
  const auto read = house_->database.db().read_now([](ReadTx& tx) -> Result<Unit> {
    TRY(const auto rows, list_messages(tx, Page{}));
    std::map<std::string, std::string> threads;
    for (const MessageRow& row : rows) threads[row.rfc_message_id] = row.thread_id;
    EXPECT_EQ(threads["g1@a.example"], threads["g2@b.example"]);
    EXPECT_NE(threads["g1@a.example"], threads["g3@b.example"]);
    EXPECT_NE(threads["g3@b.example"], threads["g4@b.example"]);
    return ok();
  });
  EXPECT_TRUE(read);
}

TEST_P(ImportTest, AQuestionBecomesADraftWithItsThread) {
  import(write(
      ".mbox",
      mail("q1@example.net", "ben@example.net", "Prices for 40 users",
           "Hi Ana,\n\nwhat would the price be for 40 users? Could you send me a quote this week?\n\nBen")));
  house_->pass(kSecondMs);
  const auto drafts = house_->database.db().read_now(
      [](ReadTx& tx) { return list_drafts(tx, DraftStatus::PENDING_APPROVAL, Page{}); });
  ASSERT_TRUE(drafts);
  ASSERT_EQ(drafts->size(), 1u);
  const Draft& draft = drafts->front();
  EXPECT_EQ(draft.recipient_key, "ben@example.net");
  EXPECT_EQ(draft.in_reply_to, "q1@example.net");
  EXPECT_EQ(draft.reference_ids, std::vector<std::string>{"q1@example.net"});
  EXPECT_EQ(draft.subject, "Re: Prices for 40 users");
  EXPECT_EQ(draft.source.agent, "prospecting");
  EXPECT_TRUE(draft.source.run_id);
}

TEST_P(ImportTest, AStopSuppressesAndBlocks) {
  import(write(".mbox", mail("s1@example.net", "ben@example.net", "Re: Hello",
                             "Please unsubscribe me and do not contact me again.\n")));
  house_->pass(kSecondMs);
  const auto created = house_->create("d", "Ben@Example.net");
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(created->verdict.outcome, Outcome::block);
  const auto refused = house_->approve("d");
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().message.find("ben@example.net must not be contacted"), std::string::npos)
      << refused.error().message;
}

/// A report of RFC 3464: `recipient` does not exist.
std::string bounce_of(const std::string& recipient, const std::string& original_message_id) {
  return "From MAILER-DAEMON Mon Nov 16 11:00:00 2026\nFrom: MAILER-DAEMON@mx.example.net\nTo: "
         "Ana@Ours.example\n"
         "Subject: Undelivered Mail Returned to Sender\nDate: Mon, 16 Nov 2026 11:00:00 +0000\n"
         "Message-ID: <" +
         random_hex(system_random(), 8) +
         "@mx.example.net>\nMIME-Version: 1.0\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
         "Content-Type: text/plain\n\nThe mail could not be delivered.\n\n--b\n"
         "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
         "Final-Recipient: rfc822; " +
         recipient +
         "\nAction: failed\nStatus: 5.1.1\n"
         "Diagnostic-Code: smtp; 550 5.1.1 No such user\n\n--b\nContent-Type: text/rfc822-headers\n\n"
         "Message-ID: <" +
         original_message_id + ">\nTo: " + recipient + "\n\n--b--\n\n";
}

TEST_P(ImportTest, OnlyABounceOfOurOwnMailClosesAnAddress) {
  ASSERT_TRUE(house_->create("d", "ben@example.net"));
  ASSERT_TRUE(house_->approve("d"));
  ASSERT_TRUE(house_->send("d"));
  import(write(".mbox", bounce_of("ben@example.net", house_->get("d").rfc_message_id) +
                            bounce_of("bystander@customer.example", house_->get("d").rfc_message_id) +
                            bounce_of("victim@customer.example", "never-sent@ours.example")));
  const auto ours = house_->create("to-ben", "ben@example.net");
  ASSERT_TRUE(ours) << ours.error().message;
  EXPECT_EQ(ours->verdict.outcome, Outcome::block);
  const auto forged = house_->create("to-victim", "victim@customer.example");
  ASSERT_TRUE(forged) << forged.error().message;
  EXPECT_NE(forged->verdict.outcome, Outcome::block) << "anybody can write a bounce";
  const auto other = house_->create("to-bystander", "bystander@customer.example");
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_NE(other->verdict.outcome, Outcome::block)
      << "who got a mail of ours can name anybody in a bounce of it";
}

TEST_P(ImportTest, AMailWhoseHeadersCannotBeAnsweredInKindIsAnsweredAllTheSame) {
  import(write(
      ".mbox",
      mail("w\xc3\xa9ird id@example.net", "ben@example.net", "Prices =?utf-8?B?broken for 40 users",
           "Hi Ana,\n\nwhat would the price be for 40 users? Could you send me a quote this week?\n\nBen",
           "References: <b\xc3\xa4"
           "d@x> <good@example.net>\n")));
  house_->pass(kSecondMs);
  const auto drafts = house_->database.db().read_now(
      [](ReadTx& tx) { return list_drafts(tx, DraftStatus::PENDING_APPROVAL, Page{}); });
  ASSERT_TRUE(drafts);
  ASSERT_EQ(drafts->size(), 1u);
  const Draft& draft = drafts->front();
  EXPECT_EQ(draft.subject.find("=?"), std::string::npos) << draft.subject;
  EXPECT_EQ(draft.reference_ids, std::vector<std::string>{"good@example.net"});
  ASSERT_TRUE(house_->approve(draft.id));
  EXPECT_EQ(house_->send(draft.id)->status, DraftStatus::SENT);
}

TEST_P(ImportTest, AReplyToOurFirstMailJoinsItsThread) {
  ASSERT_TRUE(house_->create("d", "ben@example.net"));
  ASSERT_TRUE(house_->approve("d"));
  ASSERT_TRUE(house_->send("d"));
  const Draft sent = house_->get("d");
  import(write(".mbox", mail("r1@example.net", "ben@example.net", "Re: Stock counting at your place",
                             "Yes, Tuesday is fine.\n", "In-Reply-To: <" + sent.rfc_message_id + ">\n")));
  const auto messages = house_->database.db().read_now([](ReadTx& tx) { return list_messages(tx, Page{}); });
  ASSERT_EQ(messages->size(), 1u);
  EXPECT_EQ(messages->front().thread_id, sent.thread_id);
}

TEST_P(ImportTest, ThreadsMeetInAnyOrder) {
  const std::string parent = mail("t1@example.net", "ben@example.net", "A", "First?\n");
  const std::string child = mail("t2@example.net", "ben@example.net", "Re: A", "Second.\n",
                                 "In-Reply-To: <t1@example.net>\nReferences: <t1@example.net>\n");
  const std::string grandchild =
      mail("t3@example.net", "ben@example.net", "Re: A", "Third.\n",
           "In-Reply-To: <t2@example.net>\nReferences: <t1@example.net> <t2@example.net>\n");
  import(write(".mbox", grandchild + parent + child));
  const auto messages = house_->database.db().read_now([](ReadTx& tx) { return list_messages(tx, Page{}); });
  ASSERT_EQ(messages->size(), 3u);
  EXPECT_EQ(messages->at(0).thread_id, messages->at(1).thread_id);
  EXPECT_EQ(messages->at(1).thread_id, messages->at(2).thread_id);
}

TEST_P(ImportTest, OurOwnMailCountsAgainstTheQuota) {
  import(write(
      ".mbox",
      "From ana@ours.example Mon Nov 16 10:00:00 2026\nFrom: Ana@Ours.example\nTo: Ben@Example.net\n"
      "Subject: Hi\nDate: Mon, 16 Nov 2026 10:00:00 +0000\nMessage-ID: <own1@ours.example>\n\nHi.\n\n"));
  EXPECT_EQ(house_->usage("ben@example.net").contact_count, 1);
}

}  // namespace
}  // namespace sa
