#include "actions/account/account.h"

#include <algorithm>

#include "actions/crm/crm.h"
#include "actions/message/sync_mail.h"
#include "base/crypto/hash.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "mail/address/address.h"
#include "store/contact/contact.h"
#include "store/job/job.h"
#include "store/account/oauth.h"
#include "store/account/sync.h"

namespace sa {
namespace {

/// Longer than a renewal ever takes (connectors/http/oauth_client.cc): two at a time would use one refresh token twice.
constexpr std::int64_t kRefreshLeaseMs = kMinuteMs;
constexpr std::int64_t kStateMs = 10 * kMinuteMs;
constexpr std::size_t kStateBytes = 32;

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
std::string state_owner(const std::string& state_hash) {
  return "oauth_states/" + state_hash;
}

Account account_of(const std::string& provider, const OauthToken& token) {
  return {provider, token.account, token.scopes, token.problem};
}

constexpr AccountKind kKinds[] = {
    {"google", "Gmail", AccountUse::mailbox,
     "set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (docs/connect-gmail.md)",
     "Its mail will be read, and approved mail sent from it."},
    {"hubspot", "HubSpot", AccountUse::crm,
     "set HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET in place of HUBSPOT_API_KEY (docs/connect-hubspot.md)",
     "Its contacts, companies, deals and form submissions will be read, and follow-up tasks and notes "
     "written to it."},
    {"mail", "The mail server", AccountUse::mailbox,
     "set MAIL_OAUTH_CLIENT_ID and its like (docs/connect-smtp.md), or SMTP_PASSWORD, which needs no sign-in",
     "Its mail will be read, and approved mail sent from it.", true},
};

/// The mail is read at once: a sync that failed while there was no account waits for its next try. Another account's from
/// the beginning: a place in one's history says nothing about another's.
Result<Unit> use_mailbox(Services& services, Tx& tx, const Account& account, bool is_same,
                         const std::string& trace_id) {
  // Mail from the account is our own, whatever SENDER_EMAIL says.
  TRY_OK(save_mailbox(tx, {fold_address(account.account), account.account, services.sender.name,
                           services.mailbox.provider(), services.clock.now()}));
  if (!services.feed) return ok();
  if (!is_same) TRY_OK(delete_sync_cursor(tx, mail_stream(services, *services.feed)));
  TRY_OK(enqueue_job(tx, make_job(services.clock, services.random, "renew_push", "connected", {}, trace_id)));
  return enqueue_job(tx, make_job(services.clock, services.random, "sync_mail", "connected", {}, trace_id));
}

/// As above. What was read of another account is no longer there: the reading brings back what this one has, too.
Result<Unit> use_crm(Services& services, Tx& tx, bool is_same, const std::string& trace_id) {
  if (!services.crm) return ok();
  if (!is_same) TRY_OK(forget_crm(services, tx));
  return enqueue_job(tx, make_job(services.clock, services.random, "sync_crm", "connected", {}, trace_id));
}

Error no_sign_in() {
  return invalid(
      "This sign-in is not known: it was used already, is older than ten minutes, or was begun by somebody "
      "else. Begin it again.");
}

}  // namespace

std::span<const AccountKind> account_kinds() {
  return kKinds;
}

const AccountKind* find_account_kind(std::string_view provider) {
  const auto* kind = std::ranges::find(kKinds, provider, &AccountKind::provider);
  return kind == std::end(kKinds) ? nullptr : kind;
}

AccountLink* find_account_link(const Services& services, std::string_view provider) {
  const auto link = std::ranges::find(services.account_links, provider, &AccountLink::provider);
  return link == services.account_links.end() ? nullptr : *link;
}

Result<AccountLink*> get_account_link(const Services& services, std::string_view provider) {
  if (AccountLink* link = find_account_link(services, provider)) return link;
  if (const AccountKind* kind = find_account_kind(provider))
    return conflict(std::string(kind->title) + " cannot be connected yet: " + kind->set_up + '.');
  std::string known;
  for (const AccountKind& kind : kKinds) known += (known.empty() ? "" : ", ") + std::string(kind.provider);
  return not_found("No account of " + std::string(provider) + " can be connected; there are " + known + '.');
}

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

Task<Result<std::optional<Account>>> find_account(Services& services, std::string provider) {
  CO_TRY(const auto row,
         co_await services.db.read([&](ReadTx& tx) { return find_oauth_token(tx, provider); }));
  if (!row) co_return std::optional<Account>();
  co_return std::optional<Account>(
      Account{row->provider, row->account, row->scopes, row->problem.value_or("")});
}

Task<Result<bool>> awaits_account(Services& services, std::string provider) {
  if (!find_account_link(services, provider)) co_return false;
  CO_TRY(const auto account, co_await find_account(services, std::move(provider)));
  co_return !account.has_value();
}

Task<Result<std::string>> begin_connection(Services& services, const Actor& actor, AccountLink& link,
                                           std::string redirect_uri) {
  const std::string state = random_hex(services.random, kStateBytes);
  const std::string verifier = random_hex(services.random, kStateBytes);
  OauthState row;
  row.state_hash = sha256_hex(state);
  row.provider = link.provider();
  row.user_id = actor.actor_id;
  row.sealed = services.secrets->seal(verifier, state_owner(row.state_hash), services.random);
  row.redirect_uri = redirect_uri;
  row.created_at = services.clock.now();
  row.expires_at = row.created_at + kStateMs;
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return insert_oauth_state(tx, row); }));
  co_return link.sign_in_url(redirect_uri, state, verifier);
}

