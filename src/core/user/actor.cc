#include "core/user/actor.h"

#include <algorithm>

namespace sa {

bool Actor::may(Scope scope) const {
  if (scope == Scope::none) return true;
  const bool personal = scope == Scope::approve || scope == Scope::send;
  if (personal && kind != ActorKind::person) return false;
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

bool Actor::leads() const {
  return kind == ActorKind::person && (role == Role::lead || role == Role::owner);
}

std::vector<Scope> scopes_of(Role role) {
  std::vector<Scope> scopes = {Scope::read, Scope::draft, Scope::approve, Scope::send};
  if (role == Role::operator_) return scopes;
  scopes.insert(scopes.end(), {Scope::contacts, Scope::settings});
  if (role == Role::owner) scopes.push_back(Scope::admin);
  return scopes;
}

Actor system_actor(std::string name) {
  return {ActorKind::system, name, name, {}, false, {Scope::read, Scope::draft, Scope::contacts}, {}};
}

}  // namespace sa
