// The chain of the trail: a row continues the one before it, every field of it counts, and its words can go without breaking it.
#include "core/audit/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace sa {
namespace {

using ::testing::HasSubstr;

std::vector<AuditRow> three_rows() {
  std::vector<AuditRow> rows;
  AuditHead head{0, kAuditGenesis};
  for (const char* action : {"create", "approve", "send"}) {
    AuditRow row;
    row.draft_id = "d1";
    row.at = Instant{1'780'000'000'000};
    row.actor = row.actor_id = "ana";
    row.mode = "person";
    row.action = action;
    row.from_status = "PENDING_APPROVAL";
    row.status = "APPROVED";
    row.content_hash = std::string(64, 'c');
    row.reason = "They asked.";
    row.details = R"({"verdict":"send"})";
    row.trace_id = "t";
    row.salt = std::string("salt-") + action;
    chain(&row, &head);
    rows.push_back(row);
  }
  return rows;
}

/// The words of the first refusal; empty: the chain holds.
std::string fault_of(const std::vector<AuditRow>& rows) {
  AuditHead head{0, kAuditGenesis};
  for (const AuditRow& row : rows) {
    const auto verified = verify_next(row, &head);
    if (!verified) return verified.error().message;
  }
  return "";
}

TEST(AuditChainTest, RowsAreNumberedAndEachContinuesTheOneBefore) {
  const auto rows = three_rows();
  EXPECT_EQ(fault_of(rows), "");
  EXPECT_EQ(rows[0].previous_hash, kAuditGenesis);
  EXPECT_EQ(rows[2].seq, 3);
  EXPECT_EQ(rows[2].previous_hash, rows[1].hash);
}

TEST(AuditChainTest, EveryFieldCounts) {
  const std::pair<const char*, std::function<void(AuditRow&)>> changes[] = {
      {"draft_id", [](AuditRow& row) { row.draft_id = "d2"; }},
      {"at", [](AuditRow& row) { row.at.ms += 1; }},
      {"actor", [](AuditRow& row) { row.actor = "eve"; }},
      {"actor_id", [](AuditRow& row) { row.actor_id = "eve"; }},
      {"mode", [](AuditRow& row) { row.mode = "system"; }},
      {"action", [](AuditRow& row) { row.action = "reject"; }},
      {"from_status", [](AuditRow& row) { row.from_status = ""; }},
      {"no from_status", [](AuditRow& row) { row.from_status.reset(); }},
      {"status", [](AuditRow& row) { row.status = "SENT"; }},
      {"version", [](AuditRow& row) { row.version = 2; }},
      {"content_hash", [](AuditRow& row) { row.content_hash[0] = 'd'; }},
      {"reason", [](AuditRow& row) { row.reason = "x"; }},
      {"details", [](AuditRow& row) { row.details = "{}"; }},
      {"trace_id", [](AuditRow& row) { row.trace_id = "u"; }},
      {"salt", [](AuditRow& row) { *row.salt += "x"; }},
      {"detail_hash", [](AuditRow& row) { row.detail_hash[0] = 'x'; }},
      {"hash", [](AuditRow& row) { row.hash[0] = 'x'; }},
      {"hash_version", [](AuditRow& row) { row.hash_version = 3; }},
      {"an older hash_version", [](AuditRow& row) { row.hash_version = 1; }},
  };
  for (const auto& [name, change] : changes) {
    auto rows = three_rows();
    change(rows[1]);
    EXPECT_THAT(fault_of(rows), HasSubstr("Audit row 2")) << name;
  }
}

TEST(AuditChainTest, AMissingRowAndAnotherOrderAreNamed) {
  auto rows = three_rows();
  rows.erase(rows.begin() + 1);
  EXPECT_THAT(fault_of(rows), HasSubstr("rows between them are missing"));
  rows = three_rows();
  std::swap(rows[1], rows[2]);
  EXPECT_THAT(fault_of(rows), HasSubstr("missing"));
  rows = three_rows();
  rows[2] = rows[1];
  EXPECT_THAT(fault_of(rows), HasSubstr("the order is broken"));
  // A row that was made anew, and whose followers were not.
  rows = three_rows();
  AuditHead head{1, rows[0].hash};
  rows[1].reason = "Another reason.";
  chain(&rows[1], &head);
  EXPECT_THAT(fault_of(rows), HasSubstr("Audit row 3 (draft d1) does not follow from row 2"));
}

TEST(AuditChainTest, WordsCanGoAndNothingElse) {
  auto rows = three_rows();
  rows[1].salt.reset();
  rows[1].reason = "";
  rows[1].details = "{}";
  EXPECT_EQ(fault_of(rows), "");
  rows[1].reason = "Another reason.";
  EXPECT_THAT(fault_of(rows), HasSubstr("Audit row 2")) << "words that nothing proves";
  rows[1].reason = "";
  rows[1].details = R"({"verdict":"block"})";
  EXPECT_THAT(fault_of(rows), HasSubstr("Audit row 2"));
}

TEST(AuditChainTest, TheSealOfOldRowsStaysWhenTheirWordsGo) {
  AuditRow row = three_rows()[0];
  row.hash_version = 1;
  row.hash = audit_hash(row);
  const std::string seal = add_to_seal(kAuditGenesis, row);
  AuditRow erased = row;
  erased.salt.reset();
  erased.reason = "";
  erased.details = "{}";
  EXPECT_EQ(add_to_seal(kAuditGenesis, erased), seal);
  AuditRow changed = erased;
  changed.status = "SENT";
  EXPECT_NE(add_to_seal(kAuditGenesis, changed), seal);
  EXPECT_NE(add_to_seal(seal, row), seal) << "the order counts";
}

}  // namespace
}  // namespace sa
