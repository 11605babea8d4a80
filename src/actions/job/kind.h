// A kind of job: one row, described in the file of the action that does the work, which also exports the typed wish for it
// (`ask_to_...`). jobs/kind.cc gathers the rows; jobs/runner.h runs them.
//
//   struct AnalyzeMessage { std::string message_id; };            // its input, described; the job's payload
//   Task<Result<Unit>> run_analysis(Services&, AnalyzeMessage, JobTry);
//   constexpr JobKind<AnalyzeMessage> kAnalyze{"analyze_message", 5, run_analysis};
//
// Every kind must be safe to run twice: a process that dies in the middle leaves its job to another.
// THREADS: values; `ask_for` inside a transaction.
// ERRORS: of a run: as jobs/runner.h. A payload that is not the kind's input is invalid: the job is dead at once.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "actions/services.h"
#include "base/async/task.h"
#include "base/reflect/reflect.h"
#include "store/job/job.h"

namespace sa {

/// One try of a job, beside its input.
struct JobTry {
  std::string key;
  std::string trace_id;
  bool is_last = false;  ///< no further try will follow
};

/// The input of a job that needs none.
struct NoInput {};
BOOST_DESCRIBE_STRUCT(NoInput, (), ())

/// Jobs run in two lanes: what becomes of approved mail is `urgent`, and nothing else holds it up.
enum class Lane { ordinary, urgent };

/// How often a job of a kind is due automatically.
struct Period {
  std::int64_t every_ms = 0;                       ///< 0: only when somebody asks for it
  bool (*is_due_here)(const Services&) = nullptr;  ///< null: wherever the program runs
};

template <class Input>
struct JobKind {
  const char* name;
  std::int64_t max_tries;
  Task<Result<Unit>> (*run)(Services&, Input, JobTry);
  Lane lane = Lane::ordinary;
  Period period = {};
};

/// The part that all kinds share: the row that the runner works with.
struct JobRow {
  const char* name;
  std::int64_t max_tries;
  std::function<Task<Result<Unit>>(Services&, const Job&, bool is_last)> run;
  Lane lane;
  Period period;
};

template <class Input>
Task<Result<Unit>> run_with_input(Task<Result<Unit>> (*run)(Services&, Input, JobTry), Services& services,
                                  boost::json::object payload, JobTry at) {
  CO_TRY(Input input, from_json<Input>(payload, Unknown::ignore));
  co_return co_await run(services, std::move(input), std::move(at));
}

template <class Input>
JobRow row_of(const JobKind<Input>& kind) {
  const auto run = [work = kind.run](Services& services, const Job& job, bool is_last) {
    return run_with_input(work, services, job.payload, JobTry{job.key, job.trace_id, is_last});
  };
  return {kind.name, kind.max_tries, run, kind.lane, kind.period};
}

/// The subject of a job, who requested it, and when.
struct JobWish {
  std::string key;  ///< one living job of a kind and key
  std::string trace_id;
  std::optional<Instant> run_at = {};  ///< by the machine's clock; null: now
};

/// Puts a job on the list of work, in the transaction that makes it necessary.
template <class Input>
Result<Unit> ask_for(const Services& services, Tx& tx, const JobKind<Input>& kind, const JobWish& wish,
                     const Input& input) {
  Job job = make_job(services.machine_clock, services.random, kind.name, wish.key, to_json(input).as_object(),
                     wish.trace_id);
  job.urgent = kind.lane == Lane::urgent;
  if (wish.run_at) job.run_at = *wish.run_at;
  return enqueue_job(tx, job);
}

}  // namespace sa
