// The throw-away mail house of tools/with-mail-server, as a test sees it: who signs in where, how a mail comes in from
// outside, what lies in a mailbox. Waiting is the server's word (IDLE), never a pause.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "connectors/mail/imap_session.h"
#include "connectors/mail/mail_connection.h"

#define SKIP_WITHOUT_MAIL_SERVER()                                                                      \
  if (!std::getenv("TEST_MX_URL"))                                                                      \
  GTEST_SKIP()                                                                                          \
      << "TEST_MX_URL is not set: run through tools/with-mail-server (Postfix and Dovecot) to test on " \
         "real mail servers"

namespace sa::test {

inline std::string env(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// How long a real server may take before the test is given up.
inline SocketDeadline patience() {
  return deadline_in(60'000);
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(log_words(result.error()));
  return *std::move(result);
}

inline MailServer mail_server(const char* url_variable, const std::string& user) {
  return {url_variable, env(url_variable),   user,          env("TEST_MAIL_PASSWORD"),
          {},           env("TEST_MAIL_CA"), "ours.example"};
}

/// Hands a mail in from outside, as another provider's server does. `raw` has CR LF line ends.
inline void deliver_from_outside(const std::string& sender, const std::string& recipient,
                                 const std::string& raw) {
  MailServer server{"TEST_MX_URL",       env("TEST_MX_URL"),   "", "", {},
                    env("TEST_MAIL_CA"), "mx.customer.example"};
  const auto connection = must(MailConnection::open(server, "", patience()));
  for (const std::string& line :
       {"MAIL FROM:<" + sender + ">", "RCPT TO:<" + recipient + ">", std::string("DATA"), raw + "."}) {
    must(connection->write(line + "\r\n"));
    const std::string answer = must(connection->read_line(1000));
    if (answer.front() != '2' && answer.front() != '3') throw std::runtime_error(answer);
  }
}

inline std::unique_ptr<ImapSession> open_mailbox(const std::string& user) {
  return must(ImapSession::open(mail_server("TEST_IMAPS_URL", user), "", patience()));
}

/// Returns when the folder holds `count` mails at least.
inline void wait_for_mails(const std::string& user, const std::string& folder, int count) {
  const auto connection = must(MailConnection::open(mail_server("TEST_IMAPS_URL", user), "", patience()));
  must(connection->write("w1 SELECT \"" + folder + "\"\r\nw2 IDLE\r\n"));
  while (true) {
    const std::string line = must(connection->read_line(10'000));
    if (line.starts_with("w1 NO") || line.starts_with("w1 BAD")) throw std::runtime_error(line);
    if (line.ends_with(" EXISTS") && std::stoi(line.substr(2)) >= count) return;
  }
}

/// All mails of a folder, in the order of their arrival.
inline std::vector<std::string> list_mails(const std::string& user, const std::string& folder) {
  const auto session = open_mailbox(user);
  must(session->examine(folder));
  std::vector<std::string> mails;
  for (const std::uint32_t uid : must(session->search("ALL")))
    mails.push_back(must(session->fetch(uid, 1 << 20)));
  return mails;
}

}  // namespace sa::test
