// The settings of the background work.
// THREADS: values.
#pragma once

#include "base/reflect/setting.h"

namespace sa {

struct JobConfig {
  std::int64_t job_lease_ms = 120000;

  static constexpr const char* kTitle = "Background work";
  static std::vector<Setting> settings() {
    return {{rule(&JobConfig::job_lease_ms)
                 .min(1000)
                 .max(3600000)
                 .describe("How long a worker keeps a job without renewing its lease, in milliseconds. After "
                           "that another worker takes the job over.")}};
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(JobConfig, (), (job_lease_ms))

}  // namespace sa
