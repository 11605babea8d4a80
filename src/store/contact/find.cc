#include "store/contact/find.h"

#include <algorithm>
#include <set>

#include "queries.h"

namespace sa {
namespace {

struct Term {
  std::string term;
};
BOOST_DESCRIBE_STRUCT(Term, (), (term))

Args range_args(const TermRange& range) {
  return Args().add("low", range.low).add("high", range.high);
}

/// The narrowest first.
Result<Unit> sort_by_size(ReadTx& tx, std::vector<TermRange>* ranges) {
  if (ranges->size() < 2) return ok();
  std::size_t best = 0;
  std::int64_t fewest = INT64_MAX;
  for (std::size_t i = 0; i < ranges->size(); ++i) {
    TRY(const Rows rows, tx.query(sql::record_term_count, range_args((*ranges)[i])));
    if (rows.first_integer() < fewest) {
      fewest = rows.first_integer();
      best = i;
    }
  }
  std::swap(ranges->front(), (*ranges)[best]);
  return ok();
}

constexpr std::string_view kLow[] = {"low1", "low2", "low3", "low4", "low5", "low6", "low7", "low8"};
constexpr std::string_view kHigh[] = {"high1", "high2", "high3", "high4", "high5", "high6", "high7", "high8"};

Args list_args(const std::vector<TermRange>& ranges, const ListPlace& after, std::int64_t limit) {
  Args args = range_args(ranges.front());
  for (std::size_t i = 0; i < std::size(kLow); ++i) {
    const bool is_wanted = i + 1 < ranges.size();
    args.add(kLow[i], is_wanted ? ranges[i + 1].low : std::string());
    args.add(kHigh[i], is_wanted ? ranges[i + 1].high : std::string());
  }
  const bool is_first = after.record_id.empty();
  args.add("after_term", is_first ? ranges.front().high : after.term);
  args.add("after_id", after.record_id);
  args.add("limit", limit);
  return args;
}

/// A page that follows another keeps its range: the counts may have changed meanwhile.
void keep_range(const ListPlace& after, std::vector<TermRange>* ranges) {
  const auto same = std::ranges::find(*ranges, after.low, &TermRange::low);
  if (same != ranges->end()) std::iter_swap(ranges->begin(), same);
}

template <class Found, class Plain>
Result<std::vector<Found>> list_found(ReadTx& tx, const Query& all, const Query& by_term,
                                      std::vector<TermRange> ranges, const ListPlace& after,
                                      std::int64_t limit) {
  if (ranges.empty()) {
    TRY(auto plain, tx.list<Plain>(all, Args().add("after_id", after.record_id).add("limit", limit)));
    std::vector<Found> found;
    for (Plain& each : plain) {
      found.emplace_back();
      static_cast<Plain&>(found.back()) = std::move(each);
    }
    return found;
  }
  if (after.record_id.empty()) {
    TRY_OK(sort_by_size(tx, &ranges));
  } else {
    keep_range(after, &ranges);
  }
  return tx.list<Found>(by_term, list_args(ranges, after, limit));
}

}  // namespace

Result<Unit> save_terms(Tx& tx, const std::string& record_id, const std::vector<std::string>& terms) {
  TRY(const auto rows, tx.list<Term>(sql::record_term_list, Args().add("record_id", record_id)));
  std::set<std::string> before;
  for (const Term& row : rows) before.insert(row.term);
  for (const std::string& term : terms) {
    if (before.erase(term) > 0) continue;
    TRY_OK(tx.put(sql::record_term_insert, Args().add("term", term).add("record_id", record_id)));
  }
  for (const std::string& term : before)
    TRY_OK(tx.put(sql::record_term_delete, Args().add("term", term).add("record_id", record_id)));
  return ok();
}

Result<std::vector<FoundContact>> list_contacts(ReadTx& tx, std::vector<TermRange> ranges,
                                                const ListPlace& after, std::int64_t limit) {
  return list_found<FoundContact, Contact>(tx, sql::contact_list, sql::contact_list_by_term,
                                           std::move(ranges), after, limit);
}

Result<std::vector<FoundContact>> list_duplicates(ReadTx& tx, const TermRange& range,
                                                  const std::string& after_term, std::int64_t limit) {
  return tx.list<FoundContact>(
      sql::contact_duplicate_list,
      Args().add("low", range.low).add("high", range.high).add("after_term", after_term).add("limit", limit));
}

Result<std::vector<FoundCompany>> list_companies(ReadTx& tx, std::vector<TermRange> ranges,
                                                 const ListPlace& after, std::int64_t limit) {
  return list_found<FoundCompany, Company>(tx, sql::company_list, sql::company_list_by_term,
                                           std::move(ranges), after, limit);
}

Result<std::optional<Company>> find_company(ReadTx& tx, const std::string& company_id) {
  return tx.find<Company>(sql::company_get, Args().add("company_id", company_id));
}

Result<Company> get_company(ReadTx& tx, const std::string& company_id) {
  return tx.get<Company>(sql::company_get, Args().add("company_id", company_id),
                         "There is no company " + company_id + ".");
}

Result<std::optional<Company>> find_company_by_domain(ReadTx& tx, const std::string& domain) {
  return tx.find<Company>(sql::company_find_by_domain, Args().add("domain", domain));
}

Result<std::optional<Company>> find_company_by_name(ReadTx& tx, const std::string& name_key) {
  return tx.find<Company>(sql::company_find_by_name, Args().add("name_key", name_key));
}

Result<Unit> insert_company(Tx& tx, const Company& company) {
  return tx.put(sql::company_insert, Args().add_all(company));
}

Result<bool> update_company(Tx& tx, const Company& company) {
  TRY(const std::int64_t changed, tx.exec(sql::company_update, Args().add_all(company)));
  return changed == 1;
}

Result<Unit> delete_left_company(Tx& tx, const std::string& company_id) {
  const Args args = Args().add("company_id", company_id);
  TRY_OK(tx.exec(sql::company_delete_left, args));
  return tx.put(sql::erase_company_terms, args);
}

Result<std::vector<TimelineItem>> list_timeline(ReadTx& tx, const std::string& contact_id,
                                                const std::string& company_id, const TimelinePlace& after,
                                                std::int64_t limit) {
  return tx.list<TimelineItem>(sql::contact_timeline, Args()
                                                          .add("contact_id", contact_id)
                                                          .add("company_id", company_id)
                                                          .add("after_at", after.at)
                                                          .add("after_id", after.item_id)
                                                          .add("limit", limit));
}

}  // namespace sa
