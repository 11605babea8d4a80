#include "store/contact/consent.h"

#include "queries.h"

namespace sa {

Result<Unit> insert_consent(Tx& tx, const Consent& consent) {
  return tx.put(sql::consent_insert, Args().add_all(consent));
}

Result<std::vector<Consent>> list_consents(ReadTx& tx, const std::string& contact_id) {
  return tx.list<Consent>(sql::consent_list, Args().add("contact_id", contact_id));
}

Result<bool> withdraw_consent(Tx& tx, const Consent& consent) {
  TRY(const std::int64_t changed, tx.exec(sql::consent_withdraw, Args().add_all(consent)));
  return changed == 1;
}

}  // namespace sa
