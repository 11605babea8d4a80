// What is kept of a contact, table by table, for who asks what we know of them (GDPR 15 and 20).
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "core/draft/draft.h"
#include "store/engine/db.h"

namespace sa {

/// A mail of the person, or to them.
struct PersonMail {
  std::string message_id;
  Instant sent_at;
};
BOOST_DESCRIBE_STRUCT(PersonMail, (), (message_id, sent_at))
/// Oldest first, behind `after`.
Result<std::vector<PersonMail>> list_person_mails(ReadTx& tx, const std::string& contact_id,
                                                  const PersonMail& after, std::int64_t limit);
/// All drafts to them, oldest first.
Result<std::vector<Draft>> list_person_drafts(ReadTx& tx, const std::string& contact_id);
/// The rows of the other tables: {"notes": [{...}], "tasks": [...], ...}. Instants are RFC 3339.
Result<boost::json::object> list_person_rows(ReadTx& tx, const std::string& contact_id);

}  // namespace sa
