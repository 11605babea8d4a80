// The conformance suite for mail feeds (ports/mail_feed.h), run on the fake that other tests use and on IMAP against a real
// Dovecot.
#include <set>

#include "base/clock.h"
#include "connectors/mail/imap_feed.h"
#include "tests/contract/mail_house.h"
#include "tests/contract/scripted_imap.h"
#include "tests/fakes/mail_feed.h"

namespace sa {
namespace {

struct Limits {
  std::size_t first_mails = 500;
  std::size_t page_mails = 25;
  std::size_t max_bytes = 1 << 20;
};

std::string mail_named(const std::string& id, std::size_t padding = 0) {
  return "From: Ben <ben@customer.example>\r\nTo: ana@ours.example\r\nSubject: " + id + "\r\nMessage-ID: <" +
         id + "@customer.example>\r\n\r\nHello.\r\n" + std::string(padding, 'x') + "\r\n";
}

/// A feed, and the way in.
class Fixture {
 public:
  virtual ~Fixture() = default;
  virtual MailFeed& feed() = 0;
  virtual void put(const std::string& raw) = 0;
  /// A cursor that the provider no longer knows, made of one that it did.
  virtual std::string forgotten(const std::string& cursor) = 0;
};

class FakeFixture final : public Fixture {
 public:
  explicit FakeFixture(const Limits& limits) {
    feed_.first_mails = limits.first_mails;
    feed_.page_mails = limits.page_mails;
    feed_.max_bytes = limits.max_bytes;
  }
  MailFeed& feed() override { return feed_; }
  void put(const std::string& raw) override { feed_.put(raw); }
  std::string forgotten(const std::string& cursor) override {
    ++feed_.epoch;
    return cursor;
  }

 private:
  test::FakeMailFeed feed_;
};

class ImapFixture final : public Fixture {
 public:
  ImapFixture(const Limits& limits, std::string user)
      : user_(std::move(user)), feed_(options(limits), system_clock()) {}
  MailFeed& feed() override { return feed_; }
  void put(const std::string& raw) override { test::must(test::open_mailbox(user_)->append("INBOX", raw)); }
  std::string forgotten(const std::string& cursor) override {
    std::string other = cursor;
    const std::size_t at = other.find("\"uid_validity\":") + 15;
    other[at] = other[at] == '1' ? '2' : '1';
    return other;
  }

 private:
  ImapFeedOptions options(const Limits& limits) const {
    ImapFeedOptions made{test::mail_server("TEST_IMAPS_URL", user_)};
    made.first_mails = static_cast<std::int64_t>(limits.first_mails);
    made.page_mails = limits.page_mails;
    made.max_bytes = limits.max_bytes;
    return made;
  }
  std::string user_;
  ImapFeed feed_;
};

/// What a reader got until there was no more.
struct Reading {
  std::vector<std::string> subjects;
  std::vector<std::string> skipped;
  std::set<std::string> provider_ids;
  std::string cursor;
  bool was_reset = false;
  int pages = 0;
};

class MailFeedContract : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(GetParam()) == "imap") SKIP_WITHOUT_MAIL_SERVER();
  }
  /// A new, empty mailbox for each.
  void open(const Limits& limits = {}) {
    static int users = 5;
    if (std::string(GetParam()) == "fake") {
      fixture_ = std::make_unique<FakeFixture>(limits);
    } else {
      user_ = "user" + std::to_string(++users) + "@ours.example";
      fixture_ = std::make_unique<ImapFixture>(limits, user_);
    }
  }
  void put(int from, int to) {
    for (int i = from; i <= to; ++i) fixture_->put(mail_named("m" + std::to_string(i)));
  }
  Reading read(std::string cursor) {
    Reading all;
    all.cursor = std::move(cursor);
    bool has_more = true;
    while (has_more && all.pages < 50) {
      FeedPage page = test::must(sync_wait(fixture_->feed().fetch(all.cursor)));
      has_more = page.has_more;
      all.cursor = page.cursor;
      all.was_reset = all.was_reset || page.was_reset;
      ++all.pages;
      for (const FeedMail& mail : page.mails) {
        all.provider_ids.insert(mail.provider_id);
        const std::size_t at = mail.raw.find("Subject: ");
        if (mail.skipped.empty()) {
          all.subjects.push_back(mail.raw.substr(at + 9, mail.raw.find('\r', at) - at - 9));
        } else {
          all.skipped.push_back(mail.skipped);
        }
      }
    }
    return all;
  }
  std::unique_ptr<Fixture> fixture_;
  std::string user_;
};
INSTANTIATE_TEST_SUITE_P(Feeds, MailFeedContract, ::testing::Values("fake", "imap"),
                         [](const auto& each) { return std::string(each.param); });

