// A provider whose accounts a person can connect: it gives `token` for the code "good", once, to who has the verifier.
// THREADS: one at a time.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/crypto/hash.h"
#include "ports/account_link.h"

namespace sa::test {

class FakeAccountLink final : public AccountLink {
 public:
  std::string provider() const override { return name; }
  std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                          const std::string& verifier) const override {
    challenge = sha256_hex(verifier);
    return "https://accounts.example/auth?state=" + state + "&redirect_uri=" + redirect_uri;
  }
  Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                    std::string redirect_uri) override {
    redirects.push_back(std::move(redirect_uri));
    if (code != "good" || sha256_hex(verifier) != challenge)
      co_return invalid("The provider refused the code.");
    co_return token;
  }
  Task<Result<Unit>> revoke(OauthToken revoked) override {
    revocations.push_back(revoked.refresh_token);
    if (is_down) co_return unavailable("The provider does not answer.");
    co_return ok();
  }

  std::string name = "google";
  OauthToken token{"ana@ours.example", "mail", "access-secret", "refresh-secret", Instant{1'800'000'000'000}};
  bool is_down = false;
  mutable std::string challenge;
  std::vector<std::string> redirects;
  std::vector<std::string> revocations;
};

}  // namespace sa::test
