// A token store in memory, with one turn to refresh, as the database has.
// THREADS: any.
#pragma once

#include <mutex>
#include <optional>

#include "ports/token_store.h"

namespace sa::test {

class FakeTokenStore final : public TokenStore {
 public:
  Task<Result<std::optional<OauthToken>>> find(std::string) override {
    const std::lock_guard lock(mutex_);
    co_return token;
  }
  Task<Result<Unit>> save(std::string, OauthToken saved) override {
    const std::lock_guard lock(mutex_);
    token = std::move(saved);
    is_refreshing = false;
    ++saves;
    co_return ok();
  }
  Task<Result<bool>> replace(std::string, OauthToken before, OauthToken renewed) override {
    const std::lock_guard lock(mutex_);
    is_refreshing = false;
    if (!token || token->refresh_token != before.refresh_token) co_return false;
    token = std::move(renewed);
    ++saves;
    co_return true;
  }
  Task<Result<Unit>> remove(std::string) override {
    const std::lock_guard lock(mutex_);
    token.reset();
    co_return ok();
  }
  Task<Result<bool>> begin_refresh(std::string) override {
    const std::lock_guard lock(mutex_);
    co_return !std::exchange(is_refreshing, true);
  }
  Task<Result<Unit>> end_refresh(std::string) override {
    const std::lock_guard lock(mutex_);
    is_refreshing = false;
    co_return ok();
  }
  Task<Result<Unit>> note_problem(std::string, OauthToken, std::string words) override {
    const std::lock_guard lock(mutex_);
    if (token) token->problem = std::move(words);
    is_refreshing = false;
    co_return ok();
  }

  std::optional<OauthToken> token;
  bool is_refreshing = false;
  int saves = 0;

 private:
  std::mutex mutex_;
};

}  // namespace sa::test