using Names = std::vector<std::string>;

TEST_P(MailFeedContract, AnEmptyMailboxIsNoError) {
  open();
  const Reading first = read("");
  EXPECT_TRUE(first.subjects.empty());
  EXPECT_TRUE(first.was_reset);
  put(1, 1);
  EXPECT_EQ(read(first.cursor).subjects, Names{"m1"}) << "what comes after the first reading is not lost";
}

TEST_P(MailFeedContract, TheFirstReadingIsBoundedToTheNewest) {
  open({.first_mails = 3});
  put(1, 5);
  const Reading first = read("");
  EXPECT_EQ(first.subjects, (Names{"m3", "m4", "m5"}));
  EXPECT_TRUE(first.was_reset);
}

TEST_P(MailFeedContract, WhatIsNewComesOnceInItsOrder) {
  open();
  put(1, 2);
  const Reading first = read("");
  EXPECT_EQ(first.subjects, (Names{"m1", "m2"}));
  put(3, 4);
  const Reading second = read(first.cursor);
  EXPECT_EQ(second.subjects, (Names{"m3", "m4"}));
  EXPECT_FALSE(second.was_reset);
  const Reading third = read(second.cursor);
  EXPECT_TRUE(third.subjects.empty());
  EXPECT_EQ(read(first.cursor).subjects, second.subjects) << "a page that was not stored comes again";
}

TEST_P(MailFeedContract, PagesGoOnUntilThereIsNoMore) {
  open({.page_mails = 2});
  put(1, 5);
  const Reading all = read("");
  EXPECT_EQ(all.subjects, (Names{"m1", "m2", "m3", "m4", "m5"}));
  EXPECT_EQ(all.pages, 3);
  EXPECT_EQ(all.provider_ids.size(), 5u) << "each mail has an id of its own";
}

TEST_P(MailFeedContract, AForgottenCursorReadsAgainAndSaysSo) {
  open({.first_mails = 2});
  put(1, 3);
  const Reading first = read("");
  put(4, 4);
  const Reading again = read(fixture_->forgotten(first.cursor));
  EXPECT_TRUE(again.was_reset);
  EXPECT_EQ(again.subjects, (Names{"m3", "m4"})) << "bounded, and nothing new is lost";
}

TEST_P(MailFeedContract, AMailThatIsTooLargeIsSkippedWithWords) {
  open({.max_bytes = 2000});
  put(1, 1);
  fixture_->put(mail_named("large", 5000));
  put(2, 2);
  const Reading all = read("");
  EXPECT_EQ(all.subjects, (Names{"m1", "m2"}));
  ASSERT_EQ(all.skipped.size(), 1u);
  EXPECT_FALSE(all.skipped.front().empty());
  EXPECT_TRUE(read(all.cursor).skipped.empty()) << "once is enough";
}

// ---- IMAP alone

std::string new_user() {
  static int users = 20;
  return "user" + std::to_string(++users) + "@ours.example";
}

FeedPage fetch(ImapFeed& feed, const std::string& cursor) {
  return test::must(sync_wait(feed.fetch(cursor)));
}

