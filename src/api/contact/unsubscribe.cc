// The opt-out link of a mail. Opening it asks; only the button, or the mail program's one-click request, acts: a scanner
// that follows links must not unsubscribe anybody.
// SOURCE: RFC 8058.
#include "actions/contact/unsubscribe.h"

#include "api/http/sheet.h"
#include "api/routes.h"

namespace sa {
namespace {

Task<Result<Response>> ask(Call& call) {
  CO_TRY(const std::string address, co_await find_unsubscribe_address(call.services(), call.param("token")));
  co_return sheet("No more mail from us?", "<p>We will not write to <strong>" + html_escaped(address) +
                                               "</strong> again.</p><form method=\"post\"><button "
                                               "class=\"main\">Stop writing to me</button></form>");
}

Task<Result<Response>> act(Call& call) {
  CO_TRY(const std::string address, co_await unsubscribe(call.services(), call.param("token")));
  co_return sheet("Done",
                  "<p>We will not write to <strong>" + html_escaped(address) + "</strong> again.</p>");
}

}  // namespace

std::vector<Route> unsubscribe_routes() {
  return {
      route<ask>("ask_unsubscribe", Method::GET, "/u/{token}", Policy::open(),
                 "The page that an opt-out link opens",
                 {.tag = "pages", .errors = {404}, .content_type = "text/html"}),
      route<act>(
          "unsubscribe", Method::POST, "/u/{token}", Policy::open(), "Opt out, at once and for good",
          {.tag = "pages",
           .replay = false,
           .errors = {404},
           .content_type = "text/html",
           .raw_body = true,
           .about = "What a mail program's one-click button sends (RFC 8058). Doing it twice is no error."}),
  };
}

}  // namespace sa
