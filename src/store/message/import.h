// Rows that record how far the import of a file has progressed.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>

#include "store/engine/db.h"

namespace sa {

struct ImportRow {
  std::string path;
  std::string fingerprint;  ///< of the source; another one: the row means nothing
  std::int64_t next_offset = 0;
  std::int64_t read_count = 0;
  std::int64_t new_count = 0;
  std::int64_t duplicate_count = 0;
  std::int64_t skipped_count = 0;
  Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(ImportRow, (),
                      (path, fingerprint, next_offset, read_count, new_count, duplicate_count, skipped_count,
                       updated_at))

Result<std::optional<ImportRow>> find_import(ReadTx& tx, const std::string& path);
Result<Unit> save_import(Tx& tx, const ImportRow& row);
Result<Unit> delete_import(Tx& tx, const std::string& path);

}  // namespace sa
