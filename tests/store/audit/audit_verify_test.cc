// Everything that can be done to the trail behind its back, and what the verification says of it.
#include <gmock/gmock.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <fstream>
#include <functional>
#include <iterator>

#include "actions/audit/audit.h"
#include "actions/upgrade/detail_audit.h"
#include "store/audit/audit.h"
#include "store/draft/draft.h"
#include "tests/store/tamper.h"

namespace sa {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr Instant kNow{1'780'000'000'000};
constexpr std::int64_t kDrafts = 4;
constexpr std::int64_t kRowsOfDraft = 3;

using test::tamper;

/// Takes the triggers away, as a thorough forger would, and puts them back at the end.
void forge(const test::Database& database, const std::string& statements) {
  if (database.engine() == "postgres") {
    tamper(database, "ALTER TABLE draft_audit_log DISABLE TRIGGER USER;" + statements +
                         ";ALTER TABLE draft_audit_log ENABLE TRIGGER USER;");
    return;
  }
  tamper(database, "DROP TRIGGER draft_audit_log_no_update; DROP TRIGGER draft_audit_log_no_delete;" +
                       statements +
                       ";CREATE TRIGGER draft_audit_log_no_update BEFORE UPDATE ON draft_audit_log "
                       "BEGIN SELECT RAISE(ABORT, 'draft_audit_log is append-only'); END;"
                       "CREATE TRIGGER draft_audit_log_no_delete BEFORE DELETE ON draft_audit_log "
                       "BEGIN SELECT RAISE(ABORT, 'draft_audit_log is append-only'); END;");
}

class AuditVerifyTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    for (std::int64_t i = 1; i <= kDrafts; ++i) live("d" + std::to_string(i));
    const auto found = get_audit_anchor(db(), kNow);
    ASSERT_TRUE(found);
    anchor = *found;
    ASSERT_EQ(anchor.seq, kDrafts * kRowsOfDraft);
  }

  static Draft new_draft(const std::string& id) {
    Draft draft;
    draft.id = id;
    draft.sender = draft.mailbox_id = "ana@example.com";
    draft.recipient = draft.recipient_key = "ben@example.net";
    draft.subject = "About " + id;
    draft.rfc_message_id = id + "@example.com";
    draft.created_at = draft.updated_at = kNow;
    draft.content_hash = content_hash(draft);
    return draft;
  }

  /// A draft that is created, approved and rejected: three rows.
  static Result<Unit> live_in(Tx& tx, const std::string& id) {
    const Draft draft = new_draft(id);
    const Actor ana{ActorKind::person, "u1", "Ana", "ana@example.com", false, {}, "trace-1"};
    TRY_OK(insert_draft(tx, draft, ana.name));
    TRY_OK(append_audit(tx, ana, "create", std::nullopt, draft, "", {}, kNow));
    TRY(const Draft approved, approve(draft, ana.name, std::nullopt, kNow));
    TRY_OK(append_audit(tx, ana, "approve", draft.status, approved, "", {{"k", 1}}, kNow));
    TRY(const Draft rejected, reject(approved, ana.name, "too late", kNow));
    TRY_OK(append_audit(tx, ana, "reject", approved.status, rejected, "too late", {}, kNow));
    return update_draft(tx, rejected);
  }
  void live(const std::string& id) {
    const auto lived = db().write_now([&](Tx& tx) { return live_in(tx, id); });
    ASSERT_TRUE(lived) << lived.error().message;
  }

  /// A draft that is created, edited, approved and sent: two versions, one attempt, five rows.
  void send(const std::string& id) {
    const auto lived = db().write_now([&](Tx& tx) -> Result<Unit> {
      Draft draft = new_draft(id);
      const Actor ana{ActorKind::person, "u1", "Ana", "ana@example.com", false, {}, "trace-1"};
      TRY_OK(insert_draft(tx, draft, ana.name));
      TRY_OK(append_audit(tx, ana, "create", std::nullopt, draft, "", {}, kNow));
      TRY(draft, edit(draft, {{}, {}, "Other words"}, id + "-2@example.com", kNow + 1));
      TRY_OK(insert_draft_version(tx, draft, ana.name));
      TRY_OK(append_audit(tx, ana, "edit", draft.status, draft, "", {}, kNow + 1));
      TRY(draft, approve(draft, ana.name, std::nullopt, kNow + 2));
      TRY_OK(append_audit(tx, ana, "approve", DraftStatus::PENDING_APPROVAL, draft, "", {}, kNow + 2));
      TRY(draft, claim(draft, kNow + 3));
      SendAttempt attempt;
      attempt.attempt_id = "attempt-" + id;
      attempt.draft_id = id;
      attempt.version = draft.version;
      attempt.content_hash = draft.content_hash;
      TRY_OK(start_attempt(tx, attempt, ""));
      TRY_OK(append_audit(tx, ana, "send", DraftStatus::APPROVED, draft, "",
                          {{"attempt_id", attempt.attempt_id}}, kNow + 3));
      TRY(draft, confirm_sent(draft, "fake", "fake-" + id, kNow + 4));
      attempt.state = AttemptState::SENT;
      attempt.provider_message_id = "fake-" + id;
      attempt.bytes_sha256 = "0123";
      TRY_OK(finish_attempt(tx, attempt));
      TRY_OK(append_audit(tx, ana, "confirm_sent", DraftStatus::SENDING, draft, "",
                          {{"attempt_id", attempt.attempt_id},
                           {"provider", "fake"},
                           {"provider_message_id", "fake-" + id},
                           {"bytes_sha256", "0123"}},
                          kNow + 4));
      return update_draft(tx, draft);
    });
    ASSERT_TRUE(lived) << lived.error().message;
  }

  AuditReport verify(bool with_anchor = false) {
    auto report = verify_audit(db(), with_anchor ? std::vector{anchor} : std::vector<AuditAnchor>());
    if (!report) ADD_FAILURE() << report.error().message;
    return report ? *report : AuditReport();
  }

  /// Makes the chain fit again from the first row on, as somebody who knows the code would.
  void compute_anew() {
    std::string statements;
    AuditHead head{0, kAuditGenesis};
    ASSERT_TRUE(export_audit(db(), [&](AuditRow row) {
      const std::int64_t seq = row.seq;
      chain(&row, &head);
      statements += "UPDATE draft_audit_log SET seq = " + std::to_string(row.seq) + ", previous_hash = '" +
                    row.previous_hash + "', hash = '" + row.hash + "' WHERE seq = " + std::to_string(seq) +
                    ";";
      return true;
    }));
    forge(*database, statements);
  }

  AuditAnchor anchor;
};
INSTANTIATE_ENGINES(AuditVerifyTest);

