// Accounts at providers: what is connected, connecting one, letting it go.
//
// Connecting ends on a page of ours: the provider's redirect opens it, and its button acts. Opening a link never acts, and the
// session's cookie does not come along with a redirect from elsewhere.
#include "actions/account/connect.h"

#include "api/http/problem.h"
#include "api/http/sheet.h"
#include "api/routes.h"
#include "base/log.h"
#include "base/text/url.h"

namespace sa {
namespace {

constexpr std::string_view kReturnPath = "/connect/";
constexpr std::size_t kMaxFormBytes = 8 << 10;

/// A provider whose accounts can be connected here, or could be.
struct AccountProvider {
  std::string provider;
  std::string title;
  bool can_connect = false;
  std::string set_up;
  static std::vector<Rule> rules() {
    return {rule(&AccountProvider::can_connect)
                .describe("whether its OAuth client is set, so that an account can be connected"),
            rule(&AccountProvider::set_up).describe("what to set before connecting: \"set ...\"")};
  }
};
BOOST_DESCRIBE_STRUCT(AccountProvider, (), (provider, title, can_connect, set_up))

struct AccountList {
  std::vector<Account> items;
  std::vector<AccountProvider> providers;
  std::vector<ProviderState> states;
  static std::vector<Rule> rules() {
    return {rule(&AccountList::states)
                .describe(
                    "every provider that this process calls, connected or not, and the state of its calls")};
  }
};
BOOST_DESCRIBE_STRUCT(AccountList, (), (items, providers, states))

struct SignInPage {
  std::string url;
  static std::vector<Rule> rules() {
    return {rule(&SignInPage::url).describe("URL at which the person gives consent in the browser")};
  }
};
BOOST_DESCRIBE_STRUCT(SignInPage, (), (url))

Result<AccountLink*> link_of(const Call& call) {
  return get_account_link(call.services(), call.param("provider"));
}

Task<Result<Reply<AccountList>>> list(Call& call) {
  AccountList all;
  for (const AccountKind& kind : call.services().account_kinds) {
    const bool can_connect = find_account_link(call.services(), kind.provider) != nullptr;
    if (can_connect || !kind.is_rare)
      all.providers.push_back({kind.provider, kind.title, can_connect, kind.set_up});
    CO_TRY(auto account, co_await find_account(call.services(), kind.provider));
    if (account) all.items.push_back(*std::move(account));
  }
  for (const Provider* provider : call.services().providers) all.states.push_back(provider->state());
  co_return all;
}

Task<Result<Reply<SignInPage>>> connect(Call& call) {
  CO_TRY(AccountLink* const link, link_of(call));
  const std::string back = call.api.settings.public_url + std::string(kReturnPath) + link->provider();
  CO_TRY(std::string url, co_await begin_connecting(call.services(), call.actor, *link, back));
  co_return SignInPage{std::move(url)};
}

Task<Result<Reply<Nothing>>> disconnect(Call& call) {
  CO_TRY(AccountLink* const link, link_of(call));
  CO_TRY_OK(co_await disconnect_account(call.services(), call.actor, *link));
  co_return Reply<Nothing>(Nothing{}, 204);
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + html_escaped(value) + "\">";
}

Result<const AccountKind*> kind_of(const Call& call) {
  if (const AccountKind* kind = find_account_kind(call.services(), call.param("provider"))) return kind;
  return not_found("This page does not exist.");
}

/// Why nothing was connected, for who looks at a page; the words of an internal error are for the log.
Response not_connected(const AccountKind& kind, const std::string& words) {
  return sheet(std::string(kind.title) + " was not connected",
               "<p>" + html_escaped(words) +
                   "</p><p><a href=\"/#/accounts\">Back to Accounts</a> to start again.</p>");
}

/// What the provider's redirect opens.
Task<Result<Response>> ask_to_finish(Call& call) {
  CO_TRY(const AccountKind* const kind, kind_of(call));
  std::string state;
  std::string code;
  std::string error;
  for (const auto& [name, value] : call.query) {
    if (name == "state") state = value;
    if (name == "code") code = value;
    if (name == "error") error = value;
  }
  if (!error.empty() || state.empty() || code.empty()) {
    co_return not_connected(*kind, error.empty() ? "The provider returned no sign-in code."
                                                 : "The provider reported the error \"" + error + "\".");
  }
  co_return sheet("Connect this " + std::string(kind->title) + " account?",
                  "<p>" + std::string(kind->effect) + "</p><form method=\"post\">" + hidden("state", state) +
                      hidden("code", code) + "<button class=\"main\">Connect</button></form>");
}

Task<Result<Response>> finish(Call& call) {
  if (call.request.body.size() > kMaxFormBytes) co_return invalid("The submitted form is too large.");
  CO_TRY(const auto fields, query_pairs(call.request.body));
  std::string state;
  std::string code;
  for (const auto& [name, value] : fields) {
    if (name == "state") state = value;
    if (name == "code") code = value;
  }
  CO_TRY(const AccountKind* const kind, kind_of(call));
  CO_TRY(AccountLink* const link, link_of(call));
  const auto account =
      co_await finish_connecting(call.services(), call.actor, *link, std::move(state), std::move(code));
  if (!account && account.error().code == ErrorCode::internal) co_return account.error();
  if (!account) {
    log_event(LogLevel::warning, "account_not_connected",
              {{"provider", kind->provider}, {"cause", log_words(account.error())}});
    Response page = not_connected(*kind, account.error().message);
    page.status = status_of(account.error());
    co_return page;
  }
  co_return sheet("Connected",
                  "<p>The " + std::string(kind->title) + " account <strong>" +
                      html_escaped(account->account) +
                      "</strong> is connected.</p><p><a href=\"/#/accounts\">Back to Accounts</a>, or go to "
                      "<a href=\"/\">the drafts</a>.</p>");
}

}  // namespace

std::vector<Route> account_routes() {
  const std::string_view one = "/api/accounts/{provider}";
  const std::string_view back = "/connect/{provider}";
  return {
      route<list>("list_accounts", Method::GET, "/api/accounts", Scope::settings,
                  "List connected accounts and available providers", {.tag = "settings"}),
      route<connect>(
          "connect_account", Method::POST, one, Scope::settings,
          "Start connecting an account: google or hubspot",
          {.tag = "settings",
           .replay = false,
           .errors = {404, 409},
           .about = "Returns the URL to open in the person's browser. It works once, within ten minutes."}),
      route<disconnect>("disconnect_account", Method::DELETE, one, Scope::settings,
                        "Disconnect the account, here and at the provider",
                        {.tag = "settings", .statuses = {204}, .errors = {404, 409}}),
      route<ask_to_finish>("ask_to_connect", Method::GET, back, Policy::open(),
                           "Page to which the provider redirects after the sign-in",
                           {.tag = "pages", .errors = {404}, .content_type = "text/html"}),
      route<finish>("finish_connecting", Method::POST, back, Scope::settings, "Finish connecting",
                    {.tag = "pages",
                     .replay = false,
                     .errors = {404, 409},
                     .content_type = "text/html",
                     .raw_body = true}),
  };
}

}  // namespace sa
