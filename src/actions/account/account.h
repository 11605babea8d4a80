// Accounts at providers: which ones can be connected, and which one is.
// THREADS: any.
// ERRORS: not_found, conflict: the message says what to set.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "actions/services.h"
#include "ports/account_link.h"

namespace sa {

/// Null: no account of this provider can be connected, ever.
const AccountKind* find_account_kind(const Services& services, std::string_view provider);
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

}  // namespace sa
