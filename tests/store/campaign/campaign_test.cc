// Segments and campaigns on both engines: what is stored is read back, a change is made to what was read, and the schema keeps a campaign
// from running before its launch; pages of contacts with what is known of them.
#include "store/campaign/campaign.h"

#include "store/campaign/segment.h"
#include "store/contact/contact.h"
#include "store/contact/find.h"
#include "store/contact/origin.h"
#include "store/draft/draft.h"
#include "store/enrollment/enrollment.h"
#include "store/message/message.h"
#include "store/sequence/sequence.h"
#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CampaignStoreTest : public test::StoreTest {
 protected:
  void SetUp() override {
    test::StoreTest::SetUp();
    if (IsSkipped()) return;
    Sequence made;
    made.sequence_id = made.name = "pilot";
    made.created_at = made.updated_at = kNow;
    write([&](Tx& tx) { return insert_sequence(tx, made, "ana"); });
    add_segment("all");
  }
  static Segment segment(const std::string& id, Instant at = kNow) {
    Segment made;
    made.segment_id = made.name = id;
    made.filter = {{"field", "stage"}, {"op", "is"}, {"value", "initial"}};
    made.created_at = made.updated_at = at;
    return made;
  }
  void add_segment(const std::string& id, Instant at = kNow) {
    write([&](Tx& tx) { return insert_segment(tx, segment(id, at)); });
  }
  static Campaign campaign(const std::string& id, Instant at = kNow) {
    Campaign made;
    made.campaign_id = made.name = id;
    made.sequence_id = "pilot";
    made.segment_id = "all";
    made.mailboxes = {"a@ours.example"};
    made.created_by = "ana";
    made.created_at = made.updated_at = at;
    return made;
  }
  void add(const Campaign& made) {
    write([&](Tx& tx) { return insert_campaign(tx, made); });
  }
  void add_contact(const std::string& id, char hash, const std::string& company_id = "") {
    Contact made;
    made.contact_id = id;
    made.email = made.email_key = id + "@theirs.example";
    if (!company_id.empty()) made.company_id = company_id;
    made.created_at = made.updated_at = kNow;
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(insert_contact(tx, made, ContactOrigin::person));
      return insert_contact_address(
          tx, {made.email_key, id, made.email, made.email_key, std::string(64, hash), "start", kNow});
    });
  }
  bool enroll(const std::string& id, const std::string& contact_id, EnrollmentStatus status) {
    EnrollmentRow row;
    row.enrollment_id = id;
    row.sequence_id = "pilot";
    row.contact_id = contact_id;
    row.campaign_id = "autumn";
    row.batch_id = "batch";
    row.step_id = "first";
    row.status = status;
    if (status == EnrollmentStatus::STOPPED)
      row.reason = EnrollmentReason{"sequence.reply", "Replied.", "", {}};
    row.next_at = kNow + kDayMs;
    row.created_at = row.updated_at = kNow;
    return write([&](Tx& tx) { return insert_enrollment(tx, row); });
  }
  static constexpr Instant kEver{INT64_MAX};
};
INSTANTIATE_ENGINES(CampaignStoreTest);

