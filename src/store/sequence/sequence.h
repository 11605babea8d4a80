// Rows of sequences and of all their versions.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/sequence/sequence.h"
#include "store/engine/db.h"

namespace sa {

Result<std::optional<Sequence>> find_sequence(ReadTx& tx, const std::string& sequence_id);
/// ERRORS: not_found.
Result<Sequence> get_sequence(ReadTx& tx, const std::string& sequence_id);
/// The steps as they were in that version; the status is the present one. ERRORS: not_found.
Result<Sequence> get_sequence_version(ReadTx& tx, const std::string& sequence_id, std::int64_t version);

/// Newest first, behind the sequence that was made at `after_at`. Null status: any.
Result<std::vector<Sequence>> list_sequences(ReadTx& tx, const std::optional<SequenceStatus>& status,
                                             Instant after_at, const std::string& after_id,
                                             std::int64_t limit);

/// With its first version. ERRORS: conflict where there is one of that id.
Result<Unit> insert_sequence(Tx& tx, const Sequence& sequence, const std::string& created_by);
/// REQUIRES: `sequence.version` is new; it is kept beside the earlier ones.
Result<Unit> insert_sequence_version(Tx& tx, const Sequence& sequence, const std::string& created_by);
/// The same version in another status.
Result<Unit> update_sequence(Tx& tx, const Sequence& sequence);

}  // namespace sa
