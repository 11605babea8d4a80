// Migrations: sql/migrations/NNNN_name.sql, forward only, each applied once, with its checksum kept.
//
// One text serves both engines: the types BIGINT, BOOLEAN, DOUBLE PRECISION and BYTEA become INTEGER, INTEGER, REAL
// and BLOB for SQLite, whose tables are STRICT (a table's last line is `);`). A part between `-- dialect: sqlite` (or
// postgres) and `-- dialect: both` belongs to one engine.
// THREADS: one at a time; two processes that migrate one database at once are kept apart by the database.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/engine/engine_connection.h"

namespace sa {

enum class Dialect { sqlite, postgres };

/// `text` as the engine takes it.
std::string translate(std::string_view text, Dialect dialect);

/// The migrations that are part of the program, or the files of `folder` when that is not empty; in order.
/// ERRORS: invalid for a file that is not named NNNN_name.sql, or for a number that occurs twice or is left out.
Result<std::vector<Db::Migration>> load_migrations(const std::string& folder);

/// For who only reads: that nothing is missing of `known`. A database that is newer passes.
/// ERRORS: conflict, naming the first migration that is missing and what to do.
Result<Unit> require_migrated(ReadTx& tx, const std::vector<Db::Migration>& known);

using RunScript = std::function<Result<Unit>(const std::string&)>;
/// The common part of an engine's Db::migrate, on an open connection.
Result<std::vector<std::string>> run_migrations(EngineConnection& connection, const RunScript& run_script,
                                                const std::vector<Db::Migration>& migrations,
                                                Dialect dialect);

}  // namespace sa
