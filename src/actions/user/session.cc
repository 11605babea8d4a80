#include "actions/user/session.h"

#include <algorithm>

#include "actions/services.h"
#include "base/crypto/hash.h"
#include "base/crypto/password.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kTokenBytes = 32;
constexpr int kMaxWaiting = 32;  // at 0.1 s each; who comes later is told to try again
constexpr std::int64_t kTouchMs = kMinuteMs;

std::string new_token(Random& random) {
  std::string bytes(kTokenBytes, '\0');
  random.fill({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
  return base64url(bytes);
}

Error wrong_password() {
  return unauthenticated("Wrong email address or password.");
}

std::optional<FieldError> password_problem(const std::string& password) {
  if (utf8_length(password) < kMinPasswordChars) {
    return FieldError{"password", "must have at least " + std::to_string(kMinPasswordChars) + " characters"};
  }
  if (password.size() <= kMaxPasswordBytes) return std::nullopt;
  return FieldError{"password", "must have at most " + std::to_string(kMaxPasswordBytes) + " bytes"};
}

Result<User> get_user(ReadTx& tx, const std::string& email) {
  TRY(auto user, find_user_by_email(tx, fold_email(email)));
  if (!user) return not_found("There is no user with the address " + email + ".");
  return *std::move(user);
}

/// A name stands in the trail, on pages and on terminals: one line that can be read.
bool is_name(std::string_view text) {
  constexpr std::size_t kMaxNameChars = 200;
  return reflect::is_one_line(text) && reflect::is_not_blank(text) && utf8_length(text) <= kMaxNameChars;
}
constexpr const char* kNameWords =
    "must be one line of 1 to 200 characters, not blank and without control characters";

Result<Unit> check(const NewUser& wish) {
  Error error = invalid("The user could not be created. See the fields.");
  if (!is_email(wish.email))
    error.fields.push_back({"email", "must be an email address such as ada@example.com"});
  if (!is_name(wish.name)) error.fields.push_back({"name", kNameWords});
  if (const auto problem = password_problem(wish.password)) error.fields.push_back(*problem);
  if (error.fields.empty()) return ok();
  return error;
}

Actor actor_of(const KeyHolder& holder) {
  Actor actor;
  if (!holder.user_id) {
    actor.kind = ActorKind::service;
    actor.actor_id = holder.key_id;
    actor.name = holder.key_name;
    actor.scopes = holder.scopes;
    return actor;
  }
  actor.kind = ActorKind::person;
  actor.actor_id = *holder.user_id;
  actor.name = holder.user_name.value_or("");
  actor.email = holder.user_email.value_or("");
  actor.role = holder.user_role;
  for (const Scope scope : scopes_of(holder.user_role.value_or(Role::operator_))) {
    const bool kept = holder.scopes.empty() ||
                      std::find(holder.scopes.begin(), holder.scopes.end(), scope) != holder.scopes.end();
    if (kept) actor.scopes.push_back(scope);
  }
  return actor;
}

Task<Result<Unit>> run_forget(Services& services, NoInput, JobTry) {
  const Instant now = services.machine_clock.now();
  co_return co_await services.db.write([&](Tx& tx) { return delete_ended_sessions(tx, now); });
}

constexpr JobKind<NoInput> kForget{"forget_sessions", 3, run_forget, Lane::ordinary, {kHourMs}};

}  // namespace

Actor actor_of(const User& user) {
  Actor actor;
  actor.kind = ActorKind::person;
  actor.actor_id = user.user_id;
  actor.name = user.name;
  actor.email = user.email;
  actor.role = user.role;
  actor.scopes = scopes_of(user.role);
  return actor;
}

std::string fold_email(std::string email) {
  std::transform(email.begin(), email.end(), email.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return email;
}

SignInDesk::SignInDesk(Services& services) : services_(services) {}

Task<Result<SignedIn>> SignInDesk::sign_in(std::string email, std::string password) {
  struct Place {
    std::atomic<int>& waiting;
    int number;
    explicit Place(std::atomic<int>& of) : waiting(of), number(++of) {}
    ~Place() { --waiting; }
  } place(waiting_);
  if (place.number > kMaxWaiting)
    co_return limited("Too many people are signing in right now. Try again in a moment.", 3);
  email = fold_email(std::move(email));
  CO_TRY(const std::optional<User> user,
         co_await services_.db.read([&](ReadTx& tx) { return find_user_by_email(tx, email); }));
  const bool known = user && !user->disabled_at;
  const bool right = co_await worker_.run([&]() -> bool {
    if (!known && nobodys_hash_.empty()) {
      // No password has this hash, but checking against it takes the time of a real one.
      if (auto made = hash_password(new_token(services_.random))) nobodys_hash_ = *std::move(made);
    }
    return verify_password(known ? user->password_hash : nobodys_hash_, password) && known;
  });
  if (!right) {
    log_event(LogLevel::warning, "sign_in_refused", {{"known", known}});
    co_return wrong_password();
  }
  const Instant now = services_.machine_clock.now();
  SignedIn signed_in{new_token(services_.random), now + kSessionMs, *user};
  CO_TRY_OK(co_await services_.db.write([&](Tx& tx) {
    return insert_session(tx, sha256_hex(signed_in.token), user->user_id, now, signed_in.expires_at);
  }));
  log_event(LogLevel::info, "signed_in", {{"user_id", user->user_id}});
  co_return signed_in;
}

Task<Result<Unit>> sign_out(Services& services, std::string token) {
  co_return co_await services.db.write([&](Tx& tx) { return delete_session(tx, sha256_hex(token)); });
}

Task<Result<std::optional<Actor>>> find_session_actor(Services& services, std::string token) {
  const Instant now = services.machine_clock.now();
  CO_TRY(const std::optional<User> user, co_await services.db.read([&](ReadTx& tx) {
    return find_session_user(tx, sha256_hex(token), now);
  }));
  if (!user) co_return std::optional<Actor>();
  co_return std::optional<Actor>(actor_of(*user));
}

Task<Result<std::optional<Actor>>> find_key_actor(Services& services, std::string token) {
  CO_TRY(const std::optional<KeyHolder> holder,
         co_await services.db.read([&](ReadTx& tx) { return find_key_holder(tx, sha256_hex(token)); }));
  if (!holder) co_return std::optional<Actor>();
  const Instant now = services.machine_clock.now();
  if (!holder->last_used_at || *holder->last_used_at + kTouchMs <= now) {
    // A note that could not be written is not worth a refusal.
    const auto noted =
        co_await services.db.write([&](Tx& tx) { return touch_api_key(tx, holder->key_id, now); });
    if (!noted) log_event(LogLevel::warning, "key_use_not_noted", {{"error", noted.error().message}});
  }
  co_return std::optional<Actor>(actor_of(*holder));
}

JobRow forget_sessions_job() {
  return row_of(kForget);
}

Task<Result<User>> create_user(Services& services, NewUser wish) {
  CO_TRY_OK(check(wish));
  CO_TRY(std::string hash, hash_password(wish.password));
  User user;
  user.user_id = new_id(services.machine_clock, services.random);
  user.email = fold_email(wish.email);
  user.name = wish.name;
  user.role = wish.role;
  user.password_hash = std::move(hash);
  user.created_at = services.machine_clock.now();
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return insert_user(tx, user); }));
  co_return user;
}