TEST_P(CampaignStoreTest, ASegmentIsReadBackAndChangedAndDeleted) {
  const auto found = read([](ReadTx& tx) { return find_segment(tx, "all"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(to_json_text(*found), to_json_text(segment("all")));
  Segment everybody = segment("all");
  everybody.filter = nullptr;
  everybody.version = 2;
  write([&](Tx& tx) { return update_segment(tx, everybody); });
  EXPECT_TRUE(read([](ReadTx& tx) { return get_segment(tx, "all"); }).filter.is_null());
  add(campaign("autumn"));
  EXPECT_EQ(read([](ReadTx& tx) { return count_segment_campaigns(tx, "all"); }), 1);
  EXPECT_EQ(refused([](Tx& tx) { return delete_segment(tx, "all"); }).code, ErrorCode::conflict)
      << "a campaign has it";
  add_segment("other", kNow + kDayMs);
  EXPECT_THAT(read([](ReadTx& tx) { return list_segments(tx, kEver, "", 10); }), SizeIs(2));
  EXPECT_EQ(read([](ReadTx& tx) { return list_segments(tx, kEver, "", 1); }).front().segment_id, "other");
  write([](Tx& tx) { return delete_segment(tx, "other"); });
  EXPECT_THAT(read([](ReadTx& tx) { return list_segments(tx, kEver, "", 10); }), SizeIs(1));
}

TEST_P(CampaignStoreTest, ACampaignIsReadBackAndChangedByOneAtATime) {
  Campaign made = campaign("autumn");
  add(made);
  EXPECT_EQ(to_json_text(read([](ReadTx& tx) { return get_campaign(tx, "autumn"); })), to_json_text(made));
  made.status = CampaignStatus::RUNNING;
  made.launched_at = kNow;
  made.enrolling_after = "ben";
  made.version = 2;
  EXPECT_TRUE(write([&](Tx& tx) { return update_campaign(tx, made); }));
  EXPECT_FALSE(write([&](Tx& tx) { return update_campaign(tx, made); })) << "it is version 2 already";
  EXPECT_EQ(to_json_text(read([](ReadTx& tx) { return get_campaign(tx, "autumn"); })), to_json_text(made));
  add(campaign("winter", kNow + kDayMs));
  const auto listed = [&](std::optional<CampaignStatus> status) {
    std::vector<std::string> ids;
    for (const Campaign& each : read([&](ReadTx& tx) { return list_campaigns(tx, status, kEver, "", 10); }))
      ids.push_back(each.campaign_id);
    return ids;
  };
  EXPECT_THAT(listed({}), ElementsAre("winter", "autumn"));
  EXPECT_THAT(listed(CampaignStatus::RUNNING), ElementsAre("autumn"));
}

TEST_P(CampaignStoreTest, TheSchemaKnowsWhatACampaignCanBe) {
  Campaign running = campaign("autumn");
  running.status = CampaignStatus::RUNNING;
  EXPECT_EQ(refused([&](Tx& tx) { return insert_campaign(tx, running); }).code, ErrorCode::conflict)
      << "it runs without a launch";
  Campaign cancelled = campaign("autumn");
  cancelled.status = CampaignStatus::CANCELLED;
  EXPECT_EQ(refused([&](Tx& tx) { return insert_campaign(tx, cancelled); }).code, ErrorCode::conflict)
      << "it is over without an end";
}

TEST_P(CampaignStoreTest, TheFirstReasonOfASkippedContactStands) {
  add(campaign("autumn"));
  for (const char* id : {"ben", "cy"}) add_contact(id, id[0]);
  write([](Tx& tx) -> Result<Unit> {
    TRY_OK(insert_campaign_skip(tx, "autumn", {"cy", "contact.other_sequence", "Elsewhere.", kNow}));
    TRY_OK(insert_campaign_skip(tx, "autumn", {"ben", "suppression.address", "No.", {}}));
    return insert_campaign_skip(tx, "autumn", {"ben", "contact.gone", "Gone.", {}});
  });
  const auto skips = read([](ReadTx& tx) { return list_campaign_skips(tx, "autumn", "", 10); });
  ASSERT_THAT(skips, SizeIs(2));
  EXPECT_EQ(skips[0].contact_id, "ben");
  EXPECT_EQ(skips[0].rule, "suppression.address");
  EXPECT_EQ(skips[1].until, kNow);
  EXPECT_THAT(read([](ReadTx& tx) { return list_campaign_skips(tx, "autumn", "ben", 10); }), SizeIs(1));
  EXPECT_EQ(read([](ReadTx& tx) { return count_campaign_skips(tx, "autumn"); }), 2);
}

TEST_P(CampaignStoreTest, APageOfContactsIsAskedAboutAsASpan) {
  Company acme;
  acme.company_id = acme.name = acme.name_key = "acme";
  acme.domain = "theirs.example";
  acme.created_at = acme.updated_at = kNow;
  write([&](Tx& tx) { return insert_company(tx, acme); });
  add_contact("ben", 'b', "acme");
  add_contact("cy", 'c');
  add_contact("dee", 'd');
  add(campaign("autumn"));
  const auto page = read([](ReadTx& tx) { return list_contact_page(tx, "", 2); });
  ASSERT_THAT(page, SizeIs(2));
  EXPECT_EQ(page[1].contact_id, "cy");
  const ContactSpan all{"", "dee"};
  const ContactSpan last{"cy", "dee"};
  EXPECT_THAT(read([&](ReadTx& tx) { return list_companies_of(tx, all); }), SizeIs(1));
  EXPECT_THAT(read([&](ReadTx& tx) { return list_companies_of(tx, last); }), IsEmpty());

  write([](Tx& tx) {
    return suppress(tx, {"s1", std::string(64, 'b'), SuppressionScope::address, SuppressionReason::manual,
                         "ana", kNow, std::nullopt});
  });
  EXPECT_THAT(read([&](ReadTx& tx) { return list_suppressed(tx, all); }), ElementsAre("ben"));
  EXPECT_THAT(read([&](ReadTx& tx) { return list_suppressed(tx, last); }), IsEmpty());

  EXPECT_TRUE(enroll("e1", "dee", EnrollmentStatus::WAITING));
  EXPECT_TRUE(enroll("e2", "cy", EnrollmentStatus::STOPPED));
  const auto living = read([&](ReadTx& tx) { return list_living(tx, all); });
  ASSERT_THAT(living, SizeIs(1));
  EXPECT_EQ(living.front().contact_id, "dee");
}

TEST_P(CampaignStoreTest, ACampaignIsOverWithItsLastEnrolment) {
  Campaign made = campaign("autumn");
  made.status = CampaignStatus::RUNNING;
  made.launched_at = kNow;
  made.enrolling_after = "";
  add(made);
  for (const char* id : {"ben", "cy"}) add_contact(id, id[0]);
  const auto over = [&] { return read([](ReadTx& tx) { return list_over_campaigns(tx, 10); }); };
  EXPECT_THAT(over(), IsEmpty()) << "its launch goes on";
  EXPECT_TRUE(enroll("e1", "ben", EnrollmentStatus::WAITING));
  EXPECT_TRUE(enroll("e2", "cy", EnrollmentStatus::STOPPED));
  made.enrolling_after.reset();
  made.version = 2;
  EXPECT_TRUE(write([&](Tx& tx) { return update_campaign(tx, made); }));
  EXPECT_THAT(over(), IsEmpty()) << "one waits";
  const auto positions = read([](ReadTx& tx) { return list_campaign_positions(tx, "autumn"); });
  ASSERT_THAT(positions, SizeIs(2));
  EXPECT_EQ(positions[0].status, EnrollmentStatus::STOPPED);
  EXPECT_EQ(positions[1].status, EnrollmentStatus::WAITING);
  EXPECT_EQ(positions[1].next_at, kNow + kDayMs);
  EnrollmentRow row = read([](ReadTx& tx) { return get_enrollment(tx, "e1"); });
  row.status = EnrollmentStatus::FINISHED;
  ++row.version;
  write([&](Tx& tx) { return update_enrollment(tx, row); });
  EXPECT_THAT(over(), SizeIs(1));
  EXPECT_THAT(read([](ReadTx& tx) { return list_open_campaign_drafts(tx, "autumn", 10); }), IsEmpty());
  EXPECT_THAT(read([](ReadTx& tx) { return count_campaign_drafts(tx, "autumn"); }), IsEmpty());
}

}  // namespace
}  // namespace sa
