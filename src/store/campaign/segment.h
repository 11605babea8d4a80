// Rows of segments, and pages of all contacts for who asks which of them are in one.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/campaign/campaign.h"
#include "core/contact/contact.h"
#include "store/engine/db.h"

namespace sa {

Result<std::optional<Segment>> find_segment(ReadTx& tx, const std::string& segment_id);
/// ERRORS: not_found.
Result<Segment> get_segment(ReadTx& tx, const std::string& segment_id);
/// Newest first, behind the segment that was made at `after_at`.
Result<std::vector<Segment>> list_segments(ReadTx& tx, Instant after_at, const std::string& after_id,
                                           std::int64_t limit);
/// ERRORS: conflict where there is one of that id.
Result<Unit> insert_segment(Tx& tx, const Segment& segment);
Result<Unit> update_segment(Tx& tx, const Segment& segment);
Result<Unit> delete_segment(Tx& tx, const std::string& segment_id);
Result<std::int64_t> count_segment_campaigns(ReadTx& tx, const std::string& segment_id);

/// The contacts whose ids lie in (after_id, last_id].
struct ContactSpan {
  std::string after_id;
  std::string last_id;
};

/// Those that the asker sees, in the order of ids.
Result<std::vector<Contact>> list_contact_page(ReadTx& tx, const std::string& after_id, std::int64_t limit);
Result<std::vector<Company>> list_companies_of(ReadTx& tx, const ContactSpan& span);
/// Ids of those of whom a person's mail has come since then.
Result<std::vector<std::string>> list_replied(ReadTx& tx, const ContactSpan& span, Instant since);
/// Ids of those whose first address is suppressed, or who said no at another of theirs; not: whose domain is.
Result<std::vector<std::string>> list_suppressed(ReadTx& tx, const ContactSpan& span);

struct EnrolledContact {
  std::string contact_id;
  std::string sequence_id;
  bool is_parallel = false;
};
BOOST_DESCRIBE_STRUCT(EnrolledContact, (), (contact_id, sequence_id, is_parallel))
/// Which of them are in a sequence, and in which.
Result<std::vector<EnrolledContact>> list_living(ReadTx& tx, const ContactSpan& span);

}  // namespace sa
