// Sequences on both engines: a definition is read back as it was stored, and every version is kept.
#include "store/sequence/sequence.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SequenceStoreTest : public test::StoreTest {
 protected:
  static Sequence sequence(const std::string& id, Instant at = kNow) {
    Sequence made;
    made.sequence_id = id;
    made.name = "Pilot";
    made.mailboxes = {"a@ours.example"};
    made.window = MailboxWindow{{"mo", "tu"}, "09:00", "17:00", "contact"};
    made.on_reply = {{"default", "stop"}, {"not_now", {{"pause_business_days", 60}}}};
    SequenceStep first;
    first.step_id = "first";
    first.subject = "A \"pilot\" at {{company|\"your place\"}}";
    first.body = "Dear {{first_name}}";
    first.variants = {{"a", 50, std::nullopt, "Other words"}, {"b", 50, "Other", std::nullopt}};
    first.condition = {{"field", "stage"}, {"op", "is"}, {"value", "initial"}};
    first.expires_after_days = 3;
    made.steps = {first};
    made.created_at = made.updated_at = at;
    return made;
  }
  void add(const Sequence& made) {
    write([&](Tx& tx) { return insert_sequence(tx, made, "ana"); });
  }
  std::vector<std::string> listed(std::optional<SequenceStatus> status, Instant after_at,
                                  const std::string& after_id, std::int64_t limit) {
    std::vector<std::string> ids;
    for (const Sequence& each :
         read([&](ReadTx& tx) { return list_sequences(tx, status, after_at, after_id, limit); }))
      ids.push_back(each.sequence_id);
    return ids;
  }
  static constexpr Instant kEver{INT64_MAX};
};
INSTANTIATE_ENGINES(SequenceStoreTest);

TEST_P(SequenceStoreTest, ASequenceIsReadBackAsItWasStored) {
  const Sequence made = sequence("pilot");
  add(made);
  const auto found = read([](ReadTx& tx) { return find_sequence(tx, "pilot"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(to_json_text(*found), to_json_text(made));
  EXPECT_FALSE(read([](ReadTx& tx) { return find_sequence(tx, "other"); }));
  EXPECT_EQ(refused([&](Tx& tx) { return insert_sequence(tx, made, "ana"); }).code, ErrorCode::conflict);
}

TEST_P(SequenceStoreTest, EveryVersionIsKept) {
  add(sequence("pilot"));
  Sequence next = sequence("pilot");
  next.version = 2;
  next.steps.front().body = "Hello {{first_name}}";
  next.updated_at = kNow + kDayMs;
  write([&](Tx& tx) { return insert_sequence_version(tx, next, "bo"); });
  next.status = SequenceStatus::ACTIVE;
  write([&](Tx& tx) { return update_sequence(tx, next); });
  const auto version = [&](std::int64_t number) {
    return read([&](ReadTx& tx) { return get_sequence_version(tx, "pilot", number); });
  };
  EXPECT_EQ(version(1).steps.front().body, "Dear {{first_name}}");
  EXPECT_EQ(version(1).version, 1);
  EXPECT_EQ(version(1).status, SequenceStatus::ACTIVE) << "the status is the present one";
  EXPECT_EQ(version(2).steps.front().body, "Hello {{first_name}}");
  const Sequence present = read([](ReadTx& tx) { return get_sequence(tx, "pilot"); });
  EXPECT_EQ(to_json_text(present), to_json_text(next));
  EXPECT_EQ(refused([](Tx& tx) { return get_sequence_version(tx, "pilot", 3); }).code, ErrorCode::not_found);
}

TEST_P(SequenceStoreTest, WhatAnOlderProgramWroteIsReadWithDefaults) {
  add(sequence("pilot"));
  const auto read_back = from_json_text<Sequence>(
      R"({"sequence_id":"old","name":"Old","steps":[{"step_id":"s"}]})", Unknown::ignore);
  ASSERT_TRUE(read_back);
  EXPECT_THAT(read_back->stop_on, testing::Contains("reply"));
  EXPECT_EQ(read_back->steps.front().after_days, 0);
}

TEST_P(SequenceStoreTest, TheyAreListedNewestFirstInPages) {
  add(sequence("a", kNow));
  add(sequence("b", kNow + kDayMs));
  add(sequence("c", kNow + kDayMs));
  EXPECT_THAT(listed({}, kEver, "", 10), ElementsAre("c", "b", "a"));
  EXPECT_THAT(listed({}, kEver, "", 2), ElementsAre("c", "b"));
  EXPECT_THAT(listed({}, kNow + kDayMs, "b", 2), ElementsAre("a"));
  Sequence active = sequence("b", kNow + kDayMs);
  active.status = SequenceStatus::ACTIVE;
  write([&](Tx& tx) { return update_sequence(tx, active); });
  EXPECT_THAT(listed(SequenceStatus::ACTIVE, kEver, "", 10), ElementsAre("b"));
  EXPECT_THAT(listed(SequenceStatus::ARCHIVED, kEver, "", 10), IsEmpty());
}

}  // namespace
}  // namespace sa
