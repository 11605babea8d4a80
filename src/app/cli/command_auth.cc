// sales-agent auth google|hubspot|mail: connects an account from the command line, by a browser on this machine (RFC 8252: the
// redirect comes back to a port of our own on loopback). Google takes any port; HubSpot compares the whole address with those
// that the app names, and takes http at the name localhost alone.
// SOURCE: https://developers.hubspot.com/changelog/2018-03-05-oauth2-redirect-uri-served-over-http-localhost (read 2026-11-22)
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "actions/account/connect.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/wiring/provider.h"
#include "base/text/url.h"

namespace sa {
namespace {

constexpr std::int64_t kWaitMs = 5 * kMinuteMs;
constexpr std::size_t kMaxRequestBytes = 16 << 10;
constexpr std::string_view kPage =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
    "Thank you. You can close this page and go back to the terminal.\n";

struct Wish {
  bool forget = false;
  std::int64_t port = 0;  ///< 0: the way's own
  std::optional<std::string> by;
};

/// A port on loopback that takes the browser's request. Closes with it.
class Listener {
 public:
  /// `port` 0: any that is free.
  static Result<Listener> open(std::int64_t port) {
    Listener made;
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* address = reinterpret_cast<sockaddr*>(&at);
    made.socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;  // a connection of the run before, that waits for its end, does not hold the port
    ::setsockopt(made.socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const bool listens = ::bind(made.socket_, address, size) == 0 && ::listen(made.socket_, 8) == 0 &&
                         ::getsockname(made.socket_, address, &size) == 0;
    if (!listens && port != 0) {
      return unavailable("Port " + std::to_string(port) +
                         " of this machine is in use. Choose another with --port.");
    }
    if (!listens) return unavailable("No port of this machine is free.");
    made.port_ = ntohs(at.sin_port);
    return made;
  }
  Listener(Listener&& other) noexcept : socket_(std::exchange(other.socket_, -1)), port_(other.port_) {}
  Listener& operator=(Listener&&) = delete;
  ~Listener() {
    if (socket_ >= 0) ::close(socket_);
  }

  int port() const { return port_; }

  /// The query of the first request that has one; browsers also ask for an icon.
  Result<std::string> wait_for_query() const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kWaitMs);
    while (true) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())
              .count();
      pollfd wait{socket_, POLLIN, 0};
      if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) <= 0) {
        return unavailable("Nobody gave consent within five minutes. Run the command again.");
      }
      const int browser = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (browser < 0) continue;
      const std::string target = read_target(browser);
      (void)!::send(browser, kPage.data(), kPage.size(), MSG_NOSIGNAL);
      ::close(browser);
      const std::size_t question = target.find('?');
      if (question != std::string::npos) return target.substr(question + 1);
    }
  }

 private:
  Listener() = default;
  /// Of "GET /?code=... HTTP/1.1".
  static std::string read_target(int browser) {
    const timeval patience{5, 0};
    ::setsockopt(browser, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::string request;
    char buffer[2048];
    while (request.find("\r\n\r\n") == std::string::npos && request.size() < kMaxRequestBytes) {
      const ssize_t got = ::recv(browser, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      request.append(buffer, static_cast<std::size_t>(got));
    }
    const std::size_t begin = request.find(' ');
    const std::size_t end = request.find(' ', begin + 1);
    if (begin == std::string::npos || end == std::string::npos) return {};
    return request.substr(begin + 1, end - begin - 1);
  }

  int socket_ = -1;
  int port_ = 0;
};

std::string value_of(const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) return value;
  }
  return {};
}

Result<ExitCode> say(Shell& shell, const Account& account) {
  if (shell.json) {
    shell.write_json_line(account);
  } else {
    shell.out.line("Connected: " + shown(account.account) + '.');
  }
  return ExitCode::ok;
}

Result<ExitCode> connect(Shell& shell, App& app, const Actor& actor, AccountLink& link,
                         const AccountKind& kind, std::int64_t port) {
  TRY(const Listener listener, Listener::open(port != 0 ? port : kind.port));
  const std::string back = std::string("http://") + kind.host + ':' + std::to_string(listener.port()) + '/';
  TRY(const std::string url, sync_wait(begin_connecting(*app.services, actor, link, back)));
  shell.err.line("Open this page in a browser on this machine and give consent:");
  shell.err.line(url);
  TRY(const std::string query, listener.wait_for_query());
  TRY(const auto pairs, query_pairs(query));
  if (const std::string error = value_of(pairs, "error"); !error.empty()) {
    return invalid("The account was not connected: the consent page reported " + shown(error) + '.');
  }
  TRY(const Account account, sync_wait(finish_connecting(*app.services, actor, link, value_of(pairs, "state"),
                                                         value_of(pairs, "code"))));
  return say(shell, account);
}

Result<ExitCode> auth(Shell& shell, const AccountKind& kind, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(AccountLink* const link, get_account_link(*app->services, kind.provider));
  if (!wish.forget) return connect(shell, *app, actor, *link, kind, wish.port);
  TRY_OK(sync_wait(disconnect_account(*app->services, actor, *link)));
  shell.err.line(std::string("The ") + kind.title + " account was disconnected, here and at the provider.");
  return ExitCode::ok;
}

}  // namespace

void add_auth(CommandSpec& all) {
  CommandSpec family = all.command("auth", "Connect a Gmail, mail server or HubSpot account");
  for (const AccountKind& kind : account_kinds()) {
    auto wish = std::make_shared<Wish>();
    const std::string port_help = "Port for the browser's return from the consent page (default: " +
                                  (kind.port == 0 ? "any free port" : std::to_string(kind.port)) + ")";
    family.command(kind.provider, kind.command)
        .flag("--forget", &wish->forget, "Disconnect the account here and at the provider")
        .option("--by", "NAME", &wish->by, "Your name, recorded in the trail (default: your login name)")
        .option("--port", "N", &wish->port, 1, 65535, port_help.c_str())
        .run([wish, &kind](Shell& shell) { return auth(shell, kind, *wish); });
  }
}

}  // namespace sa
