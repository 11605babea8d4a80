#include "connectors/mail/mail_connection.h"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/network.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kChunkBytes = 16 << 10;
constexpr std::size_t kMaxWords = 300;  // of a server's own words in a sentence of ours

std::int64_t left_ms(SocketDeadline deadline) {
  using std::chrono::milliseconds;
  return std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
}

/// host[:port] of one of two schemes; empty parts when it is not that.
struct Place {
  std::string scheme;
  std::string host;
  std::string port;
};

Place read_place(std::string_view url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string();
    const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
    return std::string(text);
  };
  // A user or a password there would stand in every log.
  const unsigned flags = CURLU_DISALLOW_USER;
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), flags) != CURLUE_OK)
    return {};
  const std::string path = part(CURLUPART_PATH);
  const bool is_bare =
      (path.empty() || path == "/") && part(CURLUPART_QUERY).empty() && part(CURLUPART_FRAGMENT).empty();
  if (!is_bare || part(CURLUPART_HOST).empty()) return {};
  return {part(CURLUPART_SCHEME), part(CURLUPART_HOST), part(CURLUPART_PORT)};
}

/// The address that libcurl gets: with the port of submission (RFC 6409), and for SMTP the name for EHLO as its path.
std::string whole_url(const Place& place, const std::string& greeting) {
  const std::string port = place.port.empty() && place.scheme == "smtp" ? "587" : place.port;
  return place.scheme + "://" + place.host + (port.empty() ? "" : ":" + port) + "/" +
         (place.scheme.starts_with("smtp") ? greeting : "");
}

struct Cause {
  CURLcode code;
  const char* words;  ///< after "HOST (SETTING) "
};
constexpr std::array kCauses = {
    Cause{CURLE_COULDNT_RESOLVE_HOST, "cannot be found. Check the host name and the network connection."},
    Cause{CURLE_COULDNT_CONNECT, "does not accept connections. Check the port and any firewall in between."},
    Cause{CURLE_OPERATION_TIMEDOUT, "did not respond in time."},
    Cause{CURLE_USE_SSL_FAILED, "offers no STARTTLS, and nothing is sent without TLS. Check the port."},
    Cause{CURLE_PEER_FAILED_VERIFICATION,
          "has a certificate that cannot be verified. Check the host name; for your own certificate "
          "authority set CA_FILE."},
    Cause{CURLE_SSL_CACERT_BADFILE, "cannot be verified: CA_FILE cannot be read or contains no certificate."},
    Cause{CURLE_SSL_CONNECT_ERROR,
          "does not speak TLS on this port. Check that the port matches the scheme."},
    Cause{CURLE_WEIRD_SERVER_REPLY, "did not greet like a mail server, or is not accepting mail now."},
    Cause{CURLE_REMOTE_ACCESS_DENIED, "refused to talk to this machine."},
    Cause{CURLE_GOT_NOTHING, "closed the connection at once."},
    Cause{CURLE_RECV_ERROR, "dropped the connection."},
    Cause{CURLE_SEND_ERROR, "dropped the connection."},
};

/// One sentence with the server's own words, made safe for a log.
std::string quoted(const std::string& said) {
  return said.empty() ? std::string() : " It said: " + utf8_repaired(utf8_cut(said, kMaxWords));
}

std::size_t keep_last_line(char* data, std::size_t, std::size_t count, void* into) {
  std::string line(data, count);
  while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') line.pop_back();
  if (line.size() > kMaxWords) line.resize(kMaxWords);
  if (!line.empty()) *static_cast<std::string*>(into) = std::move(line);
  return count;
}

void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)started;  // what it could not start, the handle says
}

}  // namespace

struct MailConnection::Handle {
  CURL* curl = nullptr;
  curl_socket_t socket = CURL_SOCKET_BAD;
  std::string last_line;  ///< that the server said while libcurl spoke with it
  std::array<char, CURL_ERROR_SIZE> error{};

  Handle() {
    start_curl();
    curl = curl_easy_init();
  }
  ~Handle() {
    if (curl) curl_easy_cleanup(curl);
  }
};

SocketDeadline deadline_in(std::int64_t ms) {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(std::max<std::int64_t>(ms, 0));
}

bool is_smtp_url(std::string_view url) {
  const Place place = read_place(url);
  return place.scheme == "smtp" || place.scheme == "smtps";
}

bool is_imap_url(std::string_view url) {
  const Place place = read_place(url);
  return place.scheme == "imap" || place.scheme == "imaps";
}

Task<Result<std::string>> get_token(const MailServer& server) {
  if (!server.token) co_return std::string();
  co_return co_await server.token->bearer();
}

MailConnection::MailConnection(const MailServer& server, SocketDeadline deadline)
    : handle_(std::make_unique<Handle>()), host_(read_place(server.url).host), deadline_(deadline) {}

MailConnection::~MailConnection() = default;

Result<std::unique_ptr<MailConnection>> MailConnection::open(const MailServer& server,
                                                             const std::string& token,
                                                             SocketDeadline deadline) {
  std::unique_ptr<MailConnection> connection(new MailConnection(server, deadline));
  TRY_OK(connection->connect(server, token));
  return connection;
}

