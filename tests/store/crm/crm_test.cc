// What was read from the CRM, on both engines: the newer change stays whatever the order of reading, what was put away does not
// come back by a search that lags, merges are followed, and of a deleted person nothing personal is left.
#include "store/crm/crm.h"

#include "ports/crm.h"
#include "store/contact/erase.h"
#include "store/task/task.h"
#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CrmStoreTest : public test::StoreTest {
 protected:
  static CrmContact contact(const std::string& id, const std::string& email, Instant changed_at = kNow) {
    CrmContact made;
    made.contact_id = id;
    made.email = made.email_key = email;
    made.name = "Person " + id;
    made.lifecycle_stage = "lead";
    made.custom_properties = {{"company", "Theirs"}};
    made.changed_at = changed_at;
    return made;
  }
  static CrmCompany company(const std::string& id, const std::string& name, Instant changed_at = kNow) {
    return {id, name, "theirs.example", "", {}, 0, changed_at};
  }
  template <class Record>
  static Args columns(const Record& record, bool is_current = false) {
    return Args().add_all(record).add("synced_at", kNow).add("is_current", is_current);
  }
  void save(const CrmContact& each, bool is_current = false) {
    write([&](Tx& tx) { return save_crm_contact(tx, columns(each, is_current)); });
  }
  void save(const CrmCompany& each, bool is_current = false) {
    write([&](Tx& tx) { return save_crm_company(tx, columns(each, is_current)); });
  }
  void archive(const std::string& type, const std::string& id, Instant at = kNow) {
    write([&](Tx& tx) { return archive_crm_record(tx, type, id, at); });
  }
  void merge(const std::string& id, const std::string& into) {
    write([&](Tx& tx) { return note_crm_merge(tx, id, into, kNow); });
  }
  std::optional<CrmContactRow> find(const std::string& id) {
    return read([&](ReadTx& tx) { return find_crm_contact(tx, id); });
  }
  /// The id of the contact with that address; empty: none.
  std::string id_by_email(const std::string& email) {
    const auto found = read([&](ReadTx& tx) { return find_crm_contact_by_email(tx, email); });
    return found ? found->contact_id : "";
  }
  std::string company_name(const std::string& id) {
    return read([&](ReadTx& tx) { return find_crm_company_name(tx, id); });
  }
};
INSTANTIATE_ENGINES(CrmStoreTest);

TEST_P(CrmStoreTest, AContactIsFoundByItsIdAndByItsAddress) {
  CrmContact ben = contact("1", "ben@theirs.example");
  ben.company_id_fk = "50";
  save(ben);
  const auto found = find("1");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "Person 1");
  EXPECT_EQ(found->company_id_fk, "50");
  EXPECT_EQ(found->lifecycle_stage, "lead");
  EXPECT_EQ(id_by_email("ben@theirs.example"), "1");
  EXPECT_FALSE(find("2"));
  EXPECT_EQ(id_by_email("cy@theirs.example"), "");
}

TEST_P(CrmStoreTest, OneWithoutAnAddressIsFoundByNone) {
  save(contact("1", ""));
  EXPECT_EQ(id_by_email(""), "");
}

TEST_P(CrmStoreTest, TheNewestOfTwoWithOneAddressIsMeant) {
  save(contact("older", "ben@theirs.example", kNow - 1));
  save(contact("newer", "ben@theirs.example", kNow));
  EXPECT_EQ(id_by_email("ben@theirs.example"), "newer");
}

TEST_P(CrmStoreTest, TheNewerChangeStaysAndWhatWasAskedForByItsIdIsSoNow) {
  save(contact("1", "new@theirs.example", kNow));
  save(contact("1", "old@theirs.example", kNow - 1));
  EXPECT_EQ(find("1")->email, "new@theirs.example") << "a search lags";
  save(contact("1", "now@theirs.example", kNow - 1), true);
  EXPECT_EQ(find("1")->email, "now@theirs.example");
  save(company("50", "New", kNow));
  save(company("50", "Old", kNow - 1));
  EXPECT_EQ(company_name("50"), "New");
  save(company("50", "Now", kNow - 1), true);
  EXPECT_EQ(company_name("50"), "Now");
}

TEST_P(CrmStoreTest, WhatWasPutAwayDoesNotComeBackByASearchThatLags) {
  save(contact("1", "ben@theirs.example"));
  save(company("50", "Theirs"));
  archive("contact", "1", kNow + 5);
  archive("company", "50", kNow + 5);
  save(contact("1", "ben@theirs.example", kNow + 4));
  save(company("50", "Theirs", kNow + 4));
  EXPECT_FALSE(find("1"));
  EXPECT_EQ(id_by_email("ben@theirs.example"), "");
  EXPECT_EQ(company_name("50"), "");
  // Restored there: changed after it was put away.
  save(contact("1", "ben@theirs.example", kNow + 6));
  save(company("50", "Theirs", kNow + 6));
  EXPECT_EQ(find("1")->email, "ben@theirs.example");
  EXPECT_EQ(company_name("50"), "Theirs");
}

