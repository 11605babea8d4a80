// The opt-out link of a mail. Opening it asks; only the button, or the mail program's one-click request, acts: a scanner
// that follows links must not unsubscribe anybody.
// SOURCE: RFC 8058.
#include "actions/contact/unsubscribe.h"

#include <algorithm>

#include "api/contact/one_click.h"
#include "api/http/sheet.h"
#include "api/routes.h"

namespace sa {
namespace {

/// Whom the page speaks of: the address where it is known, as it is not after an erasure.
std::string shown(const std::optional<std::string>& address) {
  return address ? "<strong>" + html_escaped(*address) + "</strong>"
                 : "the address that this mail was sent to";
}

Task<Result<Response>> ask(Call& call) {
  CO_TRY(const auto address,
         co_await find_unsubscribe_address(call.services(), call.param("unsubscribe_id")));
  co_return sheet("Unsubscribe?",
                  "<p>If you unsubscribe, we will not email " + shown(address) +
                      " again.</p><form method=\"post\"><input type=\"hidden\" name=\"List-Unsubscribe\" "
                      "value=\"One-Click\"><button class=\"main\">Unsubscribe</button></form>");
}

Task<Result<Response>> act(Call& call) {
  const auto type = call.request.headers.find("Content-Type").value_or("");
  if (!is_one_click(type, call.request.body)) co_return co_await ask(call);
  const auto mark = std::ranges::find(call.query, "d", [](const auto& each) { return each.first; });
  CO_TRY(const auto address, co_await unsubscribe(call.services(), call.param("unsubscribe_id"),
                                                  mark == call.query.end() ? std::string() : mark->second));
  co_return sheet("Done", "<p>We will not email " + shown(address) + " again.</p>");
}

}  // namespace

std::vector<Route> unsubscribe_routes() {
  constexpr std::string_view kPath = "/u/{unsubscribe_id}";
  return {
      route<ask>("ask_unsubscribe", Method::GET, kPath, Policy::open(),
                 "Opt-out page behind the link in each mail",
                 {.tag = "pages", .errors = {404}, .content_type = "text/html"}),
      route<act>("unsubscribe", Method::POST, kPath, Policy::open(), "Opt out, immediately and permanently",
                 {.tag = "pages",
                  .replay = false,
                  .errors = {404},
                  .content_type = "text/html",
                  .raw_body = true,
                  .about = "A mail program's one-click unsubscribe (RFC 8058) posts a form with "
                           "List-Unsubscribe=One-Click. Any other request shows the page. Repeating it is "
                           "not an error."}),
  };
}

}  // namespace sa
