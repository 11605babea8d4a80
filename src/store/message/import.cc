#include "store/message/import.h"

#include "queries.h"

namespace sa {

Result<std::optional<ImportRow>> find_import(ReadTx& tx, const std::string& path) {
  return tx.find<ImportRow>(sql::mail_import_find, Args().add("path", path));
}

Result<Unit> save_import(Tx& tx, const ImportRow& row) {
  return tx.put(sql::mail_import_save, Args().add_all(row));
}

Result<Unit> delete_import(Tx& tx, const std::string& path) {
  return tx.put(sql::mail_import_delete, Args().add("path", path));
}

}  // namespace sa
