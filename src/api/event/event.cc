// Events: a page learns that something changed.
#include "api/http/events.h"
#include "api/http/problem.h"
#include "api/routes.h"

namespace sa {
namespace {

Task<Result<Response>> listen(Call& call) {
  EventHub* const hub = call.api.events;
  if (hub->is_full()) co_return hub->full();
  Response response;
  // A proxy that gathers answers would hold the events back.
  response.headers.add_lines(
      "Content-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n");
  response.stream = [hub, actor = call.actor](std::shared_ptr<Stream> stream) {
    constexpr const char* kHello = "retry: 2000\n\n";  // a page that lost us asks again after 2 s
    stream->send(kHello);
    if (!hub->listen(stream, actor)) stream->close();
  };
  co_return response;
}

}  // namespace

std::vector<Route> event_routes() {
  return {
      route<listen>("listen", Method::GET, "/api/events", Scope::read, "Server-sent events",
                    {.tag = "service",
                     .content_type = "text/event-stream",
                     .about = "Sends `event: change` with the number of the latest change that you see as "
                              "`{\"seq\": n}`, whichever node made it."})};
}

}  // namespace sa