std::string words_of(const AuditReport& report) {
  std::string words;
  for (const AuditFinding& each : report.findings)
    words += std::string(enum_name(each.fault)) + ": " + each.words + "\n";
  return words;
}

TEST_P(AuditVerifyTest, AWholeTrailIsWhole) {
  for (const bool with_anchor : {false, true}) {
    const AuditReport report = verify(with_anchor);
    EXPECT_TRUE(report.ok) << words_of(report);
    EXPECT_EQ(report.rows, kDrafts * kRowsOfDraft);
    EXPECT_EQ(report.drafts, kDrafts);
    EXPECT_EQ(report.head.seq, anchor.seq);
    EXPECT_EQ(report.head.hash, anchor.hash);
  }
  live("d9");
  EXPECT_TRUE(verify(true).ok) << "a trail that went on still holds its anchor";
}

TEST_P(AuditVerifyTest, AnEmptyTrailIsWhole) {
  test::Database empty(GetParam());
  const auto report = verify_audit(empty.db(), {{0, kAuditGenesis, kNow, 0}});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok) << words_of(*report);
}

TEST_P(AuditVerifyTest, TheTableRefusesChanges) {
  for (const char* statement :
       {"UPDATE draft_audit_log SET reason = 'x' WHERE seq = 3", "DELETE FROM draft_audit_log"}) {
    const auto refused = [&] {
      const std::string& url = database->options().url;
      if (database->engine() == "sqlite") {
        sqlite3* connection = nullptr;
        sqlite3_open(url.substr(7).c_str(), &connection);
        const int code = sqlite3_exec(connection, statement, nullptr, nullptr, nullptr);
        sqlite3_close(connection);
        return code != SQLITE_OK;
      }
      PGconn* connection = PQconnectdb(url.c_str());
      PGresult* result = PQexec(connection, statement);
      const bool failed = PQresultStatus(result) != PGRES_COMMAND_OK;
      PQclear(result);
      PQfinish(connection);
      return failed;
    }();
    EXPECT_TRUE(refused) << statement;
  }
  EXPECT_TRUE(verify().ok);
}

