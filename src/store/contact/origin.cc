#include "store/contact/origin.h"

#include "queries.h"
#include "store/contact/contact.h"

namespace sa {

Result<Unit> insert_contact(Tx& tx, const Contact& contact, ContactOrigin came_by) {
  return tx.put(sql::contact_insert, Args().add_all(contact).add("came_by", came_by));
}

Result<Unit> insert_contact(Tx& tx, const Contact& contact) {
  return insert_contact(tx, contact, ContactOrigin::person);
}

Result<Unit> show_contact(Tx& tx, const std::string& contact_id) {
  return tx.put(sql::contact_show, Args().add("contact_id", contact_id));
}

}  // namespace sa
