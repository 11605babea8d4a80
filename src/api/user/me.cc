// Me: who is signed in.
#include "api/user/me.h"

#include "api/routes.h"

namespace sa {
namespace {

/// The role whose scopes these are; a personal token may have fewer, and is then shown as the least role that has them.
std::string role_of(const Actor& actor) {
  if (actor.kind != ActorKind::person) return "service";
  if (actor.may(Scope::admin)) return std::string(enum_name(Role::owner));
  if (actor.may(Scope::settings)) return std::string(enum_name(Role::lead));
  return std::string(enum_name(Role::operator_));
}

Task<Result<Reply<Me>>> get(Call& call) {
  co_return me_of(call.actor);
}

}  // namespace

Me me_of(const Actor& actor) {
  return {actor.name, actor.email, role_of(actor), actor.scopes, actor.unverified};
}

std::vector<Route> me_routes() {
  return {route<get>("get_me", Method::GET, "/api/me", Policy::signed_in(), "Who is signed in",
                     {.tag = "people"})};
}

}  // namespace sa
