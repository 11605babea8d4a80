// Quotas: what a contact may still receive.
#include "actions/usage/quota.h"

#include "api/routes.h"

namespace sa {
namespace {

Task<Result<Reply<Quota>>> get(Call& call) {
  const std::string who = call.actor.kind == ActorKind::person ? call.actor.actor_id : "";
  CO_TRY(Quota quota, co_await get_quota(call.services(), who, call.param("contact_email")));
  co_return quota;
}

}  // namespace

std::vector<Route> quota_routes() {
  return {route<get>("get_quota", Method::GET, "/api/operator/quota/{contact_email}", Scope::read,
                     "Show the remaining quotas", {.tag = "drafts", .seed = true, .errors = {422}})};
}

}  // namespace sa
