// Campaigns: saved, checked, launched, paused, cancelled.
#include "actions/campaign/campaign.h"

#include "actions/simulation/launch_plan.h"
#include "api/http/page.h"
#include "api/routes.h"
#include "store/campaign/campaign.h"

namespace sa {
namespace {

struct CampaignQuery {
  std::optional<CampaignStatus> status;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&CampaignQuery::limit).optional().min(1).max(200),
            rule(&CampaignQuery::after).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(CampaignQuery, (), (status, limit, after))

struct CampaignPage {
  std::vector<CampaignCard> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(CampaignPage, (), (items, next))

struct LaunchInput {
  std::int64_t confirm_count = 0;
  static std::vector<Rule> rules() {
    return {rule(&LaunchInput::confirm_count)
                .min(0)
                .describe("the contacts of the segment as you saw them: `counts.contacts`")};
  }
};
BOOST_DESCRIBE_STRUCT(LaunchInput, (), (confirm_count))

struct SkipQuery {
  std::int64_t limit = 50;
  std::string after;
  static std::vector<Rule> rules() {
    return {rule(&SkipQuery::limit).optional().min(1).max(200),
            rule(&SkipQuery::after).optional().max_length(1000).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(SkipQuery, (), (limit, after))

struct SkipPage {
  std::vector<CampaignSkip> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(SkipPage, (), (items, next))

Task<Result<Reply<CampaignPage>>> list(Call& call, FromQuery<CampaignQuery> query) {
  Page place;
  CO_TRY_OK(read_cursor(query->after, &place));
  CO_TRY(CampaignList found, co_await list_campaign_cards(call.services(), query->status,
                                                          place.after_at.value_or(Instant{INT64_MAX}),
                                                          place.after_id, query->limit));
  CampaignPage page;
  page.items = std::move(found.items);
  if (found.last) page.next = make_cursor(found.last->created_at, found.last->campaign_id);
  co_return page;
}

Task<Result<Reply<CampaignCard>>> create(Call& call, CampaignInput input) {
  if (input.campaign_id.empty()) input.campaign_id = call.repeatable_id;
  CO_TRY(CampaignCard card, co_await create_campaign(call.services(), call.actor, std::move(input)));
  co_return Reply<CampaignCard>(std::move(card), 201);
}

Task<Result<Reply<CampaignCard>>> get(Call& call) {
  CO_TRY(CampaignCard card, co_await get_campaign_card(call.services(), call.param("campaign_id")));
  co_return card;
}

Task<Result<Reply<CampaignCard>>> change(Call& call, CampaignInput input) {
  CO_TRY(CampaignCard card,
         co_await change_campaign(call.services(), call.actor, call.param("campaign_id"), std::move(input)));
  co_return card;
}

Task<Result<Reply<CampaignCard>>> launch_one(Call& call, LaunchInput input) {
  CO_TRY(CampaignCard card, co_await launch_with_plan(call.services(), call.actor, call.param("campaign_id"),
                                                      input.confirm_count));
  co_return card;
}

Task<Result<Reply<CampaignCard>>> pause_one(Call& call) {
  CO_TRY(CampaignCard card, co_await pause_campaign(call.services(), call.actor, call.param("campaign_id")));
  co_return card;
}

Task<Result<Reply<CampaignCard>>> resume_one(Call& call) {
  CO_TRY(CampaignCard card, co_await resume_campaign(call.services(), call.actor, call.param("campaign_id")));
  co_return card;
}

Task<Result<Reply<CampaignCard>>> cancel_one(Call& call) {
  CO_TRY(CampaignCard card, co_await cancel_campaign(call.services(), call.actor, call.param("campaign_id")));
  co_return card;
}

Task<Result<Reply<CampaignProgress>>> progress(Call& call) {
  CO_TRY(CampaignProgress found, co_await get_campaign_progress(call.services(), call.param("campaign_id")));
  co_return found;
}

struct PlanQuery {
  std::int64_t limit = 100;
  static std::vector<Rule> rules() {
    return {rule(&PlanQuery::limit).optional().min(1).max(1000).describe("most lines of each list")};
  }
};
BOOST_DESCRIBE_STRUCT(PlanQuery, (), (limit))

Task<Result<Reply<PlanReport>>> plan_against_actual(Call& call, FromQuery<PlanQuery> query) {
  CO_TRY(PlanReport found,
         co_await get_plan_report(call.services(), call.param("campaign_id"), query->limit));
  co_return found;
}

Task<Result<Reply<SkipPage>>> skipped(Call& call, FromQuery<SkipQuery> query) {
  CO_TRY(auto items, co_await call.services().db.read([&](ReadTx& tx) -> Result<std::vector<CampaignSkip>> {
    TRY(const Campaign campaign, get_campaign(tx, call.param("campaign_id")));
    return list_campaign_skips(tx, campaign.campaign_id, query->after, query->limit + 1);
  }));
  SkipPage page;
  if (items.size() > static_cast<std::size_t>(query->limit)) {
    items.pop_back();
    page.next = items.back().contact_id;
  }
  page.items = std::move(items);
  co_return page;
}

}  // namespace

std::vector<Route> campaign_routes() {
  constexpr std::string_view kPath = "/api/campaigns";
  constexpr std::string_view kOne = "/api/campaigns/{campaign_id}";
  constexpr std::string_view kExample =
      R"({"campaign_id": "pilot-autumn", "name": "Pilot, autumn", "sequence_id": "pilot", "segment_id": "first-talks", "mailboxes": []})";
  return {
      route<list>("list_campaigns", Method::GET, kPath, Scope::read, "List campaigns",
                  {.tag = "campaigns", .errors = {422}, .about = "Newest first."}),
      route<create>("create_campaign", Method::POST, kPath, Scope::settings, "Save a new campaign",
                    {.tag = "campaigns",
                     .statuses = {201},
                     .errors = {409, 422},
                     .about = "Nothing happens before somebody launches it. 409 if there is another campaign "
                              "of that id.",
                     .example_input = kExample}),
      route<get>("get_campaign", Method::GET, kOne, Scope::read, "Get a campaign with its checklist",
                 {.tag = "campaigns",
                  .errors = {404},
                  .about = "Before the launch, everything is checked as of now; READY means that nothing "
                           "blocks."}),
      route<change>("change_campaign", Method::PUT, kOne, Scope::settings, "Replace a campaign",
                    {.tag = "campaigns",
                     .errors = {404, 409, 422},
                     .about = "Before its launch. 409 also if `version` is given and stale; `current` is the "
                              "campaign as it is now.",
                     .example_input = kExample}),
      route<launch_one>(
          "launch_campaign", Method::POST, "/api/campaigns/{campaign_id}/launch", Scope::send,
          "Launch a campaign: its segment is enrolled",
          {.tag = "campaigns",
           .errors = {404, 409, 422},
           .about = "By a lead or an owner. Everything is checked anew: 409 with `count` and "
                    "`checklist` when something blocks, or when the segment has another number of "
                    "contacts than `confirm_count`. A large segment is enrolled in parts; "
                    "`is_enrolling` of its progress says so.",
           .example_input = R"({"confirm_count": 120})"}),
      route<pause_one>(
          "pause_campaign", Method::POST, "/api/campaigns/{campaign_id}/pause", Scope::draft,
          "Pause a campaign: none of its mails leaves",
          {.tag = "campaigns",
           .errors = {404, 409},
           .about = "When this is answered, no mail of it leaves any more, but what was being handed over "
                    "already."}),
      route<resume_one>("resume_campaign", Method::POST, "/api/campaigns/{campaign_id}/resume", Scope::send,
                        "Resume a paused campaign",
                        {.tag = "campaigns", .errors = {404, 409}, .about = "By a lead or an owner."}),
      route<cancel_one>("cancel_campaign", Method::POST, "/api/campaigns/{campaign_id}/cancel", Scope::send,
                        "Cancel a campaign for good",
                        {.tag = "campaigns",
                         .errors = {404, 409},
                         .about = "By a lead or an owner. Drafts that have not left are withdrawn."}),
      route<progress>("get_campaign_progress", Method::GET, "/api/campaigns/{campaign_id}/progress",
                      Scope::read, "See how far a campaign is", {.tag = "campaigns", .errors = {404}}),
      route<plan_against_actual>(
          "get_plan_against_actual", Method::GET, "/api/campaigns/{campaign_id}/plan-against-actual",
          Scope::read, "Compare what was planned at the launch with what left",
          {.tag = "campaigns",
           .errors = {404, 422},
           .about = "The plan is the simulator's, as of the launch, without any answer and with all drafts "
                    "approved in time. Each difference has its reason."}),
      route<skipped>("list_campaign_skipped", Method::GET, "/api/campaigns/{campaign_id}/skipped",
                     Scope::read, "List whom the launch left out, and why",
                     {.tag = "campaigns", .errors = {404, 422}}),
  };
}

}  // namespace sa
