#include "api/http/metrics.h"

#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>

#include "actions/services.h"
#include "base/log.h"
#include "store/draft/draft.h"
#include "store/job/job.h"

namespace sa {

struct RequestMetrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("http_request_duration_seconds")
          .Help("Request duration from the first byte read to the finished response")
          .Register(registry);
  /// The library finds a histogram by hashing all its labels: too dear for every request.
  std::map<std::pair<std::string_view, int>, prometheus::Histogram*> known;
  std::shared_mutex mutex;

  prometheus::Histogram& get(std::string_view route, int status);
};

prometheus::Histogram& RequestMetrics::State::get(std::string_view route, int status) {
  const std::pair key{route, status};
  {
    const std::shared_lock lock(mutex);
    if (const auto found = known.find(key); found != known.end()) return *found->second;
  }
  static const prometheus::Histogram::BucketBoundaries kBounds = {
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  const std::unique_lock lock(mutex);
  prometheus::Histogram& made =
      durations.Add({{"route", std::string(route)}, {"status", std::to_string(status)}}, kBounds);
  known[key] = &made;
  return made;
}

RequestMetrics::RequestMetrics() : state_(std::make_unique<State>()) {}
RequestMetrics::~RequestMetrics() = default;

void RequestMetrics::note(std::string_view route, int status, double seconds) {
  state_->get(route, status).Observe(seconds);
}

std::vector<prometheus::MetricFamily> RequestMetrics::collect() const {
  return state_->registry.Collect();
}

namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<prometheus::ClientMetric::Label>;

MetricFamily family(std::string name, std::string help, MetricType type) {
  return {std::move(name), std::move(help), type, {}};
}

void add(MetricFamily* to, Labels labels, double value) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  if (to->type == MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  to->metric.push_back(std::move(metric));
}

MetricFamily gauge(std::string name, std::string help, double value) {
  MetricFamily made = family(std::move(name), std::move(help), MetricType::Gauge);
  add(&made, {}, value);
  return made;
}

double seconds_between(Instant from, Instant to) {
  return static_cast<double>(to - from) / static_cast<double>(kSecondMs);
}

/// Of this process; without it the scrape says the rest.
void add_memory(std::vector<MetricFamily>* all) {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  if (!(statm >> pages >> resident)) return;
  all->push_back(gauge("process_resident_memory_bytes", "Memory used by this process",
                       resident * static_cast<double>(sysconf(_SC_PAGESIZE))));
}

void add_providers(const Services& services, std::vector<MetricFamily>* all) {
  if (services.providers.empty()) return;
  struct Count {
    const char* name;
    const char* help;
    std::int64_t ProviderState::* member;
  };
  static constexpr Count kCounts[] = {
      {"calls", "Provider call attempts, retries included", &ProviderState::calls},
      {"retries", "Retried calls", &ProviderState::retries},
      {"failures", "Calls that failed or were answered with 5xx", &ProviderState::failures},
      {"limited", "Rate-limited answers", &ProviderState::limited},
      {"refused", "Other 4xx answers", &ProviderState::refused}};
  std::vector<ProviderState> states;
  for (const Provider* provider : services.providers) states.push_back(provider->state());
  for (const Count& count : kCounts) {
    MetricFamily made =
        family("sales_agent_provider_" + std::string(count.name) + "_total", count.help, MetricType::Counter);
    for (const ProviderState& state : states)
      add(&made, {{"provider", state.provider}}, static_cast<double>(state.*count.member));
    all->push_back(std::move(made));
  }
  MetricFamily breakers = family("sales_agent_provider_breaker_open",
                                 "1 while calls to a failing provider are paused", MetricType::Gauge);
  for (const ProviderState& state : states)
    add(&breakers, {{"provider", state.provider}}, state.breaker == BreakerPosition::closed ? 0 : 1);
  all->push_back(std::move(breakers));
}

struct Work {
  QueueDepth queue;
  std::vector<DraftCount> drafts;
  std::vector<JobCount> jobs;
};

void add_work(const Work& work, Instant now, std::vector<MetricFamily>* all) {
  MetricFamily drafts = family("sales_agent_drafts", "Drafts, by status", MetricType::Gauge);
  for (const DraftCount& each : work.drafts)
    add(&drafts, {{"status", std::string(enum_name(each.status))}}, static_cast<double>(each.drafts));
  MetricFamily jobs = family("sales_agent_jobs", "Jobs, by kind and state", MetricType::Gauge);
  for (const JobCount& each : work.jobs)
    add(&jobs, {{"kind", each.kind}, {"state", std::string(enum_name(each.state))}},
        static_cast<double>(each.jobs));
  all->push_back(std::move(drafts));
  all->push_back(std::move(jobs));
  all->push_back(gauge("sales_agent_oldest_pending_seconds",
                       "Age of the oldest draft in the queue; 0 if the queue is empty",
                       work.queue.oldest_at ? seconds_between(*work.queue.oldest_at, now) : 0));
}

/// A database that does not answer is a figure, too: the rest is said all the same.
Task<Result<Response>> get_metrics(Call& call) {
  Services& services = call.services();
  std::vector<MetricFamily> all;
  if (call.api.requests) all = call.api.requests->collect();
  const auto work = co_await services.db.read([](ReadTx& tx) -> Result<Work> {
    Work read;
    TRY(read.queue, get_queue_depth(tx));
    TRY(read.drafts, count_drafts(tx));
    TRY(read.jobs, count_jobs(tx));
    return read;
  });
  if (work) add_work(*work, services.clock.now(), &all);
  if (!work) log_event(LogLevel::warning, "metrics_without_database", {{"cause", log_words(work.error())}});
  all.push_back(gauge("sales_agent_database_up", "1 if the database responds", work ? 1 : 0));
  add_providers(services, &all);
  add_memory(&all);
  Response response;
  response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.body = prometheus::TextSerializer().Serialize(all);
  co_return response;
}

}  // namespace

std::vector<Route> metrics_routes() {
  return {route<get_metrics>("get_metrics", Method::GET, "/metrics", Scope::read, "Metrics for Prometheus",
                             {.tag = "service",
                              .content_type = "text/plain",
                              .about = "In the Prometheus text format. In production, Prometheus must send a "
                                       "service key (`sales-agent key add`) as bearer token."})};
}

}  // namespace sa