TEST(ImapFeedOnDovecot, ReadsByteForByteAndMarksNothingAsSeen) {
  SKIP_WITHOUT_MAIL_SERVER();
  const std::string user = new_user();
  // What a client that believes lines would take for the server's own words.
  const std::string hostile =
      "From: x@customer.example\r\nSubject: h\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n"
      "Message-ID: <h@customer.example>\r\n\r\n* BYE\r\ns3 OK done\r\nA003 OK done\r\n)\r\n{99}\r\n";
  test::deliver_from_outside("x@customer.example", user, hostile);
  test::wait_for_mails(user, "INBOX", 1);
  // Postfix breaks lines as long as this one; other servers do not.
  const std::string one_line = hostile + std::string(300'000, 'y') + "\r\n";
  test::must(test::open_mailbox(user)->append("INBOX", one_line));
  ImapFeed feed({test::mail_server("TEST_IMAP_URL", user)}, system_clock());
  const FeedPage page = fetch(feed, "");
  ASSERT_EQ(page.mails.size(), 2u);
  EXPECT_TRUE(page.mails[0].raw.ends_with(hostile)) << page.mails[0].raw;
  EXPECT_TRUE(page.mails[1].raw == one_line) << page.mails[1].raw.size();
  EXPECT_EQ(page.mails[0].labels, std::vector<std::string>{"INBOX"});
  const auto session = test::open_mailbox(user);
  test::must(session->examine("INBOX"));
  EXPECT_EQ(test::must(session->search("UNSEEN")).size(), 1u) << "the other one was filed as seen";
}

TEST(ImapFeedOnDovecot, ReadsSentToo) {
  SKIP_WITHOUT_MAIL_SERVER();
  const std::string user = new_user();
  test::must(test::open_mailbox(user)->append("Sent Items", mail_named("sent")));
  test::must(test::open_mailbox(user)->append("INBOX", mail_named("came")));
  ImapFeed feed({test::mail_server("TEST_IMAPS_URL", user)}, system_clock());
  const FeedPage page = fetch(feed, "");
  ASSERT_EQ(page.mails.size(), 2u);
  EXPECT_EQ(page.mails[0].labels.front(), "INBOX");
  EXPECT_EQ(page.mails[0].labels.size(), 1u);
  EXPECT_EQ(page.mails[1].labels, (std::vector<std::string>{"Sent Items", "SENT"}))
      << "one word for all feeds";
  EXPECT_FALSE(page.has_more);
}

TEST(ImapFeedOnDovecot, WrongSettingsAreNamed) {
  SKIP_WITHOUT_MAIL_SERVER();
  ImapFeedOptions options{test::mail_server("TEST_IMAPS_URL", new_user())};
  options.sent_folder = "No such folder";
  ImapFeed no_folder(options, system_clock());
  const auto missing = sync_wait(no_folder.fetch(""));
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("No such folder"), std::string::npos) << missing.error().message;
  options.imap.password = "wrong";
  ImapFeed no_right(options, system_clock());
  const auto refused = sync_wait(no_right.fetch(""));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated) << refused.error().message;
  EXPECT_EQ(refused.error().message.find("wrong"), std::string::npos);
}

// ---- a server that cannot give a mail

struct ImapFault {
  const char* name;
  std::string fetch;  ///< what becomes of the second of three mails
  std::string sizes;
  std::string words;  ///< that it is skipped with
};

