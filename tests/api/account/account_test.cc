// Accounts at providers, as a person connects and lets go of them: the state works once, for who began, for ten minutes; no
// answer and no row shows a token.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/account/connect.h"
#include "actions/account/token_store.h"
#include "actions/crm/crm.h"
#include "base/crypto/secret_box.h"
#include "base/text/url.h"
#include "connectors/google/google_oauth.h"
#include "connectors/hubspot/hubspot_oauth.h"
#include "connectors/mail/mail_oauth.h"
#include "store/account/oauth.h"
#include "store/account/sync.h"
#include "store/contact/contact.h"
#include "store/crm/crm.h"
#include "store/job/job.h"
#include "store/mailbox/mailbox.h"
#include "tests/api/real_api.h"
#include "tests/fakes/account_link.h"
#include "tests/fakes/crm.h"
#include "tests/fakes/mail_feed.h"
#include "tests/fakes/mailbox_opener.h"
#include "tests/job.h"

namespace sa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kAccounts = "/api/accounts";
constexpr const char* kGoogle = "/api/accounts/google";
constexpr const char* kReturn = "/connect/google";
constexpr const char* kHubspot = "/api/accounts/hubspot";
constexpr const char* kHubspotReturn = "/connect/hubspot";

struct AccountApiTest : test::EngineTest {
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
    tokens = std::make_unique<DbTokenStore>(api->database.db(), api->clock, api->random, box);
    api->services.secrets = &box;
    api->services.tokens = tokens.get();
    api->services.account_kinds = {kGoogleAccount, kHubspotAccount, kMailAccount};
    api->services.account_links = {&link, &hubspot};
    api->services.feed = &feed;
    api->services.crm = &crm;
    hubspot.name = crm.name = "hubspot";
    hubspot.token.account = "ours.example (62515)";
  }
  /// The state of a connection that begins now.
  std::string begin(const test::Fields& fields = {}, const char* at = kGoogle) {
    const std::string url(api->json(200, Method::POST, at, "", fields).at("url").as_string());
    const std::size_t state = url.find("state=") + 6;
    return url.substr(state, url.find('&', state) - state);
  }
  Response finish(const std::string& state, const std::string& code = "good", test::Fields fields = {},
                  const char* at = kReturn) {
    fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    Request request = test::make_request(Method::POST, at, fields, "state=" + state + "&code=" + code);
    return sync_wait(api->router->handle(request));
  }
  std::size_t count_accounts() {
    return api->json(200, Method::GET, kAccounts).at("items").as_array().size();
  }
  std::int64_t count_syncs(const char* kind = "sync_mail") {
    const auto counts = test::must(api->database.db().read_now([](ReadTx& tx) { return count_jobs(tx); }));
    std::int64_t all = 0;
    for (const JobCount& each : counts) all += each.kind == kind ? each.jobs : 0;
    return all;
  }
  std::optional<SyncCursor> cursor(const char* stream = "fake:eva@sender.example") {
    return test::must(api->database.db().read_now([&](ReadTx& tx) { return find_sync_cursor(tx, stream); }));
  }
  void read_mail_until(const std::string& place) {
    EXPECT_TRUE(test::must(api->database.db().write_now([&](Tx& tx) {
      return move_sync_cursor(tx, std::nullopt, {"fake:eva@sender.example", place, api->clock.now(), 0});
    })));
  }

  SecretBox box{{"0123456789abcdef0123456789abcdef"}};
  std::unique_ptr<test::RealApi> api;
  std::unique_ptr<DbTokenStore> tokens;
  test::FakeAccountLink link;
  test::FakeAccountLink hubspot;
  test::FakeMailFeed feed;
  test::FakeCrm crm;
};
INSTANTIATE_ENGINES(AccountApiTest);

