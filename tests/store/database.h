// The databases that a store test runs on: SQLite in a temporary folder always; a PostgreSQL database of its own where
// TEST_POSTGRES_URL names a server (tools/with-services starts one), skipped loudly where it does not.
//
// The migrations run once a process (SQLite) or once a server (PostgreSQL); each test starts with a copy of what they made.
#pragma once

#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/crypto/hash.h"
#include "store/engine/db.h"
#include "store/engine/migrate.h"

namespace sa::test {

/// Opens and migrates; throws what went wrong.
inline std::unique_ptr<Db> open_migrated(const DbOptions& options) {
  auto opened = open_db(options);
  if (!opened) throw std::runtime_error(opened.error().message);
  auto migrations = load_migrations("");
  auto applied = (*opened)->migrate(*migrations);
  if (!applied) throw std::runtime_error(applied.error().message);
  return *std::move(opened);
}

/// The migrated SQLite file of this process; it is gone when the process ends.
class SqliteTemplate {
 public:
  static const std::filesystem::path& file() {
    static const SqliteTemplate made;
    return made.file_;
  }

 private:
  SqliteTemplate()
      : folder_(std::filesystem::temp_directory_path() / ("sales-agent-" + random_hex(system_random(), 8))),
        file_(folder_ / "test.db") {
    std::filesystem::create_directories(folder_);
    DbOptions options;
    options.url = "sqlite:" + file_.string();
    open_migrated(options);
  }
  ~SqliteTemplate() {
    std::error_code stays;  // a temporary file that stays behind harms nobody
    std::filesystem::remove_all(folder_, stays);
  }
  std::filesystem::path folder_;
  std::filesystem::path file_;
};

/// The server of TEST_POSTGRES_URL, and the databases in it.
class PostgresServer {
 public:
  static const PostgresServer& get() {
    static const PostgresServer server;
    return server;
  }
  void create(const std::string& name) const {
    run("CREATE DATABASE " + name + " TEMPLATE " + template_name_ + " STRATEGY file_copy");
  }
  void drop(const std::string& name) const { run("DROP DATABASE " + name + " WITH (FORCE)"); }
  std::string url_of(const std::string& name) const { return url_.substr(0, url_.rfind('/') + 1) + name; }

 private:
  PostgresServer() : url_(std::getenv("TEST_POSTGRES_URL")) {
    connection_.reset(PQconnectdb(url_.c_str()));
    run("SET client_min_messages = error");
    std::string texts;
    const auto migrations = load_migrations("");
    for (const Db::Migration& each : *migrations) texts += each.text;
    template_name_ = "migrated_" + sha256_hex(texts).substr(0, 16);
    // Several test programs share the server: one of them makes the template, the others wait.
    run("SELECT pg_advisory_lock(1)");
    if (run("SELECT FROM pg_database WHERE datname = '" + template_name_ + "'") == 0) {
      const std::string unfinished = template_name_ + "_unfinished";
      run("DROP DATABASE IF EXISTS " + unfinished);
      run("CREATE DATABASE " + unfinished);
      DbOptions options;
      options.url = url_of(unfinished);
      open_migrated(options);
      run("ALTER DATABASE " + unfinished + " RENAME TO " + template_name_);
    }
    run("SELECT pg_advisory_unlock(1)");
  }
  /// How many rows answered; throws the server's words if it refused.
  int run(const std::string& statement) const {
    const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQexec(connection_.get(), statement.c_str()),
                                                               &PQclear);
    const auto status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
      throw std::runtime_error(statement + ": " + PQerrorMessage(connection_.get()));
    return PQntuples(answer.get());
  }
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_{nullptr, &PQfinish};
  std::string url_;
  std::string template_name_;
};

/// A migrated, empty database that is gone with the object.
class Database {
 public:
  explicit Database(const std::string& engine) : engine_(engine) {
    name_ = "t" + random_hex(system_random(), 8);
    if (engine == "sqlite") {
      folder_ = std::filesystem::temp_directory_path() / ("sales-agent-" + name_);
      std::filesystem::create_directories(folder_);
      std::filesystem::copy_file(SqliteTemplate::file(), folder_ / "test.db");
      options_.url = "sqlite:" + (folder_ / "test.db").string();
    } else {
      PostgresServer::get().create(name_);
      options_.url = PostgresServer::get().url_of(name_);
    }
    reopen();
  }
  ~Database() {
    db_.reset();
    if (folder_.empty()) {
      PostgresServer::get().drop(name_);
    } else {
      std::filesystem::remove_all(folder_);
    }
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Closes the database and opens it again, as a restart would.
  void reopen() {
    db_.reset();
    db_ = open_migrated(options_);
  }
  Db& db() { return *db_; }
  const DbOptions& options() const { return options_; }
  const std::string& engine() const { return engine_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::string engine_;
  std::string name_;
  std::filesystem::path folder_;
  DbOptions options_;
  std::unique_ptr<Db> db_;
};

/// A test that runs once for each engine: INSTANTIATE_ENGINES(MyTest).
class EngineTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(GetParam()) == "postgres" && !std::getenv("TEST_POSTGRES_URL"))
      GTEST_SKIP() << "TEST_POSTGRES_URL is not set: run through tools/with-services to test on PostgreSQL";
  }
};

/// One that needs nothing but a database.
class DatabaseTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (!IsSkipped()) database = std::make_unique<Database>(GetParam());
  }
  Db& db() { return database->db(); }
  std::unique_ptr<Database> database;
};

}  // namespace sa::test

#define INSTANTIATE_ENGINES(Test)                                                  \
  INSTANTIATE_TEST_SUITE_P(Engines, Test, ::testing::Values("sqlite", "postgres"), \
                           [](const auto& info) { return std::string(info.param); })
