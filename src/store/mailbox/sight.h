// Asker: an onlooker that sees what core/mailbox/sight.h lets a principal see.
// THREADS, ERRORS: as store/engine/onlooker.h.
#pragma once

#include <optional>
#include <string>

#include "core/user/actor.h"
#include "store/engine/db.h"
#include "store/engine/onlooker.h"

namespace sa {

class Asker final : public Onlooker {
 public:
  explicit Asker(Actor actor) : actor_(std::move(actor)) {}
  /// Read once; what was seen first holds for all that this one looks at.
  Result<std::string> sight(ReadTx& tx) override;

 private:
  Actor actor_;
  std::optional<std::string> sight_;
};

/// ERRORS: invalid, naming mailbox_id, for one that the onlooker does not see, as for one that there is not.
Result<Unit> check_mailbox(ReadTx& tx, const std::string& mailbox_id);

/// The same for one that is to be used: a retired one is not there, either. `path` is named in the error.
Result<Unit> check_mailbox_in_use(ReadTx& tx, const std::string& mailbox_id, const std::string& path);

}  // namespace sa
