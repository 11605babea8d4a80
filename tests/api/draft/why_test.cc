// GET /api/why: each row plants one cause why nothing goes out, in a house where all else is well; the answer names it first, with a
// remedy. Nothing is written by asking.
#include <gmock/gmock.h>

#include "actions/campaign/campaign.h"
#include "actions/contact/pepper.h"
#include "actions/draft/draft.h"
#include "actions/enrollment/schedule.h"
#include "actions/message/mail_intake.h"
#include "store/enrollment/enrollment.h"
#include "store/mailbox/mailbox.h"
#include "store/question/question.h"
#include "tests/api/real_api.h"
#include "tests/job.h"

namespace sa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kMailbox = "eva@sender.example";
constexpr const char* kPilot =
    R"({"sequence_id":"pilot","name":"Pilot","language":"en","holidays":["contact"],"steps":[{"step_id":"first","subject":"Stock counting at your place",)"
    R"("body":"Hello {{first_name}},\n\nwould a short call about stock counting help your team? I am free most mornings.\n"}]})";

/// A provider that does not answer.
struct SilentProvider final : Provider {
  explicit SilentProvider(Instant until) : until_(until) {}
  ProviderState state() const override {
    ProviderState state;
    state.provider = "outbox";
    state.breaker = BreakerPosition::open;
    state.open_until = until_;
    return state;
  }
  Task<Result<ProviderCheck>> check() override { co_return unavailable("It does not respond."); }
  Instant until_;
};

class World {
 public:
  explicit World(const std::string& engine) : api(engine) {
    api.services.gate_policy.postal_address = "1 Example Street";
    api.services.gate_policy.calendar.holidays = api.agent_policy.holidays;
  }
  boost::json::value get(const std::string& target, int status = 200) {
    return api.json(status, Method::GET, target);
  }
  boost::json::value post(const std::string& target, const std::string& body = "", int status = 200) {
    return api.json(status, Method::POST, target, body);
  }
  /// `fields`: JSON, without the braces.
  void patch_mailbox(const std::string& fields) {
    const std::string path = std::string("/api/mailboxes/") + kMailbox;
    const auto version = std::to_string(get(path).at("version").as_int64());
    api.json(200, Method::PATCH, path, "{\"version\":" + version + "," + fields + "}");
  }
  void draft(const std::string& id, const std::string& to = "ada@acme.example") {
    post(
        "/api/operator/drafts?draft_id=" + id,
        R"({"recipient":")" + to +
            R"(","subject":"Stock counting","body":"Hello,\n\nwould a short call about stock counting help your team? I am free most mornings.\n"})",
        201);
  }
  void approve(const std::string& id) {
    post("/api/operator/drafts/" + id + "/approve", R"({"approved_by":"Eva"})");
  }
  void approved(const std::string& id, const std::string& to = "ada@acme.example") {
    draft(id, to);
    approve(id);
  }
  void sent(const std::string& id, const std::string& to) {
    approved(id, to);
    post("/api/operator/drafts/" + id + "/send");
  }
  std::string contact(const std::string& name, const std::string& more = "") {
    const auto made =
        post("/api/contacts",
             R"({"email":")" + name + R"(@)" + name + R"(.example","first_name":")" + name +
                 R"(","timezone":"Europe/Berlin","country":"DE","basis":"customer")" + more + "}",
             201);
    return std::string(made.at("contact_id").as_string());
  }
  /// A campaign of the sequence for everybody.
  void campaign(const char* sequence = kPilot) {
    post("/api/sequences", sequence, 201);
    post("/api/sequences/pilot/activate");
    post("/api/segments", R"({"segment_id":"all","name":"All","filter":null})", 201);
    post("/api/campaigns",
         R"({"campaign_id":"autumn","name":"Autumn","sequence_id":"pilot","segment_id":"all"})", 201);
  }
  void launch(int count) {
    post("/api/campaigns/autumn/launch", R"({"confirm_count":)" + std::to_string(count) + "}");
  }
  /// One contact, launched and drafted. The id of the draft.
  std::string drafted(const std::string& more = "") {
    contact("ada", more);
    campaign();
    launch(1);
    schedule();
    return std::string(get("/api/operator/drafts/pending").at(0).at("id").as_string());
  }
  void run(const JobRow& job) { test::must(test::run_job(api.services, job)); }
  void schedule() { run(schedule_enrollments_job()); }
  std::string enrollment() {
    return std::string(get("/api/enrollments").at("items").at(0).at("enrollment_id").as_string());
  }
  template <class F>
  void write(F function) {
    test::must(api.services.db.write_now([&](Tx& tx) -> Result<Unit> { return function(tx); }));
  }
  /// The mailbox stands so for that reason.
  void hold_mailbox(MailboxStatus status, const std::string& rule) {
    write([&](Tx& tx) -> Result<Unit> {
      TRY(auto mailbox, find_mailbox(tx, kMailbox));
      mailbox->status = status;
      mailbox->hold = MailboxHold{rule, "The mailbox " + std::string(kMailbox) + " does not send.", "", {}};
      ++mailbox->version;
      TRY(const bool is_saved, update_mailbox(tx, *mailbox));
      return is_saved ? ok() : Result<Unit>(conflict("stale"));
    });
  }
  void at(const char* instant) { api.clock.set(*parse_rfc3339(instant)); }
  void mail_from(const std::string& address) {
    const MailIntake intake{api.services, {}, "trace"};
    const auto mail = intake.read(
        "From: " + address +
            "\r\nTo: eva@sender.example\r\nSubject: Stock\r\nMessage-ID: <in1@mail.example>\r\n"
            "Date: Mon, 23 Nov 2026 10:40:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            "Thank you, that sounds interesting. How many do you need?\r\n",
        "test");
    test::must(api.services.db.write_now([&](Tx& tx) { return intake.store(tx, *mail, api.clock.now()); }));
  }
  std::int64_t trail_length() {
    return test::must(api.services.db.read_now([](ReadTx& tx) { return get_audit_head(tx); })).seq;
  }
  test::RealApi api;
};

