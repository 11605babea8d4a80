#include "store/audit/change.h"

#include "queries.h"

namespace sa {

Result<std::vector<AuditChange>> list_changes(ReadTx& tx, std::int64_t after, std::int64_t limit) {
  return tx.list<AuditChange>(sql::audit_change_list, Args().add("after", after).add("limit", limit));
}

Result<std::int64_t> get_last_change(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::audit_change_last, Args()));
  return rows.size() == 0 ? std::int64_t{0} : rows.first_integer();
}

}  // namespace sa
