// The settings of the outbox.
// THREADS: values.
#pragma once

#include <string>

#include "base/reflect/setting.h"

namespace sa {

struct OutboxConfig {
  std::string outbox_dir;  ///< never empty after load_config

  static constexpr const char* kTitle = "Outbox";
  static std::vector<Setting> settings() {
    return {{rule(&OutboxConfig::outbox_dir)
                 .describe("Folder (a Maildir) in which MAIL_PROVIDER=outbox saves each mail."),
             "<STATE_DIR>/outbox"}};
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(OutboxConfig, (), (outbox_dir))

}  // namespace sa
