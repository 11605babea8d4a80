// The databases that a store test runs on: SQLite in a temporary folder always; PostgreSQL in a schema of its own where
// TEST_POSTGRES_URL names a server (tools/with-services starts one), skipped loudly where it does not.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "store/engine/db.h"
#include "store/engine/migrate.h"

namespace sa::test {

/// A migrated, empty database that is gone with the object.
class Database {
 public:
  explicit Database(const std::string& engine) : engine_(engine) {
    name_ = "t" + random_hex(system_random(), 8);
    if (engine == "sqlite") {
      folder_ = std::filesystem::temp_directory_path() / ("sales-agent-" + name_);
      std::filesystem::create_directories(folder_);
      options_.url = "sqlite:" + (folder_ / "test.db").string();
    } else {
      // A schema of its own: libpq takes the search path from the URL's options.
      const std::string url = std::getenv("TEST_POSTGRES_URL");
      admin_ = "psql -qX -v ON_ERROR_STOP=1 '" + url + "' -c 'SET client_min_messages=warning' -c ";
      if (std::system((admin_ + "'CREATE SCHEMA " + name_ + "'").c_str()) != 0)
        throw std::runtime_error("no schema");
      const char* join = url.find('?') == std::string::npos ? "?" : "&";
      options_.url = url + join + "options=-csearch_path%3D" + name_ + "%2Cpublic";
    }
    reopen();
  }
  ~Database() {
    db_.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
    // A schema that stays behind is gone with the throw-away server.
    if (!admin_.empty()) (void)!std::system((admin_ + "'DROP SCHEMA " + name_ + " CASCADE'").c_str());
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Closes the database and opens it again, as a restart would.
  void reopen() {
    db_.reset();
    auto opened = open_db(options_);
    if (!opened) throw std::runtime_error(opened.error().message);
    db_ = *std::move(opened);
    auto migrations = load_migrations("");
    auto applied = db_->migrate(*migrations);
    if (!applied) throw std::runtime_error(applied.error().message);
  }
  Db& db() { return *db_; }
  const DbOptions& options() const { return options_; }
  const std::string& engine() const { return engine_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::string engine_;
  std::string name_;
  std::string admin_;
  std::filesystem::path folder_;
  DbOptions options_;
  std::unique_ptr<Db> db_;
};

/// A test that runs once for each engine: INSTANTIATE_ENGINES(MyTest).
class EngineTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(GetParam()) == "postgres" && !std::getenv("TEST_POSTGRES_URL")) {
      GTEST_SKIP() << "TEST_POSTGRES_URL is not set: run through tools/with-services to test on PostgreSQL";
    }
    database = std::make_unique<Database>(GetParam());
  }
  Db& db() { return database->db(); }
  std::unique_ptr<Database> database;
};

}  // namespace sa::test

#define INSTANTIATE_ENGINES(Test)                                                  \
  INSTANTIATE_TEST_SUITE_P(Engines, Test, ::testing::Values("sqlite", "postgres"), \
                           [](const auto& info) { return std::string(info.param); })