Result<Unit> MailConnection::connect(const MailServer& server, const std::string& token) {
  CURL* curl = handle_->curl;
  const Place place = read_place(server.url);
  if (!curl) return unavailable("libcurl could not be started. Check the free memory.");
  if (place.host.empty()) return invalid(server.setting + " is not the address of a mail server.");
  if (left_ms(deadline_) <= 0) return lost("was not contacted: the deadline had passed.");
  const auto set = [&](CURLoption option, auto value) { return curl_easy_setopt(curl, option, value); };
  set(CURLOPT_ERRORBUFFER, handle_->error.data());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps,imap,imaps");
  set(CURLOPT_URL, whole_url(place, server.greeting).c_str());
  set(CURLOPT_USE_SSL,
      static_cast<long>(is_loopback(place.host) && !server.needs_tls ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(left_ms(deadline_)));
  set(CURLOPT_HEADERFUNCTION, &keep_last_line);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&handle_->last_line));
  if (!server.ca_file.empty()) set(CURLOPT_CAINFO, server.ca_file.c_str());
  if (!server.user.empty()) set(CURLOPT_USERNAME, server.user.c_str());
  if (server.token) {
    set(CURLOPT_XOAUTH2_BEARER, token.c_str());
    set(CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
  } else if (!server.user.empty()) {
    set(CURLOPT_PASSWORD, server.password.c_str());
    // Otherwise libcurl prefers NTLM and the like, which servers offer and then refuse to outsiders.
    if (place.scheme.starts_with("smtp")) set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
  }
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &handle_->socket);
    return handle_->socket == CURL_SOCKET_BAD ? Result<Unit>(lost("dropped the connection.")) : ok();
  }
  const std::string name = host_ + " (" + server.setting + ") ";
  if (code == CURLE_LOGIN_DENIED) {
    return unauthenticated(name + "refused the sign-in as " + server.user +
                           ". Check user and password; the provider may require an app password." +
                           quoted(handle_->last_line));
  }
  const auto cause =
      std::find_if(kCauses.begin(), kCauses.end(), [&](const Cause& each) { return each.code == code; });
  const std::string words = cause == kCauses.end() ? "could not be reached." : cause->words;
  const bool spoke = code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_REMOTE_ACCESS_DENIED;
  return unavailable(name + words + (spoke ? quoted(handle_->last_line) : ""))
      .with_cause(handle_->error[0] ? handle_->error.data() : curl_easy_strerror(code));
}

Error MailConnection::lost(std::string_view words) const {
  return unavailable("The mail server " + host_ + " " + std::string(words));
}

Result<Unit> MailConnection::wait(bool for_writing) {
  pollfd watched{handle_->socket, static_cast<short>(for_writing ? POLLOUT : POLLIN), 0};
  while (true) {
    const std::int64_t ms = left_ms(deadline_);
    if (ms <= 0) return lost("did not respond in time.");
    const int ready = ::poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(ms + 1, 60'000)));
    if (ready > 0) return ok();
    if (ready < 0 && errno != EINTR) return lost("dropped the connection.");
  }
}

Result<Unit> MailConnection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (left_ms(deadline_) <= 0) return lost("did not accept all data in time.");
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(handle_->curl, bytes.data(), bytes.size(), &sent);
    if (code != CURLE_OK && code != CURLE_AGAIN) return lost("dropped the connection.");
    bytes.remove_prefix(sent);
    if (code == CURLE_AGAIN) TRY_OK(wait(true));
  }
  return ok();
}

Result<Unit> MailConnection::fill() {
  if (used_ > 0) {
    buffer_.erase(0, used_);
    used_ = 0;
  }
  const std::size_t before = buffer_.size();
  buffer_.resize(before + kChunkBytes);
  while (true) {
    std::size_t got = 0;
    const CURLcode code = curl_easy_recv(handle_->curl, buffer_.data() + before, kChunkBytes, &got);
    buffer_.resize(before + (code == CURLE_OK ? got : 0));
    if (code == CURLE_OK && got > 0) return ok();
    if (code != CURLE_AGAIN) return lost("dropped the connection.");
    TRY_OK(wait(false));
    buffer_.resize(before + kChunkBytes);
  }
}

Result<std::string> MailConnection::read_line(std::size_t max_bytes) {
  std::size_t seen = 0;
  while (true) {
    const std::size_t end = buffer_.find('\n', used_ + seen);
    const std::size_t length = (end == std::string::npos ? buffer_.size() : end) - used_;
    if (length > max_bytes) return lost("sent a line that is too long.");
    if (end != std::string::npos) {
      std::string line = buffer_.substr(used_, length);
      used_ = end + 1;
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    seen = length;
    TRY_OK(fill());
  }
}

Result<std::string> MailConnection::read_bytes(std::size_t count) {
  std::string bytes;
  bytes.reserve(count);
  while (true) {
    const std::size_t taken = std::min(count - bytes.size(), buffer_.size() - used_);
    bytes.append(buffer_, used_, taken);
    used_ += taken;
    if (bytes.size() == count) return bytes;
    TRY_OK(fill());
  }
}

}  // namespace sa
