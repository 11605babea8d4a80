#include "store/contact/origin.h"

#include "base/reflect/reflect.h"
#include "queries.h"
#include "store/contact/contact.h"

namespace sa {
namespace {

struct OriginRow {
  ContactOrigin came_by = ContactOrigin::mail;
};
BOOST_DESCRIBE_STRUCT(OriginRow, (), (came_by))

}  // namespace

Result<Unit> insert_contact(Tx& tx, const Contact& contact, ContactOrigin came_by) {
  return tx.put(sql::contact_insert, Args().add_all(contact).add("came_by", came_by));
}

Result<ContactOrigin> get_contact_origin(ReadTx& tx, const std::string& contact_id) {
  TRY(const OriginRow row, tx.get<OriginRow>(sql::contact_origin, Args().add("contact_id", contact_id),
                                             "There is no contact " + contact_id + "."));
  return row.came_by;
}

Result<Unit> set_contact_origin(Tx& tx, const std::string& contact_id, ContactOrigin came_by) {
  return tx.put(sql::contact_set_origin, Args().add("contact_id", contact_id).add("came_by", came_by));
}

}  // namespace sa
