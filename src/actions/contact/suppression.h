// Suppressions (who must not be contacted): the only place that adds them, for every cause (mails, opt-out links, people, erasures), and
// lifts them. Each is also written to the ledger outside the database (ports/opt_out_ledger.h).
// THREADS: any. ERRORS: in each function, and those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/user/actor.h"
#include "store/contact/contact.h"

namespace sa {

/// The key of an address or a domain.
struct SuppressionKey {
  SuppressionScope scope = SuppressionScope::address;
  std::string key_hash;
  std::string shown;  ///< in normal form
};
/// The key of "ada@example.com", or of a whole domain: "@example.com". ERRORS: invalid.
Result<SuppressionKey> suppression_key(const Services& services, const std::string& text);

/// Keeps "do not write" to `address` (in normal form), for all spellings of its mailbox; nothing when it stands already.
Result<Unit> suppress_address(Services& services, Tx& tx, const std::string& address,
                              SuppressionReason reason, const std::string& source, Instant now);
/// The same for whoever has this hash.
Result<Unit> keep_suppression(Services& services, Tx& tx, Suppression suppression);

struct SuppressionWish {
  std::optional<std::string> address;  ///< or
  std::optional<std::string> domain;
  std::optional<SuppressionReason> reason;  ///< null: manual
  std::optional<std::string> source;        ///< null: who asks
};
struct KeptSuppression {
  Suppression suppression;
  bool is_new = false;
};
/// A wish without a reason leaves what stands already as it is, and answers it.
Task<Result<KeptSuppression>> add_suppression(Services& services, Actor actor, SuppressionWish wish);

struct SuppressionCheck {
  std::string address;
  bool suppressed = false;
  std::vector<Suppression> suppressions;  ///< of the person at any address, of its domain and of those above
};
BOOST_DESCRIBE_STRUCT(SuppressionCheck, (), (address, suppressed, suppressions))
Task<Result<SuppressionCheck>> check_suppression(Services& services, std::string address);

/// Why a suppression ends.
struct Lift {
  std::string reason;
  std::string proof;  ///< of new consent
};
/// Takes one off the list, and keeps what it was with who lifted it and why.
/// ERRORS: invalid when it is not `manual` and `reason` is blank, or when it is the contact's own no and `proof` is; forbidden for a
/// contact's no to anybody but an owner. Null: there is none of that id.
Task<Result<std::optional<SuppressionRemoval>>> remove_suppression(Services& services, Actor actor,
                                                                   std::string suppression_id, Lift lift);
/// All that stand for an address or "@domain" itself. ERRORS: as above, and not_found when there is none.
Task<Result<std::vector<SuppressionRemoval>>> remove_suppressions(Services& services, Actor actor,
                                                                  std::string text, Lift lift);

}  // namespace sa
