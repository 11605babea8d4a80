// Rows of opt-out links, and of opt-outs by a link that this database does not know.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>

#include "store/engine/db.h"

namespace sa {

struct UnsubscribeLink {
  std::string unsubscribe_id;
  std::string key_hash;  ///< of whom it stands for
  std::string form;      ///< key: the key's own; signed: of a mail from before; read: found in a mail of ours
  std::optional<std::string> shown;  ///< the address; null once it was erased
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(UnsubscribeLink, (), (unsubscribe_id, key_hash, form, shown, created_at))

Result<std::optional<UnsubscribeLink>> find_unsubscribe_link(ReadTx& tx, const std::string& unsubscribe_id);
/// The key's own.
Result<std::optional<UnsubscribeLink>> find_unsubscribe_link_of(ReadTx& tx, const std::string& key_hash);
/// The first of an id, and the first own one of a key, stands.
Result<Unit> insert_unsubscribe_link(Tx& tx, const UnsubscribeLink& link);

/// Keeps an opt-out until the mail that carries its id is read. `is_ours`: this installation made the id.
Result<Unit> keep_unknown_unsubscribe(Tx& tx, const std::string& unsubscribe_id, bool is_ours, Instant now);
/// True when somebody opted out by that id; it is no longer kept then.
Result<bool> take_unknown_unsubscribe(Tx& tx, const std::string& unsubscribe_id);

}  // namespace sa
