// The access token of a connected account, renewed a minute before it ends; of all nodes one renews.
//
// The store is asked each time: a token that is kept here would go on reading an account that a person disconnected, or replaced
// by another one, on this node or on another.
// THREADS: any.
// ERRORS: unauthenticated when a person must connect the account (anew), with the words for it; unavailable.
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
  AccountToken(OauthClient& client, TokenStore& store, VendorApi::Tools tools);
  Task<Result<std::string>> bearer() override;
  Task<Unit> reject(std::string token) override;

 private:
  const std::string& provider() const { return client_.options().provider; }
  bool is_good(const OauthToken& token) const;
  std::string give(const OauthToken& token);
  Task<Result<std::string>> renew();

  OauthClient& client_;
  TokenStore& store_;
  VendorApi::Tools tools_;
  mutable std::mutex mutex_;
  std::string given_;  ///< the last one
  std::string rejected_;
};

}  // namespace sa
