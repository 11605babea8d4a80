// sales-agent drafts, user, key and migrate, as the real program: from the queue to the outbox without a browser.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>

#include "tests/e2e/program.h"

namespace sa {
namespace {

using test::Ran;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class DraftsTest : public test::CliTest {
 protected:
  void import_mails(int count) {
    ASSERT_EQ(run({"import", "mail", write("box.mbox", test::make_mbox(count))}).code, 0);
  }
  std::vector<std::string> queue() {
    std::vector<std::string> ids;
    for (const auto& draft : run({"drafts", "list", "--json"}).lines())
      ids.emplace_back(draft.at("id").as_string());
    return ids;
  }
};

TEST_F(DraftsTest, ApprovedAndSentItIsInTheOutbox) {
  import_mails(1);
  const auto ids = queue();
  ASSERT_EQ(ids.size(), 1u);
  const Ran shown = run({"drafts", "show", ids[0]});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("p0@buyer.example"));
  EXPECT_THAT(run({"drafts", "send", ids[0]}).err, HasSubstr("PENDING_APPROVAL"));
  EXPECT_EQ(run({"drafts", "approve", ids[0], "--by", "Ana", "--content-hash", "00"}).code, 1);
  EXPECT_EQ(run({"drafts", "approve", ids[0], "--by", "Ana"}).code, 0);
  const Ran sent = run({"drafts", "send", ids[0], "--by", "Ana", "--json"});
  ASSERT_EQ(sent.code, 0) << sent.err;
  EXPECT_EQ(sent.json().at("status").as_string(), "SENT");
  EXPECT_THAT(run({"drafts", "send", ids[0]}).err, HasSubstr("SENT"));

  std::vector<std::filesystem::path> mails;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "var/outbox")) {
    if (entry.is_regular_file()) mails.push_back(entry.path());
  }
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_THAT(read(mails[0]), HasSubstr("To: p0@buyer.example"));
  EXPECT_EQ(run({"audit", "verify"}).code, 0);
}

TEST_F(DraftsTest, ARejectionNeedsAReason) {
  import_mails(2);
  const auto ids = queue();
  ASSERT_EQ(ids.size(), 2u);
  EXPECT_EQ(run({"drafts", "reject", ids[0], "--by", "Ana"}).code, 1);
  EXPECT_EQ(run({"drafts", "reject", ids[0], "--by", "Ana", "--reason", "not now"}).code, 0);
  EXPECT_EQ(queue().size(), 1u);
  const auto rejected = run({"drafts", "list", "--status", "REJECTED", "--json"}).json();
  EXPECT_EQ(rejected.at("rejected_reason").as_string(), "not now");
  EXPECT_EQ(rejected.at("rejected_by").as_string(), "Ana");
  EXPECT_THAT(run({"drafts", "list", "--status", "REJECTD"}).err, HasSubstr("REJECTED"));
}

TEST_F(DraftsTest, OneRefusalLeavesTheOthers) {
  import_mails(2);
  const auto ids = queue();
  const Ran ran = run({"drafts", "approve", "nobody", ids[0], ids[1], "--by", "Ana"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("There is no draft nobody"));
  EXPECT_EQ(queue().size(), 0u);
}

TEST_F(DraftsTest, OutsideOfDevelopmentThePersonMustBeAUser) {
  import_mails(1);
  const auto ids = queue();
  environment["API_ENV"] = "staging";
  EXPECT_THAT(run({"drafts", "approve", ids[0]}).err, HasSubstr("--by"));
  EXPECT_THAT(run({"drafts", "approve", ids[0], "--by", "ana@seller.example"}).err, HasSubstr("no user"));
  ASSERT_EQ(run({"user", "add", "ana@seller.example", "--name", "Ana"}, "correct horse battery\n").code, 0);
  const Ran ran = run({"drafts", "approve", ids[0], "--by", "ana@seller.example", "--json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.json().at("approved_by").as_string(), "Ana");
}

TEST_F(DraftsTest, UsersAndKeys) {
  const Ran added =
      run({"user", "add", "Ana@Seller.example", "--role", "owner", "--json"}, "correct horse battery\n");
  ASSERT_EQ(added.code, 0) << added.err;
  EXPECT_EQ(added.json().at("email").as_string(), "ana@seller.example");
  EXPECT_THAT(run({"user", "add", "ana@seller.example"}, "correct horse battery\n").err,
              HasSubstr("already"));
  EXPECT_THAT(run({"user", "add", "ben@seller.example"}, "short\n").err, HasSubstr("password"));
  EXPECT_THAT(run({"user", "add", "nobody"}, "correct horse battery\n").err, HasSubstr("email"));
  EXPECT_THAT(run({"user", "add", "ben@seller.example", "--role", "king"}, "").err,
              HasSubstr("no role king"));

  const Ran key = run({"key", "add", "reporting", "--scope", "read", "--json"});
  ASSERT_EQ(key.code, 0) << key.err;
  EXPECT_THAT(std::string(key.json().at("token").as_string()), StartsWith("sa_"));
  const std::string key_id(key.json().at("key_id").as_string());
  EXPECT_EQ(run({"key", "revoke", key_id}).code, 0);
  EXPECT_EQ(run({"key", "revoke", key_id}).code, 1);
  EXPECT_EQ(run({"key", "add", "robot", "--scope", "send"}).code, 1) << "no program may send";
  const Ran plain = run({"key", "add", "mine", "--user", "ana@seller.example"});
  EXPECT_THAT(plain.out, StartsWith("sa_"));
  EXPECT_EQ(std::count(plain.out.begin(), plain.out.end(), '\n'), 1) << "the token alone";
}

TEST_F(DraftsTest, MigrateListsWhatIsThere) {
  const Ran first = run({"migrate", "--json"});
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(first.json().at("applied"), first.json().at("known"));
  EXPECT_FALSE(first.json().at("known").as_array().empty());
  const Ran second = run({"migrate", "--json"});
  EXPECT_TRUE(second.json().at("applied").as_array().empty());
  EXPECT_THAT(run({"migrate"}).out, HasSubstr("up to date"));
}

TEST_F(DraftsTest, TheSecretKeyIsMadeOnceAndForThisUserAlone) {
  ASSERT_EQ(run({"drafts", "list"}).code, 0);
  const std::string key = read(folder / "var/secret.key");
  EXPECT_GE(key.size(), 64u);
  struct stat entry{};
  ASSERT_EQ(stat((folder / "var/secret.key").c_str(), &entry), 0);
  EXPECT_EQ(entry.st_mode & 0777, 0600u);
  ASSERT_EQ(run({"drafts", "list"}).code, 0);
  EXPECT_EQ(read(folder / "var/secret.key"), key);
  write("var/secret.key", "short");
  EXPECT_THAT(run({"drafts", "list"}).err, HasSubstr("secret.key"));
}

}  // namespace
}  // namespace sa
