// What providers send by themselves: one route, and the provider's connector decides whether it is theirs.
#include "actions/webhook/webhook.h"
#include "actions/services.h"
#include "api/routes.h"

namespace sa {
namespace {

Task<Result<Reply<WebhookReceipt>>> take(Call& call) {
  const Request& request = call.request;
  WebhookDelivery delivery;
  delivery.method = enum_name(request.method);
  delivery.url = call.services().public_url + request.target;
  delivery.body = request.body;
  delivery.header = [&request](std::string_view name) {
    return std::string(request.headers.find(name).value_or(""));
  };
  CO_TRY(const WebhookReceipt receipt, co_await take_webhook(call.services(), call.param("provider"),
                                                             std::move(delivery), request.trace_id));
  co_return receipt;
}

}  // namespace

std::vector<Route> webhook_routes() {
  return {
      route<take>("take_webhook", Method::POST, "/api/webhooks/{provider}", Policy::open(),
                  "Receive a provider's notification",
                  {.tag = "webhooks",
                   .replay = false,
                   .limited = false,
                   .errors = {400, 401, 404, 422, 503},
                   .raw_body = true,
                   .about = "`hubspot`: signed with the app's secret (version 3, or an older version if only "
                            "that is sent). `gmail`: a Pub/Sub push with Google's token. A request that "
                            "cannot be verified is answered with 401; a repeated one takes effect once."})};
}

}  // namespace sa
