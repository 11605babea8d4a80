// Search: the mails whose words are nearest to a question.
#include "actions/search/search.h"

#include "api/routes.h"

namespace sa {
namespace {

struct SearchQuery {
  std::string q;
  std::int64_t limit = 20;
  static std::vector<Rule> rules() {
    return {rule(&SearchQuery::q).not_blank().max_length(kLongestQuery),
            rule(&SearchQuery::limit).optional().min(1).max(kMostHits)};
  }
};
BOOST_DESCRIBE_STRUCT(SearchQuery, (), (q, limit))

Task<Result<Reply<SearchResult>>> search(Call& call, FromQuery<SearchQuery> query) {
  CO_TRY(SearchResult result, co_await search_messages(call.services(), query->q, query->limit));
  co_return result;
}

}  // namespace

std::vector<Route> search_routes() {
  return {route<search>("search_messages", Method::GET, "/api/search", Scope::read,
                        "Search mail by its content, best matches first", {.tag = "mail", .errors = {503}})};
}

}  // namespace sa
