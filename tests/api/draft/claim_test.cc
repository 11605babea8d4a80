// Claims need a source of ours: an offer that only the other party mentions is not approved until a person confirms it, for exactly that
// content.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "actions/message/import.h"
#include "base/reflect/reflect.h"
#include "connectors/mail/mail_file.h"
#include "store/account/sync.h"
#include "store/contact/contact.h"
#include "store/crm/crm.h"
#include "tests/api/real_api.h"

namespace sa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kDraft = "/api/operator/drafts/d1";
constexpr const char* kTheirs =
    "From: Ray Buyer <ray@buyer.example>\nTo: eva@sender.example\nSubject: Your plan\nMessage-ID: "
    "<i1@buyer.example>\n"
    "Date: Mon, 23 Nov 2026 09:00:00 +0000\n\nYou promised 50 % off when we met. Please confirm.\n\nRay\n";
constexpr const char* kOurs =
    "From: Eva Sender <eva@sender.example>\nTo: ray@buyer.example\nSubject: Your plan\nMessage-ID: "
    "<o1@sender.example>\n"
    "Date: Fri, 20 Nov 2026 09:00:00 +0000\n\nHello Ray,\n\nthe plan costs 90 EUR a month for each "
    "site.\n\nEva\n";
constexpr const char* kAnswer =
    "From: Ray Buyer <ray@buyer.example>\nTo: eva@sender.example\nSubject: Re: Your plan\nMessage-ID: "
    "<i2@buyer.example>\n"
    "In-Reply-To: <o1@sender.example>\nDate: Mon, 23 Nov 2026 09:00:00 +0000\n\nIs the price still the "
    "same?\n\nRay\n";

struct ClaimApiTest : test::EngineTest {
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
  }

  void import(const std::vector<std::string>& mails) {
    for (std::size_t i = 0; i < mails.size(); ++i) {
      const auto path = api->outbox_folder.string() + "-" + std::to_string(i) + ".eml";
      std::ofstream(path) << mails[i];
      for (const auto& source : test::must(open_mail_sources(path)))
        test::must(import_mail(api->services, *source, nullptr));
      std::filesystem::remove(path);
    }
  }
  std::string message_of_ray() {
    const auto page = api->json(200, Method::GET, "/api/messages");
    for (const auto& item : page.at("items").as_array()) {
      if (item.at("direction") == "in") return std::string(item.at("message_id").as_string());
    }
    return {};
  }
  boost::json::value create(const std::string& body) {
    const boost::json::object wish{{"recipient", "ray@buyer.example"},
                                   {"subject", "Re: Your plan"},
                                   {"body", body},
                                   {"message_id", message_of_ray()}};
    return api->json(201, Method::POST, "/api/operator/drafts?draft_id=d1",
                     to_json_text(boost::json::value(wish)));
  }
  boost::json::value approve(int status) {
    return api->json(status, Method::POST, std::string(kDraft) + "/approve", R"({"approved_by":"Eva"})");
  }
  boost::json::value acknowledge(int status, const std::string& claim_id, const std::string& hash,
                                 const std::string& reason = "It is in the signed offer.",
                                 const std::string& token = "") {
    const boost::json::object word{{"content_hash", hash}, {"reason", reason}};
    test::Fields fields;
    if (!token.empty()) fields.emplace_back("Authorization", "Bearer " + token);
    return api->json(status, Method::POST, std::string(kDraft) + "/claims/" + claim_id + "/acknowledge",
                     to_json_text(boost::json::value(word)), std::move(fields));
  }
  /// A personal token of a user who has this role.
  std::string token_of(Role role) {
    const std::string name(enum_name(role));
    api->add_user(name + "@sender.example", name, role);
    return api->add_key(name + "@sender.example", {});
  }
  void set_company(const std::string& company) {
    const auto found = api->json(200, Method::GET, "/api/contacts?q=ray@buyer.example").at("items").at(0);
    const boost::json::object change{{"version", found.at("version")}, {"company", company}};
    api->json(200, Method::PATCH, "/api/contacts/" + text(found.at("contact_id")),
              to_json_text(boost::json::value(change)));
  }
  static boost::json::object only_statement(const boost::json::value& draft) {
    for (const auto& claim : draft.at("claims").as_array()) {
      if (claim.at("kind") == "statement") return claim.as_object();
    }
    return {};
  }
  static std::string text(const boost::json::value& value) { return std::string(value.as_string()); }

  std::unique_ptr<test::RealApi> api;
};
INSTANTIATE_ENGINES(ClaimApiTest);