TEST_P(AccountApiTest, a_connected_account_is_shown_without_its_secrets) {
  const Response page = finish(begin());
  EXPECT_EQ(page.status, 200) << page.content();
  EXPECT_THAT(std::string(page.content()), HasSubstr("ana@ours.example"));
  EXPECT_THAT(link.redirects, ::testing::ElementsAre("http://localhost:8000/connect/google"));
  const Response list = api->ask(Method::GET, kAccounts);
  EXPECT_THAT(std::string(list.content()), HasSubstr("ana@ours.example"));
  EXPECT_THAT(std::string(list.content()), Not(HasSubstr("secret")));
  const auto row =
      test::must(api->database.db().read_now([](ReadTx& tx) { return find_oauth_token(tx, "google"); }));
  ASSERT_TRUE(row);
  EXPECT_THAT(to_json_text(*row), Not(HasSubstr("secret")));
  EXPECT_EQ(test::must(sync_wait(tokens->find("google")))->refresh_token, "refresh-secret");
  EXPECT_EQ(count_syncs(), 1) << "its mail is read at once";
}

TEST_P(AccountApiTest, a_state_works_once_for_ten_minutes) {
  const std::string state = begin();
  EXPECT_EQ(finish(state, "bad").status, 400) << "and is used up";
  EXPECT_EQ(finish(state).status, 400);
  EXPECT_EQ(finish("unknown").status, 400);
  const std::string late = begin();
  api->clock.advance(10 * kMinuteMs + 1);
  EXPECT_EQ(finish(late).status, 400);
  EXPECT_EQ(count_accounts(), 0u);
  EXPECT_EQ(count_syncs(), 0);
}

TEST_P(AccountApiTest, who_did_not_begin_cannot_finish) {
  api->context.settings.local_operator = false;
  api->add_user("ana@ours.example", "Ana", Role::owner);
  api->add_user("bea@ours.example", "Bea", Role::owner);
  const auto bearer = [&](const std::string& email) {
    return test::Fields{{"Authorization", "Bearer " + api->add_key(email, {Scope::settings})}};
  };
  const test::Fields ana = bearer("ana@ours.example");
  const std::string state = begin(ana);
  EXPECT_EQ(finish(state).status, 401) << "nobody";
  EXPECT_EQ(finish(state, "good", bearer("bea@ours.example")).status, 400) << "another person";
  EXPECT_EQ(finish(begin(ana), "good", ana).status, 200);
}

TEST_P(AccountApiTest, another_accounts_mail_is_read_from_the_beginning) {
  finish(begin());
  read_mail_until("place");
  finish(begin());
  EXPECT_EQ(cursor()->cursor, "place") << "the same account goes on where it was";
  link.token.account = "bob@ours.example";
  finish(begin());
  EXPECT_FALSE(cursor());
  EXPECT_EQ(count_accounts(), 1u) << "one account at a time";
}

TEST_P(AccountApiTest, an_account_is_forgotten_here_even_when_the_provider_cannot_be_told) {
  EXPECT_EQ(api->ask(Method::DELETE, kGoogle).status, 404) << "none is connected";
  finish(begin());
  link.is_down = true;
  const Response refused = api->ask(Method::DELETE, kGoogle);
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(std::string(refused.content()), HasSubstr("disconnected here"));
  EXPECT_EQ(count_accounts(), 0u);
  EXPECT_THAT(link.revocations, ::testing::ElementsAre("refresh-secret"));
}

TEST_P(AccountApiTest, one_of_many_nodes_refreshes) {
  finish(begin());
  EXPECT_TRUE(test::must(sync_wait(tokens->begin_refresh("google"))));
  EXPECT_FALSE(test::must(sync_wait(tokens->begin_refresh("google")))) << "another node does";
  api->clock.advance(61 * kSecondMs);
  EXPECT_TRUE(test::must(sync_wait(tokens->begin_refresh("google")))) << "it died";
  test::must(sync_wait(tokens->end_refresh("google")));
  EXPECT_TRUE(test::must(sync_wait(tokens->begin_refresh("google"))));
}

