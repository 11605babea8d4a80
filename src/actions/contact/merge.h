// Two contacts that are one person: proposed by name and company, merged by a person, and separated again within 30 days.
//
// Mail, quotas, opt-outs and deals belong to addresses and go with them; notes, stages, consents, tasks, questions and drafts are moved. Of
// the fields, the contact that stays keeps its own, and those it does not have are filled in.
// THREADS: any.
// ERRORS: forbidden to whoever is neither lead nor owner; not_found; invalid, naming `into`; conflict for what cannot be separated any more;
// those of store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "actions/contact/directory.h"
#include "actions/job/kind.h"

namespace sa {

/// Contacts that may be one person.
struct DuplicateGroup {
  std::string rule;   ///< "contact.same_name"
  std::string words;  ///< why they may be
  std::vector<ContactView> contacts;
};
BOOST_DESCRIBE_STRUCT(DuplicateGroup, (), (rule, words, contacts))

/// Up to `limit` groups, behind `after`.
Task<Result<FoundPage<DuplicateGroup>>> list_duplicate_contacts(Services& services, ListPlace after,
                                                                std::int64_t limit);
/// The contact `into`, which stays.
Task<Result<ContactView>> merge_contacts(Services& services, Actor actor, std::string contact_id,
                                         std::string into);
/// `contact_id`: of the contact that went, or of the one that stayed, whose latest merge is undone. The contact that is back.
Task<Result<ContactView>> unmerge_contact(Services& services, Actor actor, std::string contact_id);

/// Daily: forgets merges that cannot be undone any more.
JobRow forget_merges_job();

}  // namespace sa
