// The desk over HTTP: short rows by part, one draft with everything, snoozing, taking back, and what a large import proposes.
#include "actions/agent/prospecting.h"
#include "actions/draft/send.h"
#include "actions/message/mail_intake.h"
#include "store/message/message.h"
#include "tests/api/scenario.h"
#include "tests/job.h"

namespace sa {
namespace {

using test::must;
using testing::HasSubstr;

constexpr const char* kOne = "/api/operator/drafts/d1";

class DeskApiTest : public test::ScenarioTest {
 protected:
  boost::json::value get(const std::string& target, int status = 200) {
    return api->json(status, Method::GET, target);
  }
  boost::json::value post(const std::string& target, const std::string& body, int status = 200) {
    return api->json(status, Method::POST, target, body);
  }
  void create(const std::string& id) {
    post("/api/operator/drafts?draft_id=" + id,
         R"({"recipient":")" + id + R"(@customer.example","subject":"Your question about pricing",
             "body":"Hello Ada,\n\nthank you for asking. Shall we talk on Tuesday at ten?\n\nEva"})",
         201);
  }
  /// The ids of a part of the desk, joined.
  std::string desk(const std::string& split) {
    std::string all;
    const auto page = get("/api/desk?split=" + split);
    for (const auto& row : page.at("items").as_array())
      all += (all.empty() ? "" : " ") + std::string(row.at("id").as_string());
    return all;
  }
  std::string actions(const std::string& id) {
    std::string all;
    const auto trail = get("/api/operator/drafts/" + id + "/trail");
    for (const auto& step : trail.at("items").as_array())
      all += (all.empty() ? "" : " ") + std::string(step.at("action").as_string());
    return all;
  }
  /// A mail that asks for an answer. Its id.
  std::string mail_from(const std::string& from, bool only_looks) {
    const MailIntake intake{api->services, {}, "trace", only_looks};
    const auto mail = intake.read(
        "From: " + from + "\r\nTo: eva@sender.example\r\nSubject: Price for 40 seats\r\nMessage-ID: <" +
            std::to_string(++mails_) + "@mail.example>\r\nDate: " + format_rfc5322_date(api->clock.now()) +
            "\r\n\r\nHi Eva,\r\n\r\nwe are forty people and our budget is $12,000 this quarter. What does it "
            "cost a year? Can we have a demo on Tuesday?\r\n\r\nAda\r\n",
        "test");
    must(api->services.db.write_now([&](Tx& tx) { return intake.store(tx, *mail, api->clock.now()); }));
    const auto id = api->services.db.read_now(
        [&](ReadTx& tx) { return find_message(tx, std::to_string(mails_) + "@mail.example"); });
    return must(id).value();
  }
  void analyze(const std::string& message_id, bool only_looks = false) {
    must(test::run_job(api->services, analyze_message_job(),
                       {{"message_id", message_id}, {"only_looks", only_looks}}));
  }
  /// The jobs of approved mail that are due, as a worker runs them.
  void run_send_jobs() {
    const Instant now = api->clock.now();
    const auto jobs = must(api->services.db.write_now(
        [&](Tx& tx) { return claim_jobs(tx, "worker", now, now + kMinuteMs, 10, true); }));
    const JobRow row = send_draft_job();
    for (const Job& job : jobs)
      if (job.kind == row.name) must(sync_wait(row.run(api->services, job, false)));
  }
  int mails_ = 0;
};
INSTANTIATE_ENGINES(DeskApiTest);

TEST_P(DeskApiTest, RowsAreShortAndOneAnswerHoldsEverythingOfADraft) {
  const std::string message = mail_from("Ada Byron <ada@customer.example>", false);
  analyze(message);
  const auto page = get("/api/desk");
  ASSERT_EQ(page.at("items").as_array().size(), 1u);
  const auto& row = page.at("items").at(0);
  EXPECT_LE(to_json_text(row).size(), 400u);
  EXPECT_EQ(row.at("name"), "Ada Byron");
  EXPECT_THAT(std::string(row.at("words").as_string()), HasSubstr("forty people"));
  const auto item = get("/api/desk/" + std::string(row.at("id").as_string()));
  EXPECT_EQ(item.at("draft").at("id"), row.at("id"));
  EXPECT_EQ(item.at("thread").at("messages").at(0).at("message_id"), boost::json::value(message));
  EXPECT_EQ(item.at("analysis").at("intent"), row.at("intent"));
  EXPECT_EQ(item.at("trail").at("items").at(0).at("action"), "create");
  EXPECT_EQ(item.at("quota").at("contact_email"), "ada@customer.example");
  EXPECT_EQ(item.at("contact").at("name"), "Ada Byron");
  get("/api/desk/none", 404);
}

TEST_P(DeskApiTest, PagesOfAPartGoOnWithoutAGap) {
  for (const char* id : {"d1", "d2", "d3", "d4"}) {
    create(id);
    api->clock.advance(1000);
  }
  post("/api/operator/drafts/d2/snooze", R"({"until":"2026-11-25T09:00:00Z"})");
  const auto first = get("/api/desk?limit=2");
  EXPECT_EQ(first.at("items").at(1).at("id"), "d3");
  const auto second = get("/api/desk?limit=2&after=" + std::string(first.at("next").as_string()));
  EXPECT_EQ(second.at("items").at(0).at("id"), "d4");
  EXPECT_TRUE(second.at("next").is_null());
}

