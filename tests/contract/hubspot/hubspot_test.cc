// The HubSpot connector before the stateful fake (tools/with-vendors) and before the mock server made from HubSpot's own
// API description (tools/with-vendors --prism), and by script where no fake is needed.
#include "connectors/hubspot/hubspot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>

#include "base/reflect/reflect.h"
#include "tests/contract/raw_server.h"
#include "tests/fakes/timer.h"

namespace sa {
namespace {

namespace json = boost::json;
using test::RawServer;
using testing::HasSubstr;
using testing::Not;

struct Connected {
  SetClock clock{system_clock().now()};
  SeededRandom random{1};
  test::FakeTimer timer{clock};
  HttpClient http{{}};
  std::string url;
  HubspotCrm crm;
  VendorApi control;  ///< of the fake

  explicit Connected(const std::string& at)
      : url(at),
        crm({.provider = "hubspot", .title = "HubSpot", .base_url = at}, {http, clock, timer, random},
            std::make_shared<FixedToken>("fake-hubspot-token")),
        control({.provider = "control", .title = "Control", .base_url = at}, {http, clock, timer, random},
                std::make_shared<FixedToken>("fake-hubspot-token")) {}

  json::value tell(const std::string& path, const std::string& body, const std::string& method = "POST") {
    VendorRequest request;
    request.method = method;
    request.path = path;
    request.body = body;
    VendorAnswer answer = sync_wait(control.call(request));
    EXPECT_TRUE(answer.ok()) << path << ' ' << answer.status << answer.body << answer.failure;
    return answer.json;
  }
  /// Every page of a stream from `cursor` on; the cursor at its end.
  CrmPage read_all(const std::string& stream, std::string cursor = "") {
    CrmPage all;
    for (bool more = true; more;) {
      auto page = sync_wait(crm.fetch(stream, cursor));
      if (!page) throw std::runtime_error(page.error().message);
      for (auto& each : page->companies) all.companies.push_back(each);
      for (auto& each : page->contacts) all.contacts.push_back(each);
      for (auto& each : page->deals) all.deals.push_back(each);
      for (auto& each : page->submissions) all.submissions.push_back(each);
      for (auto& each : page->gone) all.gone.push_back(each);
      all.cursor = cursor = page->cursor;
      more = page->has_more;
    }
    return all;
  }
  std::size_t count(const std::string& type) {
    return tell("/crm/v3/objects/" + type + "?limit=100", "", "GET").at("results").as_array().size();
  }
};

#define NEED(name)                     \
  const char* url = std::getenv(name); \
  if (!url) GTEST_SKIP() << (name) << " is not set: run by tools/with-vendors"

std::string contact(int i) {
  return R"({"type":"contacts","properties":{"email":"c)" + std::to_string(i) +
         R"(@example.net","firstname":"Ben","lastname":"Nr )" + std::to_string(i) + R"("}})";
}

TEST(HubspotFakeTest, every_record_is_read_once_by_pages_and_then_only_what_changed) {
  NEED("TEST_HUBSPOT_URL");
  Connected hubspot(url);
  hubspot.tell("/_fake/reset", "{}");
  // Its clock stands: how many records share a millisecond must not depend on how fast the machine is.
  hubspot.tell("/_fake/clock", R"({"now":")" + format_rfc3339(hubspot.clock.now()) + "\"}");
  const auto pass = [&](std::int64_t ms) {
    hubspot.clock.advance(ms);
    hubspot.tell("/_fake/clock", R"({"advance_ms":)" + std::to_string(ms) + "}");
  };
  std::string objects;
  for (int i = 0; i < 249; ++i) objects += (i ? "," : "") + contact(i);
  hubspot.tell("/_fake/objects", "{\"objects\":[" + objects + "]}");
  pass(kSecondMs);
  hubspot.tell("/_fake/objects", "{\"objects\":[" + contact(249) + "]}");
  const CrmPage first = hubspot.read_all("contacts");
  std::set<std::string> addresses;
  for (const CrmContact& each : first.contacts) addresses.insert(each.email_key);
  EXPECT_EQ(addresses.size(), 250U) << "more than a page changed in one moment";
  EXPECT_EQ(first.contacts.front().name.substr(0, 6), "Ben Nr");
  // Ten minutes on, the overlap is behind: only the newest comes again, and what is new.
  pass(10 * kMinuteMs);
  const CrmPage second = hubspot.read_all("contacts", first.cursor);
  pass(10 * kMinuteMs);
  hubspot.tell("/_fake/objects", "{\"objects\":[" + contact(999) + "]}");
  const CrmPage third = hubspot.read_all("contacts", second.cursor);
  ASSERT_EQ(third.contacts.size(), 2U);
  EXPECT_EQ(third.contacts[0].email_key, "c249@example.net");
  EXPECT_EQ(third.contacts[1].email_key, "c999@example.net");
}

