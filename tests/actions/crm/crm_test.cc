// The CRM and our tables: pages stored with their cursor, merges, absence, what our contacts learn; tasks and notes that
// reach the CRM once; a form that becomes a message, and a draft.
#include "actions/crm/crm.h"
#include "actions/contact/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/nurturing/nurturing.h"
#include "queries.h"
#include "store/account/sync.h"
#include "store/contact/find.h"
#include "store/crm/crm.h"
#include "store/enrollment/enrollment.h"
#include "store/sequence/sequence.h"
#include "tests/actions/model_house.h"
#include "tests/fakes/crm.h"
#include "tests/job.h"

namespace sa {
namespace {

struct CrmTest : test::EngineTest {
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<test::House>(GetParam());
    house->services.crm = &crm;
  }
  template <class F>
  auto read(F function) {
    return test::must(house->database.db().read_now(function));
  }
  std::optional<CrmContactRow> known(const std::string& id) {
    return read([&](ReadTx& tx) { return find_crm_contact(tx, id); });
  }
  void add_contact(const std::string& id, const std::string& email) {
    Contact contact;
    contact.contact_id = id;
    contact.email = contact.email_key = email;
    contact.created_at = contact.updated_at = house->clock.now();
    test::must(
        house->database.db().write_now([&](Tx& tx) { return note_contact(house->services, tx, contact); }));
  }
  static CrmContact record(const std::string& id, const std::string& email) {
    CrmContact made;
    made.contact_id = id;
    made.email = made.email_key = email;
    made.changed_at = Instant{1000};
    return made;
  }