TEST_P(DeskApiTest, ASnoozedDraftComesBackAtItsTime) {
  create("d1");
  EXPECT_EQ(desk("pending"), "d1");
  post(std::string(kOne) + "/snooze", R"({"until":"2026-11-01T09:00:00Z"})", 422);
  const Instant until = api->clock.now() + kHourMs;
  post(std::string(kOne) + "/snooze", R"({"until":")" + format_rfc3339(until) + "\"}");
  EXPECT_EQ(desk("pending"), "");
  EXPECT_EQ(desk("snoozed"), "d1");
  api->clock.advance(kHourMs);
  EXPECT_EQ(desk("pending"), "d1");
  EXPECT_EQ(desk("snoozed"), "");
  post(std::string(kOne) + "/snooze", R"({"until":")" + format_rfc3339(until + kHourMs) + "\"}");
  post(std::string(kOne) + "/snooze", R"({"until":null})");
  EXPECT_EQ(desk("pending"), "d1");
  EXPECT_EQ(actions("d1"), "create snooze snooze wake");
}

TEST_P(DeskApiTest, ARejectionIsTakenBackWithinAMinute) {
  create("d1");
  post(std::string(kOne) + "/reject", R"({"rejected_by":"Eva","reason":"Wrong tone."})");
  const auto back = post(std::string(kOne) + "/reopen", "{}");
  EXPECT_EQ(back.at("status"), "PENDING_APPROVAL");
  EXPECT_TRUE(back.at("rejected_reason").is_null());
  EXPECT_EQ(actions("d1"), "create reject reopen");
  post(std::string(kOne) + "/reject", R"({"rejected_by":"Eva","reason":"Wrong tone."})");
  api->clock.advance(kReopenMs + 1);
  post(std::string(kOne) + "/reopen", "{}", 409);
}

TEST_P(DeskApiTest, ASendThatWaitsCanBeWithdrawnAndThenNothingLeaves) {
  create("d1");
  post(std::string(kOne) + "/approve", R"({"approved_by":"Eva"})");
  const auto planned = post(std::string(kOne) + "/send?wait_s=30", "{}", 202);
  EXPECT_EQ(planned.at("status"), "APPROVED");
  EXPECT_EQ(planned.at("not_before"), boost::json::value(format_rfc3339(api->clock.now() + 30 * kSecondMs)));
  EXPECT_TRUE(planned.at("sent_at").is_null());
  post(std::string(kOne) + "/withdraw", "{}");
  api->clock.advance(kMinuteMs);
  run_send_jobs();
  EXPECT_EQ(get(kOne).at("status"), "PENDING_APPROVAL");
  EXPECT_EQ(actions("d1"), "create approve plan_send withdraw") << "nobody tried to send it";
  post(std::string(kOne) + "/send?wait_s=301", "{}", 422);
}

TEST_P(DeskApiTest, ASendThatWaitsLeavesByItself) {
  create("d1");
  post(std::string(kOne) + "/send?wait_s=30", "{}", 409);
  post(std::string(kOne) + "/approve", R"({"approved_by":"Eva"})");
  post(std::string(kOne) + "/send?wait_s=30", "{}", 202);
  api->clock.advance(30 * kSecondMs);
  run_send_jobs();
  EXPECT_EQ(get(kOne).at("status"), "SENT");
  EXPECT_EQ(actions("d1"), "create approve plan_send send confirm_sent");
}

TEST_P(DeskApiTest, WhatALargeImportProposesIsWrittenOnlyWhenAPersonSaysSo) {
  const std::string ada = mail_from("Ada <ada@customer.example>", true);
  const std::string bo = mail_from("Bo <bo@other.example>", true);
  const std::string cy = mail_from("Cy <cy@third.example>", true);
  for (const std::string& id : {ada, bo, cy}) analyze(id, true);
  EXPECT_EQ(desk("pending"), "") << "nothing was asked for";
  const auto proposed = get("/api/desk/proposals");
  EXPECT_EQ(proposed.at("answers"), 3);
  EXPECT_EQ(proposed.at("mails"), 3);
  const auto decided = post("/api/desk/proposals", R"({"answer":"answer","message_ids":[")" + ada + "\"]}");
  EXPECT_EQ(decided.at("decided"), 1);
  analyze(ada);
  EXPECT_EQ(get("/api/desk").at("items").as_array().size(), 1u);
  post("/api/messages/" + bo + "/not_a_lead", R"({"not_a_lead":true})");
  EXPECT_EQ(get("/api/desk/proposals").at("answers"), 1);
  EXPECT_EQ(post("/api/desk/proposals", R"({"answer":"dismiss"})").at("decided"), 1);
  EXPECT_EQ(get("/api/desk/proposals").at("items").as_array().size(), 0u);
}

