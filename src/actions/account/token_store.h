// The tokens of connected accounts, sealed in the database.
// THREADS: any.
// ERRORS: as the database; invalid when a token cannot be opened with this SECRET_KEY.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/crypto/secret_box.h"
#include "ports/token_store.h"
#include "store/account/oauth.h"

namespace sa {

/// The tokens of accounts, in the database. THREADS: any.
class DbTokenStore final : public TokenStore {
 public:
  /// All outlive it.
  DbTokenStore(Db& db, Clock& clock, Random& random, const SecretBox& box);
  Task<Result<std::optional<OauthToken>>> find(std::string provider) override;
  Task<Result<Unit>> save(std::string provider, OauthToken token) override;
  Task<Result<bool>> replace(std::string provider, OauthToken before, OauthToken token) override;
  Task<Result<bool>> begin_refresh(std::string provider) override;
  Task<Result<Unit>> end_refresh(std::string provider) override;
  Task<Result<Unit>> note_problem(std::string provider, OauthToken before, std::string words) override;
  Task<Result<Unit>> remove(std::string provider) override;

 private:
  OauthTokenRow row_of(const std::string& provider, const OauthToken& token) const;

  Db& db_;
  Clock& clock_;
  Random& random_;
  const SecretBox& box_;
};

}  // namespace sa
