#include "app/cli/password.h"

#include <termios.h>
#include <unistd.h>

#include <cstdio>

namespace sa {
namespace {

constexpr std::size_t kMaxPasswordLine = 4096;

/// Turns the echo of the terminal off for as long as it lives.
class Silence {
 public:
  Silence() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_quiet_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~Silence() {
    if (is_quiet_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool is_quiet_ = false;
};

std::string read_line() {
  std::string line;
  int c;
  while (line.size() < kMaxPasswordLine && (c = std::getchar()) != EOF && c != '\n')
    line += static_cast<char>(c);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace

bool is_asked() {
  return isatty(STDIN_FILENO) != 0;
}

std::string ask_secretly(Shell& shell, const std::string& question) {
  if (!is_asked()) return read_line();
  shell.err.write(question);
  const Silence silence;
  std::string answer = read_line();
  shell.err.write("\n");
  return answer;
}

}  // namespace sa
