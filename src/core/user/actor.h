// An actor: whoever does something. Every change carries one, and the trail records it.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace sa {

/// The permissions of a principal. Only people can have `approve` and `send`: no service key and no model ever has them.
enum class Scope { none, read, draft, approve, send, contacts, settings, admin };
BOOST_DESCRIBE_ENUM(Scope, none, read, draft, approve, send, contacts, settings, admin)

enum class Role { operator_, lead, owner };
BOOST_DESCRIBE_ENUM(Role, operator_, lead, owner)

enum class ActorKind { person, service, system };
BOOST_DESCRIBE_ENUM(ActorKind, person, service, system)

struct Actor {
  ActorKind kind = ActorKind::system;
  std::string actor_id;     ///< user id, key id, or the name of the system job
  std::string name;         ///< as a person reads it
  std::string email;        ///< of a person; empty otherwise
  bool unverified = false;  ///< development without sign-in: the name is what the caller claimed
  std::vector<Scope> scopes;
  std::string trace_id;                     ///< of the request or job that acts
  std::optional<Role> role = std::nullopt;  ///< of a person; a token of theirs keeps it, whatever its scopes

  bool may(Scope scope) const;
  /// A person who is a lead or an owner.
  bool leads() const;
};

/// The scopes that `role` bundles: an operator works the queue, a lead also sets rules and contacts, an owner all.
std::vector<Scope> scopes_of(Role role);

/// The actor of a job that nobody asked for.
Actor system_actor(std::string name);

}  // namespace sa
