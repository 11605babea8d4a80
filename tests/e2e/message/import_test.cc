// sales-agent import mail, as the real program: each mail once, whatever happens in between.
#include <gmock/gmock.h>

#include <set>

#include "store/draft/draft.h"
#include "store/engine/db.h"
#include "store/message/message.h"
#include "tests/e2e/program.h"

namespace sa {
namespace {

using test::Child;
using test::Ran;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ImportTest : public test::CliTest {
 protected:
  /// The Message-IDs that are stored, each as often as it is there.
  std::multiset<std::string> stored() {
    std::multiset<std::string> ids;
    const auto db = open_db({.url = "sqlite:" + (folder / "var/sales-agent.db").string(), .read_only = true});
    if (!db) return ids;
    const auto read = (*db)->read_now([&](ReadTx& tx) -> Result<Unit> {
      Page page{std::nullopt, {}, 500};
      while (true) {
        TRY(const auto messages, list_messages(tx, page));
        for (const MessageRow& each : messages) ids.insert(each.rfc_message_id);
        if (messages.empty()) return ok();
        page.after_at = messages.back().sent_at;
        page.after_id = messages.back().message_id;
      }
    });
    if (!read) ADD_FAILURE() << read.error().message;
    return ids;
  }
};

TEST_F(ImportTest, TheSecondTimeAddsNothing) {
  const std::string path = write("box.mbox", test::make_mbox(150));
  const Ran first = run({"import", "mail", path, "--json"});
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(first.json().at("mail").at("added").as_int64(), 150);
  EXPECT_EQ(first.json().at("mail").at("kinds").at("human_reply").as_int64(), 150);
  EXPECT_EQ(first.json().at("analyzed").as_int64(), 150);
  EXPECT_EQ(first.json().at("drafts_added").as_int64(), 150);
  EXPECT_THAT(first.err, IsEmpty()) << "no progress in a pipe";

  const Ran second = run({"import", "mail", path, "--json"});
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(second.json().at("mail").at("read").as_int64(), 150);
  EXPECT_EQ(second.json().at("mail").at("added").as_int64(), 0);
  EXPECT_EQ(second.json().at("mail").at("duplicate").as_int64(), 150);
  EXPECT_EQ(second.json().at("drafts_added").as_int64(), 0);
  EXPECT_EQ(stored().size(), 150u);
}

TEST_F(ImportTest, StandardInputIsReadFromItsBeginningEachTime) {
  const std::string mbox = test::make_mbox(70);
  for (const int added : {70, 0}) {
    const Ran ran = run({"import", "mail", "-", "--no-analyze", "--json"}, mbox);
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.json().at("mail").at("read").as_int64(), 70);
    EXPECT_EQ(ran.json().at("mail").at("added").as_int64(), added);
    EXPECT_EQ(ran.json().at("mail").at("resumed_at").as_int64(), 0);
  }
  EXPECT_EQ(run({"import", "mail", "/dev/fd/0", "--no-analyze"}, mbox).code, 0)
      << "as a shell gives <(command)";
}

TEST_F(ImportTest, KilledAgainAndAgainNothingIsMissingOrTwice) {
  constexpr int kMails = 2000;
  const std::string path = write("box.mbox", test::make_mbox(kMails, 3000));
  int kills = 0;
  std::size_t before = 0;
  // Each run lives until its first words on the terminal, which come behind its first transaction.
  for (int i = 0; i < 4; ++i) {
    auto wish = options();
    wish.err_is_terminal = true;
    Child child({"import", "mail", path, "--no-analyze"}, wish);
    ASSERT_TRUE(child.read_until("mails", true)) << child.so_far().err;
    child.signal(SIGKILL);
    if (child.wait().code == 128 + SIGKILL) ++kills;
    const std::size_t now = stored().size();
    EXPECT_GT(now, before) << "a run that was killed has gone on where the one before had stopped";
    before = now;
  }
  ASSERT_EQ(kills, 4);
  ASSERT_LT(before, static_cast<std::size_t>(kMails)) << "the import was over before it could be killed";

  const Ran last = run({"import", "mail", path, "--no-analyze", "--json"});
  ASSERT_EQ(last.code, 0) << last.err;
  EXPECT_GT(last.json().at("mail").at("resumed_at").as_int64(), 0);
  EXPECT_EQ(last.json().at("mail").at("read").as_int64(), kMails);
  EXPECT_EQ(last.json().at("mail").at("added").as_int64() + last.json().at("mail").at("duplicate").as_int64(),
            kMails);
  const auto ids = stored();
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(kMails));
  for (int i = 0; i < kMails; ++i) EXPECT_EQ(ids.count("m" + std::to_string(i) + "@buyer.example"), 1u) << i;
  EXPECT_EQ(run({"import", "mail", path, "--no-analyze", "--json"}).json().at("mail").at("added").as_int64(),
            0);
}