TEST(HubspotFakeTest, what_the_index_did_not_know_yet_comes_with_a_later_reading) {
  NEED("TEST_HUBSPOT_URL");
  Connected hubspot(url);
  hubspot.tell("/_fake/reset", "{}");
  hubspot.tell("/_fake/settings", R"({"search_lag_ms":60000})");
  hubspot.tell("/_fake/objects", "{\"objects\":[" + contact(1) + "]}");
  const CrmPage early = hubspot.read_all("contacts");
  EXPECT_TRUE(early.contacts.empty());
  hubspot.clock.advance(2 * kMinuteMs);
  hubspot.tell("/_fake/clock", R"({"advance_ms":120000})");
  EXPECT_EQ(hubspot.read_all("contacts", early.cursor).contacts.size(), 1U);
}

TEST(HubspotFakeTest, merges_links_and_absence_are_followed) {
  NEED("TEST_HUBSPOT_URL");
  Connected hubspot(url);
  hubspot.tell("/_fake/reset", "{}");
  hubspot.tell("/_fake/objects", R"({"objects":[
    {"type":"companies","id":"50","properties":{"name":"Acme","domain":"ACME.example"}},
    {"type":"contacts","id":"1","properties":{"email":"a@acme.example"}},
    {"type":"contacts","id":"2","properties":{"email":"b@acme.example"}},
    {"type":"deals","id":"9","properties":{"dealname":"Big","amount":"1000.10","deal_currency_code":"EUR"},
     "associations":[{"to":"50","typeId":341},{"to":"1","typeId":3}]}]})");
  hubspot.tell("/crm/v3/objects/contacts/merge", R"({"primaryObjectId":"1","objectIdToMerge":"2"})");
  const CrmPage contacts = hubspot.read_all("contacts");
  ASSERT_EQ(contacts.contacts.size(), 1U);
  EXPECT_THAT(contacts.contacts[0].merged_ids, testing::ElementsAre("2"));
  const auto merged = sync_wait(hubspot.crm.fetch_record("contact", "2"));
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->contacts.at(0).contact_id, "1");
  EXPECT_EQ(hubspot.read_all("companies").companies.at(0).domain, "acme.example");
  const CrmPage deals = hubspot.read_all("deals");
  ASSERT_EQ(deals.deals.size(), 1U);
  EXPECT_EQ(deals.deals[0].amount, "1000.10");
  EXPECT_EQ(deals.deals[0].company_id_fk, "50");
  EXPECT_EQ(deals.deals[0].contact_id_fk, "1");
  const auto gone = sync_wait(hubspot.crm.fetch_record("company", "4711"));
  ASSERT_TRUE(gone);
  ASSERT_EQ(gone->gone.size(), 1U);
  EXPECT_EQ(gone->gone[0].record_id, "4711");
}

