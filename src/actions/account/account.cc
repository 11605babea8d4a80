#include "actions/account/account.h"

#include <algorithm>

#include "store/account/oauth.h"

namespace sa {
const AccountKind* find_account_kind(const Services& services, std::string_view provider) {
  const auto kind = std::ranges::find(services.account_kinds, provider, &AccountKind::provider);
  return kind == services.account_kinds.end() ? nullptr : &*kind;
}

AccountLink* find_account_link(const Services& services, std::string_view provider) {
  const auto link = std::ranges::find(services.account_links, provider, &AccountLink::provider);
  return link == services.account_links.end() ? nullptr : *link;
}

Result<AccountLink*> get_account_link(const Services& services, std::string_view provider) {
  if (AccountLink* link = find_account_link(services, provider)) return link;
  if (const AccountKind* kind = find_account_kind(services, provider))
    return conflict(std::string(kind->title) + " cannot be connected yet: " + kind->set_up + '.');
  std::string known;
  for (const AccountKind& kind : services.account_kinds)
    known += (known.empty() ? "" : ", ") + std::string(kind.provider);
  return not_found("No account of " + std::string(provider) + " can be connected. Choose one of: " + known +
                   '.');
}

Task<Result<std::optional<Account>>> find_account(Services& services, std::string provider) {
  CO_TRY(const auto row,
         co_await services.db.read([&](ReadTx& tx) { return find_oauth_token(tx, provider); }));
  if (!row) co_return std::optional<Account>();
  co_return std::optional<Account>(
      Account{row->provider, row->account, row->scopes, row->problem.value_or("")});
}

}  // namespace sa
