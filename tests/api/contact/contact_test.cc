// Contacts and companies over HTTP: found by what people type, changed by one at a time, and what happened with them.
#include <gmock/gmock.h>
#include <algorithm>

#include "actions/contact/suppression.h"
#include "actions/message/mail_intake.h"
#include "tests/api/real_api.h"
#include "tests/store/tamper.h"

namespace sa {
namespace {

using test::must;

constexpr const char* kContacts = "/api/contacts";

class ContactApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
  }
  boost::json::value get(const std::string& target, int status = 200) {
    return api->json(status, Method::GET, target);
  }
  boost::json::value add(const std::string& body, int status = 201) {
    // One after the other: what is listed first is what is newer.
    api->clock.advance(1000);
    return api->json(status, Method::POST, kContacts, body);
  }
  boost::json::value change(const std::string& path, const std::string& body, int status = 200) {
    return api->json(status, Method::PATCH, path, body);
  }
  static std::string path_of(const boost::json::value& contact) {
    return std::string(kContacts) + '/' + std::string(contact.at("contact_id").as_string());
  }
  /// The addresses of a list, joined.
  std::string found(const std::string& query) {
    std::string all;
    const auto page = get(std::string(kContacts) + '?' + query);
    for (const auto& item : page.at("items").as_array())
      all += (all.empty() ? "" : " ") + std::string(item.at("email").as_string());
    return all;
  }
  /// The kinds of a timeline, newest first.
  std::string kinds(const std::string& path) {
    std::string all;
    const auto page = get(path + "/timeline");
    for (const auto& item : page.at("items").as_array())
      all += (all.empty() ? "" : " ") + std::string(item.at("kind").as_string());
    return all;
  }
  void mail_from(const std::string& from, const std::string& words) {
    const MailIntake intake{api->services, {}, "trace"};
    const auto mail =
        intake.read("From: " + from + "\r\nTo: eva@sender.example\r\nSubject: Stock\r\nMessage-ID: <" +
                        std::to_string(api->clock.now().ms) +
                        "@mail.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n" + words + "\r\n",
                    "test");
    must(api->services.db.write_now([&](Tx& tx) { return intake.store(tx, *mail, api->clock.now()); }));
    api->clock.advance(1000);
  }
  std::unique_ptr<test::RealApi> api;
};
INSTANTIATE_ENGINES(ContactApiTest);

TEST_P(ContactApiTest, AContactIsAddedReadAndChanged) {
  const auto made = add(R"({"email":"Ada.Byron@gmail.com","first_name":"Ada","last_name":"Byron",
    "company":"Acme GmbH","country":"DE","tags":["vip"],"custom":{"plan":"gold"},"basis":"consent"})");
  EXPECT_EQ(made.at("name"), "Ada Byron");
  EXPECT_EQ(made.at("timezone"), "Europe/Berlin");
  EXPECT_EQ(made.at("zone_source"), "country");
  EXPECT_EQ(made.at("stage"), "initial");
  EXPECT_EQ(made.at("version"), 1);
  EXPECT_EQ(made.at("custom").at("plan"), "gold");
  EXPECT_TRUE(made.at("company_id").is_string());
  EXPECT_EQ(get(path_of(made)), made);
  const auto changed = change(
      path_of(made), R"({"version":1,"title":"CTO","emails":["Ada.Byron@gmail.com","ada@acme.example"]})");
  EXPECT_EQ(changed.at("title"), "CTO");
  EXPECT_EQ(changed.at("name"), "Ada Byron") << "what is left out stays";
  EXPECT_EQ(changed.at("emails"), boost::json::value({"Ada.Byron@gmail.com", "ada@acme.example"}));
  const auto stale = change(path_of(made), R"({"version":1,"title":"CEO"})", 409);
  EXPECT_EQ(stale.at("version"), 2);
  EXPECT_EQ(stale.at("current").at("title"), "CTO");
  EXPECT_EQ(get(path_of(made)).at("title"), "CTO");
  // Another spelling of an address is the same person.
  const auto taken = add(R"({"email":"a.d.abyron+x@googlemail.com"})", 409);
  EXPECT_EQ(taken.at("contact_id"), made.at("contact_id"));
  add(R"({"email":"no address"})", 422);
  add(R"({"name":"Nobody"})", 422);
  change(path_of(made), R"({"version":2,"emails":[]})", 422);
  change(path_of(made), R"({"version":2,"user_id":"who"})", 422);
  change(path_of(made), R"({"version":2,"timezone":"Moon/Sea"})", 422);
  get("/api/contacts/none", 404);
}

