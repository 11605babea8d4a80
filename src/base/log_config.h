// The settings of the log.
// THREADS: values.
#pragma once

#include <optional>

#include "base/log.h"
#include "base/reflect/setting.h"

namespace sa {

struct LogConfig {
  LogLevel log_level = LogLevel::info;
  std::optional<LogFormat> log_format;  ///< empty: text on a terminal, else json

  static constexpr const char* kTitle = "Log";
  static std::vector<Setting> settings() {
    return {
        {rule(&LogConfig::log_level).describe("Lowest level that is logged: debug, info, warning or error.")},
        {rule(&LogConfig::log_format).describe("Log format: json or text."),
         "text on a terminal, otherwise json"},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(LogConfig, (), (log_level, log_format))

}  // namespace sa
