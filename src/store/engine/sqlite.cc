#include "store/engine/sqlite.h"

#include <sqlite3.h>

#include <filesystem>
#include <mutex>
#include <system_error>

#include "store/engine/commit_queue.h"
#include "store/engine/engine_error.h"
#include "store/engine/migrate.h"
#include "store/engine/onlooker.h"

namespace sa {
namespace {

/// SQLite's result code as an Error. SOURCE: sqlite.org/rescode.html
Error sqlite_error(sqlite3* connection, int code, std::string_view doing) {
  const std::string words = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return constraint_refusal(words);
    case SQLITE_FULL:
      return unavailable("The disk is full. Nothing was changed; free some space, then try again.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return unavailable("Another program is using the database. Nothing was changed; try again in a moment.")
          .with_cause(words)
          .with_retry_after(1);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return not_reachable(words);
    default:
      return internal("SQLite, " + std::string(doing) + ": " + words);
  }
}

class SqliteConnection final : public EngineConnection {
 public:
  explicit SqliteConnection(sqlite3* connection)
      : connection_(connection), statements_(kQueryCount, nullptr) {}
  ~SqliteConnection() override {
    for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
    for (sqlite3_stmt* statement : control_) sqlite3_finalize(statement);
    sqlite3_close(connection_);
  }

  Result<Rows> query(const Query& query, const Args& args) override {
    TRY(sqlite3_stmt* const statement, bound(query, args));
    Rows rows;
    const int width = sqlite3_column_count(statement);
    rows.columns.reserve(static_cast<std::size_t>(width));
    for (int i = 0; i < width; ++i) rows.columns.emplace_back(sqlite3_column_name(statement, i));
    rows.cells.reserve(static_cast<std::size_t>(width));
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
      for (int i = 0; i < width; ++i) rows.cells.push_back(cell(statement, i));
    }
    return finish(statement, code, query, std::move(rows));
  }

  Result<std::int64_t> exec(const Query& query, const Args& args) override {
    ++changes;
    TRY(sqlite3_stmt* const statement, bound(query, args));
    int code;
    do code = sqlite3_step(statement);
    while (code == SQLITE_ROW);
    return finish(statement, code, query, static_cast<std::int64_t>(sqlite3_changes(connection_)));
  }

  Result<Unit> put(const Query& query, const Args& args) override {
    TRY_OK(exec(query, args));
    return ok();
  }

  /// Transactions that write hold `writing` from their beginning to their end.
  void write_under(std::mutex* writing) { writing_ = std::unique_lock(*writing, std::defer_lock); }

  Result<Unit> begin_write() override {
    if (writing_.mutex()) writing_.lock();
    auto begun = control(0, "BEGIN IMMEDIATE");
    if (!begun) release_writing();
    return begun;
  }
  Result<Unit> begin_read() override { return control(1, "BEGIN"); }
  Result<Unit> commit() override {
    // SQLITE_FULL and the like may have ended the whole transaction.
    if (sqlite3_get_autocommit(connection_)) return unavailable("The database rolled back the transaction.");
    auto committed = control(2, "COMMIT");
    if (committed) release_writing();
    return committed;
  }
  void rollback() override {
    // Nothing to roll back (an error that ended the transaction by itself) is no error.
    if (!sqlite3_get_autocommit(connection_)) (void)control(3, "ROLLBACK");
    release_writing();
  }
  bool is_alive() const override { return true; }

