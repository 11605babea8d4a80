#include "store/engine/db.h"

#include "store/engine/postgres.h"
#include "store/engine/sqlite.h"
#include "store/engine/unsynced.h"

namespace sa {
namespace {

Result<std::unique_ptr<Db>> open(const DbOptions& options, bool is_synced) {
  if (options.url.starts_with("sqlite:")) return open_sqlite(options, is_synced);
  if (options.url.starts_with("postgresql://") || options.url.starts_with("postgres://")) {
    return open_postgres(options, is_synced);
  }
  return invalid("DATABASE_URL must be sqlite:path or postgresql://user:password@host/database.");
}

}  // namespace

Result<std::unique_ptr<Db>> open_db(const DbOptions& options) {
  return open(options, true);
}
Result<std::unique_ptr<Db>> open_unsynced_db(const DbOptions& options) {
  return open(options, false);
}

}  // namespace sa
