// Companies: finding, reading and changing them, and what happened with their people.
#include "actions/contact/directory.h"
#include "api/contact/place.h"
#include "api/routes.h"

namespace sa {
namespace {

struct CompanyQuery {
  std::string q;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&CompanyQuery::q)
                .optional()
                .max_length(200)
                .describe("the beginnings of up to four words of name and domain"),
            rule(&CompanyQuery::limit).optional().min(1).max(200),
            rule(&CompanyQuery::after).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(CompanyQuery, (), (q, limit, after))

struct CompanyPage {
  std::vector<CompanyCard> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(CompanyPage, (), (items, next))

struct CompanyChange : CompanyFields {
  std::int64_t version = 0;
  static std::vector<Rule> rules() {
    return {rule(&CompanyChange::version).min(1).describe("of the company that you changed")};
  }
};
BOOST_DESCRIBE_STRUCT(CompanyChange, (CompanyFields), (version))

Task<Result<Reply<CompanyPage>>> list(Call& call, FromQuery<CompanyQuery> query) {
  CO_TRY(ListPlace place, read_place(query->after));
  CO_TRY(auto found, co_await list_companies(call.services(), query->q, std::move(place), query->limit));
  CompanyPage page{std::move(found.items), std::nullopt};
  if (found.next) page.next = write_place(*found.next);
  co_return page;
}

Task<Result<Reply<CompanyCard>>> create(Call& call, CompanyFields input) {
  CO_TRY(CompanyCard made, co_await create_company(call.services(), std::move(input)));
  co_return Reply<CompanyCard>(std::move(made), 201);
}

Task<Result<Reply<CompanyCard>>> get(Call& call) {
  CO_TRY(CompanyCard card, co_await get_company_card(call.services(), call.param("company_id")));
  co_return card;
}

Task<Result<Reply<CompanyCard>>> change(Call& call, CompanyChange input) {
  const std::int64_t version = input.version;
  CO_TRY(CompanyCard card,
         co_await update_company(call.services(), call.param("company_id"), version, std::move(input)));
  co_return card;
}

Task<Result<Reply<TimelinePage>>> timeline(Call& call, FromQuery<TimelineQuery> query) {
  CO_TRY(TimelinePlace place, read_timeline_place(query->after));
  CO_TRY(auto items, co_await get_company_timeline(call.services(), call.param("company_id"),
                                                   std::move(place), query->limit + 1));
  co_return timeline_page(std::move(items), query->limit);
}

}  // namespace

std::vector<Route> company_routes() {
  constexpr std::string_view kPath = "/api/companies";
  constexpr std::string_view kOne = "/api/companies/{company_id}";
  return {
      route<list>("list_companies", Method::GET, kPath, Scope::read, "List or search companies",
                  {.tag = "companies"}),
      route<create>("create_company", Method::POST, kPath, Scope::draft, "Add a company",
                    {.tag = "companies", .statuses = {201}, .errors = {409, 422}}),
      route<get>("get_company", Method::GET, kOne, Scope::read, "Get a company",
                 {.tag = "companies", .errors = {404}}),
      route<change>("update_company", Method::PATCH, kOne, Scope::draft, "Change a company",
                    {.tag = "companies",
                     .errors = {404, 409, 422},
                     .about = "Contacts whose time zone comes from the company get the new one."}),
      route<timeline>("get_company_timeline", Method::GET, "/api/companies/{company_id}/timeline",
                      Scope::read, "List everything that happened with a company's contacts, newest first",
                      {.tag = "companies", .errors = {404}})};
}

}  // namespace sa