TEST_F(ImportTest, WhatWasImportedIsFoundByItsWords) {
  write("one.eml",
        "From: Ben <ben@buyer.example>\nTo: c@d.example\nSubject: Delivery\nMessage-ID: <1@b.example>\n\n"
        "The parcel with the scanners has not arrived in our warehouse yet.\n");
  ASSERT_EQ(
      run({"import", "mail", write("box.mbox", test::make_mbox(150)), (folder / "one.eml").string()}).code,
      0);
  const Ran found = run({"search", "scanners", "parcel", "--json", "--limit", "3"});
  ASSERT_EQ(found.code, 0) << found.err;
  ASSERT_FALSE(found.lines().empty());
  EXPECT_LE(found.lines().size(), 3u);
  EXPECT_EQ(found.lines().front().at("subject").as_string(), "Delivery");
  const Ran shown = run({"search", "scanners"});
  EXPECT_THAT(shown.out, HasSubstr("Delivery"));
  EXPECT_THAT(shown.err, HasSubstr("in 151 mails")) << "every mail has its vector";
  EXPECT_EQ(run({"search", " "}).code, 2);
  EXPECT_EQ(run({"search"}).code, 2);
  EXPECT_EQ(run({"search", "x", "--limit", "0"}).code, 2);
}

TEST_F(ImportTest, MailThatIsNotPreparedYetIsTold) {
  ASSERT_EQ(run({"import", "mail", write("box.mbox", test::make_mbox(5)), "--no-analyze"}).code, 0);
  const Ran ran = run({"search", "price"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("5 mails cannot be found yet"));
}

TEST_F(ImportTest, OneWrongPathLeavesTheOthers) {
  const std::string path = write("box.mbox", test::make_mbox(5));
  const Ran ran = run({"import", "mail", "nowhere.mbox", path, "--json"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.json().at("mail").at("added").as_int64(), 5);
  EXPECT_EQ(ran.json().at("failed").at(0).at("path").as_string(), "nowhere.mbox");
  EXPECT_THAT(ran.err, HasSubstr("nowhere.mbox"));
  EXPECT_EQ(stored().size(), 5u);
}

TEST_F(ImportTest, WhatIsSkippedIsSaidWithItsReason) {
  std::filesystem::create_directories(folder / "mail");
  write("mail/empty.eml", "");
  write("mail/one.eml",
        "From: a@b.example\nTo: c@d.example\nSubject: Hi\nMessage-ID: <1@b.example>\n\nWhat does it cost?\n");
  write("mail/two.mbox", test::make_mbox(3));
  const Ran ran = run({"import", "mail", (folder / "mail").string(), "--json"});
  const auto mail = ran.json().at("mail").as_object();
  EXPECT_EQ(mail.at("added").as_int64(), 4) << ran.out << ran.err;
  EXPECT_EQ(mail.at("read").as_int64(),
            mail.at("added").as_int64() + mail.at("duplicate").as_int64() + mail.at("skipped").as_int64());
}

TEST_F(ImportTest, APersonSeesProgressAndCounts) {
  const std::string path = write("box.mbox", test::make_mbox(100));
  auto wish = options();
  wish.err_is_terminal = true;
  const Ran ran = Child({"import", "mail", path}, wish).wait();
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("Reading box.mbox"));
  EXPECT_THAT(ran.err, HasSubstr("Drafting answers"));
  EXPECT_TRUE(ran.err.ends_with("\r\x1b[K")) << "the line is cleared";
  EXPECT_THAT(ran.out, HasSubstr("new        100"));
  EXPECT_THAT(ran.out, HasSubstr("100 new drafts"));
  EXPECT_EQ(ran.out.find('\x1b'), std::string::npos) << "standard output is a pipe";
}

}  // namespace
}  // namespace sa
