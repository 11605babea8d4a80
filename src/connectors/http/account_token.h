// The access token of a connected account, renewed a minute before it expires, by one of all nodes.
//
// The store is asked each time: a token cached here would continue to read an account that a person has disconnected or
// replaced, on this node or another.
// THREADS: any.
// ERRORS: unauthenticated if a person must connect the account (again), with instructions; unavailable.
#pragma once

#include <mutex>
#include <string>

#include "connectors/http/oauth_client.h"
#include "connectors/http/token_source.h"
#include "ports/token_store.h"

namespace sa {

class AccountToken final : public TokenSource {
 public:
  /// All outlive it.
  /// `key`: under which the account is kept; empty: the provider's one account.
  AccountToken(OauthClient& client, TokenStore& store, VendorApi::Tools tools, std::string key = {});
  Task<Result<std::string>> bearer() override;
  Task<Unit> reject(std::string token) override;

 private:
  const std::string& provider() const { return key_.empty() ? client_.options().provider : key_; }
  bool is_good(const OauthToken& token) const;
  std::string give(const OauthToken& token);
  Task<Result<std::string>> renew();

  OauthClient& client_;
  TokenStore& store_;
  VendorApi::Tools tools_;
  std::string key_;
  mutable std::mutex mutex_;
  std::string given_;  ///< the last one
  std::string rejected_;
};

}  // namespace sa
