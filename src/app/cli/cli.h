// The command line: a tree of commands, described by command_*.cc, read by CLI11 (in cli.cc alone: it is a heavy header).
//
//   auto wish = std::make_shared<Wish>();
//   all.command("check", "Check a draft against the rules")
//       .argument("FILE", &wish->path, "JSON file with recipient, subject and body; - reads standard input")
//       .run([wish](Shell& shell) { return check(shell, *wish); });
//
// Every command has --json and --help. Exit codes: 0 ok, 1 failed, 2 wrong usage. Answers go to standard output, errors
// (one sentence each) and progress to standard error. An answer that could not be written is a failure of any command.
// THREADS: one. ERRORS: a command returns its Error; `run_cli` words it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/terminal.h"
#include "app/config/config.h"
#include "base/result.h"

namespace sa {

enum class ExitCode { ok = 0, failed = 1, usage = 2 };

/// The environment of a command.
struct Shell {
  Terminal out;
  Terminal err;
  Environment environment;
  bool json = false;

  /// Writes `value` as one JSON line; false when it could not be written.
  template <class T>
  bool write_json_line(const T& value) {
    std::string text;
    write_json(text, value);
    return out.line(text);
  }
};

class CommandSpec;
using AddCommand = void (*)(CommandSpec& all);

/// Describes one command. What options and arguments point at must live until the command has run.
class CommandSpec {
 public:
  using Action = std::function<Result<ExitCode>(Shell&)>;

  /// A command below this one.
  CommandSpec command(const char* name, const char* about);
  CommandSpec& flag(const char* name, bool* to, const char* help);
  CommandSpec& option(const char* name, const char* value, std::string* to, const char* help);
  CommandSpec& option(const char* name, const char* value, std::optional<std::string>* to, const char* help);
  CommandSpec& option(const char* name, const char* value, std::vector<std::string>* to, const char* help);
  /// An option with a whole number between `least` and `most`.
  CommandSpec& option(const char* name, const char* value, std::int64_t* to, std::int64_t least,
                      std::int64_t most, const char* help);
  CommandSpec& argument(const char* name, std::string* to, const char* help);
  CommandSpec& optional_argument(const char* name, std::string* to, const char* help);
  /// One or more of them, or any number when `may_be_none`.
  CommandSpec& arguments(const char* name, std::vector<std::string>* to, bool may_be_none, const char* help);
  void run(Action action);

 private:
  struct State;
  friend ExitCode run_cli(const std::vector<std::string>& words, Shell& shell,
                          std::span<const AddCommand> commands);
  CommandSpec(void* app, State* state) : app_(app), state_(state) {}
  void* app_;
  State* state_;
};

/// Reads `words` (without the program's name) and runs that one of `commands` which they name.
ExitCode run_cli(const std::vector<std::string>& words, Shell& shell, std::span<const AddCommand> commands);

/// Writes an Error as a person reads it, to standard error.
void report_error(Shell& shell, const Error& error);

/// The answer to a word that only the command itself can judge: says what is wrong with it; wrong usage.
ExitCode refuse_word(Shell& shell, const Error& error);
/// Says what a command waits for when it is about to read where nothing may ever come: a person's terminal, a pipe
/// that nobody writes to.
void say_what_is_awaited(Shell& shell, const std::string& path);

/// The configuration of this process: its environment, and the file .env in the working folder.
/// ERRORS: invalid, with a line for each wrong setting.
Result<LoadedConfig> read_config(const Shell& shell);
/// Sends the log to standard error. For a command that a person waits for, from warnings on, unless LOG_LEVEL is set; for a rehearsal
/// (app/wiring/rehearsal.h), errors alone: what happens there is made up.
enum class LogFor { server, command, rehearsal };
void start_log_for(LogFor purpose, const Shell& shell, const LoadedConfig& loaded);
/// The contents of a file, or of standard input for "-". ERRORS: not_found, unavailable; invalid above `max_bytes`.
Result<std::string> read_input(const std::string& path, std::size_t max_bytes);

}  // namespace sa
