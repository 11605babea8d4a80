#include "app/cli/cli.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>

#include "base/text/nearest.h"

namespace sa {
namespace {

constexpr std::size_t kHelpWidth = 80;
constexpr const char* kProgram = "sales-agent";
constexpr const char* kAbout =
    "Reads a sales team's mail, drafts answers, sends only what a person approved.";

constexpr const char* kMore =
    "sales-agent COMMAND --help explains a command. Settings come from the\nenvironment and the file .env; "
    "sales-agent config shows them.\n";

/// "sales-agent import mail".
std::string path_of(const CLI::App* app) {
  const CLI::App* parent = app->get_parent();
  return parent ? path_of(parent) + ' ' + app->get_name() : std::string(kProgram);
}

/// Words in two columns.
std::string columns(const std::vector<std::pair<std::string, std::string>>& rows) {
  std::size_t left = 0;
  for (const auto& [name, about] : rows) left = std::max(left, text_width(name));
  std::string text;
  for (const auto& [name, about] : rows) {
    std::string before = "  " + name + std::string(left - text_width(name) + 2, ' ');
    for (const std::string& line : wrapped(about, kHelpWidth - left - 4)) {
      text += before + line + '\n';
      before.assign(left + 4, ' ');
    }
  }
  return text;
}

std::string usage_name(const CLI::Option* option) {
  const std::string name = option->get_name(true) + (option->get_expected_max() > 1 ? "..." : "");
  return option->get_required() ? name : '[' + name + ']';
}

std::string option_name(const CLI::Option* option) {
  const std::string value = option->get_type_name();
  return option->get_name(false, true) + (value.empty() ? "" : ' ' + value);
}

class Help final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
    std::string text = app->get_description() + "\n\nUsage: " + path_of(app);
    std::vector<std::pair<std::string, std::string>> commands, arguments, options;
    for (const CLI::App* each : app->get_subcommands({}))
      commands.emplace_back(each->get_name(), each->get_description());
    for (const CLI::Option* each : app->get_options({})) {
      if (each->get_positional()) {
        arguments.emplace_back(each->get_name(true), each->get_description());
        text += ' ' + usage_name(each);
      } else {
        options.emplace_back(option_name(each), each->get_description());
      }
    }
    text += commands.empty() ? " [options]\n" : " COMMAND [options]\n";
    if (!commands.empty()) text += "\nCommands:\n" + columns(commands);
    if (!arguments.empty()) text += '\n' + columns(arguments);
    text += "\nOptions:\n" + columns(options);
    if (!app->get_parent()) text += std::string("\n") + kMore;
    return text;
  }
};

/// The command that was named last: "mail" of "import mail".
CLI::App* chosen(CLI::App* app) {
  const auto below = app->get_subcommands();
  return below.empty() ? app : chosen(below.front());
}

std::string unknown_words(CLI::App* app) {
  const std::vector<std::string> left = app->remaining(true);
  const std::string word = left.empty() ? "" : left.front();
  std::vector<std::string> names;
  const bool is_option = word.starts_with('-');
  if (is_option) {
    for (const CLI::Option* each : app->get_options({}))
      if (each->nonpositional()) names.push_back("--" + each->get_single_name());
  } else {
    for (const CLI::App* each : app->get_subcommands({})) names.push_back(each->get_name());
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string guess = did_you_mean(word, known);
  const char* what = is_option       ? "there is no option "
                     : names.empty() ? "unexpected argument: "
                                     : "there is no command ";
  return what + shown(word) + guess;
}

/// An error of one of our own functions, for a person.
std::string error_words(const Error& error) {
  std::string text = error.message;
  // Who stands at the terminal owns the database: the engine's own words help there.
  if (!error.cause.empty()) text += "\n  " + error.cause;
  if (error.fields.size() == 1 && text.find(error.fields.front().message) == std::string::npos) {
    text += " (" + error.fields.front().path + ' ' + error.fields.front().message + ')';
  }
  if (error.fields.size() > 1) {
    for (const FieldError& field : error.fields) text += "\n  " + field.path + ' ' + field.message;
  }
  const boost::json::value* reasons = error.details.if_contains("reasons");
  if (reasons && reasons->is_array()) {
    for (const boost::json::value& reason : reasons->get_array()) {
      const boost::json::object* fields = reason.if_object();
      const boost::json::value* words = fields ? fields->if_contains("words") : nullptr;
      if (words && words->is_string() && text.find(words->get_string()) == std::string::npos) {
        text += "\n  " + std::string(words->get_string());
      }
    }
  }
  return shown(text, true);
}

}  // namespace

