#include "store/contact/import.h"

#include "queries.h"

namespace sa {

Result<ContactImport> get_import(ReadTx& tx, const std::string& import_id) {
  return tx.get<ContactImport>(sql::import_get, Args().add("import_id", import_id),
                               "There is no import " + import_id + ".");
}

Result<std::optional<ContactImport>> find_unfinished_import(ReadTx& tx, const std::string& fingerprint) {
  return tx.find<ContactImport>(sql::import_find_unfinished, Args().add("fingerprint", fingerprint));
}

Result<std::vector<ContactImport>> list_running_imports(ReadTx& tx) {
  return tx.list<ContactImport>(sql::import_list_running, Args());
}

Result<Unit> insert_import(Tx& tx, const ContactImport& import) {
  return tx.put(sql::import_insert, Args().add_all(import));
}

Result<bool> update_import(Tx& tx, const ContactImport& import) {
  TRY(const std::int64_t changed, tx.exec(sql::import_update, Args().add_all(import)));
  return changed == 1;
}

Result<Unit> set_import_path(Tx& tx, const ContactImport& import) {
  return tx.put(sql::import_set_path, Args().add("import_id", import.import_id).add("path", import.path));
}

Result<Unit> insert_import_error(Tx& tx, const ImportError& error) {
  return tx.put(sql::import_error_insert, Args().add_all(error));
}

Result<std::vector<ImportError>> list_import_errors(ReadTx& tx, const std::string& import_id,
                                                    std::int64_t after_line, std::int64_t limit) {
  return tx.list<ImportError>(
      sql::import_error_list,
      Args().add("import_id", import_id).add("after_line", after_line).add("limit", limit));
}

Result<bool> was_seen(ReadTx& tx, const std::string& import_id, const std::string& key_hash) {
  TRY(const Rows rows,
      tx.query(sql::import_seen_find, Args().add("import_id", import_id).add("key_hash", key_hash)));
  return rows.first_integer() > 0;
}

Result<Unit> note_seen(Tx& tx, const std::string& import_id, const std::string& key_hash) {
  return tx.put(sql::import_seen_insert, Args().add("import_id", import_id).add("key_hash", key_hash));
}

Result<std::int64_t> forget_seen(Tx& tx) {
  return tx.exec(sql::import_seen_forget, Args());
}

Result<Unit> forget_import_errors(Tx& tx, Instant before) {
  return tx.put(sql::import_error_forget, Args().add("before", before));
}

}  // namespace sa
