// The log: one line per event, on standard error, as JSON or as text for a person at a terminal.
//
//   log_event(LogLevel::info, "draft_approved", {{"draft_id", id}, {"version", 3}});
//
// An event is a constant name in snake_case; the fields carry what varies. A field whose name suggests
// a secret is masked, as is the password in a URL; control characters are escaped; a field is cut at 2 KB.
//
// THREADS: log_event from any thread; start_log once, before there are others.
//
// ERRORS: none; a log that cannot be written is lost.
#pragma once

#include <boost/describe/enum.hpp>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/async/task.h"
#include "base/clock.h"

namespace sa {

enum class LogLevel { debug, info, warning, error };
BOOST_DESCRIBE_ENUM(LogLevel, debug, info, warning, error)
enum class LogFormat { json, text };
BOOST_DESCRIBE_ENUM(LogFormat, json, text)

/// A name and a value, for as long as the call to log_event lasts.
struct LogField {
  using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;
  std::string_view name;
  Value value;

  LogField(std::string_view field, std::string_view text) : name(field), value(text) {}
  LogField(std::string_view field, const std::string& text) : name(field), value(std::string_view(text)) {}
  LogField(std::string_view field, const char* text) : name(field), value(std::string_view(text)) {}
  LogField(std::string_view field, bool truth) : name(field), value(truth) {}
  LogField(std::string_view field, double number) : name(field), value(number) {}
  LogField(std::string_view field, std::signed_integral auto number)
      : name(field), value(static_cast<std::int64_t>(number)) {}
  LogField(std::string_view field, std::unsigned_integral auto number)
      : name(field), value(static_cast<std::uint64_t>(number)) {}
};

void log_event(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});
/// True when an event of `level` would be written: guards fields that are costly to make.
bool is_logged(LogLevel level);

struct LogSettings {
  LogFormat format = LogFormat::text;
  LogLevel level = LogLevel::info;
  bool is_coloured = false;
  const Clock* clock = &system_clock();
  /// Gets each line, without its end, instead of standard error; for tests.
  std::function<void(std::string_view line)> sink = {};
};
/// Before the first call the log is text, from info on, without colour.
void start_log(LogSettings settings);

/// All lines that this thread writes while the scope lives carry `trace_id`.
/// REQUIRES: no co_await while it lives (the thread goes on with another request): see TracedExecutor.
class TraceScope {
 public:
  explicit TraceScope(std::string trace_id);
  ~TraceScope();
  TraceScope(const TraceScope&) = delete;
  TraceScope& operator=(const TraceScope&) = delete;

 private:
  std::string before_;
};
/// The trace id of this thread's scope; empty outside of one. Valid until the scope ends.
const std::string& current_trace_id();

/// An executor that resumes the work of one request on another executor's thread, under the request's trace
/// id: begin the request's task inside `run`, and every line that it logs after a co_await carries the id as
/// well. REQUIRES: it lives as long as the task.
class TracedExecutor final : public Executor {
 public:
  TracedExecutor(Executor& inner, std::string trace_id) : inner_(inner), trace_id_(std::move(trace_id)) {}
  void post(std::function<void()> work) override;
  /// Runs `work` now, on this thread, under the trace id and with this executor as the current one.
  void run(const std::function<void()>& work);
  const std::string& trace_id() const { return trace_id_; }

 private:
  Executor& inner_;
  std::string trace_id_;
};

/// True when a value of this name must not be shown (token, secret, password, authorization, api_key,
/// cookie).
bool is_secret_name(std::string_view name);
/// `text` with the password of every URL in it ("scheme://user:password@host") replaced by ***.
std::string mask_credentials(std::string_view text);

}  // namespace sa
