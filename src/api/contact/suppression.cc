// Suppressions: who must not be written to.
#include "actions/contact/suppression.h"

#include "api/routes.h"

namespace sa {
namespace {

struct SuppressionQuery {
  std::string q;
  std::optional<SuppressionReason> reason;
  std::optional<SuppressionScope> scope;
  std::int64_t limit = 50;
  std::string after;
  static std::vector<Rule> rules() {
    return {rule(&SuppressionQuery::q).optional().describe("an address in any spelling, or part of one"),
            rule(&SuppressionQuery::limit).optional().min(1).max(200),
            rule(&SuppressionQuery::after).optional()};
  }
};
BOOST_DESCRIBE_STRUCT(SuppressionQuery, (), (q, reason, scope, limit, after))

struct SuppressionPage {
  std::vector<Suppression> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(SuppressionPage, (), (items, next))

struct NewSuppression {
  std::optional<std::string> address;
  std::optional<std::string> domain;
  std::optional<SuppressionReason> reason;
  std::optional<std::string> source;
  static std::vector<Rule> rules() {
    return {rule(&NewSuppression::address).describe("the person's address; alternatively a domain"),
            rule(&NewSuppression::domain).describe("includes its subdomains"),
            rule(&NewSuppression::reason).describe("default: manual"),
            rule(&NewSuppression::source).describe("where the request came from; default: you")};
  }
};
BOOST_DESCRIBE_STRUCT(NewSuppression, (), (address, domain, reason, source))

struct CheckQuery {
  std::string address;
};
BOOST_DESCRIBE_STRUCT(CheckQuery, (), (address))

struct LiftInput {
  std::string reason;
  std::string proof;
  static std::vector<Rule> rules() {
    return {
        rule(&LiftInput::reason).optional().describe("required except for `manual`"),
        rule(&LiftInput::proof)
            .optional()
            .describe(
                "where the new consent is kept; required after an unsubscribe, an objection or a complaint")};
  }
};
BOOST_DESCRIBE_STRUCT(LiftInput, (), (reason, proof))

template <class E>
std::string name_or_empty(const std::optional<E>& value) {
  return value ? std::string(enum_name(*value)) : std::string();
}

Task<Result<Reply<SuppressionPage>>> list(Call& call, FromQuery<SuppressionQuery> query) {
  SuppressionFilter filter{query->q, {}, name_or_empty(query->reason), name_or_empty(query->scope)};
  if (const auto key = suppression_key(call.services(), query->q)) filter.key_hash = key->key_hash;
  CO_TRY(std::vector<Suppression> rows, co_await call.services().db.read([&](ReadTx& tx) {
    return list_suppressions(tx, filter, query->after, query->limit + 1);
  }));
  SuppressionPage page;
  if (rows.size() > static_cast<std::size_t>(query->limit)) {
    rows.resize(static_cast<std::size_t>(query->limit));
    page.next = rows.back().suppression_id;
  }
  page.items = std::move(rows);
  co_return page;
}

Task<Result<Reply<Suppression>>> add(Call& call, NewSuppression input) {
  SuppressionWish wish{std::move(input.address), std::move(input.domain),
                       input.reason.value_or(SuppressionReason::manual), std::move(input.source)};
  CO_TRY(KeptSuppression kept, co_await add_suppression(call.services(), call.actor, std::move(wish)));
  co_return Reply<Suppression>(std::move(kept.suppression), kept.is_new ? 201 : 200);
}

Task<Result<Reply<SuppressionCheck>>> check(Call& call, FromQuery<CheckQuery> query) {
  CO_TRY(SuppressionCheck found, co_await check_suppression(call.services(), query->address));
  co_return found;
}

Task<Result<Reply<Nothing>>> lift(Call& call, LiftInput input) {
  CO_TRY_OK(co_await remove_suppression(call.services(), call.actor, call.param("suppression_id"),
                                        {std::move(input.reason), std::move(input.proof)}));
  co_return Reply<Nothing>(Nothing{}, 204);
}

}  // namespace

std::vector<Route> suppression_routes() {
  constexpr std::string_view kPath = "/api/suppressions";
  return {
      route<list>("list_suppressions", Method::GET, kPath, Scope::contacts,
                  "List suppressed addresses and domains", {.tag = "contacts"}),
      route<check>(
          "check_suppression", Method::GET, "/api/suppressions/check", Scope::read,
          "Check whether an address is suppressed",
          {.tag = "contacts",
           .errors = {422},
           .about = "Accepts any spelling of the mailbox. The answer includes suppressions of its domain."}),
      route<add>("add_suppression", Method::POST, kPath, Scope::contacts,
                 "Suppress a person, or a domain with its subdomains",
                 {.tag = "contacts", .statuses = {201, 200}, .errors = {422}}),
      route<lift>("lift_suppression", Method::DELETE, "/api/suppressions/{suppression_id}", Scope::contacts,
                  "Lift a suppression",
                  {.tag = "contacts",
                   .statuses = {204},
                   .errors = {422},
                   .about = "Keeps a record of the suppression, who lifted it and why. If the person opted "
                            "out themselves, only an owner can lift it, with proof of new consent."}),
  };
}

}  // namespace sa