TEST_P(ContactApiTest, IsFoundByWhatPeopleType) {
  add(R"({"email":"ada@acme.example","name":"Ada Byron","company":"Acme Röhren","tags":["vip"]})");
  add(R"({"email":"bo@acme.example","name":"Bo Adamson","company":"Acme Röhren","stage":"qualified"})");
  add(R"({"email":"cy@other.example","name":"Cyprian Ünal","basis":"customer","tags":["VIP","new"]})");
  const struct {
    const char* query;
    const char* found;
  } rows[] = {{"q=ada", "bo@acme.example ada@acme.example"},
              {"q=ada%20by", "ada@acme.example"},
              {"q=rohr", "bo@acme.example ada@acme.example"},
              {"q=%C3%9CNAL", "cy@other.example"},
              {"q=unal", "cy@other.example"},
              {"q=da", ""},
              {"q=ADA@acme.example", "ada@acme.example"},
              {"q=ada%2Bx@acme.example&stage=qualified", ""},
              {"q=acme&stage=qualified", "bo@acme.example"},
              {"stage=qualified", "bo@acme.example"},
              {"tag=vip", "cy@other.example ada@acme.example"},
              {"tag=vip&basis=customer", "cy@other.example"},
              {"basis=consent", ""},
              {"q=---", ""},
              {"", "cy@other.example bo@acme.example ada@acme.example"}};
  for (const auto& row : rows) EXPECT_EQ(found(row.query), row.found) << row.query;
  const auto company = get(std::string(kContacts) + "?q=bo").at("items").at(0).at("company_id");
  EXPECT_EQ(found("company_id=" + std::string(company.as_string())), "bo@acme.example ada@acme.example");
}

TEST_P(ContactApiTest, ALongListComesInPagesAndEachContactOnce) {
  for (int i = 0; i < 25; ++i) {
    // Two words with one beginning, which is one finding.
    add(R"({"email":"anna)" + std::to_string(i) + R"(@acme.example","name":"Anna Annandale"})");
  }
  for (const std::string query : {"q=ann", "", "stage=initial"}) {
    std::set<std::string> seen;
    std::string after;
    int pages = 0;
    do {
      const auto page = get(std::string(kContacts) + "?limit=7&" + query + after);
      for (const auto& item : page.at("items").as_array())
        EXPECT_TRUE(seen.insert(std::string(item.at("email").as_string())).second);
      after = page.at("next").is_null() ? "" : "&after=" + std::string(page.at("next").as_string());
      ++pages;
    } while (!after.empty());
    EXPECT_EQ(seen.size(), 25u) << query;
    EXPECT_EQ(pages, 4) << query;
  }
  get(std::string(kContacts) + "?after=x", 422);
}

TEST_P(ContactApiTest, issue_a_page_goes_on_in_the_range_in_which_the_one_before_was_found) {
  // Each term of "janssen" begins with "jan", too; "januar" stands behind it in the wider range.
  add(R"({"email":"one@acme.example","name":"Jan Janssen"})");
  add(R"({"email":"two@acme.example","name":"Januar Janssen"})");
  add(R"({"email":"three@acme.example","name":"Jan Janssen"})");
  std::string all;
  std::string after;
  do {
    const auto page = get(std::string(kContacts) + "?limit=1&q=jan%20janssen" + after);
    for (const auto& item : page.at("items").as_array())
      all += std::string(item.at("email").as_string()) + ' ';
    after = page.at("next").is_null() ? "" : "&after=" + std::string(page.at("next").as_string());
  } while (!after.empty());
  EXPECT_EQ(all, "three@acme.example two@acme.example one@acme.example ");
}

