#include "connectors/http/account_token.h"

#include "base/log.h"

namespace sa {
namespace {

constexpr std::int64_t kEarlyMs = 60 * kSecondMs;
constexpr std::int64_t kPollMs = 250;
constexpr int kPolls = 60;

}  // namespace

AccountToken::AccountToken(OauthClient& client, TokenStore& store, VendorApi::Tools tools, std::string key)
    : client_(client), store_(store), tools_(tools), key_(std::move(key)) {}

bool AccountToken::is_good(const OauthToken& token) const {
  const std::lock_guard lock(mutex_);
  return !token.access_token.empty() && token.access_token != rejected_ &&
         tools_.clock.now() + kEarlyMs < token.expires_at;
}

std::string AccountToken::give(const OauthToken& token) {
  const std::lock_guard lock(mutex_);
  given_ = token.access_token;
  return given_;
}

Task<Unit> AccountToken::reject(std::string token) {
  const std::lock_guard lock(mutex_);
  // The late refusal of one that was replaced meanwhile must not make the present one good again.
  if (token == given_) rejected_ = std::move(token);
  co_return Unit{};
}

/// REQUIRES: it is this caller's turn.
Task<Result<std::string>> AccountToken::renew() {
  // Read again: who had the turn before may have renewed it.
  CO_TRY(auto stored, co_await store_.find(provider()));
  if (!stored || is_good(*stored)) {
    CO_TRY_OK(co_await store_.end_refresh(provider()));
    if (stored) co_return give(*stored);
    co_return unauthenticated("The " + client_.options().account_title + " account was disconnected.");
  }
  const OauthToken before = *stored;
  auto renewed = co_await client_.renew(*std::move(stored));
  if (renewed) {
    // Before anybody uses it: a refresh token that was replaced and not stored would be lost.
    CO_TRY(const bool is_kept, co_await store_.replace(provider(), before, *renewed));
    if (is_kept) co_return give(*renewed);
    co_return unavailable("The " + client_.options().account_title +
                          " account was reconnected in the meantime. We will retry automatically.");
  }
  Error error = std::move(renewed).error();
  auto noted = error.code == ErrorCode::unauthenticated
                   ? co_await store_.note_problem(provider(), before, error.message)
                   : co_await store_.end_refresh(provider());
  if (!noted) log_event(LogLevel::warning, "token_not_noted", {{"cause", log_words(noted.error())}});
  co_return error;
}

Task<Result<std::string>> AccountToken::bearer() {
  for (int i = 0; i < kPolls; ++i) {
    CO_TRY(auto stored, co_await store_.find(provider()));
    if (!stored) {
      if (!key_.empty())
        co_return unauthenticated("The mailbox " + key_.substr(key_.find('/') + 1) +
                                  " is not connected. Connect it first.");
      co_return unauthenticated("No " + client_.options().account_title +
                                " account is connected. Run `sales-agent auth " + provider() +
                                "`, or open Accounts in the web app.");
    }
    if (!stored->problem.empty()) co_return unauthenticated(stored->problem);
    if (is_good(*stored)) co_return give(*stored);
    CO_TRY(const bool mine, co_await store_.begin_refresh(provider()));
    if (mine) co_return co_await renew();
    co_await tools_.timer.wait(kPollMs);
  }
  co_return unavailable(
      "The sign-in at " + client_.options().title +
      " is being renewed by another process, which takes too long. We will retry automatically.");
}

}  // namespace sa
