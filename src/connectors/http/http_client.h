// HTTP calls to the outside, by libcurl (docs/adr/0007): certificates verified, a pool of connections, deadlines, answers of
// bounded size, the usual proxy variables (https_proxy, no_proxy) honoured. No redirect is followed. No retries here: see
// connectors/http/vendor_api.h.
// THREADS: `call` from any thread; one thread inside drives all transfers, the coroutine goes on where it was awaited.
// ERRORS: no Result, because the caller needs the details of a failed call (HttpAnswer::reached).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/async/task.h"

namespace sa {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< http or https
  HttpHeaders headers = {};
  std::string body = {};
  /// False: a second arrival would do harm. Such a request goes over a connection of its own, because libcurl sends a
  /// request again when a kept connection turns out to be dead, and cannot know whether it had arrived.
  bool is_repeatable = true;
  std::int64_t connect_ms = 5'000;
  std::int64_t first_byte_ms = 20'000;
  std::int64_t whole_ms = 30'000;
  /// Slower than that for 20 s, and the call ends: a large answer may take long, one that trickles may not.
  std::int64_t least_bytes_per_s = 0;
  std::size_t max_answer_bytes = 32 << 20;
};

struct HttpAnswer {
  int status = 0;            ///< 0: there was no (whole) answer, see `failure`
  HttpHeaders headers = {};  ///< names in lower case
  std::string body = {};
  bool reached = false;       ///< false: nothing of the request can have reached the other side
  bool is_too_large = false;  ///< the answer passed max_answer_bytes: it will do so again
  std::string failure = {};   ///< for a person: "It did not answer within 20 s."
  std::int64_t ms = 0;        ///< how long it took

  /// The first header of that name (lower case); empty when there is none.
  std::string_view header(std::string_view name) const;
};

class HttpClient {
 public:
  struct Options {
    std::string ca_file = {};  ///< trusted besides nothing else; empty: the system's certificates
    std::string user_agent = "sales-agent";
  };
  explicit HttpClient(Options options);
  /// Calls that are under way end as failures.
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  Task<HttpAnswer> call(HttpRequest request);

 private:
  class Driver;
  std::unique_ptr<Driver> driver_;
};

}  // namespace sa
