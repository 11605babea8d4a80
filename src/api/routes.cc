#include "api/routes.h"

#include <iterator>
#include <string_view>

#include "api/http/metrics.h"

namespace sa {
namespace {

constexpr std::string_view kOperatorPath = "/api/operator/";

}  // namespace

std::vector<Route> all_routes() {
  std::vector<Route> all;
  for (const auto routes :
       {draft_routes,       question_routes,   quota_routes,      agent_routes,    report_routes,
        message_routes,     thread_routes,     search_routes,     session_routes,  me_routes,
        event_routes,       status_routes,     metrics_routes,    docs_routes,     unsubscribe_routes,
        suppression_routes, contact_routes,    company_routes,    task_routes,     account_routes,
        handover_routes,    webhook_routes,    mailbox_routes,    import_routes,   audit_routes,
        desk_routes,        proposal_routes,   enrollment_routes, sequence_routes, segment_routes,
        campaign_routes,    simulation_routes, why_routes,        policy_routes}) {
    std::vector<Route> more = routes();
    for (Route& route : more) {
      // The whole of a person's queue, however many nouns it has, is one thing to switch.
      if (std::string_view(route.path).starts_with(kOperatorPath))
        route.options.feature = Feature::operator_mode;
    }
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace sa
