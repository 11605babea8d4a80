// Accounts at providers: what is connected, connecting one, letting it go.
//
// A connection ends on a page of ours: Google's redirect opens it, and its button acts. Opening a link never acts, and the
// session's cookie does not come along with a redirect from elsewhere.
#include "actions/account.h"

#include "api/problem.h"
#include "api/routes.h"
#include "api/sheet.h"
#include "base/log.h"
#include "base/url.h"

namespace sa {
namespace {

constexpr std::string_view kReturnPath = "/connect/google";
constexpr std::size_t kMaxFormBytes = 8 << 10;

struct AccountList {
  std::vector<Account> items;
  bool can_connect = false;
  static std::vector<Rule> rules() {
    return {rule(&AccountList::can_connect)
                .describe("GOOGLE_CLIENT_ID is set, so a Gmail account can be connected")};
  }
};
BOOST_DESCRIBE_STRUCT(AccountList, (), (items, can_connect))

struct SignInPage {
  std::string url;
  static std::vector<Rule> rules() {
    return {rule(&SignInPage::url).describe("where the person's browser goes to give consent")};
  }
};
BOOST_DESCRIBE_STRUCT(SignInPage, (), (url))

Result<AccountLink*> google_link(const Call& call) {
  if (call.services().google) return call.services().google;
  return conflict(
      "Gmail cannot be connected yet: set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET "
      "(docs/connect-gmail.md).");
}

Task<Result<Reply<AccountList>>> list(Call& call) {
  AccountList all;
  all.can_connect = call.services().google != nullptr;
  CO_TRY(auto account, co_await find_account(call.services(), "google"));
  if (account) all.items.push_back(*std::move(account));
  co_return all;
}

Task<Result<Reply<SignInPage>>> connect(Call& call) {
  CO_TRY(AccountLink* const link, google_link(call));
  CO_TRY(std::string url, co_await begin_connection(call.services(), call.actor, *link,
                                                    call.api.settings.public_url + std::string(kReturnPath)));
  co_return SignInPage{std::move(url)};
}

Task<Result<Reply<Nothing>>> disconnect(Call& call) {
  CO_TRY(AccountLink* const link, google_link(call));
  CO_TRY_OK(co_await disconnect_account(call.services(), call.actor, *link));
  co_return Reply<Nothing>(Nothing{}, 204);
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + html_escaped(value) + "\">";
}

/// Why nothing was connected, for who looks at a page; the words of an internal error are for the log.
Response not_connected(const std::string& words) {
  return sheet("Gmail was not connected",
               "<p>" + html_escaped(words) +
                   "</p><p><a href=\"/#/connections\">Back to Connections</a>, to begin again.</p>");
}

/// What Google's redirect opens.
Task<Result<Response>> ask_to_finish(Call& call) {
  std::string state;
  std::string code;
  std::string error;
  for (const auto& [name, value] : call.query) {
    if (name == "state") state = value;
    if (name == "code") code = value;
    if (name == "error") error = value;
  }
  if (!error.empty() || state.empty() || code.empty()) {
    co_return not_connected("Google said: " + (error.empty() ? "nothing" : error) + '.');
  }
  co_return sheet("Connect this Gmail account?",
                  "<p>Its mail will be read, and approved mail sent from it.</p><form method=\"post\">" +
                      hidden("state", state) + hidden("code", code) +
                      "<button class=\"main\">Connect</button></form>");
}

Task<Result<Response>> finish(Call& call) {
  if (call.request.body.size() > kMaxFormBytes) co_return invalid("The form is too large.");
  CO_TRY(const auto fields, query_pairs(call.request.body));
  std::string state;
  std::string code;
  for (const auto& [name, value] : fields) {
    if (name == "state") state = value;
    if (name == "code") code = value;
  }
  CO_TRY(AccountLink* const link, google_link(call));
  const auto account =
      co_await finish_connection(call.services(), call.actor, *link, std::move(state), std::move(code));
  if (!account && account.error().code == ErrorCode::internal) co_return account.error();
  if (!account) {
    log_event(LogLevel::warning, "account_not_connected", {{"cause", log_words(account.error())}});
    Response page = not_connected(account.error().message);
    page.status = status_of(account.error());
    co_return page;
  }
  co_return sheet("Connected",
                  "<p>The Gmail account <strong>" + html_escaped(account->account) +
                      "</strong> is connected.</p><p><a href=\"/#/connections\">To Connections</a>, or "
                      "<a href=\"/\">to the queue</a></p>");
}

}  // namespace

std::vector<Route> account_routes() {
  return {
      route<list>("list_accounts", Method::GET, "/api/accounts", Scope::settings, "The connected accounts",
                  {.tag = "settings"}),
      route<connect>(
          "connect_google", Method::POST, "/api/accounts/google", Scope::settings,
          "Begin to connect a Gmail account",
          {.tag = "settings",
           .replay = false,
           .errors = {409},
           .about = "Answers the address for the person's browser; it works once, for ten minutes."}),
      route<disconnect>("disconnect_google", Method::DELETE, "/api/accounts/google", Scope::settings,
                        "Forget the Gmail account, here and at Google",
                        {.tag = "settings", .statuses = {204}, .errors = {404, 409}}),
      route<ask_to_finish>("ask_to_connect_google", Method::GET, kReturnPath, Policy::open(),
                           "The page that Google's sign-in comes back to",
                           {.tag = "pages", .content_type = "text/html"}),
      route<finish>(
          "finish_google", Method::POST, kReturnPath, Scope::settings, "Finish connecting",
          {.tag = "pages", .replay = false, .errors = {409}, .content_type = "text/html", .raw_body = true}),
  };
}

}  // namespace sa
