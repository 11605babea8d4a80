// The database door on both engines: every query prepares, batches commit together, a failure belongs to its own
// function, nothing acknowledged is lost, the schema refuses what must not be.
#include "store/engine/db.h"

#include <thread>

#include "core/draft/draft.h"
#include "queries.h"
#include "store/audit/audit.h"
#include "store/draft/draft.h"
#include "store/engine/unsynced.h"
#include "store/job/job.h"
#include "tests/store/database.h"

namespace sa {
namespace {

using DbTest = test::DatabaseTest;
INSTANTIATE_ENGINES(DbTest);

Draft sample(const std::string& id) {
  Draft draft;
  draft.id = id;
  draft.sender = "Ana <ana@example.com>";
  draft.recipient = draft.recipient_key = "ben@example.net";
  draft.subject = "Größe";
  draft.body = "'quoted' \"text\" with $1 ?1 :name";
  draft.metadata = {{"a", 1}};
  draft.mailbox_id = "ana@example.com";
  draft.rfc_message_id = id + "@example.com";
  draft.reference_ids = {"a@b", "c@d"};
  draft.created_at = draft.updated_at = Instant{1'700'000'000'000};
  draft.content_hash = content_hash(draft);
  return draft;
}

TEST_P(DbTest, EveryQueryPrepares) {
  for (std::size_t i = 0; i < kQueryCount; ++i) {
    const auto prepared = db().prepare(*kQueries[i]);
    EXPECT_TRUE(prepared) << kQueries[i]->name << ": " << (prepared ? "" : prepared.error().message);
  }
}

TEST_P(DbTest, ADraftComesBackAsItWas) {
  const Draft draft = sample("d 1");
  ASSERT_TRUE(db().write_now([&](Tx& tx) { return insert_draft(tx, draft, "ana"); }));
  database->reopen();
  const auto found = db().read_now([&](ReadTx& tx) { return get_draft(tx, "d 1"); });
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(to_json_text(*found), to_json_text(draft));
}

TEST_P(DbTest, WhatWasWrittenUnsyncedIsThereForWhoOpensItAfterwards) {
  const Draft draft = sample("made up");
  {
    const auto unsynced = open_unsynced_db(database->options());
    ASSERT_TRUE(unsynced) << unsynced.error().message;
    ASSERT_TRUE((*unsynced)->write_now([&](Tx& tx) { return insert_draft(tx, draft, "ana"); }));
    EXPECT_FALSE((*unsynced)->write_now([&](Tx& tx) -> Result<Unit> {
      TRY_OK(insert_draft(tx, sample("half"), "ana"));
      return invalid("no");
    })) << "a transaction is whole or nothing all the same";
  }
  database->reopen();
  EXPECT_TRUE(db().read_now([&](ReadTx& tx) { return get_draft(tx, "made up"); }));
  EXPECT_FALSE(db().read_now([&](ReadTx& tx) { return get_draft(tx, "half"); }));
}

TEST_P(DbTest, AFailedFunctionLeavesNothingAndHurtsNoOther) {
  std::vector<std::thread> threads;
  std::atomic<int> stored = 0, refused = 0;
  for (int i = 0; i < 40; ++i) {
    threads.emplace_back([&, i] {
      const auto result = db().write_now([&](Tx& tx) -> Result<Unit> {
        TRY_OK(insert_draft(tx, sample("d" + std::to_string(i)), "ana"));
        if (i % 4 == 1) return invalid("no");  // after it has written
        // The same message id twice: the unique index refuses, perhaps only when the batch is flushed.
        if (i % 4 == 2) return insert_draft(tx, sample("d" + std::to_string(i)), "ana");
        return ok();
      });
      ++(result ? stored : refused);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(stored, 20);
  EXPECT_EQ(refused, 20);
  const auto count = db().read_now([](ReadTx& tx) { return get_queue_depth(tx); });
  ASSERT_TRUE(count);
  EXPECT_EQ(count->drafts, 20);
}

TEST_P(DbTest, AnExceptionReachesWhoAsked) {
  EXPECT_THROW((void)db().write_now([](Tx&) -> Result<Unit> { throw std::logic_error("broken"); }),
               std::logic_error);
  EXPECT_TRUE(db().write_now([&](Tx& tx) { return insert_draft(tx, sample("after"), "ana"); }));
}

TEST_P(DbTest, TheSchemaRefusesASentDraftThatNobodyApproved) {
  Draft draft = sample("d");
  draft.status = DraftStatus::SENT;
  draft.sent_at = draft.created_at;
  draft.provider_message_id = "x";
  const auto refused = db().write_now([&](Tx& tx) { return insert_draft(tx, draft, "ana"); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().cause.find("draft_sent_was_approved"), std::string::npos)
      << refused.error().message;
}

TEST_P(DbTest, TheTrailIsAppendOnlyAndChained) {
  const Draft draft = sample("d");
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(db().write_now([&](Tx& tx) {
      return append_audit(tx, system_actor("test"), "create", std::nullopt, draft, "why", {}, Instant{i});
    }));
  }
  const auto rows = db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 10); });
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 3u);
  AuditHead head{0, kAuditGenesis};
  for (const AuditRow& row : *rows) EXPECT_TRUE(verify_next(row, &head));
  for (const char* sql : {"UPDATE draft_audit_log SET reason = 'x'", "DELETE FROM draft_audit_log"}) {
    // Borrows the place of a query that this connection never runs.
    const Query tampering{sql::user_count.index, "tampering", sql, sql, {}};
    const auto refused = db().write_now([&](Tx& tx) { return tx.exec(tampering, Args()); });
    ASSERT_FALSE(refused) << sql;
    EXPECT_NE(refused.error().cause.find("append-only"), std::string::npos) << refused.error().cause;
    EXPECT_EQ(refused.error().message.find("draft_audit_log"), std::string::npos) << "the engine's words";
    database->reopen();
  }
}

TEST_P(DbTest, JobsAreLeasedOnceAndComeBackAfterTheLease) {
  Job job;
  job.job_id = "j1";
  job.kind = "k";
  job.key = "a";
  ASSERT_TRUE(db().write_now([&](Tx& tx) { return enqueue_job(tx, job); }));
  job.job_id = "j2";  // the same wish again
  ASSERT_TRUE(db().write_now([&](Tx& tx) { return enqueue_job(tx, job); }));
  const auto claim = [&](std::int64_t now, const char* worker) {
    return *db().write_now(
        [&](Tx& tx) { return claim_jobs(tx, worker, Instant{now}, Instant{now + 100}, 10, false); });
  };
  const auto first = claim(1, "w1");
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].job_id, "j1");
  EXPECT_TRUE(claim(50, "w2").empty());
  const auto second = claim(101, "w2");
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].attempts, 2);
  // The first worker lost its lease: its end of the job must not count.
  ASSERT_TRUE(db().write_now([&](Tx& tx) { return finish_job(tx, first[0]); }));
  EXPECT_EQ(db().read_now([](ReadTx& tx) { return count_jobs(tx); })->size(), 1u);
  ASSERT_TRUE(db().write_now([&](Tx& tx) { return finish_job(tx, second[0]); }));
  EXPECT_TRUE(db().read_now([](ReadTx& tx) { return count_jobs(tx); })->empty());
}