TEST(HubspotFakeTest, what_was_archived_is_listed_whole_by_pages_and_searched_by_none) {
  NEED("TEST_HUBSPOT_URL");
  Connected hubspot(url);
  hubspot.tell("/_fake/reset", "{}");
  std::string objects = R"({"type":"companies","id":"9001","properties":{"name":"Acme"},"archived":true})";
  std::set<std::string> archived;
  for (int i = 0; i < 230; ++i) {
    const std::string id = std::to_string(100 + i);
    const bool is_archived = i < 210;
    if (is_archived) archived.insert(id);
    objects += R"(,{"type":"contacts","properties":{},"id":")" + id +
               (is_archived ? R"(","archived":true})" : R"("})");
  }
  hubspot.tell("/_fake/objects", "{\"objects\":[" + objects + "]}");
  EXPECT_EQ(hubspot.read_all("contacts").contacts.size(), 20U);
  const CrmPage swept = hubspot.read_all("archived_contacts");
  std::set<std::string> seen;
  for (const CrmGone& each : swept.gone) {
    EXPECT_EQ(each.type, "contact");
    seen.insert(each.record_id);
  }
  EXPECT_EQ(seen, archived);
  EXPECT_EQ(swept.cursor, "") << "the next sweep begins anew";
  const CrmPage companies = hubspot.read_all("archived_companies");
  ASSERT_EQ(companies.gone.size(), 1U);
  EXPECT_EQ(companies.gone[0].record_id, "9001");
  EXPECT_THAT(hubspot.crm.archive_streams(),
              testing::ElementsAre("archived_companies", "archived_contacts", "archived_deals"));
}

TEST(HubspotFakeTest, a_contact_that_is_there_is_found_and_a_new_one_is_made_once) {
  NEED("TEST_HUBSPOT_URL");
  Connected hubspot(url);
  hubspot.tell("/_fake/reset", "{}");
  const auto made = sync_wait(hubspot.crm.ensure_contact("new@example.net", "Nina New"));
  ASSERT_TRUE(made) << made.error().message;
  const auto again = sync_wait(hubspot.crm.ensure_contact("new@example.net", "Other Name"));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->contact_id, made->contact_id);
  EXPECT_EQ(again->name, "Nina New");
  EXPECT_EQ(hubspot.count("contacts"), 1U);
}

TEST(HubspotTest, a_contact_that_somebody_made_meanwhile_is_updated) {
  RawServer server(
      {RawServer::answer("404 Not Found", "{}"),
       RawServer::answer("409 Conflict",
                         R"({"message":"Contact already exists. Existing ID: 77","category":"CONFLICT"})"),
       RawServer::answer("200 OK", R"({"id":"77","properties":{"email":"x@example.net"}})"),
       RawServer::answer("200 OK", R"({"id":"77","properties":{}})")});
  Connected hubspot(server.url());
  const auto contact = sync_wait(hubspot.crm.ensure_contact("x@example.net", "Xena Young"));
  ASSERT_TRUE(contact) << contact.error().message;
  EXPECT_EQ(contact->contact_id, "77");
  EXPECT_THAT(server.requests().at(3), testing::StartsWith("PATCH /crm/v3/objects/contacts/77 "));
  EXPECT_THAT(server.requests().at(3), HasSubstr(R"({"firstname":"Xena","lastname":"Young"})"));
}