TEST_P(ContactApiTest, WhatHappenedIsInOneOrder) {
  mail_from("Ben Hill <ben@acme.example>", "Hello Eva, who would install it here?");
  const auto ben = get(std::string(kContacts) + "?q=ben@acme.example").at("items").at(0);
  EXPECT_EQ(ben.at("stage"), "engaged");
  const std::string path = path_of(ben);
  EXPECT_EQ(kinds(path), "stage mail");
  mail_from("ben@acme.example", "We have a budget of 10,000 EUR for this quarter. Can you send a quote?");
  EXPECT_EQ(get(path).at("stage"), "qualified");
  mail_from("ben@acme.example", "And one more question: who would install it?");
  EXPECT_EQ(get(path).at("stage"), "qualified") << "facts move it forward only";
  api->clock.advance(1000);
  api->json(201, Method::POST, path + "/notes", R"({"text":"Met at the fair."})");
  api->clock.advance(1000);
  api->json(
      201, Method::POST, "/api/operator/drafts?draft_id=d1",
      R"({"recipient":"ben@acme.example","subject":"Stock counting","body":"Hello, would a short call about stock counting help your team next week? Eva"})");
  api->clock.advance(1000);
  api->json(200, Method::POST, "/api/operator/drafts/d1/reject", R"({"reason":"No","rejected_by":"eva"})");
  api->clock.advance(1000);
  api->json(201, Method::POST, "/api/tasks",
            R"({"title":"Call Ben","due_date":"2026-11-24","contact_id":")" +
                std::string(ben.at("contact_id").as_string()) + "\"}");
  api->clock.advance(1000);
  api->json(201, Method::POST, "/api/suppressions", R"({"address":"ben@acme.example","reason":"manual"})");
  EXPECT_THAT(kinds(path), ::testing::StartsWith("suppression task decision draft note"));
  const auto all = get(path + "/timeline").at("items").as_array();
  for (std::size_t i = 1; i < all.size(); ++i)
    EXPECT_GE(std::string(all[i - 1].at("at").as_string()), std::string(all[i].at("at").as_string()));
  // Page by page it is the same.
  boost::json::array paged;
  std::string after;
  do {
    const auto page = get(path + "/timeline?limit=2" + after);
    for (const auto& item : page.at("items").as_array()) paged.push_back(item);
    after = page.at("next").is_null() ? "" : "&after=" + std::string(page.at("next").as_string());
  } while (!after.empty());
  EXPECT_EQ(paged, all);
  const auto evidence =
      std::ranges::find_if(all, [](const auto& item) { return item.at("status") == "qualified"; });
  ASSERT_NE(evidence, all.end());
  EXPECT_THAT(std::string(evidence->at("ref_id").as_string()), ::testing::StartsWith("message:"));
  get("/api/contacts/none/timeline", 404);
}

TEST_P(ContactApiTest, APersonMaySetAnyStageAndTheTimelineSaysWho) {
  const auto made = add(R"({"email":"ada@acme.example","stage":"proposal"})");
  EXPECT_EQ(made.at("stage"), "proposal");
  const auto back =
      change(path_of(made), R"({"stage":"initial","version":)" + to_json_text(made.at("version")) + "}");
  EXPECT_EQ(back.at("stage"), "initial");
  EXPECT_EQ(kinds(path_of(made)), "stage stage");
}

TEST_P(ContactApiTest, issue_a_first_name_alone_takes_nothing_from_the_name_that_is_known) {
  mail_from("Ada Lovelace <ada@acme.example>", "Hello Eva, who would install it here?");
  const auto ada = get(std::string(kContacts) + "?q=ada@acme.example").at("items").at(0);
  ASSERT_EQ(ada.at("name"), "Ada Lovelace");
  const auto version = [](const auto& contact) { return to_json_text(contact.at("version")); };
  auto changed = change(path_of(ada), R"({"first_name":"Ada","version":)" + version(ada) + "}");
  EXPECT_EQ(changed.at("name"), "Ada Lovelace");
  EXPECT_EQ(changed.at("first_name"), "Ada");
  // One that was put together from its parts follows them, and one that was told can be taken back.
  changed = change(path_of(ada), R"({"name":"","last_name":"Byron","version":)" + version(changed) + "}");
  EXPECT_EQ(changed.at("name"), "Ada Byron");
  changed = change(path_of(ada), R"({"last_name":"King","version":)" + version(changed) + "}");
  EXPECT_EQ(changed.at("name"), "Ada King");
}

