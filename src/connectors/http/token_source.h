// Bearer tokens for calls to a provider: an API key, or an account's access token that is renewed in time.
// THREADS: any; the coroutine goes on where it was awaited.
#pragma once

#include <string>
#include <utility>

#include "base/async/task.h"
#include "base/result.h"

namespace sa {

/// The source of a call's bearer token.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  /// ERRORS: unauthenticated (a person must connect the account), unavailable.
  virtual Task<Result<std::string>> bearer() = 0;
  /// The vendor refused this token: the next `bearer` must be another one, where there can be one.
  virtual Task<Unit> reject(std::string token) = 0;
};

/// A key that does not change.
class FixedToken final : public TokenSource {
 public:
  explicit FixedToken(std::string token) : token_(std::move(token)) {}
  Task<Result<std::string>> bearer() override { co_return token_; }
  Task<Unit> reject(std::string) override { co_return Unit{}; }

 private:
  std::string token_;
};

}  // namespace sa
