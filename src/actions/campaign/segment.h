// Segments: saved conditions, and the contacts that meet one at the time of asking.
// THREADS: any. Members are those that the asker sees: who may not see a contact neither counts nor enrols it.
// ERRORS: not_found; invalid, with the path of the field; conflict for a stale version (`current` is the segment as it is now), and for the
// deletion of one that a campaign has; those of store/engine/db.h.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "base/async/worker.h"
#include "base/reflect/reflect.h"
#include "core/campaign/campaign.h"
#include "core/contact/contact.h"
#include "core/user/actor.h"
#include "store/campaign/segment.h"

namespace sa {

/// A segment as somebody writes it.
struct SegmentInput {
  std::string segment_id;
  std::string name;
  boost::json::value filter;
  std::int64_t version = 0;
  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(SegmentInput, (), (segment_id, name, filter, version))

/// The same id with the same content answers the segment as it is; with other content: conflict.
Task<Result<Segment>> create_segment(Services& services, const Actor& actor, SegmentInput input);
Task<Result<Segment>> change_segment(Services& services, const Actor& actor, std::string segment_id,
                                     SegmentInput input);
Task<Result<Unit>> delete_segment(Services& services, const Actor& actor, std::string segment_id);

/// Most ids that a count or a check shows.
inline constexpr std::size_t kSampleIds = 20;

struct SegmentCount {
  std::int64_t count = 0;
  std::vector<std::string> sample;
  static std::vector<Rule> rules() {
    return {rule(&SegmentCount::sample).describe("the first 20 contact ids, in the order of ids")};
  }
};
BOOST_DESCRIBE_STRUCT(SegmentCount, (), (count, sample))
/// Goes through all contacts, in bounded memory.
Task<Result<SegmentCount>> count_segment(Services& services, std::string segment_id);

/// A page of all contacts.
struct ContactBatch {
  std::vector<Contact> contacts;             ///< in the order of ids
  std::map<std::string, Company> companies;  ///< of those contacts, by id
  ContactSpan span;
  bool is_last = false;  ///< there are no more

  /// Null: the contact has none.
  std::optional<Company> company_of(const Contact& contact) const;
};
/// The page behind that contact; at most 500.
Result<ContactBatch> read_contact_batch(ReadTx& tx, const std::string& after_id);
/// Those of the page that are in the segment. REQUIRES: `filter` was checked.
std::vector<Contact> members_of(const ContactBatch& batch, const boost::json::value& filter);

/// The thread on which segments are gone through, so that no connection waits.
Worker& segment_worker();

}  // namespace sa
