#include "actions/account/connect.h"

#include "actions/crm/crm.h"
#include "actions/draft/send.h"
#include "actions/mailbox/line.h"
#include "actions/mailbox/mailbox.h"
#include "actions/message/sync_mail.h"
#include "base/crypto/hash.h"
#include "base/crypto/secret_box.h"
#include "base/log.h"
#include "mail/address/address.h"
#include "ports/token_store.h"
#include "store/account/oauth.h"
#include "store/account/sync.h"
#include "store/mailbox/mailbox.h"

namespace sa {
namespace {

constexpr std::int64_t kStateMs = 10 * kMinuteMs;
constexpr std::size_t kStateBytes = 32;
/// Beside the job that is due by itself: that one may have failed, and wait.
constexpr const char* kConnectedKey = "connected";

std::string state_owner(const std::string& state_hash) {
  return "oauth_states/" + state_hash;
}

Account account_of(const std::string& provider, const OauthToken& token) {
  return {provider, token.account, token.scopes, token.problem};
}

/// The mail is read at once: a sync that failed while there was no account waits for its next try. Another account's from
/// the beginning: a place in one's history says nothing about another's.
Result<Unit> use_mailbox(Services& services, Tx& tx, const Account& account, bool is_same,
                         const std::string& trace_id) {
  // Mail from the account is our own, whatever SENDER_EMAIL says.
  TRY_OK(note_own_address(tx, fold_address(account.account), account.account, services.sender.name,
                          services.clock.now()));
  TRY_OK(end_send_waits(services, tx));
  if (!services.feed) return ok();
  if (!is_same) TRY_OK(delete_sync_cursor(tx, mail_stream(services, *services.feed)));
  TRY_OK(ask_to_renew_push(services, tx, {kConnectedKey, trace_id}));
  return ask_to_sync_mail(services, tx, {kConnectedKey, trace_id});
}

/// As above. What was read of another account is no longer there: the reading brings back what this one has, too.
Result<Unit> use_crm(Services& services, Tx& tx, bool is_same, const std::string& trace_id) {
  if (!services.crm) return ok();
  if (!is_same) TRY_OK(forget_crm(services, tx));
  return ask_to_sync_crm(services, tx, {kConnectedKey, trace_id});
}

Error no_sign_in() {
  return invalid(
      "This sign-in has expired (after ten minutes), was already used, or was started by somebody else. "
      "Start again.");
}

/// The sign-in of one mailbox beside the first: of its own account, under its own name.
Task<Result<Account>> finish_mailbox(Services& services, Actor actor, AccountLink& link,
                                     std::string mailbox_id, Account account, OauthToken token) {
  if (fold_address(account.account) != mailbox_id)
    co_return invalid("You signed in as " + account.account + ", but the mailbox is " + mailbox_id +
                      ". Start again, and choose that account.");
  CO_TRY_OK(co_await services.tokens->save(MailboxOpener::token_key(link.provider(), mailbox_id),
                                           std::move(token)));
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    TRY(auto mailbox, find_mailbox(tx, mailbox_id));
    if (!mailbox || mailbox->retired_at) return not_found("There is no mailbox " + mailbox_id + ".");
    return note_connected(services, tx, actor, *std::move(mailbox), "");
  }));
  CO_TRY(const MailboxLine line,
         co_await services.db.read([&](ReadTx& tx) { return open_line(services, tx, mailbox_id); }));
  line.mailbox->end_pause(true);
  log_event(LogLevel::info, "account_connected",
            {{"provider", account.provider}, {"account", account.account}, {"actor", actor.actor_id}});
  co_return account;
}

}  // namespace

Task<Result<std::string>> begin_connecting(Services& services, const Actor& actor, AccountLink& link,
                                           std::string redirect_uri, std::optional<std::string> mailbox_id) {
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
  row.mailbox_id = std::move(mailbox_id);
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return insert_oauth_state(tx, row); }));
  co_return link.sign_in_url(redirect_uri, state, verifier);
}

Task<Result<Account>> finish_connecting(Services& services, const Actor& actor, AccountLink& link,
                                        std::string state, std::string code) {
  const std::string hash = sha256_hex(state);
  CO_TRY(const auto begun, co_await services.db.write(
                               [&](Tx& tx) { return take_oauth_state(tx, hash, services.clock.now()); }));
  if (!begun || begun->user_id != actor.actor_id || begun->provider != link.provider())
    co_return no_sign_in();
  CO_TRY(std::string verifier, services.secrets->open(begun->sealed, state_owner(hash)));
  CO_TRY(OauthToken token, co_await link.exchange(std::move(code), std::move(verifier), begun->redirect_uri));
  const Account account = account_of(link.provider(), token);
  if (begun->mailbox_id)
    co_return co_await finish_mailbox(services, actor, link, *begun->mailbox_id, account, std::move(token));
  CO_TRY(const auto before, co_await find_account(services, link.provider()));
  const bool is_same = before && before->account == account.account;
  CO_TRY_OK(co_await services.tokens->save(link.provider(), std::move(token)));
  const AccountKind* kind = find_account_kind(services, link.provider());
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) {
    return kind && kind->use == AccountUse::crm ? use_crm(services, tx, is_same, actor.trace_id)
                                                : use_mailbox(services, tx, account, is_same, actor.trace_id);
  }));
  const bool is_mailbox = !kind || kind->use == AccountUse::mailbox;
  if (is_mailbox) services.mailbox.end_pause(true);
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
  co_return unavailable(
      "The account was disconnected here, but access could not be revoked at the provider: " +
      revoked.error().message + " Remove the access in the account's settings there as well.");
}

}  // namespace sa