  test::FakeCrm crm;
  std::unique_ptr<test::House> house;
};
INSTANTIATE_ENGINES(CrmTest);

TEST_P(CrmTest, a_page_and_its_cursor_are_stored_together) {
  CrmCompany company;
  company.company_id = "50";
  company.name = "Acme";
  CrmContact contact = record("1", "ben@example.net");
  contact.name = "Ben Brown";
  contact.company_id_fk = "50";
  contact.merged_ids = {"2"};
  add_contact("ours", "ben@example.net");
  crm.pages["companies"].push_back({.companies = {company}, .cursor = "c1"});
  crm.pages["contacts"].push_back({.contacts = {contact}, .cursor = "k1", .has_more = true});
  crm.pages["contacts"].push_back({.contacts = {record("3", "eve@example.net")}, .cursor = "k2"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  EXPECT_EQ(known("1")->name, "Ben Brown");
  EXPECT_EQ(known("2")->contact_id, "1");
  EXPECT_EQ(known("3")->email, "eve@example.net");
  EXPECT_EQ(read([](ReadTx& tx) { return find_sync_cursor(tx, "fake/contacts"); })->cursor, "k2");
  const auto ours = read([](ReadTx& tx) { return find_contact(tx, "ours"); });
  EXPECT_EQ(ours->name, "Ben Brown");
  EXPECT_EQ(ours->company, "Acme");
  EXPECT_THAT(crm.asked, testing::ElementsAre("companies:", "contacts:", "contacts:k1", "form_submissions:"));
}

TEST_P(CrmTest, an_older_reading_changes_nothing_and_what_is_gone_is_put_away) {
  CrmContact newer = record("1", "new@example.net");
  newer.changed_at = Instant{2000};
  crm.pages["contacts"].push_back({.contacts = {newer}, .cursor = "a"});
  crm.pages["contacts"].push_back({.contacts = {record("1", "old@example.net")}, .cursor = "b"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  EXPECT_EQ(known("1")->email, "new@example.net");
  crm.record.gone = {{"contact", "1"}};
  ASSERT_TRUE(
      test::run_job(house->services, sync_crm_record_job(), {{"type", "contact"}, {"record_id", "1"}}));
  EXPECT_FALSE(known("1"));
}

TEST_P(CrmTest, what_the_crm_put_away_is_swept_by_pages_and_no_longer_used) {
  CrmCompany acme;
  acme.company_id = "50";
  acme.name = "Acme";
  crm.pages["companies"].push_back({.companies = {acme}, .cursor = "c"});
  crm.pages["contacts"].push_back(
      {.contacts = {record("1", "a@example.net"), record("2", "b@example.net"), record("3", "c@example.net")},
       .cursor = "a"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  // 12 pages: more than one job takes.
  for (int i = 0; i < 12; ++i) {
    CrmPage page{.gone = {{"contact", "unknown"}}, .cursor = std::to_string(i), .has_more = true};
    if (i == 0) page.gone.push_back({"contact", "1"});
    if (i == 11) page = {.gone = {{"contact", "2"}, {"company", "50"}}};
    crm.pages["archived_contacts"].push_back(page);
  }
  ASSERT_TRUE(test::run_job(house->services, sweep_crm_job()));
  EXPECT_FALSE(known("1"));
  EXPECT_TRUE(known("2")) << "a later page";
  EXPECT_FALSE(known("unknown")) << "whom we never knew stays unknown";
  EXPECT_EQ(read([](ReadTx& tx) { return find_sync_cursor(tx, "fake/archived_contacts"); })->cursor, "9");
  house->pass(0);
  EXPECT_FALSE(known("2"));
  EXPECT_TRUE(known("3"));
  EXPECT_FALSE(read([](ReadTx& tx) { return find_crm_contact_by_email(tx, "a@example.net"); }));
  EXPECT_EQ(read([](ReadTx& tx) { return find_crm_company_name(tx, "50"); }), "");
  EXPECT_EQ(read([](ReadTx& tx) { return find_sync_cursor(tx, "fake/archived_contacts"); })->cursor, "")
      << "the next sweep begins anew";
}

TEST_P(CrmTest, a_task_reaches_the_crm_once_after_it_was_away) {
  add_contact("ours", "ben@example.net");
  crm.pages["contacts"].push_back({.contacts = {record("77", "ben@example.net")}, .cursor = "a"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  crm.away = 3;
  const auto made =
      sync_wait(schedule_follow_up(house->services, test::House::person("ana"), "ours", "50", "engaged"));
  ASSERT_TRUE(made) << made.error().message;
  house->pass(0);
  EXPECT_TRUE(crm.tasks.empty());
  for (int i = 0; i < 5; ++i) house->pass(kHourMs);
  ASSERT_EQ(crm.tasks.size(), 1U);
  EXPECT_EQ(crm.tasks[0].contact_id, "77");
  EXPECT_EQ(crm.tasks[0].task_id, made->task_id);
  ASSERT_EQ(crm.notes.size(), 1U);
  EXPECT_FALSE(crm.notes[0].body.empty());
  const auto task = read([&](ReadTx& tx) { return get_push_task(tx, made->task_id); });
  EXPECT_EQ(task.crm_id, "task-" + made->task_id);
  // The job once more, as after a crash between the CRM's answer and our commit of its end.
  ASSERT_TRUE(test::run_job(house->services, push_crm_task_job(), {{"task_id", made->task_id}}));
  EXPECT_EQ(crm.tasks.size(), 1U);
}

TEST_P(CrmTest, whom_only_we_know_is_made_there_and_whom_nobody_knows_is_said) {
  add_contact("ours", "ben@example.net");
  ASSERT_TRUE(
      sync_wait(schedule_follow_up(house->services, test::House::person("ana"), "ours", "", "engaged")));
  house->pass(0);
  ASSERT_EQ(crm.tasks.size(), 1U);
  EXPECT_EQ(crm.tasks[0].contact_id, "made-ben@example.net");
  const auto stranger =
      sync_wait(schedule_follow_up(house->services, test::House::person("ana"), "nobody", "", "engaged"));
  ASSERT_TRUE(stranger);
  const auto pushed = test::run_job(house->services, push_crm_task_job(), {{"task_id", stranger->task_id}});
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().code, ErrorCode::not_found);
}

TEST_P(CrmTest, without_a_crm_everything_stays_here) {
  house->services.crm = nullptr;
  ASSERT_TRUE(
      sync_wait(schedule_follow_up(house->services, test::House::person("ana"), "ours", "", "engaged")));
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  house->pass(0);
  EXPECT_TRUE(crm.tasks.empty());
}

TEST_P(CrmTest, a_form_becomes_a_message_and_a_draft_once) {
  CrmSubmission form;
  form.submission_id = "s-1";
  form.form_id = "f-1";
  form.form_name = "Contact us";
  form.email = form.email_key = "ben@example.net";
  form.name = "Ben Brown";
  form.fields = {
      {"email", "ben@example.net"},
      {"message", "Could you send me a quote for stock counting in 3 warehouses, and a demo next week?"},
      {"subject", "x\r\nBcc: thief@evil.example"}};
  form.submitted_at = house->clock.now() - kHourMs;
  const CrmPage page{.submissions = {form}, .cursor = "a"};
  crm.pages["form_submissions"] = {page, page};
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  house->pass(0);
  const auto messages = read([](ReadTx& tx) { return list_messages(tx, Page{}); });
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].kind, MessageKind::human_reply) << messages[0].kind_reason;
  EXPECT_EQ(messages[0].sender_name, "Ben Brown");
  const auto drafts = test::pending_drafts(*house);
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_EQ(drafts[0].recipient, "ben@example.net");
}

TEST_P(CrmTest, issue_a_hostile_submission_keeps_back_nothing) {
  const auto form = [&](const std::string& id, const std::string& name, const std::string& words) {
    CrmSubmission made;
    made.submission_id = id;
    made.form_id = "f-1";
    made.form_name = "Contact =?utf-8?q?us?=\n";
    made.email = made.email_key = id + "@example.net";
    made.name = name;
    made.fields = {{"message", words}};
    made.submitted_at = house->clock.now() - kHourMs;
    return made;
  };
  using namespace std::string_literals;
  const std::string words = "Could you send me a quote for stock counting in 3 warehouses?";
  CrmSubmission broken = form("s6", "Eve", words);
  broken.email_key = "no address";
  crm.pages["form_submissions"] = {
      {.submissions = {form("s1", std::string(3000, 'x'), words),
                       form("s2", "Ben\r\nBcc: thief@evil.example", words),
                       form("s3", "=?utf-8?q?Ben?=", words), form("s4", "Ben", "A quote?\0 "s + words),
                       form("s5", "Ben", "\0\0"s), broken, form("s7", "Ben", words)},
       .cursor = "a"}};
  const auto synced = test::run_job(house->services, sync_crm_job());
  ASSERT_TRUE(synced) << synced.error().message;
  EXPECT_EQ(read([](ReadTx& tx) { return find_sync_cursor(tx, "fake/form_submissions"); })->cursor, "a");
  EXPECT_EQ(read([](ReadTx& tx) { return list_messages(tx, Page{}); }).size(), 6U);
}

TEST_P(CrmTest, issue_a_lagging_search_does_not_bring_back_what_is_gone) {
  CrmContact contact = record("1", "ben@example.net");
  contact.changed_at = house->clock.now();
  CrmCompany company;
  company.company_id = "50";
  company.name = "Acme";
  company.changed_at = house->clock.now() + 3 * kSecondMs;  // their clock is ahead
  const CrmPage contacts{.contacts = {contact, record("8", "new@example.net")}, .cursor = "a"};
  const CrmPage companies{.companies = {company}, .cursor = "a"};
  crm.pages["contacts"] = {contacts, contacts};
  crm.pages["companies"] = {companies, companies};
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  crm.record.gone = {{"contact", "1"}, {"contact", "9"}, {"company", "50"}};
  ASSERT_TRUE(
      test::run_job(house->services, sync_crm_record_job(), {{"type", "contact"}, {"record_id", "1"}}));
  crm.pages["contacts"].front().contacts.push_back(record("9", "unknown@example.net"));
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  EXPECT_FALSE(known("1"));
  EXPECT_FALSE(known("9"));
  EXPECT_TRUE(known("8"));
  EXPECT_FALSE(read([](ReadTx& tx) { return find_crm_contact_by_email(tx, "unknown@example.net"); }));
  // Put back there: a look at the record itself counts, whatever its time says.
  crm.record = {.contacts = {record("1", "back@example.net")}, .is_current = true};
  ASSERT_TRUE(
      test::run_job(house->services, sync_crm_record_job(), {{"type", "contact"}, {"record_id", "1"}}));
  EXPECT_EQ(known("1")->email, "back@example.net");
}

TEST_P(CrmTest, issue_of_a_contact_that_is_gone_nothing_personal_stays) {
  CrmContact contact = record("1", "ben@example.net");
  contact.name = "Ben Brown";
  contact.custom_properties = {{"phone", "+49 30 1"}};
  contact.merged_ids = {"2"};
  CrmContact part = record("2", "ben.b@example.net");
  part.name = "Ben B";
  crm.pages["contacts"].push_back({.contacts = {part, contact}, .cursor = "a"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  crm.record.gone = {{"contact", "1"}};
  ASSERT_TRUE(
      test::run_job(house->services, sync_crm_record_job(), {{"type", "contact"}, {"record_id", "1"}}));
  for (const char* id : {"1", "2"}) {
    const auto row = read([&](ReadTx& tx) {
      return tx.find<CrmContactRow>(sql::crm_contact_find, Args().add("contact_id", std::string(id)));
    });
    ASSERT_TRUE(row) << id;
    EXPECT_EQ(row->email + row->email_key + row->name, "") << id;
  }
}

TEST_P(CrmTest, issue_the_time_zone_that_the_crm_knows_is_the_contacts) {
  add_contact("ours", "ben@example.net");
  CrmContact contact = record("1", "ben@example.net");
  contact.custom_properties = {{"timezone", "America/New_York"}};
  crm.pages["contacts"].push_back({.contacts = {contact}, .cursor = "a"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  const auto ours = read([](ReadTx& tx) { return find_contact(tx, "ours"); });
  ASSERT_TRUE(ours);
  EXPECT_EQ(ours->timezone, "America/New_York");
}

TEST_P(CrmTest, a_deal_that_has_come_to_a_proposal_brings_its_contact_there) {
  add_contact("ours", "ben@example.net");
  const auto deal = [](const std::string& id, const std::string& stage, std::int64_t archived) {
    CrmDeal made;
    made.deal_id = id;
    made.stage = stage;
    made.contact_id_fk = "1";
    made.archived = archived;
    made.changed_at = Instant{1000};
    return made;
  };
  const auto stage = [&] { return read([](ReadTx& tx) { return find_contact(tx, "ours"); })->stage; };
  crm.pages["contacts"].push_back(
      {.contacts = {record("1", "ben@example.net")},
       .deals = {deal("7", "appointmentscheduled", 0), deal("8", "contractsent", 1)},
       .cursor = "a"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  EXPECT_EQ(stage(), ContactStage::initial)
      << "a first meeting is no proposal, and what is archived counts for nothing";
  crm.pages["contacts"].push_back({.deals = {deal("7", "contractsent", 0)}, .cursor = "b"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  EXPECT_EQ(stage(), ContactStage::proposal);
  const auto moves = read([](ReadTx& tx) { return list_timeline(tx, "ours", "", {}, 10); });
  EXPECT_EQ(moves.front().title, "stage.deal");
  EXPECT_EQ(moves.front().ref_id, "deal:7");
}

TEST_P(CrmTest, who_opted_out_in_the_crm_is_suppressed_here) {
  CrmContact ben = record("1", "ben@example.net");
  ben.opted_out = true;
  crm.pages["contacts"].push_back({.contacts = {ben, record("2", "eve@example.net")}, .cursor = "a"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  EXPECT_TRUE(house->is_suppressed("ben@example.net"));
  EXPECT_FALSE(house->is_suppressed("eve@example.net"));
}

TEST_P(CrmTest, a_deal_that_has_just_been_won_ends_the_sequences_of_its_contact) {
  add_contact("ours", "ben@example.net");
  const auto enroll = [&](const char* id) {
    EnrollmentRow row;
    row.enrollment_id = id;
    row.sequence_id = "pilot";
    row.contact_id = "ours";
    row.batch_id = "batch";
    row.created_at = row.updated_at = house->clock.now();
    return test::must(house->database.db().write_now([&](Tx& tx) { return insert_enrollment(tx, row); }));
  };
  const auto status = [&](const char* id) {
    return read([&](ReadTx& tx) { return get_enrollment(tx, id); }).status;
  };
  Sequence pilot;
  pilot.sequence_id = pilot.name = "pilot";
  pilot.created_at = pilot.updated_at = house->clock.now();
  test::must(house->database.db().write_now([&](Tx& tx) { return insert_sequence(tx, pilot, "ana"); }));
  CrmDeal deal;
  deal.deal_id = "7";
  deal.stage = "appointmentscheduled";
  deal.contact_id_fk = "1";
  ASSERT_TRUE(enroll("first"));
  crm.pages["contacts"].push_back(
      {.contacts = {record("1", "ben@example.net")}, .deals = {deal}, .cursor = "a"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  EXPECT_EQ(status("first"), EnrollmentStatus::WAITING);
  deal.stage = "closedwon";
  deal.changed_at = house->clock.now();
  crm.pages["contacts"].push_back({.deals = {deal}, .cursor = "b"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  EXPECT_EQ(status("first"), EnrollmentStatus::STOPPED);
  ASSERT_TRUE(enroll("later"));
  crm.pages["contacts"].push_back({.deals = {deal}, .cursor = "c"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  EXPECT_EQ(status("later"), EnrollmentStatus::WAITING) << "it was won before";
}

TEST_P(CrmTest, issue_one_stream_that_is_not_allowed_stops_no_other) {
  crm.not_allowed = "companies";
  crm.pages["contacts"].push_back({.contacts = {record("1", "ben@example.net")}, .cursor = "a"});
  const auto synced = test::run_job(house->services, sync_crm_job());
  ASSERT_FALSE(synced);
  EXPECT_EQ(synced.error().code, ErrorCode::unavailable);
  EXPECT_EQ(synced.error().retry_after_s, 300);
  EXPECT_TRUE(known("1"));
  EXPECT_THAT(crm.asked, testing::ElementsAre("companies:", "contacts:", "form_submissions:"));
}

TEST_P(CrmTest, issue_a_task_about_a_record_that_is_gone_goes_to_who_is_there_now) {
  add_contact("ours", "ben@example.net");
  crm.pages["contacts"].push_back(
      {.contacts = {record("77", "ben@example.net"), record("78", "eve@example.net")}, .cursor = "a"});
  ASSERT_TRUE(test::run_job(house->services, sync_crm_job()));
  const auto follow_up = [&](const std::string& contact_id) {
    return test::must(sync_wait(
        schedule_follow_up(house->services, test::House::person("ana"), contact_id, "", "engaged")));
  };
  // Merged into another one.
  const std::string merged = follow_up("78").task_id;
  crm.lost = "78";
  crm.record = {.contacts = {record("80", "eve@example.net")}, .is_current = true};
  crm.record.contacts[0].merged_ids = {"78"};
  ASSERT_TRUE(test::run_job(house->services, push_crm_task_job(), {{"task_id", merged}}));
  EXPECT_EQ(crm.tasks.back().contact_id, "80");
  // Deleted: the address is made anew, and known from then on although the old record is emptied.
  const auto deleted = follow_up("77");
  crm.lost = "77";
  crm.record = {.gone = {{"contact", "77"}}};
  ASSERT_TRUE(test::run_job(house->services, push_crm_task_job(), {{"task_id", deleted.task_id}}));
  EXPECT_EQ(crm.tasks.back().contact_id, "made-ben@example.net");
  EXPECT_EQ(known("77")->contact_id, "made-ben@example.net");
  // Refused for another reason, with the contact in its place: that is the answer.
  crm.lost = "made-ben@example.net";
  crm.record = {.contacts = {record(crm.lost, "ben@example.net")}, .is_current = true};
  const auto refused =
      test::run_job(house->services, push_crm_task_job(), {{"task_id", follow_up("77").task_id}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace sa