TEST_P(AuditVerifyTest, AChangedCellIsFoundInEveryColumn) {
  const struct {
    const char* column;
    const char* value;
  } rows[] = {
      {"draft_id", "'d2'"},       {"at", "at + 1"},
      {"actor", "'Eve'"},         {"actor_id", "'u2'"},
      {"mode", "'service'"},      {"action", "'edit'"},
      {"status", "'SENT'"},       {"from_status", "NULL"},
      {"version", "version + 1"}, {"reason", "'!'"},
      {"content_hash", "'00'"},   {"details", "details || ' '"},
      {"trace_id", "''"},         {"hash_version", "1"},
      {"hash_version", "3"},      {"detail_hash", "lower(hash)"},
      {"hash", "upper(hash)"},    {"previous_hash", "(SELECT hash FROM draft_audit_log WHERE seq = 1)"}};
  for (const auto& row : rows) {
    database = std::make_unique<test::Database>(GetParam());
    live("d1");
    live("d3");
    forge(*database,
          std::string("UPDATE draft_audit_log SET ") + row.column + " = " + row.value + " WHERE seq = 5");
    const AuditReport report = verify();
    ASSERT_FALSE(report.ok) << row.column;
    EXPECT_EQ(report.findings.front().seq, 5) << row.column << '\n' << words_of(report);
    EXPECT_NE(report.findings.front().words.find("Audit row 5"), std::string::npos) << words_of(report);
  }
}

TEST_P(AuditVerifyTest, ChangedWordsAreFound) {
  for (const char* change : {"reason = 'too early'", "details = '{}'", "salt = 'x'", "seq = 99"}) {
    database = std::make_unique<test::Database>(GetParam());
    live("d1");
    tamper(*database, std::string("UPDATE audit_details SET ") + change + " WHERE seq = 2");
    const AuditReport report = verify();
    ASSERT_FALSE(report.ok) << change;
    EXPECT_EQ(report.findings.front().seq, 2) << change << '\n' << words_of(report);
  }
}

TEST_P(AuditVerifyTest, issue_words_can_be_erased_and_the_chain_stays_whole) {
  tamper(*database, "DELETE FROM audit_details WHERE seq IN (3, 5)");
  const AuditReport missing = verify(true);
  ASSERT_EQ(missing.findings.size(), 3u) << words_of(missing);
  EXPECT_EQ(missing.findings.front().fault, AuditFault::detail_missing);
  EXPECT_EQ(missing.findings.front().seq, 3);
  const auto appended = db().write_now([](Tx& tx) {
    return append_audit(tx, system_actor("ana"), kErase, {{"rows", boost::json::array{3, 5}}}, kNow);
  });
  ASSERT_TRUE(appended);
  const AuditReport report = verify(true);
  // What the erased words said of a draft (why it was rejected) cannot be compared any more: an erasure says so of the draft, too.
  for (const AuditFinding& each : report.findings) EXPECT_EQ(each.fault, AuditFault::decision_differs);
  EXPECT_EQ(report.details_erased, 2);
}

