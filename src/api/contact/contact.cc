// Contacts: finding, reading and changing them, what happened with them, and erasing one.
#include "actions/contact/consent.h"
#include "actions/contact/directory.h"
#include "actions/contact/erasure.h"
#include "actions/contact/merge.h"
#include "actions/contact/person_export.h"
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

struct DuplicateQuery {
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&DuplicateQuery::limit).optional().min(1).max(100),
            rule(&DuplicateQuery::after).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(DuplicateQuery, (), (limit, after))

struct DuplicatePage {
  std::vector<DuplicateGroup> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(DuplicatePage, (), (items, next))

struct MergeInput {
  std::string into;
  static std::vector<Rule> rules() {
    return {rule(&MergeInput::into).describe("the contact_id of the contact that stays")};
  }
};
BOOST_DESCRIBE_STRUCT(MergeInput, (), (into))

struct ConsentPage {
  std::vector<Consent> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ConsentPage, (), (items, next))

Task<Result<Reply<DuplicatePage>>> duplicates(Call& call, FromQuery<DuplicateQuery> query) {
  CO_TRY(ListPlace place, read_place(query->after));
  CO_TRY(auto found, co_await list_duplicate_contacts(call.services(), std::move(place), query->limit));
  DuplicatePage page{std::move(found.items), std::nullopt};
  if (found.next) page.next = write_place(*found.next);
  co_return page;
}

Task<Result<Reply<ContactView>>> merge(Call& call, MergeInput input) {
  CO_TRY(ContactView card, co_await merge_contacts(call.services(), call.actor, call.param("contact_id"),
                                                   std::move(input.into)));
  co_return card;
}

Task<Result<Reply<ContactView>>> unmerge(Call& call) {
  CO_TRY(ContactView card, co_await unmerge_contact(call.services(), call.actor, call.param("contact_id")));
  co_return card;
}

Task<Result<Reply<ConsentPage>>> consents(Call& call) {
  CO_TRY(auto items, co_await get_consents(call.services(), call.param("contact_id")));
  co_return ConsentPage{std::move(items), std::nullopt};
}

Task<Result<Reply<Consent>>> consent(Call& call, ConsentFields input) {
  CO_TRY(Consent made,
         co_await add_consent(call.services(), call.actor, call.param("contact_id"), std::move(input)));
  co_return Reply<Consent>(std::move(made), 201);
}

Task<Result<Reply<Consent>>> withdraw_one(Call& call) {
  CO_TRY(Consent ended, co_await end_consent(call.services(), call.actor, call.param("contact_id"),
                                             call.param("consent_id")));
  co_return ended;
}

Task<Result<Response>> export_one(Call& call) {
  CO_TRY(std::string zip, co_await export_person(call.services(), call.param("contact_id")));
  Response response;
  response.headers.add_lines("Content-Type: application/zip\r\n");
  response.headers.add("Content-Disposition",
                       "attachment; filename=\"contact-" + call.param("contact_id") + ".zip\"");
  response.body = std::move(zip);
  co_return response;
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
                    "basis or stage. The timeline shows who changed addresses, basis or time zone. "
                    "409 if the version is stale; `current` is the contact as it is now. Facts only move the "
                    "stage "
                    "forward; a person may set any stage."}),
      route<note>("add_contact_note", Method::POST, "/api/contacts/{contact_id}/notes", Scope::draft,
                  "Add a note to a contact", {.tag = "contacts", .statuses = {201}, .errors = {404, 422}}),
      route<timeline>("get_contact_timeline", Method::GET, "/api/contacts/{contact_id}/timeline", Scope::read,
                      "List everything that happened with a contact, newest first",
                      {.tag = "contacts", .errors = {404}}),
      route<duplicates>(
          "list_duplicate_contacts", Method::GET, "/api/contacts/duplicates", Scope::read,
          "List contacts that may be the same person",
          {.tag = "contacts",
           .errors = {422},
           .about = "Contacts with the same name at the same company. Nothing is merged automatically."}),
      route<merge>(
          "merge_contact", Method::POST, "/api/contacts/{contact_id}/merge", Scope::contacts,
          "Merge a contact into another",
          {.tag = "contacts",
           .errors = {404, 422},
           .about =
               "The answer is the contact that stays: it keeps its own fields and gets those that it did "
               "not have, all addresses and everything that happened. Can be undone for 30 days."}),
      route<unmerge>(
          "unmerge_contact", Method::POST, "/api/contacts/{contact_id}/unmerge", Scope::contacts,
          "Undo a merge within 30 days",
          {.tag = "contacts",
           .errors = {404, 409},
           .about = "With the id of the contact that was merged, or of the contact that stayed (then its "
                    "latest merge is undone). The answer is the contact that is back."}),
      route<consents>("list_consents", Method::GET, "/api/contacts/{contact_id}/consents", Scope::read,
                      "List why a contact may be written to, newest first",
                      {.tag = "contacts", .errors = {404}}),
      route<consent>(
          "add_consent", Method::POST, "/api/contacts/{contact_id}/consents", Scope::draft,
          "Record a legal basis for writing to a contact",
          {.tag = "contacts",
           .statuses = {201},
           .errors = {403, 404, 422},
           .about = "The contact's `basis` and `basis_at` follow the newest one that holds. A key needs the "
                    "scope `contacts`."}),
      route<withdraw_one>("withdraw_consent", Method::POST,
                          "/api/contacts/{contact_id}/consents/{consent_id}/withdraw", Scope::draft,
                          "Withdraw a consent: the contact opts out at all their addresses",
                          {.tag = "contacts", .errors = {403, 404, 409}}),
      route<export_one>(
          "export_contact", Method::GET, "/api/contacts/{contact_id}/export", Scope::read,
          "Get everything that is kept of a person, as a ZIP archive",
          {.tag = "contacts",
           .errors = {404},
           .content_type = "application/zip",
           .about = "person.json with the contact and every table's rows about them, and each mail from "
                    "and to them as a file (.eml)."}),
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
