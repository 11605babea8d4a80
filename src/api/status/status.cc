// The service itself: alive, ready, what it is, what it is doing.
#include <chrono>
#include <map>

#include "actions/clock/clock.h"
#include "actions/services.h"
#include "api/http/web.h"
#include "api/routes.h"
#include "base/log.h"
#include "store/draft/draft.h"
#include "store/job/job.h"
#include "store/question/question.h"

namespace sa {
namespace {

struct Health {
  std::string status = "ok";
};
BOOST_DESCRIBE_STRUCT(Health, (), (status))

struct DependencyState {
  std::string name;
  bool needed = true;
  bool ok = false;
  double latency_ms = 0;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(DependencyState, (), (name, needed, ok, latency_ms, words))

struct Readiness {
  std::string status;
  std::vector<DependencyState> dependencies;
  static std::vector<Rule> rules() {
    return {rule(&Readiness::status).describe("ready, or not_ready").example("ready")};
  }
};
BOOST_DESCRIBE_STRUCT(Readiness, (), (status, dependencies))

struct FeatureFlags {
  bool cold_start_demo = false;
  bool validation_agent = false;
  bool outcome_reporter = false;
};
BOOST_DESCRIBE_STRUCT(FeatureFlags, (), (cold_start_demo, validation_agent, outcome_reporter))

struct ServiceInfo {
  std::string service;
  std::string version;
  std::string environment;
  bool operator_mode_enabled = false;
  FeatureFlags features;
};
BOOST_DESCRIBE_STRUCT(ServiceInfo, (), (service, version, environment, operator_mode_enabled, features))

struct SendLimits {
  std::int64_t max_emails_per_day = 0;
  std::int64_t max_emails_per_week = 0;
  std::int64_t domain_day_max = 0;    ///< 0: no limit
  std::int64_t company_week_max = 0;  ///< 0: no limit
};
BOOST_DESCRIBE_STRUCT(SendLimits, (),
                      (max_emails_per_day, max_emails_per_week, domain_day_max, company_week_max))

/// What keeps calls away from a provider that fails.
struct BreakerState {
  std::string provider;
  bool open = false;
  BreakerPosition position = BreakerPosition::closed;
  std::optional<Instant> open_until;
  std::int64_t calls = 0;
  std::int64_t retries = 0;
  std::int64_t failures = 0;
  std::int64_t limited = 0;
  std::optional<Instant> last_ok_at;
};
BOOST_DESCRIBE_STRUCT(BreakerState, (),
                      (provider, open, position, open_until, calls, retries, failures, limited, last_ok_at))

/// Without the last error: this route is open to anybody, and its words may name hosts.
BreakerState breaker_of(const Provider& provider) {
  const ProviderState state = provider.state();
  return {state.provider,  state.breaker == BreakerPosition::open,
          state.breaker,   state.open_until,
          state.calls,     state.retries,
          state.failures,  state.limited,
          state.last_ok_at};
}

constexpr std::int64_t kDeadJobsShown = 20;

struct Status {
  std::string status;
  bool operator_mode = false;
  bool approval_required = true;
  SendLimits rate_limits;
  std::string environment;
  std::string version;
  std::string database;
  std::string mail_provider;
  bool mail_leaves = false;
  std::string writer;
  std::int64_t queue_depth = 0;
  std::optional<Instant> oldest_pending_at;
  std::int64_t questions = 0;
  std::map<std::string, std::int64_t> drafts;
  std::map<std::string, std::int64_t> jobs;
  std::vector<DeadJob> dead_jobs;
  std::vector<BusyWorker> workers;
  std::vector<BreakerState> breakers;
  ClockWork clock;
  static std::vector<Rule> rules() {
    return {rule(&Status::status).example("operational"),
            rule(&Status::mail_leaves)
                .describe("false: mail is saved to the outbox folder and nothing leaves the machine"),
            rule(&Status::queue_depth).describe("drafts waiting for a person"),
            rule(&Status::questions).describe("questions about contacts that nobody has answered yet"),
            rule(&Status::drafts).describe("number of drafts by status"),
            rule(&Status::jobs).describe("number of jobs waiting, running, or failed for good"),
            rule(&Status::dead_jobs)
                .describe("latest jobs that failed for good; search the log for the trace id"),
            rule(&Status::workers).describe("workers that hold a job now; an idle worker is not listed"),
            rule(&Status::clock)
                .describe("business time; simulated: it comes from CLOCK_FILE. `due`: what is to be done "
                          "now; `next_at`: when something "
                          "falls due next"),
            rule(&Status::breakers)
                .describe("connected providers, with the results of their calls since the start")};
  }
};
BOOST_DESCRIBE_STRUCT(Status, (),
                      (status, operator_mode, approval_required, rate_limits, environment, version, database,
                       mail_provider, mail_leaves, writer, queue_depth, oldest_pending_at, questions, drafts,
                       jobs, dead_jobs, workers, breakers, clock))

Task<Result<Reply<Health>>> get_health(Call&) {
  co_return Health{};
}

Task<Result<Reply<Readiness>>> get_ready(Call& call) {
  Readiness readiness{"ready", {}};
  for (const Probe& probe : call.api.probes) {
    const auto began = std::chrono::steady_clock::now();
    const auto answer = co_await probe.ask();
    const auto us =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
    DependencyState state{
        probe.name, probe.needed, answer.has_value(), static_cast<double>(us.count()) / 1000, {}};
    // Why it is down may name hosts and users: that is for the log.
    state.words = answer ? *answer : std::string(probe.down);
    if (!answer)
      log_event(LogLevel::warning, "not_ready",
                {{"dependency", probe.name}, {"error", log_words(answer.error())}});
    if (!answer && probe.needed) readiness.status = "not_ready";
    readiness.dependencies.push_back(std::move(state));
  }
  const int status = readiness.status == "ready" ? 200 : 503;
  Reply<Readiness> reply(std::move(readiness), status);
  if (status != 200) reply.headers.emplace_back("Retry-After", "5");
  co_return reply;
}

Task<Result<Response>> get_home(Call& call) {
  const ApiSettings& settings = call.api.settings;
  const bool browser =
      call.request.headers.find("Accept").value_or("").find("text/html") != std::string_view::npos;
  Response response;
  if (browser) {
    response = call.api.web->home(call.request);
  } else {
    const ServiceInfo info{"sales-agent",
                           settings.version,
                           settings.environment,
                           settings.operator_mode,
                           {settings.cold_start_demo, settings.validation_agent, settings.outcome_reporter}};
    response = routing::json_response(200, to_json_text(info), {});
  }
  response.headers.add_lines("Vary: Accept\r\n");
  co_return response;
}

Task<Result<Reply<Status>>> get_status(Call& call) {
  const ApiSettings& settings = call.api.settings;
  Services& services = call.services();
  CO_TRY(Status status, co_await services.db.read([&](ReadTx& tx) -> Result<Status> {
    Status made;
    TRY(const QueueDepth depth, get_queue_depth(tx));
    made.queue_depth = depth.drafts;
    made.oldest_pending_at = depth.oldest_at;
    TRY(made.questions, count_open_questions(tx));
    TRY(const std::vector<DraftCount> drafts, count_drafts(tx));
    for (const DraftCount& each : drafts) made.drafts[std::string(enum_name(each.status))] = each.drafts;
    TRY(const std::vector<JobCount> jobs, count_jobs(tx));
    for (const JobCount& each : jobs) made.jobs[std::string(enum_name(each.state))] += each.jobs;
    TRY(made.dead_jobs, list_dead_jobs(tx, kDeadJobsShown));
    TRY(made.workers, list_busy_workers(tx, services.machine_clock.now()));
    TRY(made.clock, get_clock_work(services, tx));
    return made;
  }));
  status.status = "operational";
  status.operator_mode = settings.operator_mode;
  status.approval_required = services.approval_required;
  const QuotaLimits& limits = services.gate_policy.limits;
  status.rate_limits = {limits.mailbox_day, limits.contact_week, limits.domain_day, limits.company_week};
  status.environment = settings.environment;
  status.version = settings.version;
  status.database = services.db.engine();
  status.mail_provider = services.mailbox.provider();
  status.mail_leaves = services.mailbox.delivers();
  status.writer = services.llm.name();
  for (const Provider* provider : services.providers) status.breakers.push_back(breaker_of(*provider));
  co_return status;
}

Task<Result<Reply<ClockState>>> tick(Call& call) {
  CO_TRY(ClockState state, co_await tick_clock(call.services()));
  co_return state;
}

}  // namespace

std::vector<Route> status_routes() {
  return {
      route<get_health>("get_health", Method::GET, "/health", Policy::open(), "Is the process alive?",
                        {.tag = "service", .seed = true, .limited = false}),
      route<get_ready>("get_ready", Method::GET, "/ready", Policy::open(), "Is the process ready to work?",
                       {.tag = "service",
                        .seed = true,
                        .limited = false,
                        .statuses = {200, 503},
                        .about = "Checks each dependency. 503 if a required one does not respond."}),
      route<get_status>("get_status", Method::GET, "/api/status", Policy::open(), "Current status",
                        {.tag = "service", .seed = true}),
      route<tick>(
          "tick_clock", Method::POST, "/api/clock/tick", Policy::signed_in(), "Look at CLOCK_FILE now",
          {.tag = "service",
           .errors = {404},
           .about = "Business time moves to the instant in the file, and what is due by then is done. 404 "
                    "where time is not simulated."}),
      route<get_home>("get_home", Method::GET, "/", Policy::open(),
                      "The web app, or facts about this service",
                      {.tag = "pages",
                       .seed = true,
                       .content_type = "text/html",
                       .json_answer = &reflect::kShape<ServiceInfo>,
                       .about = "Browsers get the web app; `Accept: application/json` gets service, version, "
                                "environment, operator_mode_enabled and features."}),
  };
}

}  // namespace sa