TEST_P(DbTest, ANewerDatabaseAndAChangedMigrationAreRefused) {
  auto migrations = *load_migrations("");
  auto older = migrations;
  older.pop_back();
  const auto newer = db().migrate(older);
  ASSERT_FALSE(newer);
  EXPECT_NE(newer.error().message.find("newer"), std::string::npos);
  migrations.back().text += "-- changed\n";
  const auto changed = db().migrate(migrations);
  ASSERT_FALSE(changed);
  EXPECT_NE(changed.error().message.find("changed after it was applied"), std::string::npos);
}

TEST_P(DbTest, AFailedMigrationKeepsNothing) {
  auto migrations = *load_migrations("");
  const auto count = static_cast<std::int64_t>(migrations.size());
  migrations.push_back(
      {count, "broken", "CREATE TABLE half (\n  a BIGINT\n);\nCREATE TABLE drafts (\n  a BIGINT\n);\n"});
  const auto failed = db().migrate(migrations);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("broken"), std::string::npos);
  migrations.back().text = "CREATE TABLE half (\n  a BIGINT,\n  b BOOLEAN,\n  c DOUBLE PRECISION\n);\n";
  const auto applied = db().migrate(migrations);
  ASSERT_TRUE(applied) << applied.error().message;
  EXPECT_EQ(applied->size(), 1u);
}

TEST_P(DbTest, PagesOfDraftsAreStable) {
  for (int i = 0; i < 25; ++i) {
    ASSERT_TRUE(
        db().write_now([&](Tx& tx) { return insert_draft(tx, sample("p" + std::to_string(i)), "ana"); }));
  }
  std::vector<std::string> seen;
  Page page{std::nullopt, "", 10};
  while (true) {
    const auto drafts =
        db().read_now([&](ReadTx& tx) { return list_drafts(tx, DraftStatus::PENDING_APPROVAL, page); });
    ASSERT_TRUE(drafts) << drafts.error().message;
    if (drafts->empty()) break;
    for (const Draft& draft : *drafts) seen.push_back(draft.id);
    page.after_at = drafts->back().created_at;
    page.after_id = drafts->back().id;
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen.size(), 25u);
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
}

}  // namespace
}  // namespace sa
