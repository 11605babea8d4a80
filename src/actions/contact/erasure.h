// Erasing a person (GDPR 17): their address, name and words leave every table, the trail's details and the database's own files. What
// stays is a hash, which keeps them out when an old list is imported, and that something was erased, by whom and when.
//
// Mails of other people lose the address and keep their words. What left stays counted, without a name or a word.
// THREADS: any. On SQLite the database is written anew behind it: writes wait meanwhile (about a second for each 100 MB).
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "actions/job/kind.h"
#include "actions/services.h"
#include "base/async/task.h"
#include "core/user/actor.h"

namespace sa {

struct Erasure {
  boost::json::object rows_by_table;    ///< how many rows went or lost words, by table
  std::string key_hash;                 ///< the first of
  std::vector<std::string> key_hashes;  ///< one for each mailbox of the person
  std::int64_t audit_seq = 0;           ///< the row of the trail that says so
  std::vector<std::string> elsewhere;   ///< where copies may lie that the program cannot reach
};
BOOST_DESCRIBE_STRUCT(Erasure, (), (rows_by_table, key_hash, key_hashes, audit_seq, elsewhere))

/// `confirm`: one of the person's addresses, in any spelling.
/// ERRORS: forbidden to whoever is neither lead nor owner; not_found; invalid, naming confirm; conflict while a mail to the person is being
/// sent, or in doubt.
Task<Result<Erasure>> erase_contact(Services& services, Actor actor, std::string contact_id,
                                    std::string confirm);
/// What erase_contact would take, and nothing is: `audit_seq` is 0. ERRORS: as erase_contact.
Task<Result<Erasure>> preview_erasure(Services& services, Actor actor, std::string contact_id,
                                      std::string confirm);
/// By an address. Somebody of whom mails are there but who is no contact is erased, too.
Task<Result<Erasure>> erase_person(Services& services, Actor actor, std::string address, std::string confirm);

/// Makes what was erased unreadable in the database's own files: behind each erasure, should the program end before it has.
JobRow forget_erased_job();

/// Whether a person with one of these hashes was erased; if so, none of their data is let in again.
Result<bool> is_erased(ReadTx& tx, const std::vector<std::string>& key_hashes);

}  // namespace sa