TEST_P(AuditVerifyTest, issue_rows_of_the_old_form_keep_their_hashes_and_can_be_erased) {
  // Rows as the program before migration 0014 wrote them: the hash is over the words.
  std::string statements = "DELETE FROM audit_details;";
  AuditHead head{0, kAuditGenesis};
  ASSERT_TRUE(export_audit(db(), [&](AuditRow row) {
    row.hash_version = 1;
    row.salt.reset();
    chain(&row, &head);
    const auto text = [](const std::string& value) { return "'" + value + "', "; };
    statements += "INSERT INTO draft_audit_log_to_detail VALUES (" + std::to_string(row.seq) + ", " +
                  text(row.draft_id) + std::to_string(row.at.ms) + ", " + text(row.actor) +
                  text(row.actor_id) + text(row.mode) + text(row.action) +
                  (row.from_status ? text(*row.from_status) : "NULL, ") + text(row.status) +
                  std::to_string(row.version) + ", " + text(row.content_hash) + text(row.reason) +
                  text(row.details) + text(row.trace_id) + text(row.previous_hash) + "'" + row.hash + "');";
    return true;
  }));
  forge(*database, statements + "DELETE FROM draft_audit_log");
  EXPECT_FALSE(verify_audit(db(), {})) << "the start has not moved them yet";
  const AuditAnchor old{head.seq, head.hash, kNow, head.seq};
  SetClock clock(kNow);
  for (int start = 0; start < 2; ++start) ASSERT_TRUE(detail_audit(db(), clock));
  const auto whole = verify_audit(db(), {old});
  ASSERT_TRUE(whole);
  EXPECT_TRUE(whole->ok) << words_of(*whole);
  EXPECT_EQ(whole->rows, kDrafts * kRowsOfDraft + 1) << "one row more seals them";
  // Their words can go as well; what stays of such a row is proved by the seal.
  ASSERT_TRUE(db().write_now([](Tx& tx) -> Result<Unit> {
    TRY(const bool erased, erase_audit_detail(tx, 1));
    EXPECT_TRUE(erased);
    TRY_OK(append_audit(tx, system_actor("ana"), kErase, {{"rows", boost::json::array{1}}}, kNow));
    return ok();
  }));
  const auto erased = verify_audit(db(), {old});
  ASSERT_TRUE(erased);
  EXPECT_TRUE(erased->ok) << words_of(*erased);
  EXPECT_EQ(erased->details_erased, 1);
  forge(*database, "UPDATE draft_audit_log SET actor = 'Eve' WHERE seq = 1");
  const auto changed = verify_audit(db(), {});
  ASSERT_FALSE(changed->findings.empty());
  EXPECT_EQ(changed->findings.front().fault, AuditFault::seal_broken) << words_of(*changed);
}

TEST_P(AuditVerifyTest, ADeletedRowIsFound) {
  forge(*database, "DELETE FROM draft_audit_log WHERE seq = 5");
  const AuditReport report = verify();
  ASSERT_FALSE(report.ok);
  EXPECT_EQ(report.findings.front().fault, AuditFault::row_missing);
  EXPECT_EQ(report.findings.front().seq, 6);
}

TEST_P(AuditVerifyTest, RowsThatChangedPlacesAreFound) {
  forge(*database,
        "UPDATE draft_audit_log SET seq = -1 WHERE seq = 5; UPDATE draft_audit_log SET seq = 5 WHERE seq = 6;"
        "UPDATE draft_audit_log SET seq = 6 WHERE seq = -1");
  const AuditReport report = verify();
  ASSERT_FALSE(report.ok);
  EXPECT_EQ(report.findings.front().seq, 5) << words_of(report);
  EXPECT_EQ(report.findings.front().fault, AuditFault::chain_broken);
}

TEST_P(AuditVerifyTest, AnAddedRowIsFound) {
  forge(*database,
        "INSERT INTO draft_audit_log SELECT 0, draft_id, at, actor, actor_id, mode, action, from_status, "
        "status, version, content_hash, reason, details, trace_id, previous_hash, hash, hash_version, "
        "detail_hash "
        "FROM draft_audit_log WHERE seq = 12");
  const AuditReport report = verify();
  ASSERT_FALSE(report.ok);
  EXPECT_EQ(report.findings.front().seq, 0) << words_of(report);
}

