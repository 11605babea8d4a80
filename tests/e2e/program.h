// The real program as a child process, in a folder of its own: nothing of this machine's environment reaches it.
// THREADS: one test, one thread. REQUIRES: SA_PROGRAM, the path of the binary (tests/CMakeLists.txt).
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace sa::test {

/// How a run of the program ended.
struct Ran {
  int code = -1;  ///< the exit code; 128 + the signal that ended it
  std::string out;
  std::string err;

  /// The lines of `out` as JSON.
  std::vector<boost::json::object> lines() const {
    std::vector<boost::json::object> all;
    for (std::size_t at = 0; at < out.size();) {
      const std::size_t end = std::min(out.find('\n', at), out.size());
      if (end > at) all.push_back(boost::json::parse(out.substr(at, end - at)).as_object());
      at = end + 1;
    }
    return all;
  }
  boost::json::object json() const {
    const auto all = lines();
    return all.size() == 1 ? all.front() : boost::json::object{};
  }
};

class Child {
 public:
  struct Options {
    std::string input;
    std::map<std::string, std::string> environment;
    std::filesystem::path folder;
    bool err_is_terminal = false;  ///< standard error is a terminal of 80 columns
    std::string out_to;            ///< a file that standard output goes to instead; "closed": it has none
    bool no_input = false;         ///< standard input is closed
  };

  Child(const std::vector<std::string>& words, const Options& options) {
    int in[2], out[2], err[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    if (options.err_is_terminal) {
      err[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
      if (grantpt(err[0]) != 0 || unlockpt(err[0]) != 0) throw std::runtime_error("no terminal");
      err[1] = open(ptsname(err[0]), O_RDWR | O_NOCTTY | O_CLOEXEC);
    } else if (pipe2(err, O_CLOEXEC) != 0) {
      throw std::runtime_error("no pipe");
    }
    std::vector<std::string> argv = {SA_PROGRAM}, envp;
    argv.insert(argv.end(), words.begin(), words.end());
    for (const auto& [name, value] : options.environment) envp.push_back(name + '=' + value);
    std::vector<char*> arguments = pointers(argv), environment = pointers(envp);
    pid_ = fork();
    if (pid_ == 0) {
      if (chdir(options.folder.c_str()) != 0) _exit(126);
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      dup2(err[1], STDERR_FILENO);
      if (!options.out_to.empty()) close(STDOUT_FILENO);
      if (!options.out_to.empty() && options.out_to != "closed") open(options.out_to.c_str(), O_WRONLY);
      if (options.no_input) close(STDIN_FILENO);
      execve(SA_PROGRAM, arguments.data(), environment.data());
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    close(err[1]);
    out_ = out[0];
    err_ = err[0];
    feed(in[1], options.input);
  }
  ~Child() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    stop_reading();
    if (err_ >= 0) close(err_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Reads until the output (or, with `of_err`, standard error) holds `text`, or ends; true when it does.
  bool read_until(const std::string& text, bool of_err = false) {
    const std::string& seen = of_err ? ran_.err : ran_.out;
    while (seen.find(text) == std::string::npos) {
      if (!read_some()) return seen.find(text) != std::string::npos;
    }
    return true;
  }
  /// Closes our end of its standard output, as `head` does.
  void stop_reading() {
    if (out_ >= 0) close(out_);
    out_ = -1;
  }
  void signal(int number) { kill(pid_, number); }
  const Ran& so_far() const { return ran_; }

  Ran wait() {
    while (read_some()) {
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    ran_.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ran_;
  }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& each : texts) all.push_back(each.data());
    all.push_back(nullptr);
    return all;
  }

  /// Writes `text` from a process of its own, so that a full pipe blocks nobody who reads.
  static void feed(int to, const std::string& text) {
    if (!text.empty() && fork() == 0) {
      ::signal(SIGPIPE, SIG_IGN);
      for (std::size_t at = 0; at < text.size();) {
        const ssize_t wrote = write(to, text.data() + at, text.size() - at);
        if (wrote <= 0) break;
        at += static_cast<std::size_t>(wrote);
      }
      _exit(0);
    }
    close(to);
  }

  /// False when both streams have ended.
  bool read_some() {
    pollfd both[2] = {{out_, POLLIN, 0}, {err_, POLLIN, 0}};
    if (out_ < 0 && err_ < 0) return false;
    if (poll(both, 2, -1) < 0) return true;
    if (both[0].revents != 0) take(&out_, &ran_.out);
    if (both[1].revents != 0) take(&err_, &ran_.err);
    return true;
  }
  static void take(int* from, std::string* to) {
    char chunk[1 << 16];
    const ssize_t got = read(*from, chunk, sizeof chunk);
    if (got > 0) {
      to->append(chunk, static_cast<std::size_t>(got));
    } else if (got == 0 || errno == EIO) {  // EIO: the other end of a terminal is closed
      close(*from);
      *from = -1;
    }
  }

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  Ran ran_;
};

/// A folder with a program in it, as a newcomer has it.
class CliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "sales-agent-cli-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    environment = {{"PATH", "/usr/bin:/bin"}, {"TERM", "xterm"}, {"API_PORT", "8000"}};
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  Child::Options options(std::string input = "") {
    return {std::move(input), environment, folder, false, {}, false};
  }
  /// With standard output into `file`.
  Ran run_into(const std::string& file, const std::vector<std::string>& words) {
    Child::Options wish = options();
    wish.out_to = file;
    return Child(words, wish).wait();
  }
  Ran run(const std::vector<std::string>& words, std::string input = "") {
    return Child(words, options(std::move(input))).wait();
  }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
    return (folder / name).string();
  }
  std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::filesystem::path folder;
  std::map<std::string, std::string> environment;
};

/// An mbox of `count` different mails of about `body_bytes`, every one of which asks something.
inline std::string make_mbox(int count, std::size_t body_bytes = 400) {
  std::string mbox;
  std::string filler;
  while (filler.size() < body_bytes)
    filler += "We keep our stock on paper and it takes us a weekend each time.\n";
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    mbox += "From p" + n + "@buyer.example Mon Nov  9 08:14:22 2026\n";
    mbox += "From: Person " + n + " <p" + n + "@buyer.example>\nTo: sales@seller.example\n";
    mbox += "Subject: Question " + n + "\nDate: Mon, 09 Nov 2026 08:14:20 +0000\nMessage-ID: <m" + n +
            "@buyer.example>\n\n";
    mbox += "Hello,\n\n" + filler + "What would it cost for " + n + " users?\n\nPerson " + n + "\n\n";
  }
  return mbox;
}

}  // namespace sa::test
