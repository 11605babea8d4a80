#include "store/contact/consent.h"

#include "base/reflect/reflect.h"
#include "queries.h"

namespace sa {
namespace {

struct ContactId {
  std::string contact_id;
};
BOOST_DESCRIBE_STRUCT(ContactId, (), (contact_id))

}  // namespace

Result<Unit> insert_consent(Tx& tx, const Consent& consent) {
  return tx.put(sql::consent_insert, Args().add_all(consent));
}

Result<std::vector<Consent>> list_consents(ReadTx& tx, const std::string& contact_id) {
  return tx.list<Consent>(sql::consent_list, Args().add("contact_id", contact_id));
}

Result<std::vector<std::string>> list_expired_consents(ReadTx& tx, Instant now, const std::string& after_id,
                                                       std::int64_t limit) {
  TRY(auto rows, tx.list<ContactId>(sql::consent_list_expired,
                                    Args().add("now", now).add("after_id", after_id).add("limit", limit)));
  std::vector<std::string> ids;
  for (ContactId& row : rows) ids.push_back(std::move(row.contact_id));
  return ids;
}

Result<bool> withdraw_consent(Tx& tx, const Consent& consent) {
  TRY(const std::int64_t changed, tx.exec(sql::consent_withdraw, Args().add_all(consent)));
  return changed == 1;
}

}  // namespace sa
