// The settings of the HTTP server: where it listens, who may call, how often, and which features it serves.
// THREADS: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/network.h"
#include "base/reflect/setting.h"
#include "base/web_url.h"

namespace sa {

struct ServerConfig {
  std::string api_host;  ///< never empty after load_config
  int api_port = 8000;
  std::string public_url;  ///< without a slash at its end; never empty after load_config
  int api_threads = 0;     ///< at least 1 after load_config
  std::int64_t http_max_body_bytes = 1048576;
  std::vector<std::string> trusted_proxy;    ///< addresses or networks
  std::vector<std::string> allowed_origins;  ///< for CORS

  static constexpr const char* kTitle = "Server";
  static std::vector<Setting> settings() {
    return {
        {rule(&ServerConfig::api_host).describe("Address that the server listens on."),
         "127.0.0.1 in development, otherwise 0.0.0.0"},
        {rule(&ServerConfig::api_port).min(1).max(65535).describe("Port that the server listens on.")},
        {rule(&ServerConfig::public_url)
             .must(is_web_url, "must begin with http:// or https://")
             .describe("Public URL of the web app. The opt-out link in every mail begins with it."),
         "http://localhost:<API_PORT>"},
        {rule(&ServerConfig::api_threads)
             .min(1)
             .max(256)
             .describe("Number of threads that serve HTTP requests."),
         "number of cores, at most 4"},
        {rule(&ServerConfig::http_max_body_bytes)
             .min(1024)
             .max(64 * 1024 * 1024)
             .describe("Largest accepted request body, in bytes. A larger one is answered with 413.")},
        {rule(&ServerConfig::trusted_proxy)
             .must(is_network, "must be addresses or networks such as 10.0.0.0/8")
             .describe("Addresses or networks (10.0.0.0/8), separated by commas, of the reverse proxy that "
                       "ends TLS; its X-Forwarded-For header is trusted."),
         "none"},
        {rule(&ServerConfig::allowed_origins)
             .must(is_web_url, "must be origins such as https://example.com")
             .describe("Other web origins that may call the API (CORS), separated by commas."),
         "none"},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(ServerConfig, (),
                      (api_host, api_port, public_url, api_threads, http_max_body_bytes, trusted_proxy,
                       allowed_origins))

struct RateLimitConfig {
  std::optional<bool> rate_limit_enabled;  ///< set after load_config
  int rate_limit_requests = 600;
  int rate_limit_period_seconds = 60;

  static constexpr const char* kTitle = "Rate limits";
  static std::vector<Setting> settings() {
    return {
        {rule(&RateLimitConfig::rate_limit_enabled)
             .describe("true limits the number of requests per person, API key or address in a period."),
         "false in development, otherwise true"},
        {rule(&RateLimitConfig::rate_limit_requests)
             .min(1)
             .max(1000000)
             .describe("Requests that a person, an API key or an address may make per period.")},
        {rule(&RateLimitConfig::rate_limit_period_seconds)
             .min(1)
             .max(86400)
             .describe("Length of the rate limit's period, in seconds.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(RateLimitConfig, (),
                      (rate_limit_enabled, rate_limit_requests, rate_limit_period_seconds))

struct FeatureConfig {
  bool feature_cold_start_demo = true;
  bool feature_validation_agent = true;
  bool feature_outcome_reporter = true;

  static constexpr const char* kTitle = "Features";
  static std::vector<Setting> settings() {
    return {
        {rule(&FeatureConfig::feature_cold_start_demo)
             .describe("false disables the demo routes under /api/agents/demo.")},
        {rule(&FeatureConfig::feature_validation_agent)
             .describe("false disables the route /api/agents/validation/check.")},
        {rule(&FeatureConfig::feature_outcome_reporter)
             .describe("false disables the route /api/agents/reporting/generate.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(FeatureConfig, (),
                      (feature_cold_start_demo, feature_validation_agent, feature_outcome_reporter))

}  // namespace sa
