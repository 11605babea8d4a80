#include "api/http/router.h"

#include <algorithm>
#include <chrono>

#include "actions/upload/upload.h"
#include "api/http/compress.h"
#include "api/http/metrics.h"
#include "api/http/problem.h"
#include "base/crypto/hash.h"
#include "base/log.h"
#include "base/reflect/json_text.h"
#include "base/text/ascii.h"
#include "base/text/url.h"

namespace sa {
namespace {

constexpr std::size_t kTraceBytes = 16;
constexpr std::size_t kMaxTraceChars = 128;
constexpr std::size_t kMaxKeyChars = 255;
/// Of what anybody may ask of the agents, from one address.
constexpr Rate kOpenRate{30, 60'000};

// Pages may load what we serve, and nothing else; no other site may frame us or learn where a link was
// clicked.
constexpr std::string_view kSecurityHeaders =
    "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors "
    "'none'; "
    "object-src 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n";

constexpr std::string_view kProblemType = "application/problem+json";

bool is_trace_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

/// "/path?query" of "http://host/path?query" (RFC 9112, 3.2.2), which says the host once more.
std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const std::size_t slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target;
}

/// JSON in UTF-8: "application/json", "application/merge-patch+json; charset=utf-8".
bool is_json(std::string_view type) {
  const std::size_t semicolon = type.find(';');
  std::string_view name = type.substr(0, semicolon);
  while (name.ends_with(' ')) name.remove_suffix(1);
  const bool json = equal_ignoring_case(name, "application/json") ||
                    (name.size() > 5 && equal_ignoring_case(name.substr(name.size() - 5), "+json"));
  if (semicolon == std::string_view::npos) return json;
  const std::size_t charset = type.find("charset=");
  if (charset == std::string_view::npos) return json;
  std::string_view value = type.substr(charset + 8);
  value = value.substr(0, value.find(';'));
  return json && (equal_ignoring_case(value, "utf-8") || equal_ignoring_case(value, "\"utf-8\""));
}

/// "text/csv" and "text/csv; charset=utf-8", in any case.
bool is_type(std::string_view field, std::string_view type) {
  return equal_ignoring_case(trimmed(field.substr(0, field.find(';'))), type);
}

/// A body that is here already.
class WholeBody final : public ByteStream {
 public:
  explicit WholeBody(std::string bytes) : bytes_(std::move(bytes)) {}
  Task<Result<std::string>> next() override { co_return std::exchange(bytes_, {}); }

 private:
  std::string bytes_;
};

std::string_view feature_setting(Feature feature) {
  switch (feature) {
    case Feature::always:
      return "";
    case Feature::cold_start_demo:
      return "FEATURE_COLD_START_DEMO";
    case Feature::validation_agent:
      return "FEATURE_VALIDATION_AGENT";
    case Feature::outcome_reporter:
      return "FEATURE_OUTCOME_REPORTER";
    case Feature::operator_mode:
      return "OPERATOR_MODE_ENABLED";
  }
  return "";
}

/// What every answer has, also that to a request which could not be read.
void add_common_headers(const std::string& trace_id, Response* response) {
  response->headers.add("X-Trace-ID", trace_id);
  response->headers.add_lines(kSecurityHeaders);
  if (!response->headers.find("Cache-Control")) response->headers.add_lines("Cache-Control: no-store\r\n");
}

/// A kept answer as the answer to this request: a problem names the trace id of the request that it answers.
Response replayed(const KeptAnswer& kept, const std::string& trace_id) {
  Response response;
  response.status = kept.status;
  response.body = kept.body;
  response.headers.add_lines(kept.headers);
  response.headers.add_lines("Idempotency-Replayed: true\r\n");
  if (response.headers.find("Content-Type") != kProblemType) return response;
  auto problem = parse_json(kept.body, {});
  if (!problem || !problem->is_object()) return response;
  problem->get_object()["trace_id"] = trace_id;
  response.body.clear();
  write_json(response.body, *problem);
  return response;
}

std::string principal_of(const Actor& actor) {
  return std::string(enum_name(actor.kind)) + ":" + actor.actor_id;
}

/// A UUIDv8 (RFC 9562, 5.8) made from a principal's key.
std::string id_of_key(const std::string& principal, std::string_view key) {
  const std::string hex = sha256_hex(Canonical().add("idempotent-id-1").add(principal).add(key).text());
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-8" + hex.substr(13, 3) + "-8" + hex.substr(17, 3) +
         "-" + hex.substr(20, 12);
}

Result<Unit> check_scope(const Actor& actor, const Policy& policy) {
  if (actor.may(policy.scope())) return ok();
  const std::string scope(enum_name(policy.scope()));
  const bool personal = policy.scope() == Scope::approve || policy.scope() == Scope::send;
  if (personal && actor.kind != ActorKind::person) {
    return forbidden("Only a person can do this: a service key cannot have the scope " + scope + ".");
  }
  return forbidden("This needs the scope " + scope + ", which " + actor.name + " does not have.");
}

/// Awaits a task with `executor` as the current one, so that all it logs carries the trace id.
class Traced {
 public:
  Traced(TracedExecutor& executor, Task<Response> task) : executor_(executor), task_(std::move(task)) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiter) {
    executor_.run([&] {
      start(std::move(task_), [this, waiter](std::optional<Response> response, std::exception_ptr exception) {
        response_ = std::move(response);
        exception_ = exception;
        if (suspended_) return waiter.resume();
        finished_ = true;
      });
    });
    suspended_ = !finished_;
    return suspended_;
  }
  Response await_resume() {
    if (exception_) std::rethrow_exception(exception_);
    return *std::move(response_);
  }