struct Planted {
  const char* name;
  const char* rule;                    ///< that is named first
  std::string (*plant)(World& world);  ///< what is asked, behind /api/why
};

constexpr const char* kAutumn = "?campaign_id=autumn";

const Planted kPlanted[] = {
    {"nothing_to_send", "draft.none", [](World&) { return std::string(); }},
    {"a_pending_draft", "draft.pending",
     [](World& w) {
       w.draft("d1");
       return std::string("?draft_id=d1");
     }},
    {"pending_drafts_of_the_house", "draft.pending",
     [](World& w) {
       w.draft("d1");
       w.draft("d2", "ben@acme.example");
       return std::string();
     }},
    {"nobody_pressed_send", "draft.not_sent",
     [](World& w) {
       w.approved("d1");
       return std::string("?draft_id=d1");
     }},
    {"nobody_pressed_send_at_night", "draft.not_sent",
     [](World& w) {
       w.approved("d1");
       w.at("2026-11-24T02:00:00Z");
       return std::string("?draft_id=d1");
     }},
    {"a_rejected_draft", "draft.rejected",
     [](World& w) {
       w.draft("d1");
       w.post("/api/operator/drafts/d1/reject", R"({"rejected_by":"Eva","reason":"Wrong product"})");
       return std::string("?draft_id=d1");
     }},
    {"an_expired_draft", "draft.expired",
     [](World& w) {
       w.draft("d1");
       w.at("2026-12-20T10:30:00Z");
       w.run(expire_drafts_job());
       return std::string("?draft_id=d1");
     }},
    {"a_sent_draft", "draft.sent",
     [](World& w) {
       w.sent("d1", "ada@acme.example");
       return std::string("?draft_id=d1");
     }},
    {"a_snoozed_draft", "draft.snoozed",
     [](World& w) {
       w.draft("d1");
       w.post("/api/operator/drafts/d1/snooze", R"({"until":"2026-11-25T09:00:00Z"})");
       return std::string("?draft_id=d1");
     }},
    {"a_suppressed_recipient", "suppression.address",
     [](World& w) {
       w.approved("d1");
       w.post("/api/suppressions", R"({"address":"ada@acme.example","reason":"objection"})", 201);
       return std::string("?draft_id=d1");
     }},
    {"a_suppressed_domain", "suppression.domain",
     [](World& w) {
       w.approved("d1");
       w.post("/api/suppressions", R"({"domain":"acme.example","reason":"manual"})", 201);
       return std::string("?draft_id=d1");
     }},
    {"a_doubt_about_the_contact", "contact.doubt",
     [](World& w) {
       const std::string id = w.contact("ada");
       w.approved("d1", "ada@ada.example");
       w.write([&](Tx& tx) -> Result<Unit> {
         Question question;
         question.question_id = "q1";
         question.kind = "opt_out";
         question.rule = "opt_out.words";
         question.contact_id = id;
         question.words = "please stop";
         question.created_at = w.api.clock.now();
         TRY(const bool is_new, insert_question(tx, question));
         return is_new ? ok() : Result<Unit>(conflict("not new"));
       });
       return std::string("?draft_id=d1");
     }},
    {"a_newer_message", "thread.newer_reply",
     [](World& w) {
       w.approved("d1");
       w.api.clock.set(w.api.clock.now() + 10 * kMinuteMs);
       w.mail_from("ada@acme.example");
       return std::string("?draft_id=d1");
     }},
    {"a_paused_mailbox", "mailbox.paused",
     [](World& w) {
       w.approved("d1");
       w.post(std::string("/api/mailboxes/") + kMailbox + "/pause", R"({"reason":"Eva is ill"})");
       return std::string("?mailbox_id=") + kMailbox;
     }},
    {"a_paused_mailbox_without_drafts", "mailbox.paused",
     [](World& w) {
       w.post(std::string("/api/mailboxes/") + kMailbox + "/pause", R"({"reason":"Eva is ill"})");
       return std::string();
     }},
    {"a_paused_mailbox_before_any_draft_of_a_campaign", "mailbox.paused",
     [](World& w) {
       w.contact("ada");
       w.campaign();
       w.launch(1);
       w.post(std::string("/api/mailboxes/") + kMailbox + "/pause", R"({"reason":"Eva is ill"})");
       return std::string(kAutumn);
     }},
    {"a_refused_sign_in", "mailbox.auth_failing",
     [](World& w) {
       w.approved("d1");
       w.hold_mailbox(MailboxStatus::AUTH_FAILING, "mailbox.auth_failing");
       return std::string();
     }},
    {"complaints", "mailbox.complaints",
     [](World& w) {
       w.approved("d1");
       w.hold_mailbox(MailboxStatus::PAUSED, "mailbox.complaints");
       return std::string();
     }},
    {"bounces", "mailbox.bounces",
     [](World& w) {
       w.approved("d1");
       w.hold_mailbox(MailboxStatus::PAUSED, "mailbox.bounces");
       return std::string();
     }},
    {"refused_for_want_of_authentication", "mailbox.authentication",
     [](World& w) {
       w.approved("d1");
       w.hold_mailbox(MailboxStatus::PAUSED, "mailbox.authentication");
       return std::string();
     }},
    {"a_disconnected_mailbox", "mailbox.disconnected",
     [](World& w) {
       w.approved("d1");
       w.hold_mailbox(MailboxStatus::DISCONNECTED, "mailbox.disconnected");
       return std::string("?draft_id=d1");
     }},
    {"the_gap_of_the_mailbox", "mailbox.gap",
     [](World& w) {
       w.patch_mailbox(R"("limits":{"day":50,"gap_s":7200})");
       w.sent("d1", "ben@acme.example");
       w.approved("d2");
       return std::string("?draft_id=d2");
     }},
    {"the_hours_of_the_mailbox", "mailbox.window",
     [](World& w) {
       const std::string id = w.drafted();
       w.approve(id);
       w.patch_mailbox(R"("window":{"days":["fr"],"from":"09:00","to":"10:00","zone":"Europe/Berlin"})");
       w.at("2026-11-24T11:00:00Z");
       return "?draft_id=" + id;
     }},
    {"the_daily_limit", "quota.mailbox_day",
     [](World& w) {
       w.patch_mailbox(R"("limits":{"day":1})");
       w.sent("d1", "ben@acme.example");
       w.approved("d2");
       return std::string("?draft_id=d2");
     }},
    {"the_weekly_limit_of_the_contact", "quota.contact_week",
     [](World& w) {
       w.sent("d1", "ada@acme.example");
       w.sent("d2", "ada@acme.example");
       w.approved("d3");
       return std::string("?draft_id=d3");
     }},
    {"the_limit_of_the_domain", "quota.domain_day",
     [](World& w) {
       w.api.services.gate_policy.limits.domain_day = 1;
       w.sent("d1", "ben@acme.example");
       w.approved("d2");
       return std::string("?draft_id=d2");
     }},
    {"the_limit_of_the_company", "quota.company_week",
     [](World& w) {
       w.api.services.gate_policy.limits.company_week = 1;
       w.contact("ben", R"(,"company":"Acme")");
       w.contact("ada", R"(,"company":"Acme")");
       w.sent("d1", "ben@ben.example");
       w.approved("d2", "ada@ada.example");
       return std::string("?draft_id=d2");
     }},
    {"a_limit_of_nothing", "quota.closed",
     [](World& w) {
       w.approved("d1");
       w.patch_mailbox(R"("limits":{"day":0})");
       return std::string();
     }},
    {"the_hours_of_the_sequence", "time.window",
     [](World& w) {
       const std::string id = w.drafted();
       w.approve(id);
       w.at("2026-11-24T20:00:00Z");
       return "?draft_id=" + id;
     }},
    {"a_holiday", "time.holiday",
     [](World& w) {
       const std::string id = w.drafted();
       w.approve(id);
       w.at("2026-12-25T10:00:00Z");
       return "?draft_id=" + id;
     }},
    {"the_instant_of_the_step", "time.not_before",
     [](World& w) {
       const std::string id = w.drafted();
       w.approve(id);
       return std::string(kAutumn);
     }},
    {"a_provider_that_does_not_answer", "provider.unavailable",
     [](World& w) {
       static SilentProvider provider{Instant{test::RealApi::kNow + kMinuteMs}};
       w.approved("d1");
       w.api.services.providers.push_back(&provider);
       return std::string();
     }},
    {"a_campaign_that_was_not_launched", "campaign.not_launched",
     [](World& w) {
       w.contact("ada");
       w.campaign();
       return std::string(kAutumn);
     }},
    {"an_unlaunched_campaign_of_the_house", "campaign.not_launched",
     [](World& w) {
       w.contact("ada");
       w.campaign();
       return std::string();
     }},
    {"a_segment_without_contacts", "segment.empty",
     [](World& w) {
       w.campaign();
       return std::string(kAutumn);
     }},
    {"a_sequence_that_is_not_active", "sequence.active",
     [](World& w) {
       w.contact("ada");
       w.campaign();
       w.post("/api/sequences/pilot/archive");
       return std::string(kAutumn);
     }},
    {"a_paused_campaign", "campaign.paused",
     [](World& w) {
       w.approve(w.drafted());
       w.post("/api/campaigns/autumn/pause");
       return std::string(kAutumn);
     }},
    {"a_campaign_paused_before_its_drafts", "campaign.paused",
     [](World& w) {
       w.contact("ada");
       w.campaign();
       w.launch(1);
       w.post("/api/campaigns/autumn/pause");
       return std::string();
     }},
    {"a_cancelled_campaign", "campaign.cancelled",
     [](World& w) {
       w.drafted();
       w.post("/api/campaigns/autumn/cancel");
       w.schedule();
       return std::string(kAutumn);
     }},
    {"a_finished_campaign", "campaign.finished",
     [](World& w) {
       const std::string id = w.drafted();
       w.approve(id);
       w.at("2026-11-25T10:00:00Z");
       w.post("/api/operator/drafts/" + id + "/send");
       w.schedule();
       w.run(finish_campaigns_job());
       return std::string(kAutumn);
     }},
    {"steps_that_wait", "sequence.waiting",
     [](World& w) {
       w.contact("ada");
       w.campaign();
       w.launch(1);
       return std::string(kAutumn);
     }},
    {"pending_drafts_of_a_campaign", "draft.pending",
     [](World& w) {
       w.drafted();
       return std::string(kAutumn);
     }},
    {"rejected_drafts_of_a_campaign", "draft.rejected",
     [](World& w) {
       w.post("/api/operator/drafts/" + w.drafted() + "/reject", R"({"rejected_by":"Eva","reason":"No"})");
       w.schedule();
       return std::string(kAutumn);
     }},
    {"expired_drafts_of_a_campaign", "draft.expired",
     [](World& w) {
       w.drafted();
       w.at("2026-12-20T10:30:00Z");
       w.run(expire_drafts_job());
       w.schedule();
       return std::string(kAutumn);
     }},
    {"a_field_that_is_missing", "template.missing_field",
     [](World& w) {
       w.post("/api/contacts",
              R"({"email":"no@name.example","timezone":"Europe/Berlin","country":"DE","basis":"customer"})",
              201);
       w.campaign();
       w.launch(1);
       w.schedule();
       return std::string(kAutumn);
     }},
    {"an_absence", "sequence.absent",
     [](World& w) {
       const std::string id = w.contact("ada");
       w.campaign();
       w.launch(1);
       w.write([&](Tx& tx) {
         return save_absence(tx, {id, "m1", w.api.clock.now() + 5 * kDayMs, w.api.clock.now()});
       });
       w.schedule();
       return std::string(kAutumn);
     }},
    {"a_paused_enrolment", "sequence.paused",
     [](World& w) {
       w.drafted();
       w.post("/api/enrollments/" + w.enrollment() + "/pause");
       return std::string(kAutumn);
     }},
    {"a_stopped_enrolment", "sequence.stopped",
     [](World& w) {
       w.drafted();
       w.post("/api/enrollments/" + w.enrollment() + "/stop");
       return std::string(kAutumn);
     }},
    {"everybody_was_left_out", "suppression.address",
     [](World& w) {
       w.contact("ada");
       w.campaign();
       w.post("/api/suppressions", R"({"address":"ada@ada.example","reason":"objection"})", 201);
       w.launch(1);
       return std::string(kAutumn);
     }},
    {"everybody_is_elsewhere", "contact.other_sequence",
     [](World& w) {
       w.drafted();
       w.post("/api/segments", R"({"segment_id":"all2","name":"All","filter":null})", 201);
       std::string other(kPilot);
       other.replace(other.find("pilot"), 5, "again");
       w.post("/api/sequences", other, 201);
       w.post("/api/sequences/again/activate");
       w.post("/api/campaigns",
              R"({"campaign_id":"winter","name":"Winter","sequence_id":"again","segment_id":"all2"})", 201);
       w.post("/api/campaigns/winter/launch", R"({"confirm_count":1})");
       return std::string("?campaign_id=winter");
     }},
    {"a_reply", "sequence.reply",
     [](World& w) {
       w.approve(w.drafted());
       w.api.clock.set(w.api.clock.now() + 10 * kMinuteMs);
       w.mail_from("ada@ada.example");
       return std::string(kAutumn);
     }},
};

