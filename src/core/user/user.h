// A user who signs in, and the keys that act for a user or a service. Tokens are stored only as their SHA-256.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/user/actor.h"

namespace sa {

struct User {
  std::string user_id;
  std::string email;  ///< lower case
  std::string name;
  Role role = Role::operator_;
  std::string password_hash;  ///< argon2id, see base/crypto/password.h
  Instant created_at;
  std::optional<Instant> disabled_at;
};
BOOST_DESCRIBE_STRUCT(User, (), (user_id, email, name, role, password_hash, created_at, disabled_at))

struct ApiKey {
  std::string key_id;
  std::string key_hash;
  std::string name;
  std::optional<std::string> user_id;  ///< whose personal token it is; null: a service key
  std::vector<Scope> scopes;
  Instant created_at;
  std::optional<Instant> revoked_at;
  std::optional<Instant> last_used_at;
};
BOOST_DESCRIBE_STRUCT(ApiKey, (),
                      (key_id, key_hash, name, user_id, scopes, created_at, revoked_at, last_used_at))

/// A key with its person.
struct KeyHolder {
  std::string key_id;
  std::string key_name;
  std::vector<Scope> scopes;
  std::optional<Instant> last_used_at;
  std::optional<std::string> user_id;
  std::optional<std::string> user_email;
  std::optional<std::string> user_name;
  std::optional<Role> user_role;
};
BOOST_DESCRIBE_STRUCT(KeyHolder, (),
                      (key_id, key_name, scopes, last_used_at, user_id, user_email, user_name, user_role))

}  // namespace sa