struct CommandSpec::State {
  std::map<const CLI::App*, Action> actions;
  std::shared_ptr<Help> help = std::make_shared<Help>();
  bool json = false;
};

namespace {

CLI::App& app_of(void* app) {
  return *static_cast<CLI::App*>(app);
}

void add_common(CLI::App& app, const std::shared_ptr<Help>& help, bool* json) {
  app.formatter(help);
  app.set_help_flag("-h,--help", "This text");
  app.add_flag("--json", *json, "Print JSON, one object per line");
}

}  // namespace

CommandSpec CommandSpec::command(const char* name, const char* about) {
  CLI::App* below = app_of(app_).add_subcommand(name, about);
  // One command at each level: a word behind it that another command has for a name is its argument.
  app_of(app_).require_subcommand(0, 1);
  add_common(*below, state_->help, &state_->json);
  return CommandSpec(below, state_);
}

CommandSpec& CommandSpec::flag(const char* name, bool* to, const char* help) {
  app_of(app_).add_flag(name, *to, help);
  return *this;
}

CommandSpec& CommandSpec::option(const char* name, const char* value, std::string* to, const char* help) {
  app_of(app_).add_option(name, *to, help)->type_name(value);
  return *this;
}

CommandSpec& CommandSpec::option(const char* name, const char* value, std::optional<std::string>* to,
                                 const char* help) {
  app_of(app_)
      .add_option_function<std::string>(
          name, [to](const std::string& given) { *to = given; }, help)
      ->type_name(value);
  return *this;
}

CommandSpec& CommandSpec::option(const char* name, const char* value, std::vector<std::string>* to,
                                 const char* help) {
  app_of(app_)
      .add_option(name, *to, help)
      ->type_name(value)
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);  // one word each time: the next one is an argument
  return *this;
}