class WhyTest : public test::EngineTest {};
INSTANTIATE_ENGINES(WhyTest);

TEST_P(WhyTest, EachPlantedCauseIsNamedFirst) {
  for (const Planted& each : kPlanted) {
    SCOPED_TRACE(each.name);
    World world(GetParam());
    const std::string asked = each.plant(world);
    const std::int64_t length = world.trail_length();
    const auto why = world.get("/api/why" + asked);
    EXPECT_EQ(why.at("sending"), false) << to_json_text(why);
    ASSERT_FALSE(why.at("causes").as_array().empty()) << to_json_text(why);
    const auto& first = why.at("causes").at(0);
    EXPECT_EQ(first.at("rule"), each.rule) << to_json_text(why);
    EXPECT_THAT(std::string(first.at("do").as_string()), HasSubstr("."));
    EXPECT_FALSE(first.at("words").as_string().empty());
    EXPECT_EQ(world.trail_length(), length) << "asking writes nothing";
  }
}

TEST_P(WhyTest, WhatEndsByItselfSaysWhen) {
  World world(GetParam());
  const std::string id = world.drafted();
  world.approve(id);
  const auto why = world.get("/api/why?draft_id=" + id);
  EXPECT_EQ(why.at("causes").at(0).at("ends_at"), why.at("next_send_at"));
  EXPECT_EQ(why.at("causes").at(0).at("sample").at(0), id.c_str());
  world.post("/api/campaigns/autumn/pause");
  const auto paused = world.get("/api/why?draft_id=" + id);
  EXPECT_TRUE(paused.at("next_send_at").is_null());
  EXPECT_TRUE(paused.at("causes").at(0).at("ends_at").is_null());
}