TEST_P(ContactApiTest, issue_a_contact_can_be_taken_out_of_its_company) {
  const auto ada = add(R"({"email":"ada@acme.example","company":"Acme GmbH"})");
  add(R"({"email":"bo@acme.example","company":"Acme GmbH"})");
  const auto out = change(path_of(ada), R"({"company_id":"","version":1})");
  EXPECT_TRUE(out.at("company_id").is_null());
  EXPECT_EQ(out.at("company"), "");
  EXPECT_EQ(found("company_id=" + std::string(ada.at("company_id").as_string())), "bo@acme.example");
}

TEST_P(ContactApiTest, issue_what_bears_on_the_right_to_write_is_a_persons_word_and_is_shown) {
  const auto ada = add(R"({"email":"ada@acme.example","basis":"consent"})");
  const auto ask = [&](const std::string& key, const std::string& change) {
    return static_cast<int>(api->ask(Method::PATCH, path_of(ada), {{"Authorization", "Bearer " + key}},
                                     R"({"version":1,)" + change + "}")
                                .status);
  };
  const std::string key = api->add_key({}, {Scope::read, Scope::draft});
  for (const char* change :
       {R"("email":"bo@acme.example")", R"("emails":["ada@acme.example","bo@acme.example"])",
        R"("basis":"customer")", R"("basis_at":"2026-11-01T00:00:00Z")", R"("stage":"proposal")"})
    EXPECT_EQ(ask(key, change), 403) << change;
  EXPECT_EQ(get(path_of(ada)), ada);
  EXPECT_EQ(ask(key, R"("title":"CTO")"), 200);
  EXPECT_EQ(kinds(path_of(ada)), "consent");
  change(path_of(ada), R"({"version":2,"basis":"customer","emails":["ada@acme.example","a@home.example"]})");
  const auto items = get(path_of(ada) + "/timeline").at("items").as_array();
  ASSERT_EQ(items.size(), 3u) << "two reasons to write, and the change";
  const auto note = std::ranges::find_if(items, [](const auto& item) { return item.at("kind") == "note"; });
  ASSERT_NE(note, items.end());
  EXPECT_EQ(note->at("words"),
            "Changed addresses from ada@acme.example to ada@acme.example, a@home.example; basis from "
            "consent to customer.");
  const auto trail =
      must(api->services.db.read_now([](ReadTx& tx) { return list_audit_of_action(tx, "change_contact"); }));
  ASSERT_EQ(trail.size(), 1u);
  EXPECT_EQ(trail[0].details.find('@'), std::string::npos) << trail[0].details;
}

TEST_P(ContactApiTest, CompaniesGatherTheirPeople) {
  const auto ada = add(R"({"email":"ada@acme.example","company":"Acme GmbH"})");
  const auto bo = add(R"({"email":"bo@acme.example","company":"ACME  gmbh"})");
  EXPECT_EQ(ada.at("company_id"), bo.at("company_id"));
  const std::string path = "/api/companies/" + std::string(ada.at("company_id").as_string());
  EXPECT_EQ(get("/api/companies?q=acm").at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/api/companies?q=gmbh%20acme").at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/api/companies?q=cme").at("items").as_array().size(), 0u);
  EXPECT_EQ(ada.at("zone_source"), "sender");
  const auto company = change(path, R"({"version":1,"country":"Poland","domain":"Acme.example"})");
  EXPECT_EQ(company.at("domain"), "acme.example");
  const auto moved = get(path_of(ada));
  EXPECT_EQ(moved.at("timezone"), "Europe/Warsaw");
  EXPECT_EQ(moved.at("zone_source"), "company");
  change(path, R"({"version":1,"name":"Other"})", 409);
  api->json(409, Method::POST, "/api/companies", R"({"name":"Another","domain":"acme.example"})");
  api->json(201, Method::POST, path_of(bo) + "/notes", R"({"text":"Met at the fair."})");
  EXPECT_EQ(kinds(path), "note");
  get("/api/companies/none", 404);
}