Task<Result<User>> disable_user(Services& services, std::string email) {
  const Instant now = services.machine_clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<User> {
    TRY(User user, get_user(tx, email));
    TRY(const std::int64_t owners, count_other_owners(tx, user.user_id));
    if (user.role == Role::owner && owners == 0) {
      return conflict(user.email + " is the only owner who can sign in. Add another owner first.");
    }
    if (!user.disabled_at) user.disabled_at = now;
    TRY_OK(set_user_disabled(tx, user.user_id, user.disabled_at));
    TRY_OK(delete_sessions_of(tx, user.user_id));
    return user;
  });
}

Task<Result<User>> enable_user(Services& services, std::string email) {
  co_return co_await services.db.write([&](Tx& tx) -> Result<User> {
    TRY(User user, get_user(tx, email));
    user.disabled_at.reset();
    TRY_OK(set_user_disabled(tx, user.user_id, std::nullopt));
    return user;
  });
}

Task<Result<User>> change_password(Services& services, std::string email, std::string password) {
  if (const auto problem = password_problem(password)) {
    co_return invalid_field(problem->path, "The password " + problem->message + ".");
  }
  CO_TRY(const std::string hash, hash_password(password));
  co_return co_await services.db.write([&](Tx& tx) -> Result<User> {
    TRY(const User user, get_user(tx, email));
    TRY_OK(set_user_password(tx, user.user_id, hash));
    TRY_OK(delete_sessions_of(tx, user.user_id));
    return user;
  });
}

Task<Result<CreatedKey>> create_key(Services& services, NewKey wish) {
  if (!is_name(wish.name)) co_return invalid_field("name", std::string("The key's name ") + kNameWords + ".");
  const bool personal_scope = std::any_of(wish.scopes.begin(), wish.scopes.end(), [](Scope scope) {
    return scope == Scope::approve || scope == Scope::send;
  });
  if (!wish.user_email && personal_scope) {
    co_return invalid_field("scopes",
                            "Only people can have the scopes approve and send; a service key cannot.");
  }
  const CreatedKey created{new_id(services.machine_clock, services.random),
                           "sa_" + new_token(services.random)};
  ApiKey key;
  key.key_id = created.key_id;
  key.key_hash = sha256_hex(created.token);
  key.name = wish.name;
  key.scopes = wish.scopes;
  key.created_at = services.machine_clock.now();
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    if (wish.user_email) {
      TRY(const User user, get_user(tx, *wish.user_email));
      key.user_id = user.user_id;
    }
    return insert_api_key(tx, key);
  }));
  co_return created;
}

Task<Result<Unit>> revoke_key(Services& services, std::string key_id) {
  const Instant now = services.machine_clock.now();
  co_return co_await services.db.write([&](Tx& tx) { return revoke_api_key(tx, key_id, now); });
}

}  // namespace sa