TEST_P(WhyTest, TheCauseThatKeepsBackMoreIsNamedFirst) {
  World world(GetParam());
  for (int i = 0; i < 3; ++i) world.draft("p" + std::to_string(i), "p" + std::to_string(i) + "@acme.example");
  world.approved("d1");
  world.post("/api/suppressions", R"({"address":"ada@acme.example","reason":"objection"})", 201);
  const auto why = world.get("/api/why");
  EXPECT_EQ(why.at("causes").at(0).at("rule"), "draft.pending");
  EXPECT_EQ(why.at("causes").at(0).at("count"), 3);
  EXPECT_EQ(why.at("causes").at(0).at("sample").as_array().size(), 3u);
  EXPECT_EQ(why.at("causes").at(1).at("rule"), "suppression.address");
}

TEST_P(WhyTest, ThatStepsWaitForTheirTurnHidesNothing) {
  World world(GetParam());
  world.drafted();
  for (int i = 0; i < 4; ++i)
    world.post("/api/enrollments",
               R"({"sequence_id":"pilot","contact_ids":[")" + world.contact("c" + std::to_string(i)) + "\"]}",
               202);
  const auto why = world.get("/api/why");
  EXPECT_EQ(why.at("causes").at(0).at("rule"), "draft.pending") << to_json_text(why);
  EXPECT_EQ(why.at("causes").at(0).at("count"), 1);
  EXPECT_EQ(why.at("causes").at(1).at("rule"), "sequence.waiting");
  EXPECT_EQ(why.at("causes").at(1).at("count"), 4);
}

