#include "store/account/secret.h"

#include "queries.h"

namespace sa {

Result<std::optional<Secret>> find_secret(ReadTx& tx, const std::string& name) {
  return tx.find<Secret>(sql::secret_find, Args().add("name", name));
}

Result<Unit> insert_secret(Tx& tx, const Secret& secret) {
  return tx.put(sql::secret_insert, Args().add_all(secret));
}

Result<Unit> replace_secret(Tx& tx, const Secret& secret, const std::string& sealed_before) {
  return tx.put(sql::secret_replace, Args().add("sealed_before", sealed_before).add_all(secret));
}

Result<Unit> delete_secret(Tx& tx, const std::string& name) {
  return tx.put(sql::secret_delete, Args().add("name", name));
}

}  // namespace sa
