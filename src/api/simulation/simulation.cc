// Simulations: made, and read page by page.
#include "actions/simulation/result.h"
#include "api/routes.h"

namespace sa {
namespace {

struct LineQuery {
  std::int64_t limit = 50;
  std::int64_t after = 0;
  static std::vector<Rule> rules() {
    return {rule(&LineQuery::limit).optional().min(1).max(200),
            rule(&LineQuery::after).optional().min(0).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(LineQuery, (), (limit, after))

Task<Result<Reply<SimulationCard>>> create(Call& call, SimulationRequest request) {
  CO_TRY(SimulationCard card, co_await make_simulation(call.services(), call.actor, std::move(request)));
  const std::string place = "/api/simulations/" + card.simulation_id;
  const int status = card.status == SimulationStatus::RUNNING ? 202 : 200;
  Reply<SimulationCard> reply(std::move(card), status);
  reply.headers.emplace_back("Location", place);
  co_return reply;
}

Task<Result<Reply<SimulationCard>>> get(Call& call) {
  CO_TRY(SimulationCard card,
         co_await get_simulation(call.services(), call.actor, call.param("simulation_id")));
  co_return card;
}

Task<Result<Reply<SimulationPage>>> lines(Call& call, const char* kind, const LineQuery& query) {
  CO_TRY(SimulationPage page,
         co_await list_simulation_lines(call.services(), call.actor, call.param("simulation_id"), kind,
                                        query.after, query.limit));
  co_return page;
}

Task<Result<Reply<SimulationPage>>> sends(Call& call, FromQuery<LineQuery> query) {
  co_return co_await lines(call, "send", query.value);
}
Task<Result<Reply<SimulationPage>>> skips(Call& call, FromQuery<LineQuery> query) {
  co_return co_await lines(call, "skip", query.value);
}
Task<Result<Reply<SimulationPage>>> holds(Call& call, FromQuery<LineQuery> query) {
  co_return co_await lines(call, "hold", query.value);
}
Task<Result<Reply<SimulationPage>>> days(Call& call, FromQuery<LineQuery> query) {
  co_return co_await lines(call, "day", query.value);
}
Task<Result<Reply<SimulationPage>>> diff(Call& call, FromQuery<LineQuery> query) {
  co_return co_await lines(call, "diff", query.value);
}

}  // namespace

std::vector<Route> simulation_routes() {
  return {
      route<create>(
          "create_simulation", Method::POST, "/api/simulations", Scope::read,
          "Simulate a campaign: what it would send, and when",
          {.tag = "simulations",
           .replay = false,
           .statuses = {200, 202},
           .errors = {404, 422, 429, 503},
           .about =
               "Nothing is written to the database. 202 where it takes longer than 5 seconds: get it again "
               "until its `status` is DONE. The result is kept for an hour at least, for who asked for it, "
               "on the node that made it. 429 while another simulation of yours runs, or four of others do.",
           .example_input = R"({"campaign_id": "spring", "days": 30, "world": "reply=0.05"})"}),
      route<get>("get_simulation", Method::GET, "/api/simulations/{simulation_id}", Scope::read,
                 "Get the totals of a simulation", {.tag = "simulations", .errors = {404}}),
      route<sends>("list_simulation_sends", Method::GET, "/api/simulations/{simulation_id}/sends",
                   Scope::read, "List the mails that would leave, by time",
                   {.tag = "simulations", .errors = {404, 409, 422}}),
      route<skips>("list_simulation_skips", Method::GET, "/api/simulations/{simulation_id}/skips",
                   Scope::read, "List what would not happen, and why",
                   {.tag = "simulations", .errors = {404, 409, 422}}),
      route<holds>("list_simulation_holds", Method::GET, "/api/simulations/{simulation_id}/holds",
                   Scope::read, "List the mails that would have to wait, and for what",
                   {.tag = "simulations", .errors = {404, 409, 422}}),
      route<days>("list_simulation_days", Method::GET, "/api/simulations/{simulation_id}/days", Scope::read,
                  "List days and mailboxes: how many mails of which limit",
                  {.tag = "simulations", .errors = {404, 409, 422}}),
      route<diff>(
          "list_simulation_diff", Method::GET, "/api/simulations/{simulation_id}/diff", Scope::read,
          "List what the other plan would do differently",
          {.tag = "simulations", .errors = {404, 409, 422}, .about = "Empty where `against` was not given."}),
  };
}

}  // namespace sa