TEST_P(WhyTest, AMailCountsOnce) {
  World world(GetParam());
  world.drafted();
  world.post("/api/enrollments/" + world.enrollment() + "/pause");
  const auto why = world.get("/api/why?campaign_id=autumn");
  EXPECT_EQ(why.at("causes").at(0).at("rule"), "sequence.paused") << to_json_text(why);
  EXPECT_EQ(why.at("causes").at(0).at("count"), 1);
  world.post("/api/campaigns/autumn/pause");
  const auto all = world.get("/api/why");
  std::size_t paused = 0;
  for (const auto& each : all.at("causes").as_array())
    if (each.at("rule") == "campaign.paused") ++paused;
  EXPECT_EQ(paused, 1u);
}

TEST_P(WhyTest, WhatIsNotThereIsSaid) {
  World world(GetParam());
  world.get("/api/why?draft_id=none", 404);
  world.get("/api/why?campaign_id=none", 404);
  EXPECT_THAT(to_json_text(world.get("/api/why?mailbox_id=none@x.example", 422)), HasSubstr("mailbox_id"));
}

TEST_P(WhyTest, WhoDoesNotSeeAMailboxIsToldNothingOfIt) {
  World world(GetParam());
  const User bo = world.api.add_user("bo@sender.example", "Bo", Role::operator_);
  world.api.add_user("eva@sender.example", "Eva", Role::owner);
  world.patch_mailbox(R"("visibility":"own")");
  world.draft("d1");
  world.post(std::string("/api/mailboxes/") + kMailbox + "/pause", R"({"reason":"Eva is ill"})");
  const std::string token = world.api.add_key("bo@sender.example", scopes_of(Role::operator_));
  const auto why = world.api.json(200, Method::GET, "/api/why", "", {{"Authorization", "Bearer " + token}});
  EXPECT_EQ(why.at("causes").at(0).at("rule"), "draft.none") << to_json_text(why);
}

}  // namespace
}  // namespace sa
