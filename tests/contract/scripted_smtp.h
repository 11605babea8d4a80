// An SMTP server of a few lines that answers as it is told and writes down what it heard: for what a real server does not do
// on demand (fall silent, hang up at the worst moment).
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/loopback.h"

namespace sa::test {

/// Instead of an answer: hang up; say nothing until the client gives up.
inline const std::string kHangUp = "HANG UP";
inline const std::string kSilence = "SILENCE";

class ScriptedSmtp {
 public:
  /// By verb: GREETING, EHLO, MAIL, RCPT, DATA, END (after the mail's end), QUIT; what is missing is answered kindly.
  using Script = std::map<std::string, std::string>;

  explicit ScriptedSmtp(Script script) : script_(std::move(script)) {}

  std::string url() const { return "smtp://" + loopback_.address(); }
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

  /// False when the conversation is over.
  bool answer(int client, const std::string& verb) const {
    const std::string said = answer_to(verb);
    if (said == kHangUp) return false;
    std::string ignored;
    if (said == kSilence) {
      while (Loopback::read_line(client, &ignored)) {
      }
      return false;
    }
    return Loopback::say(client, said + "\r\n");
  }
  void note(const std::string& line) {
    const std::lock_guard lock(mutex_);
    heard_.push_back(line);
  }
  void talk(int client) {
    if (!answer(client, "GREETING")) return;
    std::string line, mail;
    bool in_mail = false;
    while (Loopback::read_line(client, &line)) {
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
  mutable std::mutex mutex_;
  std::vector<std::string> heard_;
  std::vector<std::string> mails_;
  Loopback loopback_{[this](int client) {
    talk(client);
    return Loopback::Then::close;
  }};
};

}  // namespace sa::test
