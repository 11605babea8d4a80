#include "connectors/http/vendor_api.h"

#include <absl/time/time.h>
#include <algorithm>

#include <charconv>

#include "base/failpoint.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "base/time.h"

namespace sa {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxCode = 64;
/// A server that says "come back tomorrow" is not believed: one call tries after an hour.
constexpr std::int64_t kLongestRetryAfterS = Breaker::kLongestPauseMs / kSecondMs;
/// Those that waited for the same moment go one after the other, over so long.
constexpr std::int64_t kSpreadMs = kSecondMs;
constexpr int kTooMany = 429;
constexpr int kUnauthorized = 401;

std::int64_t ceil_s(std::int64_t ms) {
  return std::max<std::int64_t>(1, (ms + kSecondMs - 1) / kSecondMs);
}

/// RFC 9110, 5.6.7: "Sun, 22 Nov 2026 10:00:00 GMT".
std::optional<Instant> parse_http_date(std::string_view text) {
  absl::Time at;
  if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", std::string(text), &at, nullptr)) return std::nullopt;
  return Instant{absl::ToUnixMillis(at)};
}

/// RFC 9110, 10.2.3: seconds, or a date, which is by the vendor's clock where it says what that shows. 0: not said.
std::int64_t retry_after_of(const HttpAnswer& answer, Instant now) {
  const std::string_view text = answer.header("retry-after");
  std::int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc() || end != text.data() + text.size()) {
    const auto at = parse_http_date(text);
    const Instant their_now = parse_http_date(answer.header("date")).value_or(now);
    seconds = at && *at > their_now ? ceil_s(*at - their_now) : 0;
  }
  return std::clamp<std::int64_t>(seconds, 0, kLongestRetryAfterS);
}

bool is_code(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= kMaxCode && std::ranges::all_of(text, fits);
}

std::string text_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (!value || !value->is_string() || !is_code(value->as_string())) return {};
  return std::string(value->as_string());
}

}  // namespace

std::string vendor_code(const json::value& answer) {
  if (!answer.is_object()) return {};
  const json::object& object = answer.as_object();
  const json::value* error = object.if_contains("error");
  if (error && error->is_object()) {
    const json::object& inner = error->as_object();
    if (const json::value* errors = inner.if_contains("errors"); errors && errors->is_array()) {
      for (const json::value& each : errors->as_array()) {
        if (!each.is_object()) continue;
        if (std::string reason = text_at(each.as_object(), "reason"); !reason.empty()) return reason;
      }
    }
    for (const char* name : {"code", "status", "type"}) {
      if (std::string code = text_at(inner, name); !code.empty()) return code;
    }
  }
  for (const char* name : {"error", "policyName", "category", "subCategory", "status"}) {
    if (std::string code = text_at(object, name); !code.empty()) return code;
  }
  return {};
}

namespace {

std::int64_t random_part(std::int64_t span_ms, Random& random) {
  unsigned char bytes[4];
  random.fill(bytes);
  const std::uint64_t number = bytes[0] | bytes[1] << 8 | bytes[2] << 16 | std::uint64_t{bytes[3]} << 24;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(span_ms) * number >> 32);
}

}  // namespace

std::int64_t backoff_ms(const RetryPolicy& policy, int attempt, Random& random) {
  std::int64_t span = policy.first_ms;
  for (int i = 2; i < attempt && span < policy.longest_ms; ++i) span *= 2;
  return random_part(std::min(span, policy.longest_ms), random);
}

VendorApi::VendorApi(Options options, Tools tools, std::shared_ptr<TokenSource> token)
    : options_(std::move(options)),
      tools_(tools),
      token_(std::move(token)),
      breaker_(options_.breaker),
      bucket_(options_.rate) {
  state_.provider = options_.provider;
}

VendorAnswer VendorApi::unsent(std::string words, std::int64_t retry_after_s) const {
  VendorAnswer answer;
  answer.failure = std::move(words);
  answer.retry_after_s = retry_after_s;
  return answer;
}

bool VendorApi::is_past(const VendorRequest& request, std::int64_t wait_ms) const {
  return request.deadline && tools_.clock.now() + wait_ms >= *request.deadline;
}

bool VendorApi::is_too_long(const VendorRequest& request, std::int64_t wait_ms) const {
  return wait_ms > 0 && (wait_ms > options_.longest_wait_ms || is_past(request, wait_ms));
}

/// Why a call does not go out, and when to come back.
VendorAnswer VendorApi::held_back(std::int64_t wait_ms) const {
  if (breaker_.position() != BreakerPosition::closed)
    return unsent(options_.title + " failed several times in a row, so calls to it are paused.",
                  ceil_s(wait_ms));
  const auto until = breaker_.shut_until();
  VendorAnswer limited =
      unsent(options_.title + " asked us to pause" + (until ? " until " + format_rfc3339(*until) : "") + ".",
             ceil_s(wait_ms));
  limited.is_rate_limited = true;
  return limited;
}

