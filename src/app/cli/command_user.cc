// sales-agent user add|disable|enable|password, sales-agent key add|revoke: who may sign in, and with which keys programs come.

#include <cstdio>

#include "actions/user/session.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/password.h"
#include "app/wiring/wire.h"

namespace sa {
namespace {

struct Wish {
  std::string email;
  std::string name;
  std::string role = "operator";
  std::string key_id;
  std::vector<std::string> scopes;
  std::optional<std::string> user;
};

/// Asked twice at a terminal; the first line of standard input otherwise.
Result<std::string> read_password(Shell& shell) {
  const std::string password = ask_secretly(shell, "Password (at least 12 characters): ");
  if (!is_asked() || ask_secretly(shell, "Repeat the password: ") == password) return password;
  return invalid("The passwords do not match. Nothing was changed.");
}

struct UserLine {
  std::string user_id;
  std::string email;
  std::string name;
  Role role = Role::operator_;
};
BOOST_DESCRIBE_STRUCT(UserLine, (), (user_id, email, name, role))

UserLine line_of(const User& user) {
  return {user.user_id, user.email, user.name, user.role};
}

Result<ExitCode> add_person(Shell& shell, const Wish& wish) {
  const auto role = parse_enum<Role>(wish.role);
  if (!role)
    return refuse_word(shell, invalid("There is no role " + wish.role + ". Use operator, lead or owner."));
  TRY(LoadedConfig loaded, read_config(shell));
  start_log_for(LogFor::command, shell, loaded);
  TRY(const std::string password, read_password(shell));
  TRY(const std::unique_ptr<App> app, wire(std::move(loaded)));
  const std::string name = wish.name.empty() ? wish.email.substr(0, wish.email.find('@')) : wish.name;
  TRY(const User user, sync_wait(create_user(*app->services, {wish.email, name, *role, password})));
  if (shell.json) {
    shell.write_json_line(line_of(user));
  } else {
    shell.out.line(shown(user.name) + " <" + shown(user.email) + "> can now sign in as " +
                   std::string(enum_name(user.role)) + '.');
  }
  return ExitCode::ok;
}

using UserStep = Task<Result<User>> (*)(Services&, std::string email);

/// One step with a user that is there, and `words` about it.
Result<ExitCode> change_person(Shell& shell, const Wish& wish, UserStep step, const std::string& words) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const User user, sync_wait(step(*app->services, wish.email)));
  if (shell.json) {
    shell.write_json_line(line_of(user));
  } else {
    shell.out.line(shown(user.name) + " <" + shown(user.email) + "> " + words);
  }
  return ExitCode::ok;
}

Result<ExitCode> renew_password(Shell& shell, const Wish& wish) {
  TRY(const std::string password, read_password(shell));
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const User user, sync_wait(change_password(*app->services, wish.email, password)));
  if (shell.json) {
    shell.write_json_line(line_of(user));
  } else {
    shell.out.line(shown(user.email) + " has a new password and must sign in again.");
  }
  return ExitCode::ok;
}

struct KeyLine {
  std::string key_id;
  std::string token;
};
BOOST_DESCRIBE_STRUCT(KeyLine, (), (key_id, token))

struct RevokedKey {
  std::string key_id;
};
BOOST_DESCRIBE_STRUCT(RevokedKey, (), (key_id))

Result<std::vector<Scope>> read_scopes(const std::vector<std::string>& names) {
  std::vector<Scope> scopes;
  for (const std::string& name : names) {
    const auto scope = parse_enum<Scope>(name);
    if (!scope || *scope == Scope::none) {
      return invalid("There is no scope " + name +
                     ". Use read, draft, approve, send, contacts, settings or admin.");
    }
    scopes.push_back(*scope);
  }
  return scopes;
}

Result<ExitCode> add_key(Shell& shell, const Wish& wish) {
  auto read = read_scopes(wish.scopes);
  if (!read) return refuse_word(shell, read.error());
  std::vector<Scope> scopes = *std::move(read);
  if (scopes.empty() && !wish.user) scopes = {Scope::read};
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const CreatedKey key, sync_wait(create_key(*app->services, {wish.name, wish.user, scopes})));
  // The token alone on standard output, so that it can go straight into a secret store.
  if (!shell.json) shell.err.line("Key " + key.key_id + ". Its token is shown only once:");
  const bool is_shown =
      shell.json ? shell.write_json_line(KeyLine{key.key_id, key.token}) : shell.out.line(key.token);
  if (is_shown) return ExitCode::ok;
  // A key whose token nobody has is of use to nobody, and nobody would miss it.
  TRY_OK(sync_wait(revoke_key(*app->services, key.key_id)));
  return unavailable("The token could not be written to standard output, so the key " + key.key_id +
                     " was revoked immediately. Run the command again where you can read its output.");
}

Result<ExitCode> remove_key(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY_OK(sync_wait(revoke_key(*app->services, wish.key_id)));
  if (shell.json) {
    shell.write_json_line(RevokedKey{wish.key_id});
  } else {
    shell.out.line("Key " + shown(wish.key_id) +
                   " is revoked. Running servers stop accepting it within seconds.");
  }
  return ExitCode::ok;
}

}  // namespace

void add_user(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  CommandSpec users = all.command("user", "Add, disable and enable the people who may sign in");
  users
      .command("disable",
               "Stop a user from signing in; their sessions and personal tokens end within seconds")
      .argument("EMAIL", &wish->email, "Email address of the user")
      .run([wish](Shell& shell) {
        return change_person(shell, *wish, disable_user, "can no longer sign in.");
      });
  users.command("enable", "Let a disabled user sign in again")
      .argument("EMAIL", &wish->email, "Email address of the user")
      .run([wish](Shell& shell) { return change_person(shell, *wish, enable_user, "can sign in again."); });
  users
      .command("password",
               "Set a new password for a user; you are asked for it, or it is read from standard input")
      .argument("EMAIL", &wish->email, "Email address of the user")
      .run([wish](Shell& shell) { return renew_password(shell, *wish); });
  users.command("add", "Add a user; you are asked for the password, or it is read from standard input")
      .argument("EMAIL", &wish->email, "Email address that the user signs in with")
      .option("--name", "NAME", &wish->name,
              "Name that others see (default: the part of the address before the @)")
      .option("--role", "ROLE", &wish->role, "Role of the user: operator (default), lead or owner")
      .run([wish](Shell& shell) { return add_person(shell, *wish); });
  CommandSpec keys = all.command("key", "Create and revoke keys for programs and personal tokens");
  keys.command("add", "Create a key; its token is shown only once")
      .argument("NAME", &wish->name, "Name of the key, such as the program that uses it")
      .option("--scope", "SCOPE", &wish->scopes,
              "Scope of the key: read (default), draft, contacts, settings or admin. Repeat the option for "
              "several")
      .option("--user", "EMAIL", &wish->user,
              "Create a personal token for this user; it can do what the user can do")
      .run([wish](Shell& shell) { return add_key(shell, *wish); });
  keys.command("revoke", "Revoke a key")
      .argument("KEY_ID", &wish->key_id, "The key")
      .run([wish](Shell& shell) { return remove_key(shell, *wish); });
}

}  // namespace sa