const RawServer::Step kUnreadable = RawServer::answer("200 OK", R"({"id": "19c0ffee", "labelIds": [)");
const RawServer::Step kNoList = RawServer::answer("200 OK", R"({"message":"a gateway's words"})");

TEST(HubspotTest, issue_an_answer_that_cannot_be_read_does_not_mean_that_nothing_is_there) {
  const auto missing = RawServer::answer("404 Not Found", "{}");
  const auto exists = RawServer::answer("409 Conflict", R"({"message":"Existing ID: 77"})");
  const auto forms = RawServer::answer("200 OK", R"({"results":[{"id":"f-1","name":"Contact us"}]})");
  const auto submissions = RawServer::answer(
      "200 OK", R"({"results":[{"submittedAt":1700000000000,"values":[]}],"paging":{"next":{"after":"x"}}})");
  const auto deals =
      RawServer::answer("200 OK", R"({"results":[{"id":"9","properties":{"dealname":"Big"}}]})");
  const auto fetch = [](const char* stream) {
    return [stream](HubspotCrm& crm) { return sync_wait(crm.fetch(stream, "")).error(); };
  };
  const auto ensure = [](HubspotCrm& crm) {
    return sync_wait(crm.ensure_contact("x@example.net", "Xena Young")).error();
  };
  const auto record = [](HubspotCrm& crm) { return sync_wait(crm.fetch_record("contact", "7")).error(); };
  const struct {
    const char* name;
    std::vector<RawServer::Step> script;
    std::function<Error(HubspotCrm&)> ask;
  } rows[] = {
      {"by address", {kUnreadable}, ensure},
      {"by address, without an id", {RawServer::answer("200 OK", "{}")}, ensure},
      {"what was made", {missing, kUnreadable}, ensure},
      {"what is there", {missing, exists, kUnreadable}, ensure},
      {"what is there, and is not shown", {missing, exists, missing}, ensure},
      {"a record", {kUnreadable}, record},
      {"a record without an id", {RawServer::answer("200 OK", "{}")}, record},
      {"a page", {kUnreadable}, fetch("contacts")},
      {"a page without a list", {kNoList}, fetch("contacts")},
      {"the forms", {kNoList}, fetch("form_submissions")},
      {"a form's second page", {forms, submissions, kUnreadable}, fetch("form_submissions")},
      {"a deal's links", {deals, kUnreadable}, fetch("deals")},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawServer server(row.script);
    Connected hubspot(server.url());
    const Error error = row.ask(hubspot.crm);
    EXPECT_EQ(error.code, ErrorCode::unavailable) << error.message;
    ASSERT_EQ(server.requests().size(), row.script.size());
    for (const std::string& each : server.requests()) EXPECT_THAT(each, Not(testing::StartsWith("PATCH ")));
  }
}

TEST(HubspotTest, issue_a_company_that_was_merged_is_gone_under_its_old_id) {
  RawServer server({RawServer::answer("200 OK", R"({"id":"50","properties":{"name":"Acme"}})")});
  Connected hubspot(server.url());
  const auto page = sync_wait(hubspot.crm.fetch_record("company", "51"));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->companies.at(0).company_id, "50");
  ASSERT_EQ(page->gone.size(), 1U);
  EXPECT_EQ(page->gone[0].record_id, "51");
  EXPECT_TRUE(page->is_current);
}

TEST(HubspotTest, issue_what_stands_among_the_results_and_is_no_record_ends_nothing) {
  RawServer server({RawServer::answer("200 OK", R"({"results":[{"toObjectId":8}]})"),
                    RawServer::answer("200 OK", R"({"results":[null,7,{"id":"8","properties":{
                      "hs_note_body":"x [sales-agent note n-1]"}}]})")});
  Connected hubspot(server.url());
  const auto put = sync_wait(
      hubspot.crm.put_note({"n-1", "5", "x", hubspot.clock.now(), hubspot.clock.now() + kMinuteMs}));
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_EQ(*put, "8");
}

TEST(HubspotTest, issue_the_check_names_the_scopes_that_lack) {
  const auto fine = RawServer::answer("200 OK", R"({"results":[]})");
  const auto not_allowed = RawServer::answer("403 Forbidden", R"({"category":"MISSING_SCOPES"})");
  RawServer server({fine, fine, fine, not_allowed, not_allowed, fine, fine, fine, fine, fine});
  Connected hubspot(server.url());
  const auto lacking = sync_wait(hubspot.crm.api().check());
  ASSERT_FALSE(lacking);
  EXPECT_EQ(lacking.error().code, ErrorCode::forbidden);
  EXPECT_THAT(lacking.error().message, HasSubstr("the scopes crm.objects.deals.read, forms."));
  const auto whole = sync_wait(hubspot.crm.api().check());
  EXPECT_TRUE(whole) << whole.error().message;
}

struct Fault {
  const char* name;
  const char* rule;
};