TEST_P(CrmStoreTest, TheDailySweepDoesNotOutrunARecordThatWasRestored) {
  save(contact("1", "ben@theirs.example"));
  archive("contact", "1", kNow + 5);
  archive("contact", "1", kNow + kDayMs);
  save(contact("1", "ben@theirs.example", kNow + 6));
  EXPECT_TRUE(find("1"));
}

TEST_P(CrmStoreTest, OneThatWasNeverReadCanBePutAway) {
  for (const char* type : {"contact", "company", "deal"}) archive(type, "7", kNow);
  save(contact("7", "ben@theirs.example", kNow - 1));
  EXPECT_FALSE(find("7"));
}

TEST_P(CrmStoreTest, MergesAreFollowedAndTheOldRecordKeepsNoPerson) {
  save(contact("1", "ben@theirs.example"));
  save(contact("2", "b@theirs.example"));
  merge("1", "2");
  merge("0", "1");
  EXPECT_EQ(find("1")->contact_id, "2");
  EXPECT_EQ(find("0")->contact_id, "2") << "one that was merged into one that was merged";
  EXPECT_EQ(id_by_email("ben@theirs.example"), "");
  save(contact("1", "ben@theirs.example", kNow + 5));
  EXPECT_EQ(find("1")->contact_id, "2") << "a search that lags does not undo a merge";
  archive("contact", "2");
  EXPECT_FALSE(find("0"));
}

TEST_P(CrmStoreTest, ACircleOfMergesEnds) {
  merge("1", "2");
  merge("2", "1");
  EXPECT_FALSE(find("1"));
}

TEST_P(CrmStoreTest, AfterAllWasPutAwayWhateverIsReadIsNewer) {
  save(contact("1", "ben@theirs.example"));
  save(company("50", "Theirs"));
  write([](Tx& tx) { return archive_crm_records(tx, kNow + 9); });
  EXPECT_FALSE(find("1"));
  EXPECT_EQ(company_name("50"), "");
  save(contact("1", "ben@theirs.example", kNow - kDayMs));
  EXPECT_TRUE(find("1")) << "another account may hold older records";
}

TEST_P(CrmStoreTest, ASubmissionStaysAsItIs) {
  const auto insert = [&](const std::string& email) {
    const CrmSubmission submission{"s1", "f1", "Contact us", email, email, "Ben", {{"message", "Hi"}},
                                   "",   kNow};
    write([&](Tx& tx) {
      return insert_crm_submission(tx, Args()
                                           .add_all(submission)
                                           .add("contact_id_fk", std::optional<std::string>())
                                           .add("message_id", std::optional<std::string>()));
    });
  };
  insert("ben@theirs.example");
  insert("eve@theirs.example");
  EXPECT_THAT(read([](ReadTx& tx) { return list_all_addresses(tx); }), ElementsAre("ben@theirs.example"));
}

TEST_P(CrmStoreTest, TasksAndNotesKeepTheFirstIdThatTheCrmGave) {
  FollowUp task;
  task.task_id = "t1";
  task.contact_id_fk = "c1";
  task.title = "Call";
  task.body = "About stock";
  task.due_date = {2026, 11, 24};
  task.due_at = task.created_at = task.updated_at = kNow;
  task.created_by = "nurturing";
  const AgentNote note{"n1", "c1", {{"words", "größer"}}, kNow};
  write([&](Tx& tx) -> Result<Unit> {
    TRY_OK(insert_task(tx, task));
    return insert_agent_note(tx, note);
  });
  EXPECT_FALSE(read([](ReadTx& tx) { return get_push_task(tx, "t1"); }).crm_id);
  for (const char* id : {"first", "second"}) {
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(note_task_crm_id(tx, "t1", "hubspot", id));
      return note_note_crm_id(tx, "n1", "hubspot", id);
    });
  }
  const PushTask pushed = read([](ReadTx& tx) { return get_push_task(tx, "t1"); });
  EXPECT_EQ(pushed.crm_id, "first");
  EXPECT_EQ(pushed.title, "Call");
  EXPECT_EQ(pushed.due_date, task.due_date);
  const PushNote noted = read([](ReadTx& tx) { return get_push_note(tx, "n1"); });
  EXPECT_EQ(noted.crm_id, "first");
  EXPECT_EQ(noted.context_json, note.context_json);
}

TEST_P(CrmStoreTest, ATaskOrNoteThatIsNotThereIsNamed) {
  const auto task = db().read_now([](ReadTx& tx) { return get_push_task(tx, "t9"); });
  ASSERT_FALSE(task);
  EXPECT_EQ(task.error().code, ErrorCode::not_found);
  EXPECT_THAT(task.error().message, HasSubstr("t9"));
  const auto note = db().read_now([](ReadTx& tx) { return get_push_note(tx, "n9"); });
  ASSERT_FALSE(note);
  EXPECT_THAT(note.error().message, HasSubstr("n9"));
}

}  // namespace
}  // namespace sa