TEST_P(ClaimApiTest, issue_an_offer_that_only_they_speak_of_waits_for_a_persons_word) {
  import({kTheirs});
  const auto made = create("Hi Ray,\n\nas promised, you get 50 % off the first year.\n\nEva");
  const auto claim = only_statement(made);
  EXPECT_EQ(claim.at("class"), "offer");
  EXPECT_EQ(claim.at("status"), "UNSUPPORTED");
  EXPECT_EQ(made.at("verdict").at("outcome"), "block");

  const auto refused = approve(409);
  EXPECT_THAT(to_json_text(refused), HasSubstr("claim.commitment_unsupported"));
  ASSERT_EQ(refused.at("claims").as_array().size(), 1u);
  EXPECT_EQ(refused.at("claims").at(0).at("claim_id"), claim.at("claim_id"));

  const std::string id = text(claim.at("claim_id"));
  const std::string hash = text(made.at("content_hash"));
  acknowledge(409, id, "another hash");
  acknowledge(404, "0123456789ab", hash);
  acknowledge(422, id, hash, " ");
  const auto vouched = acknowledge(200, id, hash);
  EXPECT_EQ(only_statement(vouched).at("status"), "ACKNOWLEDGED");
  acknowledge(409, id, hash);  // it needs nobody's word any more
  EXPECT_EQ(approve(200).at("status"), "APPROVED");

  const std::string trail = to_json_text(api->json(200, Method::GET, std::string(kDraft) + "/trail"));
  EXPECT_THAT(trail, HasSubstr("acknowledge_claim"));
  EXPECT_THAT(trail, HasSubstr("It is in the signed offer."));
}

TEST_P(ClaimApiTest, an_edit_takes_the_word_back) {
  import({kTheirs});
  const auto made = create("Hi Ray,\n\nas promised, you get 50 % off the first year.\n\nEva");
  acknowledge(200, text(only_statement(made).at("claim_id")), text(made.at("content_hash")));
  api->json(200, Method::PATCH, kDraft,
            R"({"body":"Hi Ray,\n\nas promised, you get 50 % off the first two years.\n\nEva"})");
  EXPECT_EQ(approve(409).at("claims").at(0).at("status"), "UNSUPPORTED");
}

TEST_P(ClaimApiTest, our_own_mail_bears_it_out_or_contradicts_it) {
  import({kOurs, kAnswer});
  const auto same = create("Hi Ray,\n\nyes, the plan costs 90 EUR a month for each site.\n\nEva");
  EXPECT_EQ(only_statement(same).at("status"), "VERIFIED");
  EXPECT_EQ(only_statement(same).at("evidence").at(0).at("stated_by"), "us");
  const auto other =
      api->json(200, Method::PATCH, kDraft,
                R"({"body":"Hi Ray,\n\nyes, the plan costs 80 EUR a month for each site.\n\nEva"})");
  EXPECT_EQ(only_statement(other).at("status"), "CONTRADICTED");
  EXPECT_THAT(text(only_statement(other).at("expected")), HasSubstr("90 EUR a month"));
  EXPECT_THAT(to_json_text(approve(409)), HasSubstr("claim.contradicted"));
}

TEST_P(ClaimApiTest, only_a_lead_vouches_for_what_contradicts_our_own_words) {
  import({kOurs, kAnswer});
  const auto made = create("Hi Ray,\n\nyes, the plan costs 80 EUR a month for each site.\n\nEva");
  const auto claim = only_statement(made);
  ASSERT_EQ(claim.at("status"), "CONTRADICTED");
  const std::string id = text(claim.at("claim_id"));
  const std::string hash = text(made.at("content_hash"));
  const std::string why = "The price list of January says so.";
  const auto refused = acknowledge(403, id, hash, why, token_of(Role::operator_));
  EXPECT_THAT(text(refused.at("detail")), HasSubstr("only a lead or an owner"));
  EXPECT_THAT(to_json_text(approve(409)), HasSubstr("claim.contradicted"));
  acknowledge(200, id, hash, why, token_of(Role::lead));
  EXPECT_EQ(approve(200).at("status"), "APPROVED");
}

