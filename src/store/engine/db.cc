#include "store/engine/db.h"

#include "store/engine/postgres.h"
#include "store/engine/sqlite.h"

namespace sa {

Result<std::unique_ptr<Db>> open_db(const DbOptions& options) {
  if (options.url.starts_with("sqlite:")) return open_sqlite(options);
  if (options.url.starts_with("postgresql://") || options.url.starts_with("postgres://")) {
    return open_postgres(options);
  }
  return invalid("DATABASE_URL must be sqlite:path or postgresql://user:password@host/database.");
}

}  // namespace sa
