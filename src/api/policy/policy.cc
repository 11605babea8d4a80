// Policy packs: the rules of law by country, which of them are on, and the switch.
#include "actions/policy/policy.h"
#include "api/routes.h"

namespace sa {
namespace {

struct PolicyPackPage {
  std::vector<PolicyPackCard> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(PolicyPackPage, (), (items, next))

struct PolicyPackInput {
  bool enabled = false;
};
BOOST_DESCRIBE_STRUCT(PolicyPackInput, (), (enabled))

Task<Result<Reply<PolicyPackPage>>> list(Call& call) {
  PolicyPackPage page;
  CO_TRY(page.items, co_await list_policy_packs(call.services()));
  co_return page;
}

Task<Result<Reply<PolicyPackCard>>> change(Call& call, PolicyPackInput input) {
  CO_TRY(PolicyPackCard card,
         co_await switch_policy_pack(call.services(), call.actor, call.param("pack_id"), input.enabled));
  co_return card;
}

}  // namespace

std::vector<Route> policy_routes() {
  return {
      route<list>(
          "list_policy_packs", Method::GET, "/api/policy/packs", Scope::read,
          "List the policy packs with their rules",
          {.tag = "policy",
           .about = "All of them on one page. A rule names its legal source, since when it holds, its "
                    "parameters, its words, and the test vectors that it is checked with."}),
      route<change>("switch_policy_pack", Method::PUT, "/api/policy/packs/{pack_id}", Scope::settings,
                    "Switch a policy pack on or off",
                    {.tag = "policy",
                     .errors = {403, 404, 422},
                     .about = "For a person: a service key gets 403. The switch takes effect the next time "
                              "a mail is judged, even one already approved.",
                     .example_input = R"({"enabled": true})"}),
  };
}

}  // namespace sa
