#include "app/cli/person.h"

#include <pwd.h>
#include <unistd.h>

#include <vector>

#include "actions/user/session.h"
#include "base/reflect/reflect.h"
#include "store/user/user.h"

namespace sa {
namespace {

/// The name of the user of this process; the number where it has none.
std::string login_name() {
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(16 << 10);
  const uid_t user = getuid();
  if (getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found) return found->pw_name;
  return "user " + std::to_string(user);
}

}  // namespace

Result<Actor> person_at_terminal(Services& services, const std::optional<std::string>& by) {
  Actor actor;
  actor.kind = ActorKind::person;
  actor.actor_id = "terminal";
  actor.role = Role::owner;
  actor.scopes = scopes_of(Role::owner);
  actor.name = by.value_or(login_name());
  // The trail keeps it for ever, and terminals show it.
  if (!reflect::is_one_line(actor.name) || !reflect::is_not_blank(actor.name)) {
    return invalid("--by must be a name of one line, without control characters.");
  }
  if (services.environment != "development") {
    if (!by) return forbidden("Say who decides: --by EMAIL, with the address of a user.");
    TRY(const auto user, services.db.read_now([&](ReadTx& tx) { return find_user_by_email(tx, *by); }));
    if (!user || user->disabled_at) return not_found("There is no user with the address " + *by + ".");
    actor = actor_of(*user);
  }
  actor.unverified = true;
  actor.trace_id = "cli-" + random_hex(services.random, 8);
  return actor;
}

}  // namespace sa
