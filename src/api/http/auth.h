// Identifies the caller: by a bearer token, a session cookie, or as nobody.
//
// In development on a loopback address nobody may be the local operator; every sign that the request does not
// come from a program of this machine, addressed to this machine, makes it nobody again (a proxy's header, a
// foreign Host: a page on another site can make a browser send requests to localhost, and can make its own
// name point here). THREADS: any. ERRORS: unauthenticated for no or wrong credentials: a wrong credential is
// never treated as none; forbidden for a request that a page of another site sent with a person's cookie;
// unavailable when the database is down. SOURCE: RFC 6750 (bearer tokens), RFC 6265bis (cookies), Fetch
// (Origin).
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/context.h"
#include "api/http/http.h"
#include "base/async/task.h"
#include "base/result.h"
#include "base/time.h"
#include "core/user/actor.h"

namespace sa {

class Authenticator {
 public:
  virtual ~Authenticator() = default;
  virtual Task<Result<Actor>> authenticate(const Request& request) = 0;
  /// Forgets a session that ends now.
  virtual void forget_session(std::string_view token) = 0;
};

/// By the tables of users, sessions and keys. An answer of the database holds for kTrustMs, so a key that
/// another process revokes lives so much longer.
class SiteAuthenticator final : public Authenticator {
 public:
  static constexpr std::int64_t kTrustMs = 5 * kSecondMs;
  SiteAuthenticator(Services& services, const ApiSettings& settings);
  Task<Result<Actor>> authenticate(const Request& request) override;
  void forget_session(std::string_view token) override;

 private:
  struct Trusted {
    Actor actor;
    Instant until;
  };
  Task<Result<Actor>> by_token(std::string token, bool is_session);
  std::optional<Actor> recall(const std::string& key);
  void remember(const std::string& key, const Actor& actor);

  Services& services_;
  const ApiSettings& settings_;
  std::mutex mutex_;
  std::map<std::string, Trusted, std::less<>> trusted_;  ///< by the token's kind and hash
};

inline constexpr std::string_view kSessionCookie = "sa_session";

/// The value of a cookie; null when the request has none of that name.
std::optional<std::string_view> find_cookie(const Request& request, std::string_view name);
/// GET, HEAD and OPTIONS change nothing.
bool is_safe(Method method);
/// True when a program of this machine sent the request, to this machine by name, and no page of another site
/// made it.
bool is_from_this_machine(const Request& request);
/// ERRORS: forbidden when a page of a site that is not ours, and not in `allowed`, made a request that
/// changes something.
Result<Unit> check_origin(const Request& request, const std::vector<std::string>& allowed);
/// The one who may do everything in development.
Actor local_operator();

/// "sa_session=...; HttpOnly; ...". An empty token ends the session at the browser.
std::string session_cookie(std::string_view token, std::int64_t max_age_s, bool secure);

}  // namespace sa