TEST(HubspotFakeTest, a_task_is_there_exactly_once_whatever_was_lost) {
  NEED("TEST_HUBSPOT_URL");
  const Fault rows[] = {
      {"nothing", "[]"},
      {"dropped after it was taken",
       R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"accept_then_drop"}])"},
      {"500 after it was taken",
       R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"accept_then_500"}])"},
      {"reset before", R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"reset_before"}])"},
      {"cut off", R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"truncate"}])"},
      {"refused with 500",
       R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"reject","status":500}])"},
      {"too fast", R"([{"match":{"method":"POST"},"times":2,"fault":"rate_limit","retry_after":1}])"},
      {"the look-up fails, too",
       R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"accept_then_drop"},
           {"match":{"method":"GET","path":"/associations/"},"after":1,"times":3,"fault":"reject","status":500}])"},
      {"issue: the look-up's list cannot be read",
       R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"accept_then_drop"},
           {"match":{"method":"GET","path":"/associations/"},"after":1,"times":1,"fault":"bad_json"}])"},
      {"issue: the look-up's texts cannot be read",
       R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"accept_then_drop"},
           {"match":{"method":"POST","path":"/batch/read$"},"times":1,"fault":"bad_json"}])"},
      {"issue: what was made cannot be read",
       R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"bad_json"}])"},
  };
  for (const Fault& row : rows) {
    SCOPED_TRACE(row.name);
    Connected hubspot(url);
    hubspot.tell("/_fake/reset", "{}");
    hubspot.tell("/_fake/objects", "{\"objects\":[{\"type\":\"contacts\",\"id\":\"5\",\"properties\":{}}]}");
    hubspot.tell("/_fake/plan", row.rule);
    CrmTask task{"task-1", "5", "Call <Ben>", "About & more\nline two", hubspot.clock.now(), {}};
    std::string id;
    // The job comes back until it has an id.
    for (int i = 0; i < 6 && id.empty(); ++i) {
      task.until = hubspot.clock.now() + kMinuteMs;
      const auto put = sync_wait(hubspot.crm.put_task(task));
      if (put) {
        id = *put;
      } else {
        EXPECT_TRUE(is_worth_another_try(put.error().code)) << put.error().message;
      }
      hubspot.clock.advance(kMinuteMs);
    }
    EXPECT_FALSE(id.empty());
    hubspot.tell("/_fake/plan", "[]");
    const json::value tasks = hubspot.tell(
        "/crm/v3/objects/tasks?limit=100&properties=hs_task_body&associations=contacts", "", "GET");
    ASSERT_EQ(tasks.at("results").as_array().size(), 1U);
    const json::value& made = tasks.at("results").as_array().front();
    EXPECT_EQ(made.at("id").as_string(), id);
    EXPECT_THAT(std::string(made.at("properties").at("hs_task_body").as_string()),
                HasSubstr("About &amp; more<br>line two"));
  }
}

TEST(HubspotFakeTest, a_note_is_there_once_too) {
  NEED("TEST_HUBSPOT_URL");
  Connected hubspot(url);
  hubspot.tell("/_fake/reset", "{}");
  hubspot.tell("/_fake/objects", "{\"objects\":[{\"type\":\"contacts\",\"id\":\"5\",\"properties\":{}}]}");
  const CrmNote note{"note-1", "5", "They asked for a demo.", hubspot.clock.now(),
                     hubspot.clock.now() + kMinuteMs};
  const auto first = sync_wait(hubspot.crm.put_note(note));
  const auto second = sync_wait(hubspot.crm.put_note(note));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(hubspot.count("notes"), 1U);
}

