// Policy packs: which are switched on, and what they go by of a recipient.
// THREADS: any.
// ERRORS: switch_policy_pack: forbidden to who is no lead or owner, or no person; not_found for an unknown pack; those of store/engine/db.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/policy/pack.h"
#include "core/user/actor.h"
#include "store/policy/policy.h"

namespace sa {

/// A pack, and whether it is on.
struct PolicyPackCard : PolicyPack {
  bool enabled = false;
  std::optional<std::string> changed_by;  ///< who switched it last; null: it is as at the start
  std::optional<Instant> changed_at;

  static constexpr const char* kAbout =
      "What the law of some countries asks of a mail. A pack without `countries` applies to every contact. "
      "The "
      "strictest pack that is on judges "
      "contacts whose country is not known. `changed_by` is null until somebody switches it.";
};
BOOST_DESCRIBE_STRUCT(PolicyPackCard, (PolicyPack), (enabled, changed_by, changed_at))

/// All of them, by id.
Task<Result<std::vector<PolicyPackCard>>> list_policy_packs(Services& services);
/// What it was already is no change.
Task<Result<PolicyPackCard>> switch_policy_pack(Services& services, Actor actor, std::string pack_id,
                                                bool enabled);

Result<PolicyPacks> list_enabled_packs(const Services& services, ReadTx& tx);

/// By contact_id.
using PolicyPeople = std::map<std::string, PolicyContact>;
/// What `packs` go by of a page of contacts; nobody, where they go by the mail alone.
Result<PolicyPeople> list_policy_people(ReadTx& tx, const PolicyPacks& packs, const ContactSpan& span,
                                        Instant now);

/// The contact's part of the facts; `email`: where the mail goes. What the mail itself shows is the gate's to add.
PolicyFacts policy_facts_of(const Services& services, const PolicyContact& contact, std::string_view email);

}  // namespace sa