Task<Result<Account>> finish_connection(Services& services, const Actor& actor, AccountLink& link,
                                        std::string state, std::string code) {
  const std::string hash = sha256_hex(state);
  CO_TRY(const auto begun, co_await services.db.write(
                               [&](Tx& tx) { return take_oauth_state(tx, hash, services.clock.now()); }));
  if (!begun || begun->user_id != actor.actor_id || begun->provider != link.provider())
    co_return no_sign_in();
  CO_TRY(std::string verifier, services.secrets->open(begun->sealed, state_owner(hash)));
  CO_TRY(OauthToken token, co_await link.exchange(std::move(code), std::move(verifier), begun->redirect_uri));
  const Account account = account_of(link.provider(), token);
  CO_TRY(const auto before, co_await find_account(services, link.provider()));
  const bool is_same = before && before->account == account.account;
  CO_TRY_OK(co_await services.tokens->save(link.provider(), std::move(token)));
  const AccountKind* kind = find_account_kind(link.provider());
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) {
    return kind && kind->use == AccountUse::crm ? use_crm(services, tx, is_same, actor.trace_id)
                                                : use_mailbox(services, tx, account, is_same, actor.trace_id);
  }));
  log_event(LogLevel::info, "account_connected",
            {{"provider", account.provider}, {"account", account.account}, {"actor", actor.actor_id}});
  co_return account;
}

Task<Result<Unit>> disconnect_account(Services& services, const Actor& actor, AccountLink& link) {
  const std::string provider = link.provider();
  auto token = co_await services.tokens->find(provider);
  // What can no longer be read can still be forgotten.
  if (token && !*token) co_return not_found("No account of " + provider + " is connected.");
  CO_TRY_OK(co_await services.tokens->remove(provider));
  log_event(LogLevel::info, "account_disconnected", {{"provider", provider}, {"actor", actor.actor_id}});
  if (!token) co_return ok();
  auto revoked = co_await link.revoke(**std::move(token));
  if (revoked) co_return ok();
  co_return unavailable("The account is forgotten here, but the provider could not be told: " +
                        revoked.error().message + " Remove the access in the account's own settings, too.");
}

}  // namespace sa