TEST_P(AccountApiTest, issue_a_late_renewal_does_not_undo_what_a_person_did_meanwhile) {
  finish(begin());
  const OauthToken first = *test::must(sync_wait(tokens->find("google")));
  OauthToken renewed = first;
  renewed.access_token = "renewed-secret";
  api->clock.advance(kSecondMs);
  EXPECT_TRUE(test::must(sync_wait(tokens->replace("google", first, renewed))));
  EXPECT_EQ(test::must(sync_wait(tokens->find("google")))->access_token, "renewed-secret");
  // Another account is connected while the first one's renewal is under way.
  api->clock.advance(kSecondMs);
  link.token.account = "bob@ours.example";
  finish(begin());
  EXPECT_FALSE(test::must(sync_wait(tokens->replace("google", first, renewed))));
  test::must(sync_wait(tokens->note_problem("google", first, "revoked")));
  const OauthToken now = *test::must(sync_wait(tokens->find("google")));
  EXPECT_EQ(now.account, "bob@ours.example");
  EXPECT_EQ(now.problem, "");
  // It is let go meanwhile.
  EXPECT_EQ(api->ask(Method::DELETE, kGoogle).status, 204);
  EXPECT_FALSE(test::must(sync_wait(tokens->replace("google", now, renewed))));
  EXPECT_EQ(count_accounts(), 0u);
}

TEST_P(AccountApiTest, opening_the_link_connects_nothing) {
  const std::string state = begin();
  const Response page = api->ask(Method::GET, std::string(kReturn) + "?code=good&state=" + state);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(count_accounts(), 0u);
  const Response refused =
      api->ask(Method::GET, std::string(kReturn) + "?error=access_denied&state=" + state);
  EXPECT_THAT(std::string(refused.content()), HasSubstr("access_denied"));
}

TEST_P(AccountApiTest, without_a_client_id_it_says_what_to_set) {
  api->services.account_links = {};
  const auto all = api->json(200, Method::GET, kAccounts);
  for (const auto& each : all.at("providers").as_array()) EXPECT_FALSE(each.at("can_connect").as_bool());
  EXPECT_THAT(std::string(api->ask(Method::POST, kGoogle).content()), HasSubstr("GOOGLE_CLIENT_ID"));
  const Response refused = api->ask(Method::POST, kHubspot);
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(std::string(refused.content()), HasSubstr("HUBSPOT_CLIENT_ID"));
}

TEST_P(AccountApiTest, an_account_of_the_crm_is_no_mailbox_and_its_records_are_read_at_once) {
  const auto count_mailboxes = [&] {
    return test::must(api->database.db().read_now([](ReadTx& tx) { return list_own_addresses(tx); })).size();
  };
  const std::size_t mailboxes = count_mailboxes();
  const Response page = finish(begin({}, kHubspot), "good", {}, kHubspotReturn);
  EXPECT_EQ(page.status, 200) << page.content();
  EXPECT_THAT(std::string(page.content()), HasSubstr("HubSpot account <strong>ours.example (62515)"));
  EXPECT_THAT(hubspot.redirects, ::testing::ElementsAre("http://localhost:8000/connect/hubspot"));
  EXPECT_EQ(count_mailboxes(), mailboxes);
  EXPECT_EQ(count_syncs("sync_mail"), 0);
  EXPECT_EQ(count_syncs("sync_crm"), 1);
  const auto row =
      test::must(api->database.db().read_now([](ReadTx& tx) { return find_oauth_token(tx, "hubspot"); }));
  ASSERT_TRUE(row);
  EXPECT_THAT(to_json_text(*row), Not(HasSubstr("secret")));
  EXPECT_EQ(test::must(sync_wait(tokens->find("hubspot")))->refresh_token, "refresh-secret");
}

