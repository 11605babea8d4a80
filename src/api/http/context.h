// The handlers' context: the actions' Services, the settings that the API itself needs, and the API's
// own helpers. Owned by App (app/wiring/wire.cc); outlives the Server. THREADS: read by all; everything in it may be
// used from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/async/task.h"
#include "base/result.h"

namespace sa {

struct Services;
class Authenticator;
class EventHub;
class RateLimiter;
class RequestMetrics;
class SignInDesk;
class WebFiles;

/// The features that FEATURE_* and OPERATOR_MODE_ENABLED switch. A route that names one answers 404 while it is off.
enum class Feature { always, cold_start_demo, validation_agent, outcome_reporter, operator_mode };

struct RateLimits {
  bool enabled = false;              ///< RATE_LIMIT_ENABLED; sign-in is limited always
  std::int64_t requests = 600;       ///< RATE_LIMIT_REQUESTS, of one principal and of one address
  std::int64_t period_seconds = 60;  ///< RATE_LIMIT_PERIOD_SECONDS
};

struct ApiSettings {
  std::string version = "0.1.0";
  std::string environment = "development";  ///< API_ENV
  /// Requests without credentials from this machine act as the local operator: development on a loopback
  /// address only.
  bool local_operator = false;
  std::string public_url = "http://localhost:8000";  ///< PUBLIC_URL; with https the session cookie is Secure
  bool operator_mode = true;                         ///< OPERATOR_MODE_ENABLED
  bool cold_start_demo = true;                       ///< FEATURE_COLD_START_DEMO
  bool validation_agent = true;
  bool outcome_reporter = true;
  std::vector<std::string> allowed_origins;  ///< ALLOWED_ORIGINS, "https://app.example.com"
  std::vector<std::string>
      trusted_proxies;  ///< TRUSTED_PROXY: addresses or networks whose X-Forwarded-For is believed
  std::string web_dir;  ///< WEB_DIR; empty: the web app that is part of the program
  std::string writer = "template";  ///< who writes texts: "template", or the model's name
  std::string mail_provider = "outbox";
  RateLimits rate;

  bool is_on(Feature feature) const {
    switch (feature) {
      case Feature::always:
        return true;
      case Feature::cold_start_demo:
        return cold_start_demo;
      case Feature::validation_agent:
        return validation_agent;
      case Feature::outcome_reporter:
        return outcome_reporter;
      case Feature::operator_mode:
        return operator_mode;
    }
    return false;
  }
};

/// Something that /ready asks.
struct Probe {
  std::string name;    ///< "database"
  bool needed = true;  ///< without it the answer is 503
  /// A word or two about it; an Error when it does not answer.
  std::function<Task<Result<std::string>>()> ask;
  std::string_view down = "does not answer";  ///< what anybody may know of an Error
};

struct ApiContext {
  Services* services = nullptr;  ///< null only in tests of the API's own machinery
  ApiSettings settings;
  Authenticator* authenticator = nullptr;
  RateLimiter* limiter = nullptr;
  SignInDesk* sign_in = nullptr;
  EventHub* events = nullptr;
  WebFiles* web = nullptr;
  RequestMetrics* requests = nullptr;  ///< null: nobody counts
  std::string openapi;                 ///< the document, made at start
  std::vector<Probe> probes;
};

}  // namespace sa