TEST_P(AuditVerifyTest, ACutTailIsFoundByTheDraftAndByTheAnchor) {
  forge(*database, "DELETE FROM draft_audit_log WHERE seq > 11");
  const AuditReport report = verify();
  ASSERT_FALSE(report.ok);
  EXPECT_EQ(report.findings.front().fault, AuditFault::state_differs);
  EXPECT_EQ(report.findings.front().draft_id, "d4");
  // With the draft put back to what the shorter trail says, nothing but the anchor can tell.
  tamper(
      *database,
      "UPDATE drafts SET status = 'APPROVED', approved_by = 'Ana', approved_at = " + std::to_string(kNow.ms) +
          ", approved_hash = content_hash, rejected_by = NULL, rejected_at = NULL, rejected_reason = NULL "
          "WHERE id = 'd4'");
  EXPECT_TRUE(verify().ok) << words_of(verify());
  const AuditReport anchored = verify(true);
  ASSERT_FALSE(anchored.ok);
  EXPECT_EQ(anchored.findings.front().fault, AuditFault::tail_missing);
  EXPECT_EQ(anchored.findings.front().seq, 12);
}

TEST_P(AuditVerifyTest, AChainComputedAnewIsFoundByTheAnchor) {
  forge(*database, "UPDATE draft_audit_log SET actor = 'Eve' WHERE seq = 2");
  compute_anew();
  EXPECT_TRUE(verify().ok) << words_of(verify());
  const AuditReport report = verify(true);
  ASSERT_FALSE(report.ok);
  EXPECT_EQ(report.findings.front().fault, AuditFault::chain_replaced);
  EXPECT_EQ(report.findings.front().seq, 12);
}

TEST_P(AuditVerifyTest, AStepThatCannotFollowIsFoundThoughTheChainFits) {
  forge(*database, "UPDATE draft_audit_log SET from_status = 'SENT' WHERE seq = 5");
  compute_anew();
  const AuditReport report = verify();
  ASSERT_FALSE(report.ok);
  EXPECT_EQ(report.findings.front().fault, AuditFault::step_broken);
  EXPECT_EQ(report.findings.front().seq, 5);
}

TEST_P(AuditVerifyTest, ADraftThatIsNotWhatItsTrailSaysIsFound) {
  const struct {
    const char* change;
    AuditFault fault;
  } rows[] = {{"UPDATE drafts SET status = 'EXPIRED' WHERE id = 'd1'", AuditFault::state_differs},
              {"UPDATE drafts SET version = 7 WHERE id = 'd1'", AuditFault::state_differs},
              {"UPDATE drafts SET content_hash = 'x', approved_hash = 'x' WHERE id = 'd1'",
               AuditFault::state_differs},
              {"DELETE FROM draft_versions WHERE draft_id = 'd2'; DELETE FROM drafts WHERE id = 'd2'",
               AuditFault::draft_missing}};
  for (const auto& row : rows) {
    tamper(*database, row.change);
    const AuditReport report = verify();
    ASSERT_FALSE(report.ok) << row.change;
    EXPECT_THAT(report.findings, Contains(Field(&AuditFinding::fault, row.fault))) << words_of(report);
  }
}

