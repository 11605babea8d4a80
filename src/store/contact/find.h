// What contacts and companies are found by, lists of them, and what happened with them.
//
// A list is a range of record_terms: the narrowest of the wanted ranges is walked in the order of its terms, and each record in it is
// looked up in the others. So no filter reads the whole table, and a page goes on where the one before ended.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/contact/contact.h"
#include "store/engine/db.h"

namespace sa {

/// [low, high) of terms, by bytes.
struct TermRange {
  std::string low;
  std::string high;
};

/// The most ranges of one list of contacts; what is wanted beyond them is an error of who asks.
inline constexpr std::size_t kMaxTermRanges = 9;
inline constexpr std::size_t kMaxCompanyTermRanges = 4;

/// Makes `terms` (in any order, each once) what the record is found by.
Result<Unit> save_terms(Tx& tx, const std::string& record_id, const std::vector<std::string>& terms);

/// Where a page of a list begins: behind this record.
struct ListPlace {
  std::string low;        ///< of the range that is walked; empty in a list without ranges
  std::string term;       ///< in which it was found
  std::string record_id;  ///< empty: from the beginning
};

struct FoundContact : Contact {
  std::string found_low;  ///< ListPlace::low
  std::string found_term;
};
BOOST_DESCRIBE_STRUCT(FoundContact, (Contact), (found_low, found_term))
/// Those in all the ranges, newest first where there is none. REQUIRES: at most kMaxTermRanges.
Result<std::vector<FoundContact>> list_contacts(ReadTx& tx, std::vector<TermRange> ranges,
                                                const ListPlace& after, std::int64_t limit);

/// Those that share a term of the range with somebody, by term, behind `after_term`: the groups of up to `limit` terms.
Result<std::vector<FoundContact>> list_duplicates(ReadTx& tx, const TermRange& range,
                                                  const std::string& after_term, std::int64_t limit);

struct FoundCompany : Company {
  std::string found_low;  ///< ListPlace::low
  std::string found_term;
};
BOOST_DESCRIBE_STRUCT(FoundCompany, (Company), (found_low, found_term))
/// REQUIRES: at most kMaxCompanyTermRanges.
Result<std::vector<FoundCompany>> list_companies(ReadTx& tx, std::vector<TermRange> ranges,
                                                 const ListPlace& after, std::int64_t limit);

Result<std::optional<Company>> find_company(ReadTx& tx, const std::string& company_id);
Result<Company> get_company(ReadTx& tx, const std::string& company_id);
Result<std::optional<Company>> find_company_by_domain(ReadTx& tx, const std::string& domain);
/// The oldest of that name.
Result<std::optional<Company>> find_company_by_name(ReadTx& tx, const std::string& name_key);
Result<Unit> insert_company(Tx& tx, const Company& company);
/// As update_contact.
Result<bool> update_company(Tx& tx, const Company& company);

/// Deletes a company that was made for a contact's sake (only its name is known) when nobody is of it any more.
Result<Unit> delete_left_company(Tx& tx, const std::string& company_id);

/// One thing that happened.
struct TimelineItem {
  std::string item_id;  ///< "<kind>:<id>"
  Instant at;
  std::string
      kind;  ///< mail, draft, decision, task, note, stage, consent, consent_withdrawn, suppression, suppression_lifted, deal
  std::string title;   ///< a subject, what was decided, the rule of a stage, the reason of a suppression
  std::string words;   ///< the first 500 characters of a mail or draft
  std::string actor;   ///< who; empty: not a person
  std::string status;  ///< in or out of a mail, the state of a draft or task, the new stage
  std::string ref_id;  ///< of the message, draft, task, note, suppression or deal; of a stage its evidence
};
BOOST_DESCRIBE_STRUCT(TimelineItem, (), (item_id, at, kind, title, words, actor, status, ref_id))

struct TimelinePlace {
  Instant at{INT64_MAX};
  std::string item_id;
};
/// Newest first, of a contact or (with company_id) of all of a company.
Result<std::vector<TimelineItem>> list_timeline(ReadTx& tx, const std::string& contact_id,
                                                const std::string& company_id, const TimelinePlace& after,
                                                std::int64_t limit);

}  // namespace sa
