// Imports of contact lists: the file comes as the body, a job reads it.
#include "actions/contact/import_job.h"
#include "api/routes.h"
#include "core/contact/csv.h"

namespace sa {
namespace {

struct ImportQuery {
  std::string map;
  std::string source;
  std::optional<ContactBasis> basis;
  std::string basis_at;
  std::string owner;
  ImportConflict on_conflict = ImportConflict::fill;
  bool dry_run = false;
  static std::vector<Rule> rules() {
    return {
        rule(&ImportQuery::map)
            .optional()
            .max_length(20'000)
            .describe(
                "the field that a column holds, several with commas, such as email=Contact,custom.plan=Tier"),
        rule(&ImportQuery::source)
            .optional()
            .one_line()
            .max_length(2000)
            .describe("where the data comes from, for rows without a source"),
        rule(&ImportQuery::basis).describe("the legal basis for rows without one"),
        rule(&ImportQuery::basis_at).optional().max_length(100).describe("its date, such as 2026-11-22"),
        rule(&ImportQuery::owner)
            .optional()
            .max_length(254)
            .describe("the user who owns the contacts, by id or address"),
        rule(&ImportQuery::on_conflict)
            .optional()
            .describe("for contacts that exist: fill empty fields, overwrite, or skip"),
        rule(&ImportQuery::dry_run)
            .optional()
            .describe("write nothing; count what would become of each row")};
  }
};
BOOST_DESCRIBE_STRUCT(ImportQuery, (), (map, source, basis, basis_at, owner, on_conflict, dry_run))

struct ErrorsQuery {
  std::int64_t after = 0;
  static std::vector<Rule> rules() {
    return {rule(&ErrorsQuery::after).optional().min(0).describe("the line that the page before ended with")};
  }
};
BOOST_DESCRIBE_STRUCT(ErrorsQuery, (), (after))

Task<Result<Reply<ImportCard>>> begin(Call& call, FromQuery<ImportQuery> query) {
  ImportOptions options{query->map,   query->source,      query->basis,  query->basis_at,
                        query->owner, query->on_conflict, query->dry_run};
  CO_TRY(ImportCard card,
         co_await begin_uploaded_import(call.services(), call.actor, *call.upload, std::move(options)));
  const std::string place = "/api/imports/" + card.import_id;
  Reply<ImportCard> reply(std::move(card), 202);
  reply.headers.emplace_back("Location", place);
  co_return reply;
}

Task<Result<Reply<ImportCard>>> get(Call& call) {
  CO_TRY(ImportCard card, co_await get_import_card(call.services(), call.param("import_id")));
  co_return card;
}

Task<Result<Response>> errors(Call& call, FromQuery<ErrorsQuery> query) {
  CO_TRY(ImportErrorPage page,
         co_await get_import_errors(call.services(), call.param("import_id"), query->after));
  Response response;
  response.headers.add_lines("Content-Type: text/csv; charset=utf-8\r\n");
  if (page.next_after > 0) {
    response.headers.add("Link", "</api/imports/" + call.param("import_id") +
                                     "/errors?after=" + std::to_string(page.next_after) + ">; rel=\"next\"");
  }
  response.body = std::move(page.text);
  co_return response;
}

Task<Result<Reply<ImportCard>>> cancel_one(Call& call) {
  CO_TRY(ImportCard card, co_await cancel_import(call.services(), call.actor, call.param("import_id")));
  co_return card;
}

}  // namespace

std::vector<Route> import_routes() {
  return {
      route<begin>("import_contacts", Method::POST, "/api/imports/contacts", Scope::contacts,
                   "Import a contact list",
                   {.tag = "contacts",
                    .statuses = {202},
                    .upload_type = "text/csv",
                    .upload_bytes = kCsvFileBytes,
                    .about = "The body is the list (CSV with a header), at most 2 GB. Columns are recognised "
                             "by their names in "
                             "eight languages; 422 with the `mapping` as far as it was understood if that is "
                             "ambiguous or no "
                             "column holds addresses. The import continues after a restart of the server. "
                             "The same file with "
                             "the same options, sent while it is unfinished, continues it."}),
      route<get>("get_import", Method::GET, "/api/imports/{import_id}", Scope::contacts,
                 "Get an import: its state, and how many rows had each outcome",
                 {.tag = "contacts", .errors = {404}}),
      route<errors>(
          "get_import_errors", Method::GET, "/api/imports/{import_id}/errors", Scope::contacts,
          "Get the rejected rows of an import as CSV",
          {.tag = "contacts",
           .errors = {404},
           .content_type = "text/csv",
           .about = "Columns: line, column, rule, words, row. Kept for 30 days. If there are more than one "
                    "answer holds, the Link header has the URL of the next page."}),
      route<cancel_one>("cancel_import", Method::POST, "/api/imports/{import_id}/cancel", Scope::contacts,
                        "Cancel an import; rows that are done stay",
                        {.tag = "contacts", .errors = {404, 409}})};
}

}  // namespace sa
