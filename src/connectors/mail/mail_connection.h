// One signed-in connection to a mail server (SMTP or IMAP), as lines and bytes. libcurl does what is hard to get right -
// names, TCP, TLS with verified certificates, STARTTLS, the sign-in - and then leaves the connection to us
// (CURLOPT_CONNECT_ONLY): so smtp.cc knows when the last byte of a mail went out, and imap_session.cc can ask for
// BODY.PEEK[], where libcurl's own FETCH would mark mails as seen.
//
// TLS from the first byte for smtps: and imaps:; for smtp: and imap: STARTTLS, without which nothing is said, not even the
// sign-in. On a loopback host alone plain text is good enough, and STARTTLS is taken where it is offered.
// THREADS: one thread at a time; every call blocks, at most until the deadline.
// ERRORS: unavailable (no name, no route, no TLS, time is up, the server hung up); unauthenticated (it refused the
// sign-in); invalid for an address that is none. Each names the setting and says what to do.
// SOURCE: https://curl.se/libcurl/c/CURLOPT_CONNECT_ONLY.html, RFC 8314 (TLS for mail), RFC 3207 (STARTTLS)
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/async/task.h"
#include "base/result.h"
#include "connectors/http/token_source.h"

namespace sa {

/// The address of a mail server, and our user there.
struct MailServer {
  std::string setting;   ///< that holds `url`, for words: "SMTP_URL"
  std::string url;       ///< smtps://host[:465], smtp://host[:587], imaps://host[:993], imap://host[:143]
  std::string user;      ///< empty: no sign-in
  std::string password;  ///< unused where there is a token source
  std::shared_ptr<TokenSource> token;  ///< signs in by XOAUTH2; null: by the password
  std::string ca_file;                 ///< the authorities to trust; empty: the system's
  std::string greeting;                ///< SMTP: the name that we introduce ourselves by (EHLO)
  bool needs_tls = false;              ///< on this machine, too
};

/// The moment at which a call gives up, by a clock that nobody sets.
using SocketDeadline = std::chrono::steady_clock::time_point;
SocketDeadline deadline_in(std::int64_t ms);

class MailConnection {
 public:
  /// Connects and signs in. `token` is what server.token gave, if there is one.
  static Result<std::unique_ptr<MailConnection>> open(const MailServer& server, const std::string& token,
                                                      SocketDeadline deadline);
  ~MailConnection();
  MailConnection(const MailConnection&) = delete;
  MailConnection& operator=(const MailConnection&) = delete;

  void set_deadline(SocketDeadline deadline) { deadline_ = deadline; }
  /// All of `bytes`, or an error after some of them.
  Result<Unit> write(std::string_view bytes);
  /// The next line without its end. ERRORS: unavailable for one longer than `max_bytes`, too.
  Result<std::string> read_line(std::size_t max_bytes);
  /// Exactly `count` bytes.
  Result<std::string> read_bytes(std::size_t count);

 private:
  struct Handle;
  MailConnection(const MailServer& server, SocketDeadline deadline);
  Result<Unit> connect(const MailServer& server, const std::string& token);
  Result<Unit> wait(bool for_writing);
  Result<Unit> fill();
  Error lost(std::string_view words) const;

  std::unique_ptr<Handle> handle_;
  std::string host_;
  SocketDeadline deadline_;
  std::string buffer_;
  std::size_t used_ = 0;  ///< bytes of buffer_ that were given out
};

/// Whether `url` can name a mail server: one of the four schemes, a host, and at most a port.
bool is_smtp_url(std::string_view url);
bool is_imap_url(std::string_view url);

/// The token from the token source; empty if there is none.
Task<Result<std::string>> get_token(const MailServer& server);

}  // namespace sa
