// The audit trail as people search it: who did what to which draft, and whether the chain of its rows is whole.
#include <algorithm>

#include <charconv>

#include "actions/services.h"
#include "api/routes.h"
#include "store/audit/audit.h"

namespace sa {
namespace {

enum class StepOrder { oldest, newest };
BOOST_DESCRIBE_ENUM(StepOrder, oldest, newest)

struct AuditQuery {
  std::string q;
  std::string draft_id;
  std::string actor;
  std::string action;
  StepOrder order = StepOrder::oldest;
  std::int64_t limit = 50;
  std::optional<std::int64_t> after;
  static std::vector<Rule> rules() {
    return {
        rule(&AuditQuery::q)
            .optional()
            .max_length(200)
            .describe("a draft's id, or a part of who did it, of the recipient or of the subject"),
        rule(&AuditQuery::draft_id).optional().max_length(200),
        rule(&AuditQuery::actor).optional().max_length(200).describe("a part of the name"),
        rule(&AuditQuery::action).optional().max_length(200).example("approve"),
        rule(&AuditQuery::order).optional(),
        rule(&AuditQuery::limit).optional().min(1).max(200),
        rule(&AuditQuery::after).min(0).describe("the `next` of the page before, or the number of a step")};
  }
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (), (q, draft_id, actor, action, order, limit, after))

struct StepPage {
  std::vector<FoundStep> items;
  std::optional<std::int64_t> next;
  static constexpr const char* kAbout =
      "Steps of the trail. A page of a rare word may hold few steps or none and still have a `next`.";
};
BOOST_DESCRIBE_STRUCT(StepPage, (), (items, next))

struct VerifyQuery {
  std::int64_t after = 0;
  static std::vector<Rule> rules() {
    return {
        rule(&VerifyQuery::after).optional().min(0).describe("the `last` of the answer before; 0: begin")};
  }
};
BOOST_DESCRIBE_STRUCT(VerifyQuery, (), (after))

struct ChainCheck {
  bool ok = true;
  std::int64_t rows = 0;
  std::int64_t last = 0;
  std::int64_t end = 0;
  std::string hash;
  std::string words;
  static std::vector<Rule> rules() {
    return {rule(&ChainCheck::ok).describe("no row was changed, removed, added or moved"),
            rule(&ChainCheck::rows).describe("how many rows this answer is about"),
            rule(&ChainCheck::last).describe("the last of them: ask again with `after` until it is `end`"),
            rule(&ChainCheck::end).describe("the last row there is"),
            rule(&ChainCheck::hash).describe("of the row `last`"),
            rule(&ChainCheck::words).describe("what is wrong; empty: nothing")};
  }
};
BOOST_DESCRIBE_STRUCT(ChainCheck, (), (ok, rows, last, end, hash, words))

constexpr std::int64_t kRowsOfACheck = 2000;

Result<StepPage> find_steps(ReadTx& tx, const AuditQuery& query) {
  const StepFilter filter{query.q, query.draft_id, query.actor, query.action};
  const bool is_newest = query.order == StepOrder::newest;
  TRY(const AuditHead head, get_audit_head(tx));
  // Beyond the last step there is nothing, however far.
  const std::int64_t from = std::min(query.after.value_or(is_newest ? head.seq + 1 : 0), head.seq + 1);
  StepPage page;
  TRY(page.items, is_newest ? search_audit_newest(tx, filter, from, query.limit)
                            : search_audit_oldest(tx, filter, from, query.limit));
  const bool is_full = page.items.size() == static_cast<std::size_t>(query.limit);
  const std::int64_t looked_at = is_newest ? from - kMostStepsSearched : from + kMostStepsSearched;
  const std::int64_t next = is_full ? page.items.back().seq : looked_at;
  if (is_newest ? next > 1 : next < head.seq) page.next = next;
  return page;
}

Task<Result<Reply<StepPage>>> list(Call& call, FromQuery<AuditQuery> query) {
  CO_TRY(StepPage page,
         co_await call.services().db.read([&](ReadTx& tx) { return find_steps(tx, query.value); }));
  co_return page;
}

/// The row before is read, too: the first one has to follow from it.
Result<ChainCheck> check_chain(ReadTx& tx, std::int64_t after) {
  ChainCheck check;
  TRY(const AuditHead end, get_audit_head(tx));
  check.end = end.seq;
  TRY(const std::vector<AuditRow> rows, list_audit_after(tx, after - 1, kRowsOfACheck + 1));
  AuditHead head{0, kAuditGenesis};
  for (const AuditRow& row : rows) {
    if (row.seq == after) {
      head = {row.seq, row.hash};
      continue;
    }
    ++check.rows;
    if (const auto verified = verify_next(row, &head); !verified) {
      check.ok = false;
      check.words = verified.error().message;
      head = {row.seq, row.hash};
      break;
    }
  }
  check.last = head.seq;
  check.hash = head.hash;
  return check;
}

Task<Result<Reply<ChainCheck>>> verify(Call& call, FromQuery<VerifyQuery> query) {
  CO_TRY(ChainCheck check,
         co_await call.services().db.read([&](ReadTx& tx) { return check_chain(tx, query->after); }));
  co_return check;
}

}  // namespace

std::vector<Route> audit_routes() {
  return {
      route<list>("list_audit", Method::GET, "/api/audit", Scope::read, "List or search the audit trail",
                  {.tag = "audit", .about = "Filters are combined with AND."}),
      route<verify>("verify_audit", Method::GET, "/api/audit/verify", Scope::read,
                    "Check that the audit trail was not changed",
                    {.tag = "audit",
                     .about = "Checks up to 2,000 rows, each against the one before it. `sales-agent audit "
                              "verify` also compares the trail with the drafts and with anchors kept "
                              "elsewhere."}),
  };
}

}  // namespace sa