TEST_P(DeskApiTest, WhoIsNoLeadGetsNoFurtherDraft) {
  const std::string first = mail_from("Ada <ada@customer.example>", false);
  analyze(first);
  const auto id = std::string(get("/api/desk").at("items").at(0).at("id").as_string());
  const auto mark = post("/api/messages/" + first + "/not_a_lead", R"({"not_a_lead":true})");
  EXPECT_EQ(mark.at("draft_id"), boost::json::value(id));
  EXPECT_EQ(get("/api/operator/drafts/" + id).at("status"), "REJECTED");
  EXPECT_EQ(actions(id), "create reject");
  const std::string second = mail_from("Ada <ADA@customer.example>", false);
  analyze(second);
  EXPECT_EQ(desk("pending"), "") << "it is remembered";
  post("/api/messages/" + second + "/not_a_lead", R"({"not_a_lead":false})");
  analyze(second);
  EXPECT_NE(desk("pending"), "");
  post("/api/messages/none/not_a_lead", R"({"not_a_lead":true})", 404);
}

TEST_P(DeskApiTest, TheHistoryIsSearchedByPersonDraftAndColleagueAndVerified) {
  create("d1");
  create("d2");
  post(std::string(kOne) + "/reject", R"({"rejected_by":"Eva Stone","reason":"Wrong tone."})");
  const auto seqs = [&](const std::string& query) {
    std::string all;
    const auto page = get("/api/audit?" + query);
    for (const auto& step : page.at("items").as_array())
      all += std::string(step.at("draft_id").as_string()) + ':' + std::string(step.at("action").as_string()) +
             ' ';
    return all;
  };
  EXPECT_EQ(seqs("order=newest"), "d1:reject d2:create d1:create ");
  EXPECT_EQ(seqs("after=1"), "d2:create d1:reject ");
  EXPECT_EQ(seqs("q=D2@customer"), "d2:create ");
  EXPECT_EQ(seqs("q=d1"), "d1:create d1:reject ");
  EXPECT_EQ(seqs("actor=eva%20STONE"), "d1:reject ");
  EXPECT_EQ(seqs("action=create&draft_id=d1"), "d1:create ");
  EXPECT_EQ(seqs("q=%25"), "") << "no wildcard";
  const auto page = get("/api/audit?order=newest&limit=2");
  EXPECT_EQ(get("/api/audit?order=newest&limit=2&after=" + std::to_string(page.at("next").as_int64()))
                .at("items")
                .as_array()
                .size(),
            1u);
  const auto check = get("/api/audit/verify");
  EXPECT_EQ(check.at("ok"), true);
  EXPECT_EQ(check.at("rows"), 3);
  EXPECT_EQ(check.at("last"), check.at("end"));
  EXPECT_EQ(get("/api/audit/verify?after=2").at("rows"), 1);
}

TEST_P(DeskApiTest, AnErasureIsShownBeforeItIsDone) {
  create("d1");
  const boost::json::value contact = get("/api/contacts?q=d1@customer.example").at("items").at(0);
  const std::string path = "/api/contacts/" + std::string(contact.at("contact_id").as_string());
  post(path + "/erase", R"({"confirm":"other@customer.example","dry_run":true})", 422);
  const auto preview = post(path + "/erase", R"({"confirm":"d1@customer.example","dry_run":true})");
  EXPECT_EQ(preview.at("audit_seq"), 0);
  EXPECT_EQ(preview.at("rows_by_table").at("contacts"), 1);
  EXPECT_EQ(get(kOne).at("recipient"), "d1@customer.example") << "it was a look only";
  EXPECT_EQ(get("/api/contacts?q=d1@customer.example").at("items").as_array().size(), 1u);
  const auto done = post(path + "/erase", R"({"confirm":"d1@customer.example"})");
  for (const auto& [table, rows] : preview.at("rows_by_table").as_object())
    EXPECT_EQ(done.at("rows_by_table").at(table), rows) << table;
  get(path, 404);
}

TEST_P(DeskApiTest, AListOfContactsSaysLastMailAndNextStep) {
  mail_from("Ada Byron <ada@customer.example>", false);
  const auto ada = get("/api/contacts?q=ada").at("items").at(0);
  EXPECT_EQ(ada.at("last_touch_at"),
            boost::json::value(format_rfc3339(Instant{api->clock.now().ms / 1000 * 1000})));
  EXPECT_TRUE(ada.at("next_step").is_null());
  const std::string id(ada.at("contact_id").as_string());
  post("/api/tasks", R"({"title":"Later","due_date":"2026-12-24","contact_id":")" + id + "\"}", 201);
  post("/api/tasks", R"({"title":"Call","due_date":"2026-12-01","contact_id":")" + id + "\"}", 201);
  EXPECT_EQ(get("/api/contacts?q=ada").at("items").at(0).at("next_step").at("title"), "Call");
  EXPECT_EQ(get("/api/contacts/" + id).at("next_step").at("due_date"), "2026-12-01");
}

}  // namespace
}  // namespace sa
