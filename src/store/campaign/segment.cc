#include "store/campaign/segment.h"

#include "queries.h"

namespace sa {
namespace {

struct ContactId {
  std::string contact_id;
};
BOOST_DESCRIBE_STRUCT(ContactId, (), (contact_id))

Args args_of(const ContactSpan& span) {
  return Args().add("after_id", span.after_id).add("last_id", span.last_id);
}

Result<std::vector<std::string>> list_ids(ReadTx& tx, const Query& query, const Args& args) {
  TRY(auto rows, tx.list<ContactId>(query, args));
  std::vector<std::string> ids;
  for (ContactId& row : rows) ids.push_back(std::move(row.contact_id));
  return ids;
}

}  // namespace

Result<std::optional<Segment>> find_segment(ReadTx& tx, const std::string& segment_id) {
  return tx.find<Segment>(sql::segment_get, Args().add("segment_id", segment_id));
}

Result<Segment> get_segment(ReadTx& tx, const std::string& segment_id) {
  return tx.get<Segment>(sql::segment_get, Args().add("segment_id", segment_id),
                         "There is no segment " + segment_id + ".");
}

Result<std::vector<Segment>> list_segments(ReadTx& tx, Instant after_at, const std::string& after_id,
                                           std::int64_t limit) {
  return tx.list<Segment>(sql::segment_list,
                          Args().add("after_at", after_at).add("after_id", after_id).add("limit", limit));
}

Result<Unit> insert_segment(Tx& tx, const Segment& segment) {
  return tx.put(sql::segment_insert, Args().add_all(segment));
}

Result<Unit> update_segment(Tx& tx, const Segment& segment) {
  return tx.put(sql::segment_update, Args().add_all(segment));
}

Result<Unit> delete_segment(Tx& tx, const std::string& segment_id) {
  return tx.put(sql::segment_delete, Args().add("segment_id", segment_id));
}

Result<std::int64_t> count_segment_campaigns(ReadTx& tx, const std::string& segment_id) {
  TRY(const Rows rows, tx.query(sql::segment_use_count, Args().add("segment_id", segment_id)));
  return rows.first_integer();
}

Result<std::vector<Contact>> list_contact_page(ReadTx& tx, const std::string& after_id, std::int64_t limit) {
  return tx.list<Contact>(sql::segment_contact_page, Args().add("after_id", after_id).add("limit", limit));
}

Result<std::vector<Company>> list_companies_of(ReadTx& tx, const ContactSpan& span) {
  return tx.list<Company>(sql::segment_company_list, args_of(span));
}

Result<std::vector<std::string>> list_replied(ReadTx& tx, const ContactSpan& span, Instant since) {
  return list_ids(tx, sql::segment_replied_list, args_of(span).add("since", since));
}

Result<std::vector<std::string>> list_suppressed(ReadTx& tx, const ContactSpan& span) {
  return list_ids(tx, sql::segment_suppressed_list, args_of(span));
}

Result<std::vector<EnrolledContact>> list_living(ReadTx& tx, const ContactSpan& span) {
  return tx.list<EnrolledContact>(sql::segment_living_list, args_of(span));
}

}  // namespace sa
