// The settings of the database, and of Redis beside it.
// THREADS: values.
#pragma once

#include <string>
#include <string_view>

#include "base/reflect/setting.h"

namespace sa {

struct DatabaseConfig {
  std::string database_url;  ///< "sqlite:path" or "postgresql://..."; never empty after load_config
  int db_pool_size = 16;
  std::string redis_url;

  static constexpr const char* kTitle = "Database";
  static bool is_database_url(std::string_view text) {
    return names_more_than(text, "sqlite:") || names_more_than(text, "postgresql://") ||
           names_more_than(text, "postgres://") || names_more_than(text, "postgresql+asyncpg://");
  }
  static bool is_redis_url(std::string_view text) { return names_more_than(text, "redis://"); }
  static std::vector<Setting> settings() {
    return {
        {rule(&DatabaseConfig::database_url)
             .must(is_database_url, "must begin with sqlite:, postgresql:// or postgres://")
             .describe("Database to use: sqlite:path or postgresql://user:password@host:5432/database."),
         "sqlite:<STATE_DIR>/sales-agent.db"},
        {rule(&DatabaseConfig::db_pool_size)
             .min(1)
             .max(256)
             .describe("Number of PostgreSQL connections in the read pool.")},
        {rule(&DatabaseConfig::redis_url)
             .must(is_redis_url, "must begin with redis://")
             .describe("Redis server, such as redis://host:6379/0, through which several servers share their "
                       "rate limits. Nothing else uses it."),
         "none"},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }

 private:
  static bool names_more_than(std::string_view text, std::string_view scheme) {
    return text.starts_with(scheme) && text.size() > scheme.size();
  }
};
BOOST_DESCRIBE_STRUCT(DatabaseConfig, (), (database_url, db_pool_size, redis_url))

}  // namespace sa
