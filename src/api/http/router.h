// Router: takes a Request through the steps that all routes share, in this order: trace id, path,
// method, origin, rate limits, caller, scope, feature flag, content type, idempotency key, then the
// handler; and back through errors, headers and the access log.
//
// The caller and their permission are checked before any byte of the body is read.
// THREADS: handle from any executor's thread; the Router itself does not change after it was made.
// ERRORS: every one becomes a problem document (problem.h); an exception of a handler is 500 and a log line.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/http/address.h"
#include "api/http/auth.h"
#include "api/http/rate_limit.h"
#include "api/http/replay.h"
#include "api/http/route.h"
#include "api/http/server.h"

namespace sa {

struct RouterParts {
  std::vector<Route> routes;
  ApiContext& api;
  Authenticator& authenticator;
  ReplayStore& replays;
  RateLimiter& limiter;
  Random& random;
  /// Answers what no route does (files of the web app); null: 404.
  std::function<std::optional<Response>(const Request&)> fallback = {};
};

class Router final : public Service {
 public:
  /// Throws std::logic_error when the routes contradict each other.
  /// ERRORS: invalid for a trusted proxy that is no address.
  static Result<std::unique_ptr<Router>> make(RouterParts parts);

  Task<Response> handle(Request& request) override;
  Response refuse(int status, std::string_view words, const Request& request) override;
  std::optional<std::uint64_t> upload_bytes(const Request& request) const override;
  const RouteTable& table() const { return table_; }

 private:
  struct Exchange;
  Router(RouterParts parts, Networks proxies);
  Task<Response> answer(Exchange& exchange);
  Task<Result<Response>> respond(Exchange& exchange);
  Task<Result<Unit>> receive(Call& call);
  Task<Result<Response>> run_once(Exchange& exchange, Call& call);
  Task<Result<Unit>> check_rate(std::string key);
  Task<Result<Unit>> take_token(std::string key, Rate rate);
  std::optional<Response> without_route(const Exchange& exchange) const;
  Response preflight(const Exchange& exchange) const;
  void complete(const Exchange& exchange, Response* response) const;
  void log(const Exchange& exchange, const Response& response) const;

  ApiContext& api_;
  RouteTable table_;
  Authenticator& authenticator_;
  ReplayStore& replays_;
  RateLimiter& limiter_;
  Random& random_;
  std::function<std::optional<Response>(const Request&)> fallback_;
  Networks proxies_;
};

/// The request's own X-Trace-ID when it is 1-128 characters of [A-Za-z0-9._-], else a new one.
std::string choose_trace_id(const Request& request, Random& random);

}  // namespace sa
