#include "app/wiring/site.h"

#include "actions/user/session.h"
#include "api/http/events.h"
#include "api/http/metrics.h"
#include "api/http/openapi.h"
#include "api/http/router.h"
#include "api/http/server.h"
#include "api/http/web.h"
#include "api/routes.h"
#include "app/wiring/app.h"
#include "app/wiring/version.h"
#include "store/audit/audit.h"
#include "store/engine/redis.h"
#include "store/mailbox/sight.h"
#include "store/question/question.h"

namespace sa {
namespace {

ApiSettings settings_of(const App& app) {
  const Config& config = app.config();
  ApiSettings settings;
  settings.version = kVersion;
  settings.environment = enum_name(config.api_env);
  settings.local_operator = allows_local_operator(config);
  settings.public_url = app.services->public_url;
  settings.operator_mode = config.operator_mode_enabled;
  settings.cold_start_demo = config.feature_cold_start_demo;
  settings.validation_agent = config.feature_validation_agent;
  settings.outcome_reporter = config.feature_outcome_reporter;
  settings.allowed_origins = config.allowed_origins;
  settings.trusted_proxies = config.trusted_proxy;
  settings.web_dir = config.web_dir;
  settings.writer = app.llm->name();
  settings.mail_provider = app.mailbox->provider();
  settings.rate.enabled = config.rate_limit_enabled.value_or(false);
  settings.rate.requests = config.rate_limit_requests;
  settings.rate.period_seconds = config.rate_limit_period_seconds;
  return settings;
}

Task<Result<std::string>> ask_database(Db& db) {
  CO_TRY_OK(co_await db.read([](ReadTx& tx) { return get_audit_head(tx); }));
  co_return std::string(db.engine());
}

Task<Result<std::string>> ask_mailbox(Mailbox& mailbox) {
  CO_TRY_OK(co_await mailbox.ready());
  co_return mailbox.provider();
}

Task<Result<std::string>> ask_provider(const Provider& provider) {
  const ProviderState state = provider.state();
  if (state.breaker == BreakerPosition::open) co_return unavailable(state.last_error);
  co_return state.last_ok_at ? std::string("answers") : std::string("not called yet");
}

Task<Result<std::string>> ask_workers(const Runner& runner) {
  if (!runner.is_running()) co_return unavailable("The background work of this process has stopped.");
  co_return std::string("running");
}

Task<Result<std::string>> ask_limiter(const RateLimiter& limiter) {
  co_return limiter.describe();
}

std::vector<Probe> probes_of(App& app, const RateLimiter& limiter, bool has_workers) {
  std::vector<Probe> probes = {{"database", true, [&app] { return ask_database(*app.db); }},
                               {"mailbox", false, [&app] { return ask_mailbox(*app.mailbox); },
                                "cannot accept mail; nothing is sent until it can"},
                               {"rate_limits", false, [&limiter] { return ask_limiter(limiter); }}};
  for (const Provider* provider : app.providers) {
    probes.push_back({provider->state().provider, false, [provider] { return ask_provider(*provider); },
                      "is failing; calls are paused until it responds again"});
  }
  if (has_workers) probes.push_back({"workers", true, [&app] { return ask_workers(*app.runner); }});
  return probes;
}

ServerOptions server_options(const Config& config) {
  ServerOptions options;
  options.host = config.api_host;
  options.port = static_cast<std::uint16_t>(config.api_port);
  options.threads = config.api_threads;
  options.limits.body_bytes = static_cast<std::size_t>(config.http_max_body_bytes);
  return options;
}

/// What a browser of this machine can open: 0.0.0.0 and :: are addresses to listen on, not to go to.
std::string address_of(const Config& config, std::uint16_t port) {
  const bool is_any =
      config.api_host == "0.0.0.0" || config.api_host == "::" || config.api_host == "127.0.0.1";
  const bool is_v6 = !is_any && config.api_host.find(':') != std::string::npos;
  const std::string host = is_any ? "localhost" : is_v6 ? '[' + config.api_host + ']' : config.api_host;
  return "http://" + host + ':' + std::to_string(port);
}

}  // namespace

/// In the order of making; the server ends first, then the events that its streams listen to.
struct Site::State {
  explicit State(App& app)
      : web(app.config().web_dir),
        sign_in(*app.services),
        replays(*app.services),
        events([&app](const Actor& actor) -> Result<std::int64_t> {
          Asker asker(actor);
          const Onlooker::Scope scope(&asker);
          return app.db->read_now([](ReadTx& tx) { return get_change_number(tx); });
        }) {}

  ApiContext api;
  WebFiles web;
  RequestMetrics requests;
  std::unique_ptr<Redis> redis;
  std::unique_ptr<RateLimiter> limiter;
  SignInDesk sign_in;
  std::unique_ptr<SiteAuthenticator> authenticator;
  DbReplayStore replays;
  EventHub events;
  std::unique_ptr<Router> router;
  std::unique_ptr<Server> server;
  std::string address;
};

Site::Site(std::unique_ptr<State> state) : state_(std::move(state)) {}
Site::~Site() = default;

Result<std::unique_ptr<Site>> Site::open(App& app, bool has_workers) {
  auto state = std::make_unique<State>(app);
  State& s = *state;
  const Config& config = app.config();
  s.limiter = std::make_unique<LocalRateLimiter>(app.machine_clock);
  if (!config.redis_url.empty()) {
    TRY(s.redis, Redis::open(config.redis_url));
    s.limiter = std::make_unique<SharedRateLimiter>(*s.redis, app.machine_clock);
  }
  s.api.services = &*app.services;
  s.api.settings = settings_of(app);
  s.authenticator = std::make_unique<SiteAuthenticator>(*app.services, s.api.settings);
  s.api.authenticator = s.authenticator.get();
  s.api.limiter = s.limiter.get();
  s.api.sign_in = &s.sign_in;
  s.api.events = &s.events;
  s.api.web = &s.web;
  s.api.requests = &s.requests;
  s.api.probes = probes_of(app, *s.limiter, has_workers);
  std::vector<Route> routes = all_routes();
  s.api.openapi = openapi_document(routes, kVersion);
  TRY(s.router,
      Router::make({.routes = std::move(routes),
                    .api = s.api,
                    .authenticator = *s.authenticator,
                    .replays = s.replays,
                    .limiter = *s.limiter,
                    .random = app.random,
                    .fallback = [&web = s.web](const Request& request) { return web.find(request); }}));
  TRY(s.server, Server::listen(server_options(config), *s.router));
  s.address = address_of(config, s.server->port());
  return std::unique_ptr<Site>(new Site(std::move(state)));
}

const std::string& Site::address() const {
  return state_->address;
}

bool Site::stop() {
  return state_->server->stop();
}

}  // namespace sa
