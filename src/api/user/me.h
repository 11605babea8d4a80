// The signed-in person as the API shows them.
// THREADS: values.
#pragma once

#include <string>
#include <vector>

#include "base/reflect/reflect.h"
#include "core/user/actor.h"

namespace sa {

struct Me {
  std::string name;
  std::string email;  ///< empty for what is no person
  std::string role;   ///< operator, lead, owner; "service" for a key of a program
  std::vector<Scope> scopes;
  bool unverified = false;

  static std::vector<Rule> rules() {
    return {rule(&Me::role).describe("operator, lead, owner, or service").example("operator"),
            rule(&Me::unverified)
                .describe("true in development without sign-in: the person is whoever uses this machine, "
                          "under the name they enter")};
  }
};
BOOST_DESCRIBE_STRUCT(Me, (), (name, email, role, scopes, unverified))

Me me_of(const Actor& actor);

}  // namespace sa