class ImapFeedFault : public ::testing::TestWithParam<ImapFault> {};
INSTANTIATE_TEST_SUITE_P(
    Mails, ImapFeedFault,
    ::testing::Values(
        ImapFault{"Refused", "TAG NO [CORRUPTION] damaged\r\n", "", "damaged"},
        ImapFault{"Nil", "* 2 FETCH (UID 2 BODY[] NIL)\r\nTAG OK done\r\n", "", "without content"},
        ImapFault{"EmptyText", "* 2 FETCH (UID 2 BODY[] \"\")\r\nTAG OK done\r\n", "", "without content"},
        ImapFault{"EmptyLiteral", "* 2 FETCH (UID 2 BODY[] {0}\r\n)\r\nTAG OK done\r\n", "",
                  "without content"},
        ImapFault{"HangsUp", "", "", "repeatedly failed"},
        ImapFault{"HangsUpInTheMiddle", "* 2 FETCH (UID 2 BODY[] {99}\r\nFrom: x", "", "repeatedly failed"},
        ImapFault{"NotUnderstood", "TAG BAD internal\r\n", "", "repeatedly failed"},
        ImapFault{"LargerThanItSaid", "* 2 FETCH (UID 2 BODY[] {99999999}\r\n", "", "repeatedly failed"},
        ImapFault{"NoSizes", "TAG NO damaged\r\n", "TAG NO [SERVERBUG] one is damaged\r\n", "damaged"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_P(ImapFeedFault, issue_one_bad_mail_ends_no_feed) {
  const ImapFault& fault = GetParam();
  test::ScriptedImap server({{mail_named("m1"), mail_named("m2"), mail_named("m3")},
                             {mail_named("sent")},
                             {{2, fault.fetch}},
                             fault.sizes});
  SetClock clock(*parse_rfc3339("2026-11-22T10:00:00Z"));
  ImapFeed feed({{"IMAP_URL", server.url(), "", "", {}, "", ""}}, clock);
  std::vector<std::string> ids, skipped;
  std::string cursor;
  bool has_more = true;
  for (int failures = 0; has_more && failures < 30;) {
    const auto page = sync_wait(feed.fetch(cursor));
    if (!page) {
      ++failures;
      clock.advance(2 * kMinuteMs);  // past the breaker
      continue;
    }
    cursor = page->cursor;
    has_more = page->has_more;
    for (const FeedMail& mail : page->mails) {
      ids.push_back(mail.provider_id);
      if (!mail.skipped.empty()) skipped.push_back(mail.skipped);
    }
  }
  EXPECT_FALSE(has_more);
  EXPECT_EQ(
      ids, (std::vector<std::string>{"imap/INBOX/7/1", "imap/INBOX/7/2", "imap/INBOX/7/3", "imap/Sent/7/1"}));
  ASSERT_EQ(skipped.size(), 1u);
  EXPECT_NE(skipped.front().find(fault.words), std::string::npos) << skipped.front();
}

TEST(ImapFeedOnAScript, issue_a_refusal_that_passes_costs_no_mail) {
  test::ScriptedImap server({{mail_named("m1")}, {}, {{1, "TAG NO [UNAVAILABLE] later\r\n"}}});
  SetClock clock(*parse_rfc3339("2026-11-22T10:00:00Z"));
  ImapFeed feed({{"IMAP_URL", server.url(), "", "", {}, "", ""}}, clock);
  const auto page = sync_wait(feed.fetch(""));
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, ErrorCode::unavailable);
}

TEST(ImapNames, StandAsTheyAreOrNotAtAll) {
  EXPECT_EQ(*imap_quoted("a \"b\" \\c"), "\"a \\\"b\\\" \\\\c\"");
  EXPECT_FALSE(imap_quoted("Entw\xc3\xbcrfe"));
  EXPECT_FALSE(imap_quoted("a\r\nb"));
  EXPECT_EQ(number_after("* OK [UIDVALIDITY 38] ok", "UIDVALIDITY"), 38u);
  EXPECT_EQ(number_after("* 3 FETCH (UID 7 RFC822.SIZE 44)", "UID"), 7u);
  EXPECT_EQ(number_after("* 3 FETCH (UID 7 RFC822.SIZE 44)", "RFC822.SIZE"), 44u);
  EXPECT_EQ(number_after("* 3 FETCH (FLAGS ())", "UID"), std::nullopt);
}

}  // namespace
}  // namespace sa