 private:
  TracedExecutor& executor_;
  Task<Response> task_;
  std::optional<Response> response_;
  std::exception_ptr exception_;
  bool suspended_ = false;
  bool finished_ = false;
};

}  // namespace

/// A request, and what is found out about it on the way.
struct Router::Exchange {
  Request& request;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::string address = {};
  RouteTable::Match match = {};
  std::string principal = {};
  std::string_view origin = {};  ///< one that ALLOWED_ORIGINS names; empty otherwise
};

std::string choose_trace_id(const Request& request, Random& random) {
  const std::string_view given = request.headers.find("X-Trace-ID").value_or("");
  const bool usable =
      !given.empty() && given.size() <= kMaxTraceChars && std::ranges::all_of(given, is_trace_char);
  return usable ? std::string(given) : random_hex(random, kTraceBytes);
}

Result<std::unique_ptr<Router>> Router::make(RouterParts parts) {
  TRY(Networks proxies, parse_networks(parts.api.settings.trusted_proxies));
  return std::unique_ptr<Router>(new Router(std::move(parts), std::move(proxies)));
}

Router::Router(RouterParts parts, Networks proxies)
    : api_(parts.api),
      table_(std::move(parts.routes)),
      authenticator_(parts.authenticator),
      replays_(parts.replays),
      limiter_(parts.limiter),
      random_(parts.random),
      fallback_(std::move(parts.fallback)),
      proxies_(std::move(proxies)) {}

Response Router::refuse(int status, std::string_view words, const Request& request) {
  const std::string trace_id = choose_trace_id(request, random_);
  Response response = refusal_response(status, words, trace_id);
  add_common_headers(trace_id, &response);
  log_event(LogLevel::info, "request_refused",
            {{"status", status}, {"peer", request.peer}, {"trace_id", trace_id}});
  return response;
}

Task<Response> Router::handle(Request& request) {
  request.trace_id = choose_trace_id(request, random_);
  Exchange exchange{request};
  TracedExecutor executor(*Executor::current(), request.trace_id);
  Response response = co_await Traced(executor, answer(exchange));
  complete(exchange, &response);
  log(exchange, response);
  co_return response;
}

Task<Response> Router::answer(Exchange& exchange) {
  const std::string& trace_id = exchange.request.trace_id;
  std::optional<Error> error;
  try {
    auto response = co_await respond(exchange);
    if (response) co_return *std::move(response);
    error = std::move(response).error();
  } catch (const std::exception& exception) {
    error = internal(std::string("exception: ") + exception.what());
  } catch (...) {
    error = internal("exception of an unknown type");
  }
  co_return problem_response(*error, trace_id);
}

