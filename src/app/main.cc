// sales-agent: see app/cli/command.h for what it can do.
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <exception>

#include "app/cli/command.h"

int main(int argc, char** argv) {
  // A reader that goes away (`sales-agent analyze box | head`) is an answer of write(), not the end of the program.
  std::signal(SIGPIPE, SIG_IGN);
  sa::hold_standard_streams();
  // What we write is other people's mail: for this user alone.
  umask(0077);
  const sa::Environment environment = sa::process_environment();
  sa::Shell shell{sa::Terminal::of(STDOUT_FILENO, environment), sa::Terminal::of(STDERR_FILENO, environment),
                  environment};
  try {
    return static_cast<int>(sa::run_cli({argv + 1, argv + argc}, shell, sa::kCommands));
  } catch (const std::exception& broken) {
    shell.err.line(std::string("sales-agent: internal error: ") + broken.what());
    return static_cast<int>(sa::ExitCode::failed);
  }
}
