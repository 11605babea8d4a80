#include "api/routes.h"

#include <iterator>

namespace sa {

std::vector<Route> all_routes() {
  std::vector<Route> all;
  for (const auto routes :
       {draft_routes, quota_routes, agent_routes, report_routes, message_routes, thread_routes,
        session_routes, me_routes, event_routes, status_routes, docs_routes, unsubscribe_routes}) {
    std::vector<Route> more = routes();
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace sa
