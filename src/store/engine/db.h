// Db: the only access to the database. One transaction at a time, as a plain function of a Tx or ReadTx.
//
//   auto draft = co_await db.write([&](Tx& tx) -> Result<Draft> { ... });
//   auto draft = co_await db.read([&](ReadTx& tx) -> Result<Draft> { ... });
//
// A write runs on a database thread, in the order of arrival. The writer gathers the functions that wait into one
// transaction and answers all of them after its commit: an answer means committed and synced.
// Writes are serial, on PostgreSQL across all nodes too (docs/adr/0003): what a write has read is still true when it
// commits. A function that returns an Error leaves nothing behind.
// A read sees one snapshot. On SQLite it runs on the calling thread (a point read costs less than a thread switch), on
// PostgreSQL on a thread of the pool.
// THREADS: Db may be used from any thread; a Tx lives on one thread, for one function.
// ERRORS: what the function returns; unavailable when the database is down, busy or full; conflict when a constraint
// refuses a row; internal for a broken query.
#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/async/task.h"
#include "base/result.h"
#include "core/audit/audit.h"
#include "store/engine/query.h"
#include "store/engine/row.h"

namespace sa {

/// Reads inside one transaction.
class ReadTx {
 public:
  virtual ~ReadTx() = default;
  virtual Result<Rows> query(const Query& query, const Args& args) = 0;

  template <class T>
  Result<std::vector<T>> list(const Query& query, const Args& args) {
    TRY(Rows rows, this->query(query, args));
    return read_rows<T>(std::move(rows));
  }
  template <class T>
  Result<std::optional<T>> find(const Query& query, const Args& args) {
    TRY(std::vector<T> found, list<T>(query, args));
    if (found.empty()) return std::optional<T>();
    return std::optional<T>(std::move(found.front()));
  }
  /// ERRORS: not_found with `missing` as its words.
  template <class T>
  Result<T> get(const Query& query, const Args& args, const std::string& missing) {
    TRY(std::optional<T> found, find<T>(query, args));
    if (!found) return not_found(missing);
    return *std::move(found);
  }
};

/// Reads and writes inside one transaction.
class Tx : public ReadTx {
 public:
  /// Runs a statement now; the number of rows that it changed.
  virtual Result<std::int64_t> exec(const Query& query, const Args& args) = 0;
  /// Runs a statement of which only success matters. It may be sent later, together with others; if it fails, the
  /// whole function fails.
  virtual Result<Unit> put(const Query& query, const Args& args) = 0;

  /// The end of the audit chain as this batch knows it (store/audit/audit.h); empty until it was read.
  std::optional<AuditHead> audit_head;
  /// Statements of `exec` and `put` so far, those that failed too.
  std::uint64_t changes = 0;
};

/// Work that waits for the database. `run` may be called more than once: a batch in which another function failed is
/// repeated.
class DbJob {
 public:
  virtual ~DbJob() = default;
  /// Runs the function and keeps its result; false when the result is an Error.
  virtual bool run(ReadTx& tx) = 0;
  /// Replaces the result: the transaction could not be begun or committed.
  virtual void fail(Error error) = 0;
  /// The result stands: hands it to who waits. The job may be gone when this returns.
  virtual void done() = 0;
};

class Db {
 public:
  virtual ~Db() = default;

  template <class F>
  auto write(F function) {
    return Wait<F, Tx>(this, std::move(function));
  }
  template <class F>
  auto read(F function) {
    return Wait<F, ReadTx>(this, std::move(function));
  }
  /// The same for code that is no coroutine: the command line, start-up and tests. Blocks the calling thread.
  template <class F>
  auto write_now(F function) {
    return wait_now<Tx>(std::move(function));
  }
  template <class F>
  auto read_now(F function) {
    return wait_now<ReadTx>(std::move(function));
  }

