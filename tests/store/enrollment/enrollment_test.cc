// Enrolments on both engines: one living one a contact, leases that end with every change, and the facts of the gate.
#include "store/enrollment/enrollment.h"

#include "store/campaign/campaign.h"
#include "store/campaign/segment.h"
#include "store/contact/contact.h"
#include "store/contact/origin.h"
#include "store/sequence/sequence.h"
#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum EnrollmentStatus;

class EnrollmentStoreTest : public test::StoreTest {
 protected:
  void SetUp() override {
    test::StoreTest::SetUp();
    if (IsSkipped()) return;
    for (const char* id : {"ben", "cy", "dee"}) add_contact(id);
    for (const char* id : {"pilot", "other"}) add_sequence(id);
  }
  void add_contact(const std::string& id) {
    Contact made;
    made.contact_id = id;
    made.email = made.email_key = id + "@theirs.example";
    made.created_at = made.updated_at = kNow;
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(insert_contact(tx, made, ContactOrigin::person));
      return insert_contact_address(
          tx, {made.email_key, id, made.email, made.email_key, std::string(64, id.front()), "start", kNow});
    });
  }
  void add_sequence(const std::string& id) {
    Sequence made;
    made.sequence_id = made.name = id;
    made.status = SequenceStatus::ACTIVE;
    made.created_at = made.updated_at = kNow;
    write([&](Tx& tx) { return insert_sequence(tx, made, "ana"); });
  }
  static EnrollmentRow row(const std::string& id, const std::string& contact_id,
                           const std::string& sequence_id = "pilot") {
    EnrollmentRow made;
    made.enrollment_id = id;
    made.sequence_id = sequence_id;
    made.contact_id = contact_id;
    made.batch_id = "batch";
    made.company_domain = "theirs.example";
    made.step_id = "first";
    made.wake_at = made.created_at = made.updated_at = kNow;
    return made;
  }
  bool insert(const EnrollmentRow& made) {
    return write([&](Tx& tx) { return insert_enrollment(tx, made); });
  }
  EnrollmentRow get(const std::string& id) {
    return read([&](ReadTx& tx) { return get_enrollment(tx, id); });
  }
  void update(EnrollmentRow changed) {
    ++changed.version;
    write([&](Tx& tx) { return update_enrollment(tx, changed); });
  }
  std::vector<std::string> claim(Instant now, Instant machine_now, std::int64_t limit = 10) {
    std::vector<std::string> ids;
    for (const EnrollmentRow& each : write([&](Tx& tx) {
           return claim_enrollments(tx, "node", now, machine_now, machine_now + kMinuteMs, limit);
         }))
      ids.push_back(each.enrollment_id);
    return ids;
  }
};
INSTANTIATE_ENGINES(EnrollmentStoreTest);

TEST_P(EnrollmentStoreTest, OneLivingOneAContactUnlessTheSequenceAllowsMore) {
  EXPECT_TRUE(insert(row("a", "ben")));
  EXPECT_FALSE(insert(row("b", "ben", "other")));
  EnrollmentRow beside = row("c", "ben", "other");
  beside.is_parallel = true;
  EXPECT_TRUE(insert(beside));
  EXPECT_FALSE(insert([&] {
    EnrollmentRow twice = beside;
    twice.enrollment_id = "d";
    return twice;
  }()))
      << "twice in the same sequence";
  EnrollmentRow over = get("a");
  over.status = STOPPED;
  over.reason = EnrollmentReason{"sequence.reply", "The contact replied.", "message:m", std::nullopt};
  over.wake_at.reset();
  update(over);
  EXPECT_TRUE(insert(row("e", "ben", "pilot")));
  EXPECT_EQ(read([](ReadTx& tx) { return count_earlier_enrollments(tx, "ben", "pilot"); }), 2);
  EXPECT_EQ(get("a").reason->rule, "sequence.reply");
}

TEST_P(EnrollmentStoreTest, AChangeEndsTheLease) {
  ASSERT_TRUE(insert(row("a", "ben")));
  const EnrollmentRow claimed =
      write([&](Tx& tx) { return claim_enrollments(tx, "node", kNow, kNow, kNow + kMinuteMs, 10); }).front();
  EXPECT_TRUE(write([&](Tx& tx) { return holds_lease(tx, claimed); }));
  EXPECT_THAT(claim(kNow, kNow), IsEmpty()) << "somebody works at it";
  EnrollmentRow signalled = get("a");
  signalled.status = HELD;
  signalled.reason = EnrollmentReason{"contact.doubt", "A question is open.", "", std::nullopt};
  update(signalled);
  EXPECT_FALSE(write([&](Tx& tx) { return holds_lease(tx, claimed); }));
  EXPECT_FALSE(write([&](Tx& tx) { return renew_lease(tx, claimed, kNow + kDayMs); }));
  EXPECT_EQ(refused([&](Tx& tx) { return update_enrollment(tx, claimed); }).code, ErrorCode::conflict);
}

TEST_P(EnrollmentStoreTest, ALeaseThatRanOutIsTakenOverAndItsFenceIsHigher) {
  ASSERT_TRUE(insert(row("a", "ben")));
  const EnrollmentRow first =
      write([&](Tx& tx) { return claim_enrollments(tx, "one", kNow, kNow, kNow + kMinuteMs, 10); }).front();
  EXPECT_THAT(claim(kNow, kNow + kMinuteMs), ElementsAre("a"));
  EXPECT_FALSE(write([&](Tx& tx) { return holds_lease(tx, first); }));
}

