#include "connectors/http/oauth_client.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "base/text/url.h"

namespace sa {
namespace {

struct TokenAnswer {
  std::string access_token;
  std::optional<std::string> refresh_token;
  std::optional<std::string> scope;
  std::int64_t expires_in = 3600;
  std::optional<std::int64_t> refresh_token_expires_in;  ///< of a Google app in testing
};
BOOST_DESCRIBE_STRUCT(TokenAnswer, (),
                      (access_token, refresh_token, scope, expires_in, refresh_token_expires_in))

bool is_granted(std::string_view granted, std::string_view scope) {
  for (std::size_t at = 0; at < granted.size();) {
    const std::size_t end = std::min(granted.find(' ', at), granted.size());
    const std::string_view each = granted.substr(at, end - at);
    if (each == scope || each.ends_with('/' + std::string(scope))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

std::string form_text(std::initializer_list<std::pair<const char*, std::string>> fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    if (!text.empty()) text += '&';
    text += std::string(name) + '=' + percent_encode(value);
  }
  return text;
}

std::string scope_text(std::span<const char* const> scopes) {
  std::string text;
  for (const char* scope : scopes) text += (text.empty() ? "" : " ") + std::string(scope);
  return text;
}

std::string find_missing_scope(std::string_view granted, std::span<const char* const> wanted) {
  const auto missing =
      std::ranges::find_if(wanted, [&](const char* scope) { return !is_granted(granted, scope); });
  return missing == wanted.end() ? std::string() : *missing;
}

OauthClient::OauthClient(Options options, VendorApi::Tools tools)
    : options_(std::move(options)),
      tools_(tools),
      api_(
          [&] {
            VendorApi::Options call = options_.call;
            call.provider = options_.provider;
            // A renewal has to end before the lease on it does.
            call.retry.attempts = std::min(call.retry.attempts, 2);
            call.first_byte_ms = call.whole_ms = 10 * kSecondMs;
            call.title = options_.title;
            call.base_url = options_.base_url;
            return call;
          }(),
          tools, nullptr) {}

Error OauthClient::refusal_of(const VendorAnswer& answer) const {
  const std::string code = vendor_code(answer.json);
  const auto is_among = [&](const std::vector<std::string>& codes) {
    return std::ranges::find(codes, code) != codes.end();
  };
  if (is_among(options_.sign_in_codes)) {
    return unauthenticated(options_.title + " no longer accepts the sign-in (" + code +
                           "): " + options_.ended + " Connect the account again: `sales-agent auth " +
                           options_.provider + "`, or Accounts in the web app.");
  }
  if (is_among(options_.client_codes)) {
    return unauthenticated(options_.title + " does not recognise the client id or secret (" + code +
                           "). Check " + options_.settings + ".");
  }
  return api_.error_of(answer);
}

Task<Result<OauthToken>> OauthClient::ask(std::string form, OauthToken known) {
  VendorRequest request;
  request.method = "POST";
  request.path = options_.token_path;
  request.body = std::move(form);
  request.content_type = "application/x-www-form-urlencoded";
  const Instant asked_at = tools_.clock.now();
  const VendorAnswer answer = co_await api_.call(std::move(request));
  if (!answer.ok()) co_return refusal_of(answer);
  CO_TRY(TokenAnswer given, from_json<TokenAnswer>(answer.json, Unknown::ignore));
  known.access_token = std::move(given.access_token);
  if (given.refresh_token) known.refresh_token = *std::move(given.refresh_token);
  if (given.scope) known.scopes = *std::move(given.scope);
  known.expires_at = asked_at + given.expires_in * kSecondMs;
  if (given.refresh_token_expires_in)
    known.refresh_ends_at = asked_at + *given.refresh_token_expires_in * kSecondMs;
  known.problem.clear();
  co_return known;
}

Task<Result<OauthToken>> OauthClient::exchange(std::string code, std::string verifier,
                                               std::string redirect_uri) {
  std::string form = form_text({{"grant_type", "authorization_code"},
                                {"code", code},
                                {"client_id", options_.client_id},
                                {"client_secret", options_.client_secret},
                                {"redirect_uri", redirect_uri}});
  if (!verifier.empty()) form += '&' + form_text({{"code_verifier", verifier}});
  auto asked = co_await ask(std::move(form), {});
  if (asked || asked.error().code != ErrorCode::unauthenticated) co_return asked;
  co_return invalid(options_.title +
                    " did not accept the sign-in: it has expired or was already used. Start again.")
      .with_cause(asked.error().message);
}

Task<Result<OauthToken>> OauthClient::renew(OauthToken token) {
  std::string form = form_text({{"grant_type", "refresh_token"},
                                {"refresh_token", token.refresh_token},
                                {"client_id", options_.client_id},
                                {"client_secret", options_.client_secret}});
  co_return co_await ask(std::move(form), std::move(token));
}

}  // namespace sa