TEST(HubspotFakeTest, form_submissions_are_read_with_their_words) {
  NEED("TEST_HUBSPOT_URL");
  Connected hubspot(url);
  hubspot.tell("/_fake/reset", "{}");
  hubspot.tell("/_fake/objects", R"({"forms":[{"id":"f-1","name":"Contact us"}],"submissions":[
    {"form_id":"f-1","submittedAt":1700000000000,"pageUrl":"https://ours.example/contact","values":[
      {"name":"email","value":"Ben@Example.net"},{"name":"firstname","value":"Ben"},{"name":"message","value":"A demo?"}]}]})");
  const CrmPage page = hubspot.read_all("form_submissions");
  ASSERT_EQ(page.submissions.size(), 1U);
  EXPECT_EQ(page.submissions[0].email_key, "ben@example.net");
  EXPECT_EQ(page.submissions[0].name, "Ben");
  EXPECT_EQ(page.submissions[0].form_name, "Contact us");
  EXPECT_EQ(page.submissions[0].fields.at("message").as_string(), "A demo?");
  // The newest is read again, so that one of the same moment is not lost; its id is the same.
  const CrmPage again = hubspot.read_all("form_submissions", page.cursor);
  ASSERT_EQ(again.submissions.size(), 1U);
  EXPECT_EQ(again.submissions[0].submission_id, page.submissions[0].submission_id);
}

TEST(HubspotFakeTest, issue_a_submission_that_shows_late_is_read_all_the_same) {
  NEED("TEST_HUBSPOT_URL");
  Connected hubspot(url);
  hubspot.tell("/_fake/reset", "{}");
  const auto send_in = [&](const char* words, std::int64_t at) {
    hubspot.tell("/_fake/objects", R"({"submissions":[{"form_id":"f-1","submittedAt":)" + std::to_string(at) +
                                       R"(,"values":[{"name":"message","value":")" + words + R"("}]}]})");
  };
  hubspot.tell("/_fake/objects", R"({"forms":[{"id":"f-1","name":"Contact us"}]})");
  send_in("first", 1'700'000'060'000);
  const CrmPage page = hubspot.read_all("form_submissions");
  ASSERT_EQ(page.submissions.size(), 1U);
  send_in("late", 1'700'000'000'000);
  EXPECT_EQ(hubspot.read_all("form_submissions", page.cursor).submissions.size(), 2U);
}

TEST(HubspotPrismTest, every_request_is_what_hubspots_description_allows) {
  NEED("TEST_PRISM_HUBSPOT_URL");
  Connected hubspot(url);
  for (const char* stream : {"companies", "contacts", "deals"}) {
    SCOPED_TRACE(stream);
    const auto page = sync_wait(hubspot.crm.fetch(stream, ""));
    EXPECT_TRUE(page) << page.error().message;
  }
  for (const std::string& stream : hubspot.crm.archive_streams()) {
    SCOPED_TRACE(stream);
    const auto page = sync_wait(hubspot.crm.fetch(stream, "12"));
    EXPECT_TRUE(page) << page.error().message;
  }
  for (const char* type : {"company", "contact", "deal"}) {
    SCOPED_TRACE(type);
    const auto page = sync_wait(hubspot.crm.fetch_record(type, "12"));
    EXPECT_TRUE(page) << page.error().message;
  }
  const auto contact = sync_wait(hubspot.crm.ensure_contact("x@example.net", "Xena Young"));
  EXPECT_TRUE(contact) << contact.error().message;
  const auto task = sync_wait(
      hubspot.crm.put_task({"t", "5", "Call", "Body", hubspot.clock.now(), hubspot.clock.now() + kMinuteMs}));
  EXPECT_TRUE(task) << task.error().message;
  const auto note = sync_wait(
      hubspot.crm.put_note({"n", "5", "Body", hubspot.clock.now(), hubspot.clock.now() + kMinuteMs}));
  EXPECT_TRUE(note) << note.error().message;
  // What the check of the scopes asks; forms and the account's details are not in this description.
  for (const char* type : {"companies", "contacts", "deals"}) {
    VendorRequest request;
    request.path = std::string("/crm/v3/objects/") + type + "?limit=1";
    EXPECT_EQ(sync_wait(hubspot.control.call(request)).status, 200) << type;
  }
  // One that is broken is refused: the checks above can fail.
  VendorRequest broken;
  broken.method = "POST";
  broken.path = "/crm/v3/objects/tasks";
  broken.body = R"({"associations":"none"})";
  EXPECT_EQ(sync_wait(hubspot.control.call(broken)).status, 422);
}

}  // namespace
}  // namespace sa
