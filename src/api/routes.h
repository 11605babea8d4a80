// All routes of the program: one function per noun file, joined in routes.cc. A new noun needs a line here and
// there.
// THREADS: pure.
#pragma once

#include <vector>

#include "api/http/route.h"

namespace sa {

std::vector<Route> account_routes();
std::vector<Route> agent_routes();
std::vector<Route> audit_routes();
std::vector<Route> company_routes();
std::vector<Route> contact_routes();
std::vector<Route> desk_routes();
std::vector<Route> docs_routes();
std::vector<Route> draft_routes();
std::vector<Route> enrollment_routes();
std::vector<Route> event_routes();
std::vector<Route> mailbox_routes();
std::vector<Route> import_routes();
std::vector<Route> me_routes();
std::vector<Route> message_routes();
std::vector<Route> policy_routes();
std::vector<Route> proposal_routes();
std::vector<Route> question_routes();
std::vector<Route> quota_routes();
std::vector<Route> report_routes();
std::vector<Route> search_routes();
std::vector<Route> session_routes();
std::vector<Route> simulation_routes();
std::vector<Route> status_routes();
std::vector<Route> suppression_routes();
std::vector<Route> task_routes();
std::vector<Route> thread_routes();
std::vector<Route> unsubscribe_routes();
std::vector<Route> handover_routes();
std::vector<Route> webhook_routes();
std::vector<Route> sequence_routes();
std::vector<Route> segment_routes();
std::vector<Route> campaign_routes();
std::vector<Route> why_routes();

std::vector<Route> all_routes();

}  // namespace sa
