// Why nothing is going out.
#include "actions/campaign/why.h"
#include "api/routes.h"

namespace sa {
namespace {

Task<Result<Reply<Why>>> get(Call& call, FromQuery<WhyQuestion> question) {
  CO_TRY(Why why, co_await find_why(call.services(), std::move(question.value)));
  co_return why;
}

}  // namespace

std::vector<Route> why_routes() {
  return {route<get>(
      "get_why", Method::GET, "/api/why", Scope::read, "Find out why mail does not go out",
      {.tag = "drafts",
       .errors = {404, 422},
       .about = "Of all mail, of a mailbox, of a campaign or of one draft: the causes that keep it back, the "
                "most effective one first, each with what to do about it. The gate's verdicts are of now. Of "
                "very many drafts, 300 are judged, and further pending ones counted."})};
}

}  // namespace sa
