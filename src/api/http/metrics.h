// The metrics at /metrics for Prometheus: this process' requests by route, its memory, its providers, and the numbers of drafts
// and jobs. Names and units follow Prometheus' conventions: seconds, bytes, counters end in _total.
//
// No label holds what a person or a vendor wrote: only ids of routes, names of providers and states.
// THREADS: any. ERRORS: none.
// SOURCE: prometheus.io/docs/practices/naming, read 2026-11-22.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "api/http/route.h"

namespace prometheus {
struct MetricFamily;
}

namespace sa {

/// Request durations by route and status.
class RequestMetrics {
 public:
  RequestMetrics();
  ~RequestMetrics();
  /// `route`: an operationId, or "none" for an address where there is nothing. It lives as long as this.
  void note(std::string_view route, int status, double seconds);
  std::vector<prometheus::MetricFamily> collect() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::vector<Route> metrics_routes();

}  // namespace sa
