#include "store/engine/postgres.h"

#include <libpq-fe.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "queries.h"
#include "store/engine/commit_queue.h"
#include "store/engine/engine_error.h"
#include "store/engine/migrate.h"
#include "store/engine/onlooker.h"

namespace sa {
namespace {

using PgResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

Error postgres_error(const char* sqlstate, const char* message, std::string_view doing) {
  std::string words = message ? message : "";
  while (!words.empty() && words.back() == '\n') words.pop_back();
  return sqlstate_error(sqlstate ? sqlstate : "", std::move(words), doing);
}

/// A bytea as its text form, and back. SOURCE: postgresql.org/docs/15/datatype-binary.html (hex format; read 2026-11-22)
std::string to_bytea(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "\\x";
  text.reserve(2 + 2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string from_bytea(std::string_view text) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 2; i + 1 < text.size(); i += 2)
    bytes += static_cast<char>(value(text[i]) << 4 | value(text[i + 1]));
  return bytes;
}

Value cell(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return std::monostate();
  const std::string text(PQgetvalue(result, row, column),
                         static_cast<std::size_t>(PQgetlength(result, row, column)));
  // Type numbers of pg_type.dat, which never change: bool, bytea, int8, int2, int4, float4, float8.
  switch (PQftype(result, column)) {
    case 16:
      return std::int64_t{text == "t"};
    case 17:
      return from_bytea(text);
    case 20:
    case 21:
    case 23:
      return as_integer(text).value_or(0);
    case 700:
    case 701:
      return as_double(text).value_or(0);
    default:
      return text;
  }
}

class PostgresConnection final : public EngineConnection {
 public:
  explicit PostgresConnection(PGconn* connection) : connection_(connection), prepared_(kQueryCount, false) {}
  ~PostgresConnection() override { PQfinish(connection_); }

  static Result<std::unique_ptr<PostgresConnection>> open(const std::string& url) {
    // `dbname` may be a whole URL; what the URL says itself wins over what stands before it.
    const char* const names[] = {"connect_timeout", "application_name", "client_encoding", "dbname", nullptr};
    const char* const values[] = {"5", "sales-agent", "UTF8", url.c_str(), nullptr};
    auto connection = std::make_unique<PostgresConnection>(PQconnectdbParams(names, values, 1));
    if (PQstatus(connection->connection_) != CONNECTION_OK) {
      return not_reachable("PostgreSQL cannot be reached (DATABASE_URL): " +
                           std::string(PQerrorMessage(connection->connection_)));
    }
    // A function of a transaction takes milliseconds: a node that is silent for longer stands still (a stopped machine), and
    // must not keep the lock of all writers (docs/adr/0003) until it goes on.
    TRY_OK(
        connection->run_script("SET synchronous_commit=on; SET statement_timeout='60s'; "
                               "SET idle_in_transaction_session_timeout='10s'; "
                               "SET client_min_messages=warning;"));
    return connection;
  }

  Result<Rows> query(const Query& query, const Args& args) override {
    TRY_OK(send(query, args));
    TRY(const PgResult result, collect());
    Rows rows;
    const int width = PQnfields(result.get());
    for (int i = 0; i < width; ++i) rows.columns.emplace_back(PQfname(result.get(), i));
    const int height = PQntuples(result.get());
    rows.cells.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (int row = 0; row < height; ++row) {
      for (int column = 0; column < width; ++column) rows.cells.push_back(cell(result.get(), row, column));
    }
    return rows;
  }

  Result<std::int64_t> exec(const Query& query, const Args& args) override {
    ++changes;
    TRY_OK(send(query, args));
    TRY(const PgResult result, collect());
    return as_integer(std::string(PQcmdTuples(result.get()))).value_or(0);
  }

  Result<Unit> put(const Query& query, const Args& args) override {
    ++changes;
    return send(query, args);
  }

  Result<Unit> begin_write() override {
    failed_.reset();
    TRY_OK(control("BEGIN"));
    return send(sql::lock_writes, Args());
  }
  Result<Unit> begin_read() override {
    failed_.reset();
    return control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }
  Result<Unit> commit() override {
    TRY_OK(stand());
    TRY_OK(control("COMMIT"));
    return flush();
  }
  void rollback() override {
    drain();
    failed_.reset();
    if (!is_alive() || PQtransactionStatus(connection_) == PQTRANS_IDLE) return;
    // A rollback that fails means that the connection is gone, and with it the transaction.
    if (control("ROLLBACK")) drain();
    failed_.reset();
  }
  bool is_alive() const override { return PQstatus(connection_) == CONNECTION_OK; }

