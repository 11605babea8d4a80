// An SMTP server of a few lines that answers as it is told and writes down what it heard: for what a real server does not do
// on demand (fall silent, hang up at the worst moment).
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace sa::test {

/// Instead of an answer: hang up; say nothing until the client gives up.
inline const std::string kHangUp = "HANG UP";
inline const std::string kSilence = "SILENCE";

class ScriptedSmtp {
 public:
  /// By verb: GREETING, EHLO, MAIL, RCPT, DATA, END (after the mail's end), QUIT; what is missing is answered kindly.
  using Script = std::map<std::string, std::string>;

  explicit ScriptedSmtp(Script script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, generic, &size) != 0) {
      throw std::runtime_error("no port for the scripted server");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedSmtp() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  ScriptedSmtp(const ScriptedSmtp&) = delete;
  ScriptedSmtp& operator=(const ScriptedSmtp&) = delete;

  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
  /// Every line that came, of all connections; of mails too.
  std::vector<std::string> heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  /// Mails whose end arrived, as they came over the wire.
  std::vector<std::string> mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
  }

 private:
  std::string answer_to(const std::string& verb) const {
    if (const auto found = script_.find(verb); found != script_.end()) return found->second;
    if (verb == "GREETING") return "220 scripted.example ESMTP";
    if (verb == "DATA") return "354 go on";
    if (verb == "END") return "250 2.0.0 Ok: queued as S1";
    return verb == "QUIT" ? "221 bye" : "250 ok";
  }

  void serve() {
    while (true) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      talk(client);
      ::close(client);
    }
  }
  static bool read_line(int client, std::string* line) {
    line->clear();
    char c;
    while (::recv(client, &c, 1, 0) == 1) {
      if (c == '\n') return true;
      *line += c;
    }
    return false;
  }
  /// False when the conversation is over.
  bool answer(int client, const std::string& verb) const {
    const std::string said = answer_to(verb);
    if (said == kHangUp) return false;
    std::string ignored;
    if (said == kSilence) {
      while (read_line(client, &ignored)) {
      }
      return false;
    }
    const std::string line = said + "\r\n";
    return ::send(client, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
  }
  void note(const std::string& line) {
    const std::lock_guard lock(mutex_);
    heard_.push_back(line);
  }
  void talk(int client) {
    if (!answer(client, "GREETING")) return;
    std::string line, mail;
    bool in_mail = false;
    while (read_line(client, &line)) {
      note(line);
      if (in_mail && line != ".\r") {
        mail += line + '\n';
        continue;
      }
      const std::string verb = in_mail ? "END" : line.substr(0, 4);
      if (in_mail) {
        const std::lock_guard lock(mutex_);
        mails_.push_back(std::move(mail));
      }
      if (!answer(client, verb == "EHLO" || verb == "HELO" ? "EHLO" : verb)) return;
      in_mail = verb == "DATA" && answer_to("DATA").starts_with("354");
      mail.clear();
    }
  }

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> heard_;
  std::vector<std::string> mails_;
  std::thread thread_;
};

}  // namespace sa::test