/// The rate and the breaker: null when the call may go out now. Those that wait for the end of a pause come one after the
/// other, and all but the first only when that one was served.
Task<std::optional<VendorAnswer>> VendorApi::wait_for_turn(const VendorRequest& request) {
  std::int64_t waited_ms = bucket_.take(request.units, tools_.clock.now());
  if (is_too_long(request, waited_ms)) {
    bucket_.take(-request.units, tools_.clock.now());
    VendorAnswer limited =
        unsent("The rate limit of " + options_.title + " has been reached.", ceil_s(waited_ms));
    limited.is_rate_limited = true;
    co_return limited;
  }
  co_await tools_.timer.wait(waited_ms);
  while (!breaker_.admits(tools_.clock.now())) {
    const std::int64_t shut_ms = breaker_.wait_ms(tools_.clock.now());
    if (is_past(request, shut_ms) || waited_ms + shut_ms > options_.longest_wait_ms) {
      bucket_.take(-request.units, tools_.clock.now());
      co_return held_back(shut_ms);
    }
    const std::int64_t wait_ms = shut_ms + random_part(kSpreadMs, tools_.random);
    waited_ms += wait_ms;
    co_await tools_.timer.wait(wait_ms);
  }
  co_return std::nullopt;
}

void VendorApi::note(const VendorRequest& request, const VendorAnswer& answer, std::int64_t ms) {
  // What is too large says nothing of the vendor's health.
  const bool is_heard = answer.kind == VendorAnswer::Kind::answered || answer.is_too_large;
  const bool failed = !is_heard || answer.status >= 500;
  // One that says "too fast" and not for how long has failed, too: else it would be asked for ever.
  const bool asks_for_a_pause = answer.is_rate_limited || answer.status == 503;
  if (failed || answer.is_rate_limited) {
    breaker_.note_failure(tools_.clock.now(), asks_for_a_pause ? answer.retry_after_s * kSecondMs : 0);
  } else {
    breaker_.note_success();
  }
  const std::string& whole = request.log_path.empty() ? request.path : request.log_path;
  const std::string_view path(whole.data(), std::min(whole.find('?'), whole.size()));
  log_event(failed ? LogLevel::warning : LogLevel::debug, "vendor_call",
            {{"provider", options_.provider},
             {"method", request.method},
             {"path", path},
             {"status", answer.status},
             {"failure", answer.failure},
             {"code", answer.status >= 400 ? vendor_code(answer.json) : ""},
             {"ms", ms}});
  const std::lock_guard lock(mutex_);
  ++state_.calls;
  if (failed) ++state_.failures;
  if (answer.is_rate_limited) ++state_.limited;
  if (!answer.is_rate_limited && answer.status >= 400 && answer.status < 500) ++state_.refused;
  if (answer.ok()) state_.last_ok_at = tools_.clock.now();
  if (failed || answer.is_rate_limited) state_.last_error = error_of(answer).message;
}

/// One request on the wire.
Task<VendorAnswer> VendorApi::try_once(const VendorRequest& request, const std::string& token) {
  HttpRequest http;
  http.method = request.method;
  http.url = options_.base_url + request.path;
  http.body = request.body;
  http.is_repeatable = request.is_repeatable;
  http.first_byte_ms = options_.first_byte_ms;
  http.whole_ms = request.whole_ms.value_or(options_.whole_ms);
  http.least_bytes_per_s = request.least_bytes_per_s;
  if (request.deadline) {
    const std::int64_t left = std::max<std::int64_t>(1, *request.deadline - tools_.clock.now());
    http.whole_ms = std::min(http.whole_ms, left);
    http.first_byte_ms = std::min(http.first_byte_ms, left);
    http.connect_ms = std::min(http.connect_ms, left);
  }
  if (!request.body.empty()) http.headers.emplace_back("Content-Type", request.content_type);
  http.headers.emplace_back("Accept", "application/json");
  if (!token.empty()) http.headers.emplace_back("Authorization", "Bearer " + token);
  HttpAnswer got;
  if (const auto passed = failpoint("vendor.call.before")) {
    got = co_await tools_.http.call(std::move(http));
  } else {
    got.failure = passed.error().message;
  }
  if (const auto passed = failpoint("vendor.call.after"); !passed) {
    got = HttpAnswer{};
    got.reached = true;
    got.failure = passed.error().message;
  }
  VendorAnswer answer;
  answer.kind = got.status > 0 ? VendorAnswer::Kind::answered
                : got.reached  ? VendorAnswer::Kind::lost
                               : VendorAnswer::Kind::unsent;
  answer.status = got.status;
  answer.is_too_large = got.is_too_large;
  answer.failure = std::move(got.failure);
  answer.retry_after_s = retry_after_of(got, tools_.clock.now());
  answer.headers = std::move(got.headers);
  answer.body = std::move(got.body);
  if (auto parsed = parse_json(answer.body)) answer.json = *std::move(parsed);
  answer.is_rate_limited =
      answer.status == kTooMany || (options_.says_too_fast && options_.says_too_fast(answer));
  note(request, answer, got.ms);
  co_return answer;
}

