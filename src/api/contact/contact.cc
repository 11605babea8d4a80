// Contacts: erasing one.
#include "actions/contact/erasure.h"
#include "api/routes.h"

namespace sa {
namespace {

struct EraseInput {
  std::string confirm;
  static std::vector<Rule> rules() {
    return {rule(&EraseInput::confirm).describe("one of the person's addresses, in any spelling")};
  }
};
BOOST_DESCRIBE_STRUCT(EraseInput, (), (confirm))

Task<Result<Reply<Erasure>>> erase(Call& call, EraseInput input) {
  CO_TRY(Erasure erasure, co_await erase_contact(call.services(), call.actor, call.param("contact_id"),
                                                 std::move(input.confirm)));
  co_return erasure;
}

}  // namespace

std::vector<Route> contact_routes() {
  return {route<erase>(
      "erase_contact", Method::POST, "/api/contacts/{contact_id}/erase", Scope::contacts, "Erase a person",
      {.tag = "contacts",
       .replay = false,
       .errors = {404, 409, 422},
       .about = "Permanently removes address, name and words from every table and from the trail's details. "
                "The trail stays intact, and a hash keeps the person out when an old list is imported. "
                "`elsewhere` lists where copies may still exist. 409 while a mail to them is being sent."})};
}

}  // namespace sa
