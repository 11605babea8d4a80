// Accounts at providers: connected by a person, kept encrypted, let go again.
//
// A connection has two steps: `begin_connection` gives the address for the person's browser, `finish_connection` takes the
// code that comes back. The state between them is stored hashed, works once, for ten minutes, and only for who began.
// THREADS: any.
// ERRORS: invalid (the state is unknown, used or too old; the provider refuses the code), unavailable.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "actions/services.h"
#include "base/crypto/secret_box.h"
#include "core/user/actor.h"
#include "ports/account_link.h"
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

/// What a connected account is to us: our mailbox, or where our CRM's records are.
enum class AccountUse { mailbox, crm };

/// A provider whose accounts a person can connect.
struct AccountKind {
  const char* provider;  ///< "google"
  const char* title;     ///< "Gmail"
  AccountUse use;
  const char* set_up;    ///< what to set before an account can be connected: "set ..."
  const char* effect;    ///< a sentence: what happens with a connected one
  bool is_rare = false;  ///< shown only where its client is set
};
std::span<const AccountKind> account_kinds();
/// Null: no account of this provider can be connected, ever.
const AccountKind* find_account_kind(std::string_view provider);
/// Null: its client is not set.
AccountLink* find_account_link(const Services& services, std::string_view provider);
/// ERRORS: not_found for a provider that there is not, conflict (with what to set) for one whose client is not set.
Result<AccountLink*> get_account_link(const Services& services, std::string_view provider);

/// A connected account, without its secrets.
struct Account {
  std::string provider;
  std::string account;
  std::string scopes;
  std::string problem;  ///< why it does not work; empty: it does
};
BOOST_DESCRIBE_STRUCT(Account, (), (provider, account, scopes, problem))
/// Null: none is connected.
Task<Result<std::optional<Account>>> find_account(Services& services, std::string provider);
/// True where the provider is used by a connected account, and none is: there is nothing to call it with.
Task<Result<bool>> awaits_account(Services& services, std::string provider);

/// The address that the person's browser must visit.
Task<Result<std::string>> begin_connection(Services& services, const Actor& actor, AccountLink& link,
                                           std::string redirect_uri);
/// `state` and `code` are what the provider's redirect carries.
Task<Result<Account>> finish_connection(Services& services, const Actor& actor, AccountLink& link,
                                        std::string state, std::string code);
/// Forgets the account here, and tells the provider. ERRORS: not_found when none is connected.
Task<Result<Unit>> disconnect_account(Services& services, const Actor& actor, AccountLink& link);

}  // namespace sa
