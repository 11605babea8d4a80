// Authentication: people's passwords and sessions, programs' keys.
//
// A token is 256 random bits; the database holds its SHA-256, so reading the database does not allow signing in, and a
// look-up by hash leaks nothing by its timing. THREADS: any; passwords are checked on SignInDesk's own
// thread. ERRORS: in each function.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actions/job/kind.h"
#include "base/async/task.h"
#include "base/async/worker.h"
#include "core/user/actor.h"
#include "store/user/user.h"

namespace sa {

inline constexpr std::int64_t kSessionMs = 7 * kDayMs;
inline constexpr std::size_t kMinPasswordChars = 12;
inline constexpr std::size_t kMaxPasswordBytes = 1024;

Actor actor_of(const User& user);
/// An address as users are found by it: whoever writes it in other letters is the same person.
std::string fold_email(std::string email);

struct SignedIn {
  std::string token;
  Instant expires_at;
  User user;
};

/// Checks passwords, one after the other, away from the threads of connections.
class SignInDesk {
 public:
  explicit SignInDesk(Services& services);
  /// Takes as long for an address that nobody has as for a wrong password.
  /// ERRORS: unauthenticated; limited when too many are waiting already.
  Task<Result<SignedIn>> sign_in(std::string email, std::string password);

 private:
  Services& services_;
  std::atomic<int> waiting_ = 0;
  std::string nobodys_hash_;  ///< used by the worker only; made at first need
  Worker worker_;
};

Task<Result<Unit>> sign_out(Services& services, std::string token);
/// Null for a session that does not exist or has ended.
Task<Result<std::optional<Actor>>> find_session_actor(Services& services, std::string token);
/// Null for a key that does not exist or was revoked. Notes that the key was used, at most once a minute.
Task<Result<std::optional<Actor>>> find_key_actor(Services& services, std::string token);
/// Deletes sessions that have ended.
JobRow forget_sessions_job();

struct NewUser {
  std::string email;
  std::string name;
  Role role = Role::operator_;
  std::string password;
};
/// ERRORS: invalid with every wrong field; conflict when the address is taken. Blocks for the password's
/// hash: for the command line and tests.
Task<Result<User>> create_user(Services& services, NewUser wish);
/// A disabled user cannot sign in; sessions end, and personal keys do nothing while it lasts.
/// ERRORS: not_found; conflict for the only owner who may sign in.
Task<Result<User>> disable_user(Services& services, std::string email);
Task<Result<User>> enable_user(Services& services, std::string email);
/// Ends all sessions of the user. ERRORS: invalid, not_found.
Task<Result<User>> change_password(Services& services, std::string email, std::string password);

struct NewKey {
  std::string name;
  std::optional<std::string> user_email;  ///< a personal token of this user; null: a service key
  std::vector<Scope> scopes;              ///< of a personal token: empty means all that the person has
};
struct CreatedKey {
  std::string key_id;
  std::string token;  ///< shown once
};
/// ERRORS: invalid for a name that is none, or a service key with `approve` or `send`; not_found for an unknown
/// user.
Task<Result<CreatedKey>> create_key(Services& services, NewKey wish);
Task<Result<Unit>> revoke_key(Services& services, std::string key_id);

}  // namespace sa
