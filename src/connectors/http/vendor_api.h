// The path of every call to one vendor's API, so that a connector only describes its requests.
//
// Signs the request, respects the vendor's rate limit, pauses while it fails (breaker), and retries: a request that certainly
// did not arrive, a rate-limited one, an expired token (once); after a lost answer or a 5xx, only if
// a second arrival does no harm. Waits are full jitter (SOURCE: AWS Architecture Blog, "Exponential Backoff And Jitter",
// 2015), never longer than the call has time for: what needs longer ends with `retry_after_s` for the job to come back.
// THREADS: any.
// ERRORS: `call` has no Result, because a lost answer and a refused request mean different things to the caller (VendorAnswer).
// error_of makes the Error for a person or a job.
#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async/timer.h"
#include "base/clock.h"
#include "base/result.h"
#include "connectors/http/breaker.h"
#include "connectors/http/http_client.h"
#include "connectors/http/token_bucket.h"
#include "connectors/http/token_source.h"
#include "ports/provider.h"

namespace sa {

struct RetryPolicy {
  int attempts = 3;  ///< in all
  std::int64_t first_ms = 1 * kSecondMs;
  std::int64_t longest_ms = 60 * kSecondMs;
};
/// The pause before attempt number `attempt` (2: the first retry): a random part of a span that doubles.
std::int64_t backoff_ms(const RetryPolicy& policy, int attempt, Random& random);

struct VendorRequest {
  std::string method = "GET";
  std::string path;           ///< with its query; begins with a slash
  std::string log_path = {};  ///< what the log shows of a path that has a secret in it; empty: the path
  std::string body = {};
  std::string content_type = "application/json";
  bool is_repeatable = true;  ///< false: a second arrival would do harm
  std::int64_t units = 1;     ///< in the vendor's own
  /// The deadline: nothing is sent after it.
  std::optional<Instant> deadline = std::nullopt;
  /// For an answer that may be large: more time than the vendor's calls have, as long as it comes at such a speed at least.
  std::optional<std::int64_t> whole_ms = std::nullopt;
  std::int64_t least_bytes_per_s = 0;
};

struct VendorAnswer {
  enum class Kind {
    answered,  ///< `status` says what
    unsent,    ///< it surely did nothing: not reached, the breaker is open, no token, no time
    lost       ///< it may have done what was asked
  };
  Kind kind = Kind::unsent;
  int status = 0;
  HttpHeaders headers = {};
  std::string body = {};
  boost::json::value json = nullptr;  ///< of the body, when it is JSON
  std::string failure = {};           ///< for a person, unless answered
  std::int64_t retry_after_s = 0;     ///< 0: not known
  bool is_rate_limited = false;       ///< 429, or what the vendor says in its place
  int tries = 1;                      ///< how often it was asked, this answer's included
  bool is_too_large = false;          ///< lost, and would be so again: as HttpAnswer
  std::optional<Error> no_token = std::nullopt;

  bool ok() const { return kind == Kind::answered && status >= 200 && status < 300; }
};

class VendorApi final : public Provider {
 public:
  struct Options {
    std::string provider;  ///< "gmail": for logs and state
    std::string title;     ///< "Gmail": for a person
    std::string base_url;  ///< without a slash at its end
    RetryPolicy retry = {};
    Breaker::Limits breaker = {};
    TokenBucket::Rate rate = {};
    std::int64_t first_byte_ms = 20 * kSecondMs;
    std::int64_t whole_ms = 30 * kSecondMs;
    std::int64_t longest_wait_ms = 20 * kSecondMs;  ///< in one call; a job waits longer by coming back
    std::string check_path = "/";                   ///< what `check` asks for
    /// Whether an answer other than 429 means "too fast" (Gmail's 403).
    std::function<bool(const VendorAnswer&)> says_too_fast = {};
  };
  struct Tools {
    HttpClient& http;
    Clock& clock;
    Timer& timer;
    Random& random;
  };
  /// `token` may be null: no Authorization header.
  VendorApi(Options options, Tools tools, std::shared_ptr<TokenSource> token);

  Task<VendorAnswer> call(VendorRequest request);
  /// Lets the next call through although the vendor asked for a pause or failed. `is_mended`: what was wrong has changed (a
  /// new sign-in); else a person wants it tried, which counts once a minute.
  void end_pause(bool is_mended);
  /// Whether there is a token; does not call the vendor while the current one is valid.
  Task<Result<Unit>> check_token();
  ProviderState state() const override;
  Task<Result<ProviderCheck>> check() override;
  const Options& options() const { return options_; }

  /// What an answer that is not ok means to a person or a job. The vendor's own words never reach the log: they may quote
  /// what was sent; only its codes do.
  Error error_of(const VendorAnswer& answer) const;

 private:
  Task<VendorAnswer> try_once(const VendorRequest& request, const std::string& token);
  Task<std::optional<VendorAnswer>> wait_for_turn(const VendorRequest& request);
  std::optional<std::int64_t> pause_before(const VendorRequest& request, const VendorAnswer& answer,
                                           int attempt);
  void note(const VendorRequest& request, const VendorAnswer& answer, std::int64_t ms);
  VendorAnswer unsent(std::string words, std::int64_t retry_after_s = 0) const;
  VendorAnswer held_back(std::int64_t wait_ms) const;
  bool is_past(const VendorRequest& request, std::int64_t wait_ms) const;
  bool is_too_long(const VendorRequest& request, std::int64_t wait_ms) const;

  const Options options_;
  Tools tools_;
  std::shared_ptr<TokenSource> token_;
  Breaker breaker_;
  TokenBucket bucket_;
  mutable std::mutex mutex_;
  ProviderState state_;
};

/// The short words by which vendors name an error ("invalid_grant", "notFound", "CONFLICT"); empty when there are none.
std::string vendor_code(const boost::json::value& json);

}  // namespace sa