TEST_P(EnrollmentStoreTest, TheLongestDueComeFirst) {
  for (const auto& [id, contact_id, at] : {std::tuple{"a", "ben", 3}, {"b", "cy", 1}, {"c", "dee", 9}}) {
    EnrollmentRow made = row(id, contact_id);
    made.wake_at = kNow + at;
    ASSERT_TRUE(insert(made));
  }
  const auto due = read([](ReadTx& tx) { return get_enrollments_due(tx, kNow + 3); });
  EXPECT_EQ(due.due, 2);
  EXPECT_EQ(due.next_at, kNow + 9);
  EXPECT_THAT(claim(kNow + 3, kNow, 1), ElementsAre("b"));
  EXPECT_THAT(claim(kNow + 3, kNow), ElementsAre("a"));
}

TEST_P(EnrollmentStoreTest, ListsByFilterAndPage) {
  ASSERT_TRUE(insert(row("a", "ben")));
  ASSERT_TRUE(insert(row("b", "cy", "other")));
  ASSERT_TRUE(insert(row("c", "dee")));
  const auto ids = [&](EnrollmentFilter filter, const std::string& after, std::int64_t limit) {
    std::vector<std::string> found;
    for (const EnrollmentRow& each :
         read([&](ReadTx& tx) { return list_enrollments(tx, filter, after, limit); }))
      found.push_back(each.enrollment_id);
    return found;
  };
  EXPECT_THAT(ids({}, "", 2), ElementsAre("a", "b"));
  EXPECT_THAT(ids({}, "b", 2), ElementsAre("c"));
  EXPECT_THAT(ids({"pilot", "", "", ""}, "", 9), ElementsAre("a", "c"));
  EXPECT_THAT(ids({"", "", "cy", ""}, "", 9), ElementsAre("b"));
  EXPECT_THAT(ids({"", "", "", "HELD"}, "", 9), IsEmpty());
}

TEST_P(EnrollmentStoreTest, ColleaguesAndAddressesFindTheLiving) {
  ASSERT_TRUE(insert(row("a", "ben")));
  ASSERT_TRUE(insert(row("b", "cy")));
  EXPECT_THAT(read([](ReadTx& tx) { return list_living_of_company(tx, "theirs.example", "ben"); }),
              SizeIs(1));
  EXPECT_THAT(read([](ReadTx& tx) { return list_living_of_company(tx, "", "ben"); }), IsEmpty());
  const auto of_hash = read([](ReadTx& tx) { return list_living_of_hash(tx, std::string(64, 'c')); });
  ASSERT_THAT(of_hash, SizeIs(1));
  EXPECT_EQ(of_hash.front().enrollment_id, "b");
}

TEST_P(EnrollmentStoreTest, TheGateSeesAbsenceCampaignAndOtherSequence) {
  ASSERT_TRUE(insert(row("a", "ben")));
  EXPECT_FALSE(read([](ReadTx& tx) { return find_enrollment_gate(tx, "none", kNow); }));
  write([](Tx& tx) { return save_absence(tx, {"ben", "m", kNow + 5, kNow}); });
  const auto facts = read([](ReadTx& tx) { return find_enrollment_gate(tx, "a", kNow); });
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->absent_until, kNow + 5);
  EXPECT_FALSE(facts->campaign_status);
  EXPECT_FALSE(read([](ReadTx& tx) { return find_enrollment_gate(tx, "a", kNow + 5); })->absent_until)
      << "over";
}

TEST_P(EnrollmentStoreTest, WhatWaitsForAFieldIsWoken) {
  EnrollmentRow held = row("a", "ben");
  held.status = HELD;
  held.reason = EnrollmentReason{"template.missing_field", "first_name", "", std::nullopt};
  held.wake_at.reset();
  ASSERT_TRUE(insert(held));
  EXPECT_EQ(write([](Tx& tx) { return wake_incomplete(tx, "cy", kNow); }), 0);
  EXPECT_EQ(write([](Tx& tx) { return wake_incomplete(tx, "ben", kNow); }), 1);
  EXPECT_THAT(claim(kNow, kNow), ElementsAre("a"));
}

TEST_P(EnrollmentStoreTest, EachSoftBounceReportCountsOnce) {
  const auto note = [&](const char* message_id, std::int64_t at) {
    return write([&](Tx& tx) { return note_soft_bounce(tx, message_id, "hash", kNow + at, kNow); });
  };
  EXPECT_EQ(note("m1", 1), 1);
  EXPECT_EQ(note("m1", 1), 1);
  EXPECT_EQ(note("m2", 2), 2);
  EXPECT_EQ(note("m3", 3), 3);
}

TEST_P(EnrollmentStoreTest, ATaskKnowsItsStep) {
  ASSERT_TRUE(insert(row("a", "ben")));
  write([](Tx& tx) { return insert_enrollment_step(tx, {"a", "call", "", {}, "task-1", kNow}); });
  const auto step = read([](ReadTx& tx) { return find_step_of_task(tx, "task-1"); });
  ASSERT_TRUE(step);
  EXPECT_EQ(step->step_id, "call");
  EXPECT_FALSE(read([](ReadTx& tx) { return find_step_of_task(tx, "task-2"); }));
  EXPECT_THAT(read([](ReadTx& tx) { return list_enrollment_steps(tx, "a"); }), SizeIs(1));
}

}  // namespace
}  // namespace sa