/// How long to wait before the next try; null: this answer is the last word.
std::optional<std::int64_t> VendorApi::pause_before(const VendorRequest& request, const VendorAnswer& answer,
                                                    int attempt) {
  const bool refused = answer.is_rate_limited || answer.status == 503;
  const bool in_doubt = answer.kind == VendorAnswer::Kind::lost || answer.status >= 500;
  const bool harmless = answer.kind == VendorAnswer::Kind::unsent || answer.is_rate_limited ||
                        (in_doubt && request.is_repeatable);
  if (!harmless || answer.is_too_large || attempt >= options_.retry.attempts) return std::nullopt;
  std::int64_t pause = backoff_ms(options_.retry, attempt + 1, tools_.random);
  if (refused && answer.retry_after_s > 0) pause = std::max(pause, answer.retry_after_s * kSecondMs);
  if (pause > options_.longest_wait_ms || is_past(request, pause)) return std::nullopt;
  return pause;
}

Task<VendorAnswer> VendorApi::call(VendorRequest request) {
  bool is_token_renewed = false;
  int tries = 0;
  for (int attempt = 1;; ++attempt) {
    std::string token;
    if (token_) {
      auto given = co_await token_->bearer();
      if (!given) {
        VendorAnswer answer = unsent(given.error().message, given.error().retry_after_s);
        answer.no_token = std::move(given).error();
        co_return answer;
      }
      token = *std::move(given);
    }
    if (auto held = co_await wait_for_turn(request)) co_return *std::move(held);
    if (is_past(request, 0)) {
      breaker_.note_nothing();
      co_return unsent("The deadline passed before the call could be made.");
    }
    VendorAnswer answer = co_await try_once(request, token);
    answer.tries = ++tries;
    if (answer.status == kUnauthorized && token_ && !is_token_renewed) {
      is_token_renewed = true;
      co_await token_->reject(std::move(token));
      --attempt;
      continue;
    }
    const auto pause = pause_before(request, answer, attempt);
    if (!pause) co_return answer;
    co_await tools_.timer.wait(*pause);
    const std::lock_guard lock(mutex_);
    ++state_.retries;
  }
}

Task<Result<Unit>> VendorApi::check_token() {
  if (!token_) co_return sa::ok();
  CO_TRY_OK(co_await token_->bearer());
  co_return sa::ok();
}

Task<Result<ProviderCheck>> VendorApi::check() {
  VendorRequest request;
  request.path = options_.check_path;
  const Instant asked_at = tools_.clock.now();
  const VendorAnswer answer = co_await call(std::move(request));
  if (!answer.ok()) co_return error_of(answer);
  ProviderCheck check;
  check.words = options_.title + " answers (" + std::to_string(tools_.clock.now() - asked_at) + " ms)";
  if (const auto left = bucket_.left(tools_.clock.now()))
    check.words += ", " + std::to_string(*left) + " quota units available now (" +
                   std::to_string(options_.rate.units) + " in " +
                   std::to_string(options_.rate.period_ms / kSecondMs) + " s)";
  for (const auto& [name, value] : answer.headers) {
    if (name == "date") check.their_time = parse_http_date(value);
  }
  co_return check;
}

void VendorApi::end_pause(bool is_mended) {
  is_mended ? breaker_.end_pause(tools_.clock.now()) : breaker_.insist(tools_.clock.now());
}

ProviderState VendorApi::state() const {
  const std::lock_guard lock(mutex_);
  ProviderState state = state_;
  state.breaker = breaker_.position();
  state.open_until = breaker_.open_until();
  return state;
}

Error VendorApi::error_of(const VendorAnswer& answer) const {
  if (answer.no_token) return *answer.no_token;
  const std::string code = vendor_code(answer.json);
  const std::string cause = "status " + std::to_string(answer.status) + (code.empty() ? "" : ", " + code);
  const std::string& who = options_.title;
  if (answer.is_rate_limited) {
    return limited(answer.failure.empty() ? who + " is rate-limiting us. We will retry automatically."
                                          : answer.failure,
                   std::max<std::int64_t>(1, answer.retry_after_s))
        .with_cause(cause);
  }
  if (answer.kind != VendorAnswer::Kind::answered) {
    return unavailable(who + " is unavailable. " + answer.failure).with_retry_after(answer.retry_after_s);
  }
  if (answer.status == kUnauthorized)
    return unauthenticated(who + " no longer accepts our key or sign-in. Connect it again.")
        .with_cause(cause);
  if (answer.status >= 500) {
    return unavailable(who + " reports an internal error. We will retry automatically.")
        .with_retry_after(answer.retry_after_s)
        .with_cause(cause);
  }
  if (answer.status == 403)
    return forbidden(who + " refused access. Check that the key or account has the required scopes.")
        .with_cause(cause);
  if (answer.status == 404) return not_found(who + " could not find the requested item.").with_cause(cause);
  return invalid(who + " refused the request (" + cause + ").").with_cause(cause);
}

}  // namespace sa