Task<Result<Response>> Router::respond(Exchange& exchange) {
  Request& request = exchange.request;
  const ApiSettings& settings = api_.settings;
  const std::string_view origin = request.headers.find("Origin").value_or("");
  if (std::ranges::find(settings.allowed_origins, origin) != settings.allowed_origins.end())
    exchange.origin = origin;
  exchange.address =
      client_address(request.peer, request.headers.find("X-Forwarded-For").value_or(""), proxies_);

  const Target target = split_target(origin_form(request.target));
  CO_TRY(exchange.match, table_.find(request.method, target.path));
  const Route* route = exchange.match.route;
  if (!route || route->options.limited)
    CO_TRY_OK(co_await check_rate("address:" + rate_key(exchange.address)));
  if (route && route->options.always_limited)
    CO_TRY_OK(co_await take_token("open:" + rate_key(exchange.address), kOpenRate));
  if (!route) {
    if (auto response = without_route(exchange)) co_return *std::move(response);
    co_return not_found("There is nothing at this URL. /docs lists every route.");
  }

  Call call{request, api_};
  call.address = exchange.address;
  call.ignore_unknown = route->options.seed;
  if (route->policy.is_open()) {
    call.actor.kind = ActorKind::service;
    call.actor.actor_id = call.actor.name = "anonymous";
  } else {
    CO_TRY(call.actor, co_await authenticator_.authenticate(request));
    exchange.principal = principal_of(call.actor);
    if (route->options.limited) CO_TRY_OK(co_await check_rate("principal:" + exchange.principal));
    CO_TRY_OK(check_scope(call.actor, route->policy));
  }
  call.actor.trace_id = request.trace_id;
  if (!settings.is_on(route->options.feature)) {
    co_return not_found("This feature is switched off. Set " +
                        std::string(feature_setting(route->options.feature)) + "=true to enable it.");
  }
  const std::string_view upload_type = route->options.upload_type;
  call.raw_body = route->options.raw_body || !upload_type.empty();
  if (!upload_type.empty() && !is_type(request.headers.find("Content-Type").value_or(""), upload_type)) {
    co_return refusal_response(
        415, "The body must be a file. Send the header `Content-Type: " + std::string(upload_type) + "`.",
        request.trace_id);
  }
  if (!call.raw_body && !request.body.empty() &&
      !is_json(request.headers.find("Content-Type").value_or(""))) {
    co_return refusal_response(
        415, "The body must be JSON. Send the header `Content-Type: application/json`.", request.trace_id);
  }
  call.params = exchange.match.params;
  CO_TRY(call.query, query_pairs(target.query));
  const bool once = request.method == Method::POST && route->options.replay && !route->policy.is_open() &&
                    request.headers.count("Idempotency-Key") > 0;
  if (!upload_type.empty()) CO_TRY_OK(co_await receive(call));
  if (once) co_return co_await run_once(exchange, call);
  co_return co_await route->invoke(call);
}

std::optional<std::uint64_t> Router::upload_bytes(const Request& request) const {
  if (request.method != Method::POST) return std::nullopt;
  const auto match = table_.find(request.method, split_target(origin_form(request.target)).path);
  if (!match || !match->route || match->route->options.upload_type.empty()) return std::nullopt;
  return static_cast<std::uint64_t>(match->route->options.upload_bytes);
}

/// The caller may do this, so the file is let in.
Task<Result<Unit>> Router::receive(Call& call) {
  WholeBody whole(call.request.incoming ? std::string() : std::move(call.request.body));
  ByteStream& bytes = call.request.incoming ? *call.request.incoming : whole;
  CO_TRY(Upload upload, co_await receive_upload(*api_.services, bytes));
  call.upload = std::make_shared<Upload>(std::move(upload));
  co_return Unit{};
}

Task<Result<Response>> Router::run_once(Exchange& exchange, Call& call) {
  const Request& request = exchange.request;
  const std::string key(request.headers.find("Idempotency-Key").value_or(""));
  const bool printable = std::ranges::all_of(key, [](char c) { return c >= 0x20 && c < 0x7f; });
  if (key.empty() || key.size() > kMaxKeyChars || !printable ||
      request.headers.count("Idempotency-Key") > 1) {
    co_return invalid_field("Idempotency-Key",
                            "must be a single value of 1 to 255 printable ASCII characters");
  }
  const std::string& body = call.upload ? call.upload->sha256 : request.body;
  const std::string hash =
      sha256_hex(Canonical().add(enum_name(request.method)).add(request.target).add(body).text());
  CO_TRY(const BegunRequest begun, co_await replays_.begin(exchange.principal, key, hash));
  if (begun.answer) co_return replayed(*begun.answer, request.trace_id);
  call.repeatable_id = id_of_key(exchange.principal, key);
  std::optional<Response> response;
  std::exception_ptr exception;
  try {
    auto answer = co_await exchange.match.route->invoke(call);
    response = answer ? *std::move(answer) : problem_response(answer.error(), request.trace_id);
  } catch (...) {
    exception = std::current_exception();
  }
  // What says "not now" or "we failed" is no answer to keep: the same request may succeed later.
  constexpr int kLimited = 429;
  constexpr int kFirstServerError = 500;
  const bool kept = response && response->status != kLimited && response->status < kFirstServerError;
  const auto stored =
      kept ? co_await replays_.finish(begun.key, {response->status, response->body, response->headers.text()})
           : co_await replays_.forget(begun.key);
  if (!stored) log_event(LogLevel::warning, "idempotency_not_stored", {{"error", log_words(stored.error())}});
  if (exception) std::rethrow_exception(exception);
  co_return *std::move(response);
}

