// Hand-over: what belongs to one mailbox goes on in another.
#include "actions/draft/handover.h"

#include "api/routes.h"

namespace sa {
namespace {

struct HandoverInput {
  std::string to_mailbox_id;
  static std::vector<Rule> rules() {
    return {rule(&HandoverInput::to_mailbox_id).not_blank().max_length(320).example("bob@example.com")};
  }
};
BOOST_DESCRIBE_STRUCT(HandoverInput, (), (to_mailbox_id))

Task<Result<Reply<Handover>>> post_handover(Call& call, HandoverInput input) {
  CO_TRY(Handover done, co_await hand_over_mailbox(call.services(), call.actor, call.param("mailbox_id"),
                                                   std::move(input.to_mailbox_id)));
  co_return done;
}

}  // namespace

std::vector<Route> handover_routes() {
  return {route<post_handover>("hand_over_mailbox", Method::POST, "/api/mailboxes/{mailbox_id}/handover",
                               Scope::settings, "Hand a mailbox over to another",
                               {.tag = "mailboxes",
                                .errors = {404, 422},
                                .about = "In one step, all contacts, threads and drafts that could "
                                         "still be sent move to the other mailbox, "
                                         "and its user becomes the contacts' owner. The drafts are signed "
                                         "anew and need approval again. What is "
                                         "being sent, was sent or was rejected stays."})};
}

}  // namespace sa
