#include "store/engine/use.h"

#include "queries.h"

namespace sa {

Result<bool> is_used(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::database_use, Args()));
  return rows.first_integer() == 1;
}

}  // namespace sa