  /// "sqlite" or "postgres".
  virtual const char* engine() const = 0;
  /// Brings the schema up to `migrations`, in order, each in a transaction of its own; returns the names of those
  /// that were applied now.
  /// ERRORS: conflict when the database is newer than the program, or when an applied migration has changed since.
  struct Migration {
    std::int64_t version;
    std::string name;
    std::string text;
  };
  virtual Result<std::vector<std::string>> migrate(const std::vector<Migration>& migrations) = 0;
  /// Makes what was deleted unreadable in the engine's own files, where it can (SQLite: the database written anew, and an empty WAL).
  /// Writes of this process wait meanwhile. ERRORS: unavailable when somebody reads for too long: try again.
  virtual Result<Unit> forget() = 0;
  /// Prepares `query`; a test does so for all of them. ERRORS: internal with the engine's words.
  virtual Result<Unit> prepare(const Query& query) = 0;

 protected:
  virtual void submit_write(DbJob* job) = 0;
  virtual void submit_read(DbJob* job) = 0;
  /// Runs a read on the calling thread, if this engine does that, without calling `done`; false otherwise.
  virtual bool read_inline(DbJob* job) = 0;

 private:
  template <class F, class AnyTx>
  class Wait final : public DbJob {
   public:
    using R = std::invoke_result_t<F&, AnyTx&>;
    static_assert(
        requires(R r) {
          r.error();
          typename R::value_type;
        }, "a transaction is plain synchronous code that returns Result<T>; it never awaits");

    Wait(Db* db, F function) : db_(db), function_(std::move(function)) {}
    bool await_ready() {
      if constexpr (std::is_same_v<AnyTx, ReadTx>) {
        // Asked here so that an inline read costs no suspension; a pooled read is submitted in await_suspend.
        return db_->read_inline(this);
      }
      return false;
    }
    void await_suspend(std::coroutine_handle<> waiter) {
      waiter_ = waiter;
      executor_ = Executor::current();
      if constexpr (std::is_same_v<AnyTx, Tx>) {
        db_->submit_write(this);
      } else {
        db_->submit_read(this);
      }
    }
    R await_resume() {
      if (exception_) std::rethrow_exception(exception_);
      return *std::move(result_);
    }

    bool run(ReadTx& tx) override {
      // An earlier run, of a batch that broke, must leave nothing of its answer behind.
      exception_ = nullptr;
      result_.reset();
      try {
        result_.emplace(function_(static_cast<AnyTx&>(tx)));
      } catch (...) {
        // A broken invariant belongs to who asked, not to the database thread and not to the rest of the batch.
        exception_ = std::current_exception();
        return false;
      }
      return result_->has_value();
    }
    void fail(Error error) override { result_.emplace(std::move(error)); }
    void done() override {
      if (executor_) {
        executor_->post([waiter = waiter_] { waiter.resume(); });
      } else {
        waiter_.resume();
      }
    }

   private:
    Db* db_;
    F function_;
    std::optional<R> result_;
    std::exception_ptr exception_;
    std::coroutine_handle<> waiter_;
    Executor* executor_ = nullptr;
  };

  template <class AnyTx, class F>
  auto wait_now(F function) {
    using R = std::invoke_result_t<F&, AnyTx&>;
    const auto run = [](Db* db, F f) -> Task<R> { co_return co_await Wait<F, AnyTx>(db, std::move(f)); };
    return sync_wait(run(this, std::move(function)));
  }
};

struct DbOptions {
  std::string url;        ///< "sqlite:path" or "postgresql://..."
  int pool_size = 16;     ///< reading connections
  int batch_limit = 256;  ///< functions in one commit
  bool read_only = false;
};

/// Opens (SQLite: creates) the database; the schema is not touched.
/// ERRORS: invalid for a URL of no known kind; unavailable when it cannot be opened, with what to do.
Result<std::unique_ptr<Db>> open_db(const DbOptions& options);

}  // namespace sa
