// An IMAP server of a few lines over one INBOX (its UIDs are 1, 2, ...) and one Sent folder, that gives each mail as it is told:
// for what a real server does not do on demand (a mail that it cannot read, a connection that ends in the middle of one).
// THREADS: one of its own; a test changes nothing after the first call.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/loopback.h"

namespace sa::test {

class ScriptedImap {
 public:
  struct House {
    std::vector<std::string> inbox;
    std::vector<std::string> sent = {};
    /// Instead of the answer to UID FETCH of the mail with this UID, in INBOX: the server's lines, "TAG" for the tag; without
    /// one it hangs up.
    std::map<std::size_t, std::string> fetch = {};
    std::string sizes = {};  ///< instead of the answer to UID FETCH of the sizes
  };

  explicit ScriptedImap(House house) : house_(std::move(house)) {}

  std::string url() const { return "imap://" + loopback_.address(); }

 private:
  void talk(int client) {
    open_ = nullptr;
    bool goes_on = Loopback::say(client, "* OK ready\r\n");
    std::string line;
    while (goes_on && Loopback::read_line(client, &line)) {
      const std::string said = answer(line);
      // What does not end in the tag was to be cut off there.
      goes_on = Loopback::say(client, said) && said.find(line.substr(0, line.find(' ')) + ' ') != said.npos;
    }
  }
  std::string answer(const std::string& line) {
    const std::size_t space = line.find(' ');
    const std::string tag = line.substr(0, space);
    std::string said = lines_for(line.substr(space + 1));
    for (std::size_t at = said.find("TAG"); at != said.npos; at = said.find("TAG")) said.replace(at, 3, tag);
    return said;
  }
  std::string lines_for(const std::string& command) {
    const std::string done = "TAG OK done\r\n";
    if (command.starts_with("CAPABILITY")) return "* CAPABILITY IMAP4rev1\r\n" + done;
    if (command.starts_with("LIST")) return "* LIST (\\Sent) \"/\" \"Sent\"\r\n" + done;
    if (command.starts_with("EXAMINE")) {
      open_ = command.find("INBOX") == command.npos ? &house_.sent : &house_.inbox;
      const std::string mails = std::to_string(open_->size());
      return "* " + mails + " EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT " +
             std::to_string(open_->size() + 1) + "] next\r\n" + done;
    }
    if (!open_) return "TAG BAD no folder is open\r\n";
    std::string lines;
    if (command.starts_with("UID SEARCH")) {
      for (std::size_t uid = 1; uid <= open_->size(); ++uid) lines += ' ' + std::to_string(uid);
      return "* SEARCH" + lines + "\r\n" + done;
    }
    if (!command.starts_with("UID FETCH")) return done;
    if (command.find("RFC822.SIZE") != command.npos) {
      if (!house_.sizes.empty()) return house_.sizes;
      for (std::size_t uid = 1; uid <= open_->size(); ++uid)
        lines += fetch_line(uid) + " RFC822.SIZE " + std::to_string((*open_)[uid - 1].size()) + ")\r\n";
      return lines + done;
    }
    const std::size_t uid = std::stoul(command.substr(sizeof("UID FETCH")));
    if (const auto told = house_.fetch.find(uid); told != house_.fetch.end() && open_ == &house_.inbox)
      return told->second;
    const std::string& mail = open_->at(uid - 1);
    return fetch_line(uid) + " BODY[] {" + std::to_string(mail.size()) + "}\r\n" + mail + ")\r\n" + done;
  }
  static std::string fetch_line(std::size_t uid) {
    return "* " + std::to_string(uid) + " FETCH (UID " + std::to_string(uid);
  }

  House house_;
  const std::vector<std::string>* open_ = nullptr;  ///< the folder
  Loopback loopback_{[this](int client) {
    talk(client);
    return Loopback::Then::close;
  }};
};

}  // namespace sa::test