CommandSpec& CommandSpec::option(const char* name, const char* value, std::int64_t* to, std::int64_t least,
                                 std::int64_t most, const char* help) {
  const auto in_range = [least, most](const std::string& given) -> std::string {
    std::int64_t number = 0;
    const bool is_number = CLI::detail::lexical_cast(given, number);
    if (is_number && number >= least && number <= most) return {};
    return "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  };
  app_of(app_).add_option(name, *to, help)->type_name(value)->check(CLI::Validator(in_range, ""));
  return *this;
}

CommandSpec& CommandSpec::argument(const char* name, std::string* to, const char* help) {
  app_of(app_).add_option(name, *to, help)->required();
  return *this;
}

CommandSpec& CommandSpec::optional_argument(const char* name, std::string* to, const char* help) {
  app_of(app_).add_option(name, *to, help);
  return *this;
}

CommandSpec& CommandSpec::arguments(const char* name, std::vector<std::string>* to, bool may_be_none,
                                    const char* help) {
  app_of(app_).add_option(name, *to, help)->required(!may_be_none);
  return *this;
}

void CommandSpec::run(Action action) {
  state_->actions.emplace(&app_of(app_), std::move(action));
}

namespace {

/// What people try first is written the way of the others: `--version`, `help import mail`.
std::vector<std::string> usual_words(std::vector<std::string> words) {
  if (words.empty()) return words;
  if (words.front() == "--version") words.front() = "version";
  if (words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  return words;
}

/// The exit code of a command whose answer may not have arrived.
ExitCode with_answer_written(Shell& shell, ExitCode code) {
  const int failure = shell.out.failure();
  // A reader that has seen enough (`head`) is no failure.
  if (failure == 0 || failure == EPIPE) return code;
  report_error(shell, unavailable("The output could not be written completely to standard output: " +
                                  std::string(std::strerror(failure)) + "."));
  return code == ExitCode::ok ? ExitCode::failed : code;
}

}  // namespace

ExitCode run_cli(const std::vector<std::string>& words, Shell& shell, std::span<const AddCommand> commands) {
  CLI::App root(kAbout, kProgram);
  CommandSpec::State state;
  add_common(root, state.help, &state.json);
  CommandSpec all(&root, &state);
  for (const AddCommand add : commands) add(all);

  const auto wrong_usage = [&](const std::string& words_of_it) {
    const std::string path = path_of(chosen(&root));
    shell.err.line(path + ": " + words_of_it + ". See: " + path + " --help");
    return ExitCode::usage;
  };
  try {
    const std::vector<std::string> usual = usual_words(words);
    root.parse(std::vector<std::string>(usual.rbegin(), usual.rend()));
  } catch (const CLI::CallForHelp&) {
    if (!chosen(&root)->remaining(true).empty()) return wrong_usage(unknown_words(chosen(&root)));
    shell.out.write(chosen(&root)->help());
    return with_answer_written(shell, ExitCode::ok);
  } catch (const CLI::ExtrasError&) {
    return wrong_usage(unknown_words(chosen(&root)));
  } catch (const CLI::ParseError& error) {
    return wrong_usage(shown(error.what()));
  }
  const auto action = state.actions.find(chosen(&root));
  if (action == state.actions.end()) {
    shell.err.write(chosen(&root)->help());
    return ExitCode::usage;
  }
  shell.json = state.json;
  const Result<ExitCode> ended = action->second(shell);
  if (!ended) report_error(shell, ended.error());
  return with_answer_written(shell, ended ? *ended : ExitCode::failed);
}

ExitCode refuse_word(Shell& shell, const Error& error) {
  report_error(shell, error);
  return ExitCode::usage;
}

void say_what_is_awaited(Shell& shell, const std::string& path) {
  if (path == "-") {
    if (isatty(STDIN_FILENO) == 1) shell.err.line("Reading from the terminal; Ctrl-D ends it.");
    return;
  }
  // A shell's own pipe, <(command), has a writer.
  std::error_code failure;
  const bool is_named = !path.starts_with("/dev/") && !path.starts_with("/proc/");
  if (is_named && std::filesystem::is_fifo(path, failure)) {
    shell.err.line("Waiting for a program to write into the pipe " + shown(path) + "; Ctrl-C ends the wait.");
  }
}

void report_error(Shell& shell, const Error& error) {
  shell.err.line(std::string(kProgram) + ": " + error_words(error));
}

Result<std::string> read_input(const std::string& path, std::size_t max_bytes) {
  const bool is_input = path == "-";
  std::FILE* file = is_input ? stdin : std::fopen(path.c_str(), "rb");
  const auto unreadable = [&] {
    const std::string why = std::strerror(errno);
    if (errno == ENOENT) return not_found("There is no file " + path + ".");
    return unavailable(path + " cannot be read: " + why + ".");
  };
  if (!file) return unreadable();
  std::string text;
  char chunk[1 << 16];
  std::size_t got;
  while (text.size() <= max_bytes && (got = std::fread(chunk, 1, sizeof chunk, file)) > 0)
    text.append(chunk, got);
  const bool failed = std::ferror(file) != 0;
  std::optional<Error> error;
  if (failed) error = unreadable();
  if (!is_input) std::fclose(file);
  if (error) return *std::move(error);
  if (text.size() > max_bytes)
    return invalid(path + " is larger than " + grouped(static_cast<std::int64_t>(max_bytes)) + " bytes.");
  return text;
}

Result<LoadedConfig> read_config(const Shell& shell) {
  std::optional<std::string> dotenv;
  if (access(".env", F_OK) == 0) {
    TRY(dotenv, read_input(".env", 1 << 20));
  }
  return load_config(shell.environment, dotenv ? std::optional<std::string_view>(*dotenv) : std::nullopt);
}

void start_log_for(LogFor purpose, const Shell& shell, const LoadedConfig& loaded) {
  const Config& config = loaded.config;
  LogSettings settings;
  settings.is_coloured = shell.err.is_coloured();
  settings.format = config.log_format.value_or(shell.err.is_terminal() ? LogFormat::text : LogFormat::json);
  settings.level = config.log_level;
  const bool is_quiet = purpose == LogFor::command && !loaded.sources.contains("LOG_LEVEL");
  if (is_quiet) settings.level = LogLevel::warning;
  if (purpose == LogFor::rehearsal) settings.level = LogLevel::error;
  start_log(std::move(settings));
}

}  // namespace sa