TEST_P(ClaimApiTest, an_operator_vouches_for_a_promise_that_nothing_contradicts) {
  import({kTheirs});
  const auto made = create("Hi Ray,\n\nas promised, you get 50 % off the first year.\n\nEva");
  acknowledge(200, text(only_statement(made).at("claim_id")), text(made.at("content_hash")),
              "It is in the signed offer.", token_of(Role::operator_));
}

TEST_P(ClaimApiTest, a_source_that_changes_after_the_approval_holds_the_mail) {
  import({kTheirs});
  const auto made =
      create("Hi Ray,\n\nthe sites that Sender Ltd counts are listed in the plan that I sent.\n\nEva");
  const std::string claims = to_json_text(made.at("claims"));
  ASSERT_THAT(claims, HasSubstr(R"("source":"sender")"));
  EXPECT_EQ(approve(200).at("status"), "APPROVED");

  api->services.sender.company = "Seller Ltd";
  const auto held = api->json(409, Method::POST, std::string(kDraft) + "/send");
  EXPECT_THAT(to_json_text(held.at("reasons")), HasSubstr("claim.source_changed"));
  EXPECT_THAT(to_json_text(held.at("reasons")), HasSubstr("Sender Ltd"));
  EXPECT_EQ(api->json(200, Method::GET, kDraft).at("verdict").at("outcome"), "hold");

  // The claim is found anew once nobody's approval stands on it: no source says it any more.
  api->json(200, Method::POST, std::string(kDraft) + "/withdraw");
  const auto waiting = api->json(200, Method::GET, kDraft);
  EXPECT_THAT(to_json_text(waiting.at("verdict")), HasSubstr("claim.unsourced"));
  EXPECT_THAT(to_json_text(waiting.at("verdict")), Not(HasSubstr("claim.source_changed")));
  EXPECT_EQ(approve(200).at("status"), "APPROVED");
  EXPECT_EQ(api->json(200, Method::POST, std::string(kDraft) + "/send").at("status"), "SENT");
}

TEST_P(ClaimApiTest, what_nobody_changed_holds_nothing) {
  import({kTheirs});
  set_company("Buyer Tools");
  const auto made =
      create("Hi Ray,\n\nthe sites that Buyer Tools counts are listed in the plan that I sent.\n\nEva");
  ASSERT_THAT(to_json_text(made.at("claims")), HasSubstr(R"("source":"contact:)"));
  EXPECT_EQ(approve(200).at("status"), "APPROVED");
  EXPECT_EQ(api->json(200, Method::POST, std::string(kDraft) + "/send").at("status"), "SENT");
}

TEST_P(ClaimApiTest, with_claims_mode_warn_it_only_warns) {
  api->services.gate_policy.claims_enforced = false;
  import({kTheirs});
  const auto made = create("Hi Ray,\n\nas promised, you get 50 % off the first year.\n\nEva");
  EXPECT_NE(made.at("verdict").at("outcome"), "block");
  EXPECT_EQ(approve(200).at("status"), "APPROVED");
}

TEST_P(ClaimApiTest, issue_the_pipelines_worth_comes_from_the_open_deals) {
  const auto deal = [&](const char* id, const char* stage, std::optional<std::string> amount,
                        const char* currency) {
    CrmDeal made;
    made.deal_id = id;
    made.dealname = id;
    made.stage = stage;
    made.amount = std::move(amount);
    made.currency = currency;
    made.changed_at = api->clock.now();
    test::must(api->database.db().write_now([&](Tx& tx) {
      return save_crm_deal(
          tx, Args().add_all(made).add("synced_at", api->clock.now()).add("is_current", std::int64_t{1}));
    }));
  };
  const auto funnel = [&] {
    return api->json(200, Method::POST, "/api/agents/reporting/generate",
                     R"({"report_type":"conversion_funnel","time_period":"last_7_days"})");
  };
  deal("a", "presentation", "1200.50", "EUR");
  deal("b", "contractsent", "800", "EUR");
  deal("won", "closedwon", "5000", "EUR");
  deal("none", "presentation", std::nullopt, "EUR");
  EXPECT_EQ(funnel().at("total_pipeline_value"), 2000.5);
  deal("c", "presentation", "10", "USD");
  const auto both = funnel();
  EXPECT_TRUE(both.at("total_pipeline_value").is_null());
  EXPECT_EQ(to_json_text(both.at("pipeline_values")),
            R"([{"currency":"EUR","amount":"2000.50"},{"currency":"USD","amount":"10.00"}])");
}

}  // namespace
}  // namespace sa