  Result<sqlite3_stmt*> prepared(const Query& query) {
    sqlite3_stmt*& statement = statements_[query.index];
    if (statement) return statement;
    const int code =
        sqlite3_prepare_v3(connection_, query.sqlite.data(), static_cast<int>(query.sqlite.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return sqlite_error(connection_, code, query.name);
    return statement;
  }

  /// VACUUM, and a checkpoint that leaves an empty WAL; waits for readers.
  Result<Unit> write_anew(int patience_ms) {
    sqlite3_busy_timeout(connection_, patience_ms);
    TRY_OK(run_script("VACUUM;"));
    const int code =
        sqlite3_wal_checkpoint_v2(connection_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_error(connection_, code, "checkpoint");
    return ok();
  }

  /// Runs a text of any number of statements: migrations and settings.
  Result<Unit> run_script(const std::string& text) {
    const int code = sqlite3_exec(connection_, text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_error(connection_, code, "script");
    return ok();
  }

 private:
  static Value cell(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_INTEGER:
        return sqlite3_column_int64(statement, column);
      case SQLITE_FLOAT:
        return sqlite3_column_double(statement, column);
      case SQLITE_NULL:
        return std::monostate();
      default: {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
        return std::string(bytes ? bytes : "",
                           static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
      }
    }
  }

  Result<sqlite3_stmt*> bound(const Query& query, const Args& args) {
    TRY(sqlite3_stmt* const statement, prepared(query));
    for (std::size_t i = 0; i < query.params.size(); ++i) {
      const Value* value = args.find(query.params[i]);
      if (!value && query.params[i] == kSightParam) {
        TRY(sight_, current_sight(*this));
        value = &sight_;
      }
      if (!value)
        return internal("Query " + std::string(query.name) + " lacks :" + std::string(query.params[i]));
      const int place = static_cast<int>(i) + 1;
      if (const auto* number = std::get_if<std::int64_t>(value)) {
        sqlite3_bind_int64(statement, place, *number);
      } else if (const auto* real = std::get_if<double>(value)) {
        sqlite3_bind_double(statement, place, *real);
      } else if (const auto* text = std::get_if<std::string>(value)) {
        // The arguments outlive the statement's run, so SQLite need not copy them.
        sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
      } else if (const auto* blob = std::get_if<Bytes>(value)) {
        sqlite3_bind_blob64(statement, place, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
      } else {
        sqlite3_bind_null(statement, place);
      }
    }
    return statement;
  }

  template <class T>
  Result<T> finish(sqlite3_stmt* statement, int code, const Query& query, T value) {
    std::optional<Error> error;
    if (code != SQLITE_DONE) error = sqlite_error(connection_, code, query.name);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (error) return *std::move(error);
    return value;
  }

  Result<Unit> control(std::size_t place, const char* text) {
    sqlite3_stmt*& statement = control_[place];
    int code = SQLITE_OK;
    if (!statement) {
      code = sqlite3_prepare_v3(connection_, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    }
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    std::optional<Error> error;
    if (code != SQLITE_DONE) error = sqlite_error(connection_, code, text);
    sqlite3_reset(statement);
    if (error) return *std::move(error);
    return ok();
  }

  void release_writing() {
    if (writing_.owns_lock()) writing_.unlock();
  }

  sqlite3* connection_;
  std::unique_lock<std::mutex> writing_;
  std::vector<sqlite3_stmt*> statements_;
  Value sight_;  // as bound
  sqlite3_stmt* control_[4] = {};
};

class SqliteDb final : public Db {
 public:
  SqliteDb(std::string path, const DbOptions& options, bool is_synced)
      : path_(std::move(path)),
        read_only_(options.read_only),
        is_synced_(is_synced),
        commits_([this] { return open_connection(read_only_); },
                 static_cast<std::size_t>(options.batch_limit)) {}

  const char* engine() const override { return "sqlite"; }

  Result<std::vector<std::string>> migrate(const std::vector<Migration>& migrations) override {
    TRY(auto connection, open(false));
    return run_migrations(
        *connection, [&](const std::string& text) { return connection->run_script(text); }, migrations,
        Dialect::sqlite);
  }

  Result<Unit> forget() override {
    // Deleted words stay in free pages and in the WAL: the database is written anew, and the WAL cut to nothing.
    constexpr int kPatienceMs = 60'000;
    const std::lock_guard lock(writing_);
    TRY(auto connection, open(false));
    return connection->write_anew(kPatienceMs);
  }

  Result<Unit> prepare(const Query& query) override {
    TRY(auto connection, open(true));
    TRY_OK(connection->prepared(query));
    return ok();
  }

  Result<std::unique_ptr<SqliteConnection>> open(bool read_only) {
    sqlite3* connection = nullptr;
    const int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(path_.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) {
      Error error = sqlite_error(connection, code, "open");
      error.cause += ": " + path_ + " (DATABASE_URL)";
      sqlite3_close(connection);
      return error;
    }
    sqlite3_extended_result_codes(connection, 1);
    sqlite3_busy_timeout(connection, 5000);
    auto made = std::make_unique<SqliteConnection>(connection);
    if (!read_only)
      TRY_OK(made->run_script(is_synced_ ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                         : "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"));
    TRY_OK(made->run_script("PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-4000;"));
    return made;
  }

 protected:
  void submit_write(DbJob* job) override { commits_.submit(job); }
  void submit_read(DbJob*) override { std::terminate(); }  // read_inline has taken it

  bool read_inline(DbJob* job) override {
    std::unique_ptr<SqliteConnection> connection;
    {
      const std::lock_guard lock(mutex_);
      if (!readers_.empty()) {
        connection = std::move(readers_.back());
        readers_.pop_back();
      }
    }
    if (!connection) {
      auto opened = open(true);
      if (!opened) return job->fail(std::move(opened).error()), true;
      connection = *std::move(opened);
    }
    if (auto begun = connection->begin_read(); !begun) return job->fail(std::move(begun).error()), true;
    job->run(*connection);
    connection->rollback();
    const std::lock_guard lock(mutex_);
    readers_.push_back(std::move(connection));
    return true;
  }

 private:
  Result<std::unique_ptr<EngineConnection>> open_connection(bool read_only) {
    TRY(std::unique_ptr<SqliteConnection> connection, open(read_only));
    connection->write_under(&writing_);
    return std::unique_ptr<EngineConnection>(std::move(connection));
  }

  std::string path_;
  bool read_only_;
  bool is_synced_;
  std::mutex writing_;  // held by the one who writes: the writer's transaction, or `forget`
  std::mutex mutex_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;  // idle ones; as many as ever read at once
  CommitQueue commits_;
};

}  // namespace

Result<std::unique_ptr<Db>> open_sqlite(const DbOptions& options, bool is_synced) {
  std::string path = options.url.substr(std::string_view("sqlite:").size());
  if (path.starts_with("//")) path.erase(0, 2);
  if (path.empty())
    return invalid("DATABASE_URL names no file. Write, for example, sqlite:var/sales-agent.db.");
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code failure;
  if (!folder.empty() && !options.read_only) std::filesystem::create_directories(folder, failure);
  if (failure)
    return unavailable("The folder " + folder.string() + " cannot be created: " + failure.message() + ".");
  auto db = std::make_unique<SqliteDb>(path, options, is_synced);
  TRY_OK(db->open(options.read_only));
  return std::unique_ptr<Db>(std::move(db));
}

}  // namespace sa