Task<Result<Unit>> Router::check_rate(std::string key) {
  const RateLimits& limits = api_.settings.rate;
  if (!limits.enabled) co_return Unit{};
  const Rate rate{static_cast<double>(limits.requests),
                  static_cast<double>(limits.period_seconds * kSecondMs)};
  co_return co_await take_token(std::move(key), rate);
}

Task<Result<Unit>> Router::take_token(std::string key, Rate rate) {
  const std::int64_t wait_s = co_await limiter_.take(std::move(key), rate);
  if (wait_s > 0)
    co_return limited("Too many requests. Try again in " + std::to_string(wait_s) + " s.", wait_s);
  co_return Unit{};
}

std::optional<Response> Router::without_route(const Exchange& exchange) const {
  const Request& request = exchange.request;
  // Asks about the server as a whole: an answer is all there is to say (RFC 9110, 9.3.7).
  if (request.method == Method::OPTIONS && request.target == "*") return Response{.status = 204};
  if (!exchange.match.allow.empty()) {
    if (request.method == Method::OPTIONS) return preflight(exchange);
    Response response = refusal_response(405, "This URL does not support the method. See the Allow header.",
                                         request.trace_id);
    response.headers.add("Allow", exchange.match.allow);
    return response;
  }
  if (fallback_ && (request.method == Method::GET || request.method == Method::HEAD))
    return fallback_(request);
  return std::nullopt;
}

Response Router::preflight(const Exchange& exchange) const {
  Response response;
  response.status = 204;
  response.headers.add("Allow", exchange.match.allow);
  if (!exchange.origin.empty()) {
    response.headers.add("Access-Control-Allow-Methods", exchange.match.allow);
    response.headers.add_lines(
        "Access-Control-Allow-Headers: Authorization, Content-Type, Idempotency-Key, If-Match, "
        "X-Operator-Name, X-Requested-With, X-Trace-ID\r\n"
        "Access-Control-Max-Age: 600\r\n");
  }
  return response;
}

void Router::complete(const Exchange& exchange, Response* response) const {
  compress(exchange.request, response);
  add_common_headers(exchange.request.trace_id, response);
  constexpr int kUnauthenticated = 401;
  if (response->status == kUnauthenticated && find_cookie(exchange.request, kSessionCookie)) {
    // A session that has ended would be sent again and again.
    response->headers.add("Set-Cookie",
                          session_cookie("", 0, api_.settings.public_url.starts_with("https:")));
  }
  if (!exchange.origin.empty()) {
    response->headers.add("Access-Control-Allow-Origin", exchange.origin);
    response->headers.add_lines(
        "Access-Control-Allow-Credentials: true\r\n"
        "Access-Control-Expose-Headers: Link, Location, Retry-After, X-Trace-ID, Idempotency-Replayed\r\n");
  }
  if (!api_.settings.allowed_origins.empty()) response->headers.add_lines("Vary: Origin\r\n");
}

void Router::log(const Exchange& exchange, const Response& response) const {
  const auto passed = std::chrono::steady_clock::now() - exchange.began;
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(passed).count();
  const Route* route = exchange.match.route;
  if (api_.requests)
    api_.requests->note(route ? route->id : std::string_view("none"), response.status,
                        static_cast<double>(us) / 1e6);
  log_event(LogLevel::info, "request",
            {{"method", enum_name(exchange.request.method)},
             {"route", route ? route->path : std::string_view("none")},
             {"status", response.status},
             {"ms", static_cast<double>(us) / 1000},
             {"bytes", response.content().size()},
             {"principal", exchange.principal},
             {"trace_id", exchange.request.trace_id}});
}

}  // namespace sa
