// The settings for all calls over the network: trusted authorities, retries, circuit breaker.
// THREADS: values.
#pragma once

#include <cstdint>
#include <string>

#include "base/reflect/setting.h"
#include "connectors/http/vendor_api.h"

namespace sa {

struct CallConfig {
  std::string ca_file;
  int retry_attempts = RetryPolicy{}.attempts;
  std::int64_t retry_first_ms = RetryPolicy{}.first_ms;
  std::int64_t retry_longest_ms = RetryPolicy{}.longest_ms;
  int breaker_failures = Breaker::Limits{}.failures;
  int breaker_open_s = static_cast<int>(Breaker::Limits{}.open_ms / kSecondMs);

  Breaker::Limits breaker() const { return {breaker_failures, breaker_open_s * kSecondMs}; }
  /// With these retries and this breaker.
  VendorApi::Options call_options() const {
    VendorApi::Options options;
    options.retry = {retry_attempts, retry_first_ms, retry_longest_ms};
    options.breaker = breaker();
    return options;
  }

  static constexpr const char* kTitle = "Calls over the network";
  static std::vector<Setting> settings() {
    return {
        {rule(&CallConfig::ca_file)
             .describe("PEM file of certificate authorities to trust instead of the system's, for servers of "
                       "your own."),
         "the system's"},
        {rule(&CallConfig::retry_attempts)
             .min(1)
             .max(10)
             .describe("Most attempts per provider call, the first included. Only calls that are safe to "
                       "repeat are repeated.")},
        {rule(&CallConfig::retry_first_ms)
             .min(1)
             .max(60000)
             .describe("Longest pause before the first retry of a provider call, in milliseconds. The limit "
                       "doubles with each retry; the actual pause is random, up to the limit.")},
        {rule(&CallConfig::retry_longest_ms)
             .min(1)
             .max(3600000)
             .describe("Upper limit of the pause between two attempts of a provider call, in milliseconds.")},
        {rule(&CallConfig::breaker_failures)
             .min(1)
             .max(1000)
             .describe("Consecutive failures after which calls to a provider are paused.")},
        {rule(&CallConfig::breaker_open_s)
             .min(1)
             .max(3600)
             .describe(
                 "Seconds for which calls to a failing provider are paused; then one trial call is made.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(CallConfig, (),
                      (ca_file, retry_attempts, retry_first_ms, retry_longest_ms, breaker_failures,
                       breaker_open_s))

}  // namespace sa