TEST_P(AccountApiTest, a_mailbox_beside_the_first_signs_in_for_itself_alone) {
  test::FakeMailboxOpener opener(api->clock);
  api->services.mailbox_opener = &opener;
  api->json(201, Method::POST, "/api/mailboxes", R"({"address":"Ana@Ours.example","provider":"gmail"})");
  const std::string path = "/api/mailboxes/ana@ours.example";
  const auto begin_mailbox = [&] {
    const std::string url(api->json(200, Method::POST, path + "/connect").at("authorize_url").as_string());
    const std::size_t state = url.find("state=") + 6;
    return url.substr(state, url.find('&', state) - state);
  };
  EXPECT_EQ(api->json(200, Method::GET, path).at("status"), "DISCONNECTED");
  link.token.account = "eve@ours.example";
  EXPECT_EQ(finish(begin_mailbox()).status, 400) << "another account than the mailbox's";
  link.token.account = "ana@ours.example";
  EXPECT_EQ(finish(begin_mailbox()).status, 200);
  EXPECT_EQ(api->json(200, Method::GET, path).at("status"), "ACTIVE");
  EXPECT_EQ(count_accounts(), 0u) << "the account of the settings is another";
  const auto token = test::must(sync_wait(tokens->find("google/ana@ours.example")));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->refresh_token, "refresh-secret");
  EXPECT_EQ(api->ask(Method::DELETE, path).status, 204);
  EXPECT_FALSE(test::must(sync_wait(tokens->find("google/ana@ours.example"))))
      << "forgotten with the mailbox";
}

TEST_P(AccountApiTest, accounts_of_two_providers_stand_beside_each_other) {
  finish(begin());
  finish(begin({}, kHubspot), "good", {}, kHubspotReturn);
  EXPECT_EQ(count_accounts(), 2u);
  EXPECT_EQ(api->ask(Method::DELETE, kHubspot).status, 204);
  EXPECT_THAT(hubspot.revocations, ::testing::ElementsAre("refresh-secret"));
  const auto left = api->json(200, Method::GET, kAccounts);
  ASSERT_EQ(left.at("items").as_array().size(), 1u);
  EXPECT_EQ(left.at("items").as_array()[0].at("provider").as_string(), "google");
  // A state is good for the provider that it was made for.
  const std::string state = begin();
  EXPECT_EQ(finish(state, "good", {}, kHubspotReturn).status, 400);
  EXPECT_EQ(api->ask(Method::POST, "/api/accounts/pigeon").status, 404);
  EXPECT_EQ(api->ask(Method::GET, "/connect/pigeon?state=a&code=b").status, 404);
}

TEST_P(AccountApiTest, another_crm_accounts_records_replace_those_of_the_former) {
  CrmContact ben;
  ben.contact_id = "1";
  ben.email = ben.email_key = "ben@example.net";
  ben.changed_at = Instant{2000};
  const auto known = [&] {
    return test::must(api->database.db().read_now([](ReadTx& tx) { return find_crm_contact(tx, "1"); }));
  };
  test::must(test::run_job(api->services, sync_crm_job()));
  EXPECT_TRUE(crm.asked.empty()) << "nothing is asked while no account is connected";
  finish(begin({}, kHubspot), "good", {}, kHubspotReturn);
  crm.pages["contacts"].push_back({.contacts = {ben}, .cursor = "place"});
  test::must(test::run_job(api->services, sync_crm_job()));
  finish(begin({}, kHubspot), "good", {}, kHubspotReturn);
  EXPECT_EQ(cursor("hubspot/contacts")->cursor, "place") << "the same account goes on where it was";
  EXPECT_TRUE(known());
  hubspot.token.account = "theirs.example (7)";
  finish(begin({}, kHubspot), "good", {}, kHubspotReturn);
  EXPECT_FALSE(cursor("hubspot/contacts"));
  EXPECT_FALSE(known()) << "what the former had is put away";
  ben.changed_at = Instant{1000};
  crm.pages["contacts"].push_back({.contacts = {ben}, .cursor = "place"});
  test::must(test::run_job(api->services, sync_crm_job()));
  EXPECT_TRUE(known()) << "what this one has is read again";
}

}  // namespace
}  // namespace sa