TEST_P(AuditVerifyTest, WhatWasChangedBehindTheTrailIsNamed) {
  send("s1");
  ASSERT_TRUE(verify().ok) << words_of(verify());
  // Each change is one that no hash column and no CHECK notices.
  const struct {
    const char* change;
    AuditFault fault;
    const char* words;
  } rows[] = {
      {"UPDATE drafts SET body = 'Pay Eve.' WHERE id = 's1'", AuditFault::content_differs, "in: body."},
      {"UPDATE drafts SET recipient = 'eve@example.net' WHERE id = 's1'", AuditFault::content_differs,
       "in: recipient."},
      {"UPDATE drafts SET reference_ids = '[' WHERE id = 's1'", AuditFault::content_differs,
       "in: reference_ids."},
      {"UPDATE drafts SET approved_by = 'Eve' WHERE id = 's1'", AuditFault::decision_differs,
       "approved_by Eve, but the audit trail says Ana"},
      {"UPDATE drafts SET approved_at = approved_at - 1 WHERE id = 's1'", AuditFault::decision_differs,
       "approved_at"},
      {"UPDATE drafts SET approved_by = 'Eve' WHERE id = 'd1'", AuditFault::decision_differs,
       "the audit trail says nothing"},
      {"UPDATE drafts SET rejected_reason = 'spam' WHERE id = 'd1'", AuditFault::decision_differs,
       "rejected_reason spam, but the audit trail says too late"},
      {"UPDATE drafts SET sent_at = sent_at + 1 WHERE id = 's1'", AuditFault::decision_differs, "sent_at"},
      {"UPDATE drafts SET provider_message_id = 'other' WHERE id = 's1'", AuditFault::decision_differs,
       "provider_message_id other"},
      {"UPDATE draft_versions SET body = 'Pay Eve.' WHERE draft_id = 's1' AND version = 1",
       AuditFault::version_differs, "Version 1 of draft s1"},
      {"UPDATE draft_versions SET created_by = 'Eve' WHERE draft_id = 's1' AND version = 2",
       AuditFault::version_differs, "created_by Eve"},
      {"DELETE FROM draft_versions WHERE draft_id = 's1' AND version = 1", AuditFault::version_differs,
       "no longer in the database"},
      {"UPDATE send_attempts SET bytes_sha256 = 'other'", AuditFault::receipt_differs, "bytes_sha256 other"},
      {"DELETE FROM send_attempts", AuditFault::receipt_differs, "no longer in the database"},
      {"INSERT INTO send_attempts SELECT 'forged', draft_id, version, content_hash, mailbox_id, "
       "recipient_key, "
       "provider, rfc_message_id, 'REFUSED', started_at, deadline_at, NULL, NULL, NULL, NULL, NULL, NULL, "
       "explicit_send, key_hash FROM send_attempts",
       AuditFault::receipt_differs, "but not in the audit trail"},
  };
  for (const auto& row : rows) {
    database = std::make_unique<test::Database>(GetParam());
    live("d1");
    send("s1");
    tamper(*database, row.change);
    const AuditReport report = verify();
    EXPECT_THAT(report.findings, ElementsAre(AllOf(Field(&AuditFinding::fault, row.fault),
                                                   Field(&AuditFinding::words, HasSubstr(row.words)))))
        << row.change << '\n'
        << words_of(report);
  }
}

TEST_P(AuditVerifyTest, AVersionOfBeforeWholeVersionsIsCountedAsNotProved) {
  send("s1");
  tamper(*database,
         "UPDATE draft_versions SET sender = NULL, rfc_message_id = NULL, reference_ids = NULL, "
         "unsubscribe_url = NULL WHERE draft_id = 's1' AND version = 1");
  const AuditReport report = verify();
  EXPECT_TRUE(report.ok) << words_of(report);
  EXPECT_EQ(report.versions, kDrafts + 2);
  EXPECT_EQ(report.unproved_versions, 1);
  EXPECT_EQ(report.attempts, 1);
}

TEST_P(AuditVerifyTest, MoreDraftsThanAPageAreAllCompared) {
  const auto lived = db().write_now([&](Tx& tx) -> Result<Unit> {
    for (int i = 0; i < 401; ++i) TRY_OK(live_in(tx, "many-" + std::to_string(i)));
    return ok();
  });
  ASSERT_TRUE(lived) << lived.error().message;
  EXPECT_TRUE(verify().ok) << words_of(verify());
  for (const char* id : {"many-0", "many-200", "many-99"}) {
    tamper(*database, std::string("UPDATE drafts SET body = 'x' WHERE id = '") + id + "'");
  }
  EXPECT_EQ(verify().findings.size(), 3u) << words_of(verify());
}

TEST_P(AuditVerifyTest, ADraftWithoutATrailIsFound) {
  const auto stored = db().write_now([&](Tx& tx) -> Result<Unit> {
    Draft draft;
    draft.id = "d0";
    draft.rfc_message_id = "d0@example.com";
    return insert_draft(tx, draft, "nobody");
  });
  ASSERT_TRUE(stored);
  const AuditReport report = verify();
  ASSERT_FALSE(report.ok);
  EXPECT_EQ(report.findings.front().fault, AuditFault::draft_untracked);
  EXPECT_EQ(report.findings.front().draft_id, "d0");
}

