// Contacts: finding, reading and changing them, what happened with them, and erasing one.
#include "actions/contact/directory.h"
#include "actions/contact/erasure.h"
#include "api/contact/place.h"
#include "api/routes.h"

namespace sa {
namespace {

struct ContactQuery {
  std::string q;
  std::optional<ContactStage> stage;
  std::string user_id;
  std::string tag;
  std::string company_id;
  std::optional<ContactBasis> basis;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&ContactQuery::q)
                .optional()
                .max_length(200)
                .describe("a whole address, in any spelling, or the beginnings of up to four words of name, "
                          "company and addresses"),
            rule(&ContactQuery::user_id).optional().max_length(200).describe("the owner"),
            rule(&ContactQuery::tag).optional().max_length(200),
            rule(&ContactQuery::company_id).optional().max_length(200),
            rule(&ContactQuery::limit).optional().min(1).max(200),
            rule(&ContactQuery::after).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(ContactQuery, (), (q, stage, user_id, tag, company_id, basis, limit, after))

struct ContactPage {
  std::vector<ContactView> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ContactPage, (), (items, next))

struct ContactChange : ContactFields {
  std::int64_t version = 0;
  static std::vector<Rule> rules() {
    return {rule(&ContactChange::version).min(1).describe("of the contact that you changed")};
  }
};
BOOST_DESCRIBE_STRUCT(ContactChange, (ContactFields), (version))

struct NoteInput {
  std::string text;
  static std::vector<Rule> rules() { return {rule(&NoteInput::text).not_blank().printable()}; }
};
BOOST_DESCRIBE_STRUCT(NoteInput, (), (text))

struct EraseInput {
  std::string confirm;
  static std::vector<Rule> rules() {
    return {rule(&EraseInput::confirm).describe("one of the person's addresses, in any spelling")};
  }
};
BOOST_DESCRIBE_STRUCT(EraseInput, (), (confirm))

Task<Result<Reply<ContactPage>>> list(Call& call, FromQuery<ContactQuery> query) {
  CO_TRY(ListPlace place, read_place(query->after));
  ContactFilter filter{query->q, query->stage, query->user_id, query->tag, query->company_id, query->basis};
  CO_TRY(auto found,
         co_await list_contacts(call.services(), std::move(filter), std::move(place), query->limit));
  ContactPage page{std::move(found.items), std::nullopt};
  if (found.next) page.next = write_place(*found.next);
  co_return page;
}

Task<Result<Reply<ContactView>>> create(Call& call, ContactFields input) {
  CO_TRY(ContactView made, co_await create_contact(call.services(), call.actor, std::move(input)));
  co_return Reply<ContactView>(std::move(made), 201);
}

Task<Result<Reply<ContactView>>> get(Call& call) {
  CO_TRY(ContactView card, co_await get_contact_card(call.services(), call.param("contact_id")));
  co_return card;
}

Task<Result<Reply<ContactView>>> change(Call& call, ContactChange input) {
  const std::int64_t version = input.version;
  CO_TRY(ContactView card, co_await update_contact(call.services(), call.actor, call.param("contact_id"),
                                                   version, std::move(input)));
  co_return card;
}

Task<Result<Reply<ContactNote>>> note(Call& call, NoteInput input) {
  CO_TRY(ContactNote made,
         co_await add_note(call.services(), call.actor, call.param("contact_id"), std::move(input.text)));
  co_return Reply<ContactNote>(std::move(made), 201);
}

Task<Result<Reply<TimelinePage>>> timeline(Call& call, FromQuery<TimelineQuery> query) {
  CO_TRY(TimelinePlace place, read_timeline_place(query->after));
  CO_TRY(auto items, co_await get_contact_timeline(call.services(), call.param("contact_id"),
                                                   std::move(place), query->limit + 1));
  co_return timeline_page(std::move(items), query->limit);
}

Task<Result<Reply<Erasure>>> erase(Call& call, EraseInput input) {
  CO_TRY(Erasure erasure, co_await erase_contact(call.services(), call.actor, call.param("contact_id"),
                                                 std::move(input.confirm)));
  co_return erasure;
}

}  // namespace

std::vector<Route> contact_routes() {
  constexpr std::string_view kPath = "/api/contacts";
  constexpr std::string_view kOne = "/api/contacts/{contact_id}";
  return {
      route<list>(
          "list_contacts", Method::GET, kPath, Scope::read, "List or search contacts",
          {.tag = "contacts",
           .about =
               "Newest first, or with `q` in the order of the words found. Filters are combined with AND."}),
      route<create>(
          "create_contact", Method::POST, kPath, Scope::draft, "Add a contact",
          {.tag = "contacts",
           .statuses = {201},
           .errors = {403, 409, 422},
           .about = "409 if another contact has one of the addresses (`contact_id` says which), or if "
                    "the person was erased. A key needs the scope `contacts` to set basis or stage.",
           .example_input = R"({"email": "ada@example.com", "name": "Ada Lovelace"})"}),
      route<get>("get_contact", Method::GET, kOne, Scope::read, "Get a contact",
                 {.tag = "contacts", .errors = {404}}),
      route<change>(
          "update_contact", Method::PATCH, kOne, Scope::draft, "Change a contact",
          {.tag = "contacts",
           .errors = {403, 404, 409, 422},
           .about = "Omitted fields keep their values. A key needs the scope `contacts` to change addresses, "
                    "mailbox, basis or stage. The timeline shows who changed addresses, basis or time zone. "
                    "409 if the version is stale; `current` is the contact as it is now. Facts only move the "
                    "stage "
                    "forward; a person may set any stage."}),
      route<note>("add_contact_note", Method::POST, "/api/contacts/{contact_id}/notes", Scope::draft,
                  "Add a note to a contact", {.tag = "contacts", .statuses = {201}, .errors = {404, 422}}),
      route<timeline>("get_contact_timeline", Method::GET, "/api/contacts/{contact_id}/timeline", Scope::read,
                      "List everything that happened with a contact, newest first",
                      {.tag = "contacts", .errors = {404}}),
      route<erase>(
          "erase_contact", Method::POST, "/api/contacts/{contact_id}/erase", Scope::contacts,
          "Erase a person",
          {.tag = "contacts",
           .replay = false,
           .errors = {404, 409, 422},
           .about =
               "Permanently removes address, name and words from every table and from the trail's details. "
               "The trail stays intact, and a hash keeps the person out when an old list is imported. "
               "`elsewhere` lists where copies may still exist. 409 while a mail to them is being sent."})};
}

}  // namespace sa
