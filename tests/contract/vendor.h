// The vendors' fakes from C++: their plan of faults, their ledger. tools/with-vendors starts them.
// THREADS: one. ERRORS: throws when a fake does not answer.
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "base/reflect/reflect.h"
#include "connectors/http/http_client.h"

namespace sa::test {

class Vendor {
 public:
  /// `variable`: TEST_GMAIL_URL and its like.
  static const char* url_of(const char* variable) { return std::getenv(variable); }

  Vendor(HttpClient& http, std::string url) : http_(http), url_(std::move(url)) {
    post("/_fake/reset", "{}");
  }

  /// `token`: for a call that a client of the vendor would make; the controls need none.
  boost::json::value post(const std::string& path, const std::string& body, const std::string& token = {}) {
    return call("POST", path, body, token);
  }
  boost::json::value get(const std::string& path, const std::string& token = {}) {
    return call("GET", path, "", token);
  }
  void call_delete(const std::string& path, const std::string& token) { call("DELETE", path, "", token); }
  /// `rules`: JSON text of a list.
  void plan(const std::string& rules) { post("/_fake/plan", rules); }
  /// The ledger's rows of one kind: "call", "delivery", "outside", "push".
  boost::json::array ledger(const std::string& kind) {
    const boost::json::value got = get("/_fake/ledger?kind=" + kind);
    return got.is_array() ? got.as_array() : got.as_object().begin()->value().as_array();
  }
  const std::string& url() const { return url_; }

 private:
  boost::json::value call(const std::string& method, const std::string& path, const std::string& body,
                          const std::string& token = {}) {
    const bool is_json = body.starts_with('{') || body.starts_with('[');
    HttpRequest request{
        method, url_ + path, {{"Content-Type", is_json ? "application/json" : "message/rfc822"}}, body};
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    const HttpAnswer answer = sync_wait(http_.call(std::move(request)));
    if (answer.status < 200 || answer.status > 299)
      throw std::runtime_error(path + ": " + std::to_string(answer.status) + " " + answer.failure +
                               answer.body);
    auto json = parse_json(answer.body);
    return json ? *std::move(json) : boost::json::value();
  }

  HttpClient& http_;
  std::string url_;
};

}  // namespace sa::test
