// sales-agent audit, as the real program on a file that somebody changed. What can be changed at all is
// in tests/store/audit/audit_verify_test.cc.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/e2e/program.h"

namespace sa {
namespace {

using test::Ran;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class AuditTest : public test::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    const std::string path = write("box.mbox", test::make_mbox(8));
    ASSERT_EQ(run({"import", "mail", path}).code, 0);
    for (const auto& draft : run({"drafts", "list", "--json"}).lines()) {
      const std::string id(draft.at("id").as_string());
      ASSERT_EQ(run({"drafts", "approve", id, "--by", "Ana"}).code, 0);
      ids.push_back(id);
    }
    ASSERT_EQ(ids.size(), 8u);
    ASSERT_EQ(run({"audit", "anchor", "--out", "anchors.jsonl"}).code, 0);
  }

  /// A copy of the database with `statements` run on it by a forger who first takes the triggers away.
  std::string forged(const std::string& statements, bool puts_triggers_back = true) {
    const std::string copy = (folder / "copy.db").string();
    std::filesystem::remove(copy);
    std::filesystem::remove(copy + "-wal");
    exec((folder / "var/sales-agent.db").string(), "PRAGMA wal_checkpoint(TRUNCATE)");
    std::filesystem::copy_file(folder / "var/sales-agent.db", copy);
    exec(copy,
         "DROP TRIGGER draft_audit_log_no_update; DROP TRIGGER draft_audit_log_no_delete;" + statements);
    if (puts_triggers_back) {
      exec(copy,
           "CREATE TRIGGER draft_audit_log_no_update BEFORE UPDATE ON draft_audit_log BEGIN SELECT "
           "RAISE(ABORT, 'no'); END;"
           "CREATE TRIGGER draft_audit_log_no_delete BEFORE DELETE ON draft_audit_log BEGIN SELECT "
           "RAISE(ABORT, 'no'); END;");
    }
    return copy;
  }
  static void exec(const std::string& path, const std::string& statements) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
    char* problem = nullptr;
    ASSERT_EQ(sqlite3_exec(connection, statements.c_str(), nullptr, nullptr, &problem), SQLITE_OK) << problem;
    sqlite3_close(connection);
  }

  std::vector<std::string> ids;
};

TEST_F(AuditTest, AWholeTrailVerifies) {
  const Ran ran = run({"audit", "verify"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("16 rows, 8 drafts"));
  EXPECT_EQ(run({"audit", "verify", "--anchor", "anchors.jsonl"}).code, 0);
  const Ran copy = run({"audit", "verify", "--database", forged("SELECT 1"), "--json"});
  EXPECT_EQ(copy.code, 0) << copy.out << copy.err;
  EXPECT_TRUE(copy.json().at("ok").as_bool());
}

TEST_F(AuditTest, WhatWasDoneToItIsNamed) {
  const struct {
    const char* statements;
    bool with_anchor;
    const char* fault;
    int seq;
  } rows[] = {
      {"UPDATE draft_audit_log SET reason = 'x' WHERE seq = 7", false, "row_changed", 7},
      {"DELETE FROM draft_audit_log WHERE seq = 7", false, "row_missing", 8},
      {"UPDATE draft_audit_log SET seq = -1 WHERE seq = 7; UPDATE draft_audit_log SET seq = 7 WHERE seq = 8;"
       "UPDATE draft_audit_log SET seq = 8 WHERE seq = -1",
       false, "chain_broken", 7},
      {"DELETE FROM draft_audit_log WHERE seq > 10", true, "tail_missing", 16},
  };
  for (const auto& row : rows) {
    std::vector<std::string> words = {"audit", "verify", "--json", "--database", forged(row.statements)};
    if (row.with_anchor) words.insert(words.end(), {"--anchor", "anchors.jsonl"});
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 1) << row.statements;
    const boost::json::object report = ran.json();
    ASSERT_FALSE(report.at("findings").as_array().empty()) << ran.out;
    const boost::json::object& first = report.at("findings").at(0).as_object();
    EXPECT_EQ(first.at("fault").as_string(), row.fault) << ran.out;
    EXPECT_EQ(first.at("seq").as_int64(), row.seq);
  }
  const Ran plain = run({"audit", "verify", "--database", forged(rows[0].statements)});
  EXPECT_EQ(plain.code, 1);
  EXPECT_THAT(plain.out, HasSubstr("Audit row 7 (draft "));
}

TEST_F(AuditTest, AMissingTriggerIsNamed) {
  const Ran ran = run({"audit", "verify", "--database", forged("SELECT 1", false)});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("draft_audit_log_no_delete"));
}

TEST_F(AuditTest, AnAnchorFileThatIsNoneIsAnError) {
  EXPECT_THAT(run({"audit", "verify", "--anchor", "nowhere"}).err, HasSubstr("nowhere"));
  write("bad", "{\"seq\": 1}\n");
  const Ran ran = run({"audit", "verify", "--anchor", "bad"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("line 1"));
  EXPECT_THAT(run({"audit", "verify", "--database", "nowhere.db"}).err, HasSubstr("no database"));
  EXPECT_FALSE(std::filesystem::exists(folder / "nowhere.db")) << "a verification makes nothing";
}

TEST_F(AuditTest, ExportIsEveryRow) {
  const auto rows = run({"audit", "export"}).lines();
  ASSERT_EQ(rows.size(), 16u);
  EXPECT_EQ(rows[15].at("seq").as_int64(), 16);
  EXPECT_EQ(rows[15].at("action").as_string(), "approve");
  EXPECT_EQ(rows[15].at("actor").as_string(), "Ana");
  EXPECT_EQ(rows[15].at("mode").as_string(), "unverified");
  EXPECT_EQ(rows[15].at("previous_hash"), rows[14].at("hash"));
  EXPECT_EQ(run({"audit", "anchor"}).json().at("hash"), rows[15].at("hash"));
}

TEST_F(AuditTest, AnOlderDatabaseSaysWhatToDo) {
  const std::string copy = forged("DELETE FROM schema_migrations WHERE version > 1");
  const Ran ran = run({"audit", "verify", "--database", copy});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("0002_whole_versions"));
  EXPECT_THAT(ran.err, HasSubstr("sales-agent migrate"));
}

TEST_F(AuditTest, ADraftThatWasChangedIsNamed) {
  const Ran ran = run({"audit", "verify", "--database",
                       forged("UPDATE drafts SET body = 'Pay Eve.' WHERE id = '" + ids[0] + "'")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr(ids[0]));
  EXPECT_THAT(ran.out, HasSubstr("body"));
}

TEST_F(AuditTest, ANewerDatabaseIsRefused) {
  exec((folder / "var/sales-agent.db").string(),
       "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (9999, '9999_later', 'x', "
       "0)");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"drafts", "list"}, {"migrate"}, {"serve", "--port", "0"}, {"worker"}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 1) << words.front();
    EXPECT_THAT(ran.err, HasSubstr("newer")) << words.front();
  }
}

}  // namespace
}  // namespace sa
