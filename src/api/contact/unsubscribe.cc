// The opt-out link of a mail. Opening it asks; only the button, or the mail program's one-click request, acts: a scanner
// that follows links must not unsubscribe anybody.
// SOURCE: RFC 8058.
#include "actions/contact/unsubscribe.h"

#include "api/contact/one_click.h"
#include "api/http/sheet.h"
#include "api/routes.h"

namespace sa {
namespace {

/// Whom the page speaks of: the address where it is known, as it is not after an erasure.
std::string shown(const std::optional<std::string>& address) {
  return address ? "<strong>" + html_escaped(*address) + "</strong>" : "the address that this mail went to";
}

Task<Result<Response>> ask(Call& call) {
  CO_TRY(const auto address,
         co_await find_unsubscribe_address(call.services(), call.param("unsubscribe_id")));
  co_return sheet("No more mail from us?",
                  "<p>We will not write to " + shown(address) +
                      " again.</p><form method=\"post\"><input type=\"hidden\" name=\"List-Unsubscribe\" "
                      "value=\"One-Click\"><button class=\"main\">Stop writing to me</button></form>");
}

Task<Result<Response>> act(Call& call) {
  const auto type = call.request.headers.find("Content-Type").value_or("");
  if (!is_one_click(type, call.request.body)) co_return co_await ask(call);
  CO_TRY(const auto address, co_await unsubscribe(call.services(), call.param("unsubscribe_id")));
  co_return sheet("Done", "<p>We will not write to " + shown(address) + " again.</p>");
}

}  // namespace

std::vector<Route> unsubscribe_routes() {
  constexpr std::string_view kPath = "/u/{unsubscribe_id}";
  return {
      route<ask>("ask_unsubscribe", Method::GET, kPath, Policy::open(), "The page that an opt-out link opens",
                 {.tag = "pages", .errors = {404}, .content_type = "text/html"}),
      route<act>(
          "unsubscribe", Method::POST, kPath, Policy::open(), "Opt out, at once and for good",
          {.tag = "pages",
           .replay = false,
           .errors = {404},
           .content_type = "text/html",
           .raw_body = true,
           .about = "What a mail program's one-click button sends (RFC 8058): a form with "
                    "List-Unsubscribe=One-Click. Anything else shows the page. Doing it twice is no error."}),
  };
}

}  // namespace sa
