// Rows of merged contacts, and what moves from one contact to another.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/contact/contact.h"
#include "store/engine/db.h"

namespace sa {

/// A row that is kept of a contact by its id.
struct MergedRow {
  std::string kind;  ///< note, stage, consent, task, agent_note, question, draft
  std::string id;
};
BOOST_DESCRIBE_STRUCT(MergedRow, (), (kind, id))

struct MergeRow {
  std::string merge_id;
  std::string from_id;
  std::string into_id;
  std::string before;  ///< JSON
  std::string merged_by;
  Instant merged_at;
};
BOOST_DESCRIBE_STRUCT(MergeRow, (), (merge_id, from_id, into_id, before, merged_by, merged_at))

Result<Unit> insert_merge(Tx& tx, const MergeRow& merge);
/// The one in which the contact went, else the latest into it.
Result<std::optional<MergeRow>> find_merge(ReadTx& tx, const std::string& contact_id);
Result<Unit> delete_merge(Tx& tx, const std::string& merge_id);
Result<Unit> forget_merges(Tx& tx, Instant before);

Result<std::vector<MergedRow>> list_rows_of_contact(ReadTx& tx, const std::string& contact_id);
/// Nothing when the row is of neither `from_id` nor there.
Result<Unit> move_row(Tx& tx, const MergedRow& row, const std::string& from_id, const std::string& to_id);
/// With the drafts to it. False when `from_id` does not have it.
Result<bool> move_address(Tx& tx, const ContactAddress& address, const std::string& from_id,
                          const std::string& to_id);
/// One that the other contact is asked about already.
Result<Unit> delete_question(Tx& tx, const std::string& question_id);
/// REQUIRES: nothing is left that is kept of it.
Result<Unit> delete_contact(Tx& tx, const std::string& contact_id);

}  // namespace sa
