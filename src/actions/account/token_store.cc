#include "actions/account/token_store.h"

#include "base/log.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

/// Longer than a renewal ever takes (connectors/http/oauth_client.cc): two at a time would use one refresh token twice.
constexpr std::int64_t kRefreshLeaseMs = kMinuteMs;

/// What is encrypted of a token.
struct Secrets {
  std::string access_token;
  std::string refresh_token;
  std::optional<Instant> refresh_ends_at;
};
BOOST_DESCRIBE_STRUCT(Secrets, (), (access_token, refresh_token, refresh_ends_at))

std::string token_owner(const std::string& provider, const std::string& account) {
  return "oauth_tokens/" + provider + "/" + account;
}
}  // namespace

DbTokenStore::DbTokenStore(Db& db, Clock& clock, Random& random, const SecretBox& box)
    : db_(db), clock_(clock), random_(random), box_(box) {}

Task<Result<std::optional<OauthToken>>> DbTokenStore::find(std::string provider) {
  CO_TRY(const auto row, co_await db_.read([&](ReadTx& tx) { return find_oauth_token(tx, provider); }));
  if (!row) co_return std::optional<OauthToken>();
  CO_TRY(const std::string opened, box_.open(row->sealed, token_owner(provider, row->account)));
  CO_TRY(Secrets secrets, from_json_text<Secrets>(opened));
  co_return std::optional<OauthToken>(
      OauthToken{row->account, row->scopes, std::move(secrets.access_token), std::move(secrets.refresh_token),
                 row->expires_at, secrets.refresh_ends_at, row->problem.value_or(""), row->updated_at});
}

OauthTokenRow DbTokenStore::row_of(const std::string& provider, const OauthToken& token) const {
  const std::string secrets =
      to_json_text(Secrets{token.access_token, token.refresh_token, token.refresh_ends_at});
  OauthTokenRow row;
  row.provider = provider;
  row.account = token.account;
  row.scopes = token.scopes;
  row.sealed = box_.seal(secrets, token_owner(provider, token.account), random_);
  row.expires_at = token.expires_at;
  row.updated_at = clock_.now();
  return row;
}

Task<Result<Unit>> DbTokenStore::save(std::string provider, OauthToken token) {
  const OauthTokenRow row = row_of(provider, token);
  co_return co_await db_.write([&](Tx& tx) { return save_oauth_token(tx, row); });
}

Task<Result<bool>> DbTokenStore::replace(std::string provider, OauthToken before, OauthToken token) {
  const OauthTokenRow row = row_of(provider, token);
  co_return co_await db_.write([&](Tx& tx) { return replace_oauth_token(tx, row, before.saved_at); });
}

Task<Result<bool>> DbTokenStore::begin_refresh(std::string provider) {
  const Instant now = clock_.now();
  co_return co_await db_.write(
      [&](Tx& tx) { return begin_oauth_refresh(tx, provider, now, now + kRefreshLeaseMs); });
}

Task<Result<Unit>> DbTokenStore::end_refresh(std::string provider) {
  co_return co_await db_.write([&](Tx& tx) { return end_oauth_refresh(tx, provider); });
}

Task<Result<Unit>> DbTokenStore::note_problem(std::string provider, OauthToken before, std::string words) {
  log_event(LogLevel::error, "account_unusable", {{"provider", provider}, {"cause", words}});
  co_return co_await db_.write(
      [&](Tx& tx) { return note_oauth_problem(tx, provider, before.account, before.saved_at, words); });
}

Task<Result<Unit>> DbTokenStore::remove(std::string provider) {
  co_return co_await db_.write([&](Tx& tx) { return delete_oauth_token(tx, provider); });
}

}  // namespace sa