TEST_P(AuditVerifyTest, AMissingOrToothlessTriggerIsFound) {
  const bool is_sqlite = database->engine() == "sqlite";
  tamper(*database, is_sqlite ? "DROP TRIGGER draft_audit_log_no_delete"
                              : "DROP TRIGGER draft_audit_log_append_only ON draft_audit_log");
  EXPECT_EQ(verify().findings.size(), 1u) << words_of(verify());
  tamper(*database, is_sqlite
                        ? "DROP TRIGGER draft_audit_log_no_update;"
                          "CREATE TRIGGER draft_audit_log_no_update BEFORE UPDATE ON draft_audit_log WHEN 0 "
                          "BEGIN SELECT RAISE(ABORT, 'never'); END"
                        : "ALTER TABLE draft_audit_log DISABLE TRIGGER draft_audit_log_no_truncate");
  const AuditReport report = verify();
  EXPECT_EQ(report.findings.size(), 2u) << words_of(report);
  for (const AuditFinding& each : report.findings) EXPECT_EQ(each.fault, AuditFault::not_append_only);
}

TEST_P(AuditVerifyTest, ManyFaultsAreCountedAndTheFirstAreNamed) {
  for (int i = 5; i < 12; ++i) live("d" + std::to_string(i));
  forge(*database, "UPDATE draft_audit_log SET trace_id = 'changed'");
  const AuditReport report = verify();
  EXPECT_EQ(report.findings.size(), kMaxAuditFindings);
  EXPECT_EQ(report.findings.front().seq, 1);
  EXPECT_EQ(report.more_findings, 11 * kRowsOfDraft - static_cast<std::int64_t>(kMaxAuditFindings));
}

/// Every byte of one row, and of what the file holds beside it, turned by one bit: none passes unseen.
TEST(AuditVerifyFileTest, AnyBitOfARowOnDiskIsFound) {
  test::Database database("sqlite");
  const auto stored = database.db().write_now([&](Tx& tx) -> Result<Unit> {
    Draft draft;
    draft.id = "the-draft-that-is-looked-for";
    draft.rfc_message_id = "one@example.com";
    draft.content_hash = content_hash(draft);
    draft.updated_at = kNow;
    TRY_OK(insert_draft(tx, draft, "looked-for-actor"));
    return append_audit(tx, system_actor("looked-for-actor"), "create", std::nullopt, draft, "a reason", {},
                        kNow);
  });
  ASSERT_TRUE(stored);
  const std::string path = database.options().url.substr(7);
  tamper(database, "PRAGMA wal_checkpoint(TRUNCATE)");
  std::ifstream in(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  const std::size_t actor = bytes.find("looked-for-actorlooked-for-actorsystemcreate");
  const auto rows = database.db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 1); });
  const std::size_t end = bytes.find(rows->front().detail_hash, actor) + 64;
  ASSERT_TRUE(verify_audit(database.db(), {})->ok) << "nothing is found before a bit is turned";
  ASSERT_LT(end, bytes.size()) << "the row stands elsewhere";
  // From the length of the cell (26 bytes before the id of the draft, 6 bytes of time behind it) to the end of the hash.
  const std::size_t begin = actor - 6 - 28 - 26;
  const std::string copy = (database.folder() / "flipped.db").string();
  std::size_t unseen = 0;
  constexpr std::size_t kTypeOfSeq =
      4;  // the row's own number: its column holds nothing that could be changed
  for (std::size_t at = begin; at < end; ++at) {
    if (at == begin + kTypeOfSeq) continue;
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
    std::ofstream(copy, std::ios::binary | std::ios::trunc) << flipped;
    const auto db = open_db({.url = "sqlite:" + copy, .pool_size = 1, .read_only = true});
    if (!db) continue;
    const auto report = verify_audit(**db, {});
    if (report && report->ok) {
      ++unseen;
      ADD_FAILURE() << "byte " << at - begin << " of " << end - begin << " was turned, and nobody saw it";
    }
  }
  EXPECT_EQ(unseen, 0u);
}

}  // namespace
}  // namespace sa
