#include "api/http/auth.h"

#include <algorithm>

#include "actions/services.h"
#include "actions/user/session.h"
#include "base/crypto/hash.h"
#include "base/text/ascii.h"
#include "base/text/url.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxTokenChars = 200;
constexpr std::size_t kMaxTrusted = 10'000;
constexpr std::size_t kMaxNameChars = 200;

Error no_credentials() {
  return unauthenticated(
      "Not signed in. Sign in with POST /api/session, or send the header `Authorization: Bearer <key>`.");
}
Error bad_key() {
  return unauthenticated("The key is unknown or was revoked.");
}
Error ended_session() {
  return unauthenticated("Your session has ended. Sign in again.");
}

/// The host of "host:port" or "[::1]:port".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.rfind(':'));
}

bool is_loopback_name(std::string_view host) {
  return equal_ignoring_case(host, "localhost") || host == "127.0.0.1" || host == "[::1]";
}

/// The token of "Bearer sa_...". ERRORS: unauthenticated for any other scheme or shape.
Result<std::string> bearer_token(const Request& request) {
  const std::string_view value = request.headers.find("Authorization").value_or("");
  constexpr std::string_view kScheme = "Bearer ";
  const bool one = request.headers.count("Authorization") == 1;
  if (!one || value.size() > kMaxTokenChars ||
      !equal_ignoring_case(value.substr(0, kScheme.size()), kScheme)) {
    return unauthenticated("The Authorization header must be `Bearer <key>`.");
  }
  const std::string_view token = value.substr(kScheme.size());
  if (!token.starts_with("sa_")) return bad_key();
  return std::string(token);
}

/// No page of another site can make a browser send either field: a script needs our leave for the first, and the second is
/// the browser's own word, which a plain form of ours (connecting an account) has, too.
bool is_sent_by_us(const Request& request) {
  return request.headers.find("X-Requested-With").value_or("") == "sales-agent" ||
         request.headers.find("Sec-Fetch-Site").value_or("") == "same-origin";
}

/// The local operator under the name that the person gave: every step is recorded under the same one, as unverified.
Result<Actor> named_operator(const Request& request) {
  Actor actor = local_operator();
  const auto given = request.headers.find("X-Operator-Name");
  if (!given || given->empty()) return actor;
  TRY(const std::string name, percent_decode(*given, false));
  const bool has_control = std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (has_control || utf8_length(name) > kMaxNameChars) {
    return invalid_field("X-Operator-Name", "A name is at most 200 characters, without control characters.");
  }
  actor.name = name;
  return actor;
}

/// What is remembered of a token: a key that was trusted as a bearer token is still no session, nor the other way.
std::string trust_key(std::string_view token, bool is_session) {
  return (is_session ? "session " : "key ") + sha256_hex(token);
}

}  // namespace

bool is_safe(Method method) {
  return method == Method::GET || method == Method::HEAD || method == Method::OPTIONS;
}

std::optional<std::string_view> find_cookie(const Request& request, std::string_view name) {
  std::string_view rest = request.headers.find("Cookie").value_or("");
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    std::string_view pair = rest.substr(0, end);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return std::nullopt;
}

bool is_from_this_machine(const Request& request) {
  if (!request.peer_is_loopback) return false;
  for (const char* name :
       {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"}) {
    if (request.headers.count(name) > 0) return false;
  }
  return is_loopback_name(without_port(request.headers.find("Host").value_or("")));
}

Result<Unit> check_origin(const Request& request, const std::vector<std::string>& allowed) {
  if (is_safe(request.method)) return ok();
  const auto foreign = [] {
    return forbidden("This request came from a page of another site and was refused.");
  };
  const auto origin = request.headers.find("Origin");
  const std::string_view site = request.headers.find("Sec-Fetch-Site").value_or("none");
  // A form on a page of ours has the origin "null": our pages send no referrer, and the origin goes with it.
  if (!origin || *origin == "null") {
    if (site == "same-origin" || (!origin && site == "none")) return ok();
    return foreign();
  }
  if (std::find(allowed.begin(), allowed.end(), *origin) != allowed.end()) return ok();
  const std::size_t scheme = origin->find("://");
  if (scheme == std::string_view::npos) return foreign();
  const std::string_view host = request.headers.find("Host").value_or("");
  if (host.empty() || !equal_ignoring_case(origin->substr(scheme + 3), host)) return foreign();
  return ok();
}

Actor local_operator() {
  Actor actor;
  actor.kind = ActorKind::person;
  actor.actor_id = "local";
  actor.name = "local operator";
  actor.unverified = true;
  actor.role = Role::owner;
  actor.scopes = scopes_of(Role::owner);
  return actor;
}

std::string session_cookie(std::string_view token, std::int64_t max_age_s, bool secure) {
  std::string cookie = std::string(kSessionCookie) + "=" + std::string(token) +
                       "; Path=/; Max-Age=" + std::to_string(max_age_s) + "; HttpOnly; SameSite=Strict";
  if (secure) cookie += "; Secure";
  return cookie;
}

SiteAuthenticator::SiteAuthenticator(Services& services, const ApiSettings& settings)
    : services_(services), settings_(settings) {}

std::optional<Actor> SiteAuthenticator::recall(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = trusted_.find(key);
  if (found == trusted_.end() || found->second.until <= services_.machine_clock.now()) return std::nullopt;
  return found->second.actor;
}

void SiteAuthenticator::remember(const std::string& key, const Actor& actor) {
  const std::lock_guard lock(mutex_);
  if (trusted_.size() >= kMaxTrusted) trusted_.clear();
  trusted_[key] = {actor, services_.machine_clock.now() + kTrustMs};
}

void SiteAuthenticator::forget_session(std::string_view token) {
  const std::lock_guard lock(mutex_);
  trusted_.erase(trust_key(token, true));
}

Task<Result<Actor>> SiteAuthenticator::by_token(std::string token, bool is_session) {
  const std::string trusted = trust_key(token, is_session);
  if (auto actor = recall(trusted)) co_return *std::move(actor);
  std::optional<Actor> actor;
  if (is_session) {
    CO_TRY(actor, co_await find_session_actor(services_, std::move(token)));
  } else {
    CO_TRY(actor, co_await find_key_actor(services_, std::move(token)));
  }
  if (!actor) co_return is_session ? ended_session() : bad_key();
  remember(trusted, *actor);
  co_return *std::move(actor);
}

Task<Result<Actor>> SiteAuthenticator::authenticate(const Request& request) {
  if (request.headers.count("Authorization") > 0) {
    CO_TRY(std::string token, bearer_token(request));
    co_return co_await by_token(std::move(token), false);
  }
  const auto session = find_cookie(request, kSessionCookie);
  if (session) {
    if (session->size() > kMaxTokenChars) co_return ended_session();
    CO_TRY_OK(check_origin(request, settings_.allowed_origins));
    if (!is_safe(request.method) && !is_sent_by_us(request)) {
      co_return forbidden(
          "The header `X-Requested-With: sales-agent` is missing. A session needs it for every request that "
          "changes something.");
    }
    co_return co_await by_token(std::string(*session), true);
  }
  if (!settings_.local_operator || !is_from_this_machine(request)) co_return no_credentials();
  CO_TRY_OK(check_origin(request, settings_.allowed_origins));
  co_return named_operator(request);
}

}  // namespace sa