  /// Runs a text of any number of statements, outside of the pipeline.
  Result<Unit> run_script(const std::string& text) {
    if (PQpipelineStatus(connection_) != PQ_PIPELINE_OFF) {
      TRY_OK(flush());
      PQexitPipelineMode(connection_);
    }
    const PgResult result(PQexec(connection_, text.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    PQenterPipelineMode(connection_);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return ok();
    return failure(result.get(), "script");
  }

  Result<Unit> prepare(const Query& query) {
    TRY_OK(send_prepare(query));
    return flush();
  }

 private:
  Error failure(const PGresult* result, std::string_view doing) const {
    const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const char* words = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
    return postgres_error(state, words ? words : PQerrorMessage(connection_), doing);
  }

  /// Waits for everything that was sent.
  Result<Unit> flush() {
    if (pending_.empty()) return stand();
    TRY_OK(collect());
    return ok();
  }

  /// A statement has failed: nothing of this transaction can stand.
  Result<Unit> stand() const {
    if (failed_) return *failed_;
    return ok();
  }

  /// What was sent and not yet answered; `prepares` is the index of the query that it prepares, or -1.
  struct Pending {
    const char* doing;
    std::ptrdiff_t prepares = -1;
  };

  Result<Unit> sent(int success, Pending pending) {
    if (!success) return failure(nullptr, pending.doing);
    pending_.push_back(pending);
    return ok();
  }

  Result<Unit> control(const char* text) {
    return sent(PQsendQueryParams(connection_, text, 0, nullptr, nullptr, nullptr, nullptr, 0), {text});
  }

  Result<Unit> send_prepare(const Query& query) {
    if (prepared_[query.index]) return ok();
    prepared_[query.index] = true;
    const std::string text(query.postgres);
    return sent(PQsendPrepare(connection_, query.name, text.c_str(), 0, nullptr),
                {query.name, static_cast<std::ptrdiff_t>(query.index)});
  }

  /// Read before the statement is sent: the answers come in the order of the statements.
  Result<Value> sight_for(const Query& query, const Args& args) {
    const bool is_wanted =
        std::ranges::find(query.params, kSightParam) != query.params.end() && !args.find(kSightParam);
    return is_wanted ? current_sight(*this) : Result<Value>(Value());
  }

  Result<Unit> send(const Query& query, const Args& args) {
    TRY_OK(stand());
    TRY(const Value sight, sight_for(query, args));
    TRY_OK(send_prepare(query));
    std::vector<std::string> numbers(query.params.size());  // and bytes: what has no text of its own
    std::vector<const char*> values(query.params.size(), nullptr);
    for (std::size_t i = 0; i < query.params.size(); ++i) {
      const Value* value = args.find(query.params[i]);
      if (!value && query.params[i] == kSightParam) value = &sight;
      if (!value)
        return internal("Query " + std::string(query.name) + " lacks :" + std::string(query.params[i]));
      if (const auto* text = std::get_if<std::string>(value)) {
        // PostgreSQL's text ends at a NUL: cutting a value short in silence would be worse than refusing it.
        if (std::memchr(text->data(), 0, text->size())) {
          return invalid_field(std::string(query.params[i]),
                               "The text contains a NUL character, which cannot be stored.");
        }
        values[i] = text->c_str();
      } else if (const auto* blob = std::get_if<Bytes>(value)) {
        numbers[i] = to_bytea(blob->bytes);
        values[i] = numbers[i].c_str();
      } else if (!std::holds_alternative<std::monostate>(*value)) {
        numbers[i] = as_text(*value);
        values[i] = numbers[i].c_str();
      }
    }
    return sent(PQsendQueryPrepared(connection_, query.name, static_cast<int>(values.size()), values.data(),
                                    nullptr, nullptr, 0),
                {query.name});
  }

  /// Waits for everything that was sent; the last statement's result, or the first failure.
  Result<PgResult> collect() {
    if (!PQpipelineSync(connection_)) return failure(nullptr, "sync");
    PgResult last(nullptr, &PQclear);
    std::optional<Error> error;
    while (!pending_.empty()) {
      const Pending pending = pending_.front();
      pending_.pop_front();
      PgResult result(PQgetResult(connection_), &PQclear);
      const auto status = PQresultStatus(result.get());
      const bool succeeded = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
      // After a failure the rest of the pipeline is skipped by the server, what it was to prepare too.
      if (!succeeded && pending.prepares >= 0) prepared_[static_cast<std::size_t>(pending.prepares)] = false;
      if (!succeeded && !error) {
        error = failed_ = failure(result.get(), pending.doing);
      }
      while (PGresult* more = result ? PQgetResult(connection_) : nullptr) PQclear(more);
      last = std::move(result);
    }
    // The answer to the sync itself.
    PQclear(PQgetResult(connection_));
    if (error) return *std::move(error);
    return last;
  }

  void drain() {
    // The answers no longer matter: what they belong to is being rolled back. A broken connection shows in is_alive.
    if (!pending_.empty()) (void)collect();
  }

  PGconn* connection_;
  std::vector<bool> prepared_;
  std::deque<Pending> pending_;
  std::optional<Error> failed_;
};

/// Threads that run reads, each with its own connection.
class ReaderPool {
 public:
  ReaderPool(std::string url, std::size_t limit) : url_(std::move(url)), limit_(limit) {}
  ~ReaderPool() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  void submit(DbJob* job) {
    const std::lock_guard lock(mutex_);
    queue_.push_back({job, Onlooker::current()});
    if (idle_ < queue_.size() && threads_.size() < limit_) threads_.emplace_back([this] { work(); });
    wake_.notify_one();
  }

 private:
  void work() {
    std::unique_ptr<PostgresConnection> connection;
    std::unique_lock lock(mutex_);
    while (true) {
      ++idle_;
      wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      --idle_;
      if (queue_.empty()) return;
      const WaitingJob next = queue_.front();
      queue_.pop_front();
      lock.unlock();
      run(next, &connection);
      lock.lock();
    }
  }

  void run(const WaitingJob& next, std::unique_ptr<PostgresConnection>* connection) {
    DbJob* const job = next.job;
    if (*connection && !(*connection)->is_alive()) connection->reset();
    if (!*connection) {
      auto opened = PostgresConnection::open(url_);
      if (!opened) {
        job->fail(std::move(opened).error());
        return job->done();
      }
      *connection = *std::move(opened);
    }
    if (auto begun = (*connection)->begin_read(); !begun) {
      job->fail(std::move(begun).error());
    } else {
      next.run(**connection);
    }
    job->done();
    (*connection)->rollback();  // after the answer: nobody waits for the end of a read
  }

  std::string url_;
  std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<WaitingJob> queue_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

class PostgresDb final : public Db {
 public:
  PostgresDb(const DbOptions& options, bool is_synced)
      : url_(options.url),
        is_synced_(is_synced),
        readers_(options.url, static_cast<std::size_t>(options.pool_size)),
        commits_([this] { return open_connection(); }, static_cast<std::size_t>(options.batch_limit)) {}

  const char* engine() const override { return "postgres"; }

  Result<std::vector<std::string>> migrate(const std::vector<Migration>& migrations) override {
    TRY(auto connection, PostgresConnection::open(url_));
    return run_migrations(
        *connection, [&](const std::string& text) { return connection->run_script(text); }, migrations,
        Dialect::postgres);
  }

  /// Its pages and its WAL are its administrator's (docs/operations.md).
  Result<Unit> forget() override { return ok(); }

  Result<Unit> prepare(const Query& query) override {
    TRY(auto connection, PostgresConnection::open(url_));
    return connection->prepare(query);
  }

 protected:
  void submit_write(DbJob* job) override { commits_.submit(job); }
  void submit_read(DbJob* job) override { readers_.submit(job); }
  bool read_inline(DbJob*) override { return false; }

 private:
  Result<std::unique_ptr<EngineConnection>> open_connection() {
    TRY(auto connection, PostgresConnection::open(url_));
    if (!is_synced_) TRY_OK(connection->run_script("SET synchronous_commit=off;"));
    return std::unique_ptr<EngineConnection>(std::move(connection));
  }

  std::string url_;
  bool is_synced_;
  ReaderPool readers_;
  CommitQueue commits_;
};

}  // namespace

Result<std::unique_ptr<Db>> open_postgres(const DbOptions& options, bool is_synced) {
  TRY_OK(PostgresConnection::open(options.url));
  return std::unique_ptr<Db>(std::make_unique<PostgresDb>(options, is_synced));
}

}  // namespace sa
