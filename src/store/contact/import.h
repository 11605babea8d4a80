// Rows of imports of contact lists.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/contact/import.h"
#include "store/engine/db.h"

namespace sa {

/// ERRORS: not_found.
Result<ContactImport> get_import(ReadTx& tx, const std::string& import_id);
Result<std::optional<ContactImport>> find_unfinished_import(ReadTx& tx, const std::string& fingerprint);
/// Those that run, or were interrupted.
Result<std::vector<ContactImport>> list_running_imports(ReadTx& tx);
Result<Unit> insert_import(Tx& tx, const ContactImport& import);
/// Status, progress and outcomes. False when it does not run any more.
Result<bool> update_import(Tx& tx, const ContactImport& import);
/// The uploaded file that is read from now on.
Result<Unit> set_import_path(Tx& tx, const ContactImport& import);

Result<Unit> insert_import_error(Tx& tx, const ImportError& error);
/// In the order of lines, after `after_line`.
Result<std::vector<ImportError>> list_import_errors(ReadTx& tx, const std::string& import_id,
                                                    std::int64_t after_line, std::int64_t limit);

/// Whether a row that counted had the address.
Result<bool> was_seen(ReadTx& tx, const std::string& import_id, const std::string& key_hash);
Result<Unit> note_seen(Tx& tx, const std::string& import_id, const std::string& key_hash);
/// Forgets what imports that have ended need no more: some at a time; how many rows.
Result<std::int64_t> forget_seen(Tx& tx);
Result<Unit> forget_import_errors(Tx& tx, Instant before);

}  // namespace sa