TEST_P(ContactApiTest, WhoIsWrittenToBecomesAContactAndWhoWasErasedDoesNot) {
  api->json(
      201, Method::POST, "/api/operator/drafts?draft_id=d1",
      R"({"recipient":"Di@acme.example","subject":"Stock counting","body":"Hello, would a short call about stock counting help your team next week? Eva"})");
  const auto di = get(std::string(kContacts) + "?q=di@acme.example").at("items").at(0);
  EXPECT_EQ(di.at("email"), "Di@acme.example");
  EXPECT_EQ(kinds(path_of(di)), "draft");
  api->json(200, Method::POST, path_of(di) + "/erase", R"({"confirm":"di@acme.example"})");
  get(path_of(di), 404);
  EXPECT_THAT(std::string(add(R"({"email":"DI@acme.example"})", 409).at("detail").as_string()),
              ::testing::HasSubstr("contact.erased"));
  EXPECT_EQ(found("q=di"), "");
}

TEST_P(ContactApiTest, TasksAreListedAsTheyFallDueAndDoneOnce) {
  const auto ada = add(R"({"email":"ada@acme.example","name":"Ada","timezone":"America/New_York"})");
  const std::string id(ada.at("contact_id").as_string());
  const auto later =
      api->json(201, Method::POST, "/api/tasks", R"({"title":"Later","due_date":"2026-12-24"})");
  const auto first = api->json(201, Method::POST, "/api/tasks",
                               R"({"title":"Call","due_date":"2026-11-20","contact_id":")" + id + "\"}");
  EXPECT_EQ(first.at("due_at"), "2026-11-20T14:00:00Z") << "nine o'clock where Ada is";
  EXPECT_EQ(first.at("contact_name"), "Ada");
  EXPECT_EQ(get("/api/tasks").at("items").as_array().size(), 2u);
  EXPECT_EQ(get("/api/tasks").at("items").at(0).at("task_id"), first.at("task_id"));
  for (const char* query : {"due=overdue", "due=today", "due=2026-11-23", "limit=1"})
    EXPECT_EQ(get("/api/tasks?" + std::string(query)).at("items").as_array().size(), 1u) << query;
  EXPECT_EQ(get("/api/tasks?due=2026-11-19").at("items").as_array().size(), 0u);
  EXPECT_EQ(get("/api/tasks?user_id=x").at("items").as_array().size(), 0u);
  get("/api/tasks?due=soon", 422);
  const std::string path = "/api/tasks/" + std::string(first.at("task_id").as_string());
  const auto done = change(path, R"({"version":1,"status":"DONE"})");
  EXPECT_TRUE(done.at("done_at").is_string());
  EXPECT_EQ(change(path, R"({"version":1,"status":"CANCELLED"})", 409).at("current").at("status"), "DONE");
  EXPECT_EQ(get("/api/tasks?status=DONE").at("items").as_array().size(), 1u);
  EXPECT_TRUE(change(path, R"({"version":2,"status":"OPEN"})").at("done_at").is_null());
  api->json(422, Method::POST, "/api/tasks", R"({"title":"No day"})");
  // Nurturing's are among them.
  const auto planned =
      api->json(200, Method::POST, "/api/agents/nurturing/schedule",
                R"({"contact_id":")" + id + R"(","company_id":"acme","engagement_stage":"engaged"})");
  EXPECT_EQ(get("/api/tasks?contact_id=" + id).at("items").as_array().size(), 2u);
}

TEST_P(ContactApiTest, issue_a_planned_follow_up_is_no_fact_that_moves_the_stage) {
  const auto ada = add(R"({"email":"ada@acme.example","stage":"qualified"})");
  for (const char* stage : {"initial", "proposal"}) {
    api->json(200, Method::POST, "/api/agents/nurturing/schedule",
              R"({"contact_id":")" + std::string(ada.at("contact_id").as_string()) +
                  R"(","company_id":"acme","engagement_stage":")" + stage + "\"}");
    EXPECT_EQ(get(path_of(ada)).at("stage"), "qualified") << stage;
  }
}

TEST_P(ContactApiTest, issue_a_task_under_the_crms_id_is_in_the_timeline_of_the_contact) {
  const auto ada = add(R"({"email":"ada@acme.example"})");
  test::tamper(api->database,
               "INSERT INTO hubspot_contacts VALUES ('h1', 'ada@acme.example', 'ada@acme.example', 'Ada', "
               "NULL, '', '{}', NULL, 0, 1, 1);");
  api->json(200, Method::POST, "/api/agents/nurturing/schedule",
            R"({"contact_id":"h1","company_id":"acme","engagement_stage":"engaged"})");
  EXPECT_EQ(kinds(path_of(ada)), "task draft");
}

}  // namespace
}  // namespace sa
