#include "actions/campaign/segment.h"

#include "core/campaign/condition.h"
#include "core/sequence/chosen_id.h"
#include "store/audit/audit.h"
#include "store/campaign/campaign.h"
#include "store/engine/onlooker.h"

namespace sa {
namespace {

constexpr std::int64_t kBatch = 500;
constexpr std::size_t kMaxNameChars = 200;

Error stale(const Segment& present, std::int64_t version) {
  return conflict("Somebody saved version " + std::to_string(present.version) +
                  " while you were changing version " + std::to_string(version) +
                  ". Read it again, then make your change again.")
      .with_details("version", present.version)
      .with_details("current", to_json(present));
}

Result<SegmentCount> count_now(Services& services, const std::string& segment_id) {
  TRY(const Segment segment, services.db.read_now([&](ReadTx& tx) { return get_segment(tx, segment_id); }));
  SegmentCount counted;
  for (ContactBatch batch; !batch.is_last;) {
    TRY(batch, services.db.read_now([&](ReadTx& tx) { return read_contact_batch(tx, batch.span.last_id); }));
    for (const Contact& each : members_of(batch, segment.filter)) {
      ++counted.count;
      if (counted.sample.size() < kSampleIds) counted.sample.push_back(each.contact_id);
    }
  }
  return counted;
}

}  // namespace

std::vector<Rule> SegmentInput::rules() {
  return {rule(&SegmentInput::segment_id)
              .optional()
              .must([](std::string_view id) { return id.empty() || is_chosen_id(id); }, kChosenIdWords)
              .describe("chosen by the caller; generated if absent")
              .example("first-talks"),
          rule(&SegmentInput::name).not_blank().one_line().max_length(kMaxNameChars).example("First talks"),
          rule(&SegmentInput::filter)
              .describe("`all`, `any`, `not`, or `field`, `op` (is, in, exists, before, after, contains) and "
                        "`value`; null: every contact"),
          rule(&SegmentInput::version)
              .optional()
              .describe("of a change: of the segment that you changed; 0 or absent: whichever it is")};
}

Task<Result<Segment>> create_segment(Services& services, const Actor& actor, SegmentInput input) {
  CO_TRY_OK(check_condition(input.filter, "filter"));
  const Instant now = services.clock.now();
  Segment made;
  made.segment_id = input.segment_id.empty() ? new_id(services.clock, services.random) : input.segment_id;
  made.name = std::move(input.name);
  made.filter = std::move(input.filter);
  made.created_at = made.updated_at = now;
  co_return co_await services.db.write([&](Tx& tx) -> Result<Segment> {
    TRY(const auto known, find_segment(tx, made.segment_id));
    if (known && known->name == made.name && known->filter == made.filter) return *known;
    if (known)
      return conflict("There is a segment " + made.segment_id + " already, with other content.")
          .with_details("current", to_json(*known));
    TRY_OK(insert_segment(tx, made));
    TRY_OK(append_audit(tx, actor, "create_segment", {{"segment_id", made.segment_id}, {"version", 1}}, now));
    return made;
  });
}

Task<Result<Segment>> change_segment(Services& services, const Actor& actor, std::string segment_id,
                                     SegmentInput input) {
  CO_TRY_OK(check_condition(input.filter, "filter"));
  if (!input.segment_id.empty() && input.segment_id != segment_id)
    co_return invalid_field("segment_id", "The id of a segment never changes. Leave it out.");
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Segment> {
    TRY(Segment segment, get_segment(tx, segment_id));
    if (input.version != 0 && input.version != segment.version) return stale(segment, input.version);
    if (segment.name == input.name && segment.filter == input.filter) return segment;
    if (segment.filter != input.filter) {
      TRY(const auto enrolling, find_enrolling_campaign(tx, "", segment_id));
      if (enrolling)
        return conflict("Campaign " + *enrolling +
                        " is enrolling the contacts of this segment. Change the filter when it is done.");
    }
    segment.name = input.name;
    segment.filter = input.filter;
    segment.updated_at = now;
    ++segment.version;
    TRY_OK(update_segment(tx, segment));
    TRY_OK(append_audit(tx, actor, "change_segment",
                        {{"segment_id", segment_id}, {"version", segment.version}}, now));
    return segment;
  });
}

Task<Result<Unit>> delete_segment(Services& services, const Actor& actor, std::string segment_id) {
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    TRY(const auto segment, find_segment(tx, segment_id));
    if (!segment) return ok();
    TRY(const std::int64_t campaigns, count_segment_campaigns(tx, segment_id));
    if (campaigns > 0)
      return conflict("The segment cannot be deleted: " + std::to_string(campaigns) +
                      (campaigns == 1 ? " campaign uses it." : " campaigns use it."));
    TRY_OK(delete_segment(tx, segment_id));
    TRY_OK(append_audit(tx, actor, "delete_segment", {{"segment_id", segment_id}}, now));
    return ok();
  });
}

Task<Result<SegmentCount>> count_segment(Services& services, std::string segment_id) {
  co_return co_await segment_worker().run([&, onlooker = Onlooker::current()] {
    const Onlooker::Scope scope(onlooker);
    return count_now(services, segment_id);
  });
}

std::optional<Company> ContactBatch::company_of(const Contact& contact) const {
  const auto found = contact.company_id ? companies.find(*contact.company_id) : companies.end();
  return found == companies.end() ? std::nullopt : std::optional(found->second);
}

Result<ContactBatch> read_contact_batch(ReadTx& tx, const std::string& after_id) {
  ContactBatch batch;
  TRY(batch.contacts, list_contact_page(tx, after_id, kBatch));
  batch.is_last = static_cast<std::int64_t>(batch.contacts.size()) < kBatch;
  batch.span = {after_id, batch.contacts.empty() ? after_id : batch.contacts.back().contact_id};
  if (batch.contacts.empty()) return batch;
  TRY(auto companies, list_companies_of(tx, batch.span));
  for (Company& each : companies) {
    std::string id = each.company_id;
    batch.companies.emplace(std::move(id), std::move(each));
  }
  return batch;
}

std::vector<Contact> members_of(const ContactBatch& batch, const boost::json::value& filter) {
  std::vector<Contact> members;
  for (const Contact& each : batch.contacts)
    if (meets(each, batch.company_of(each), filter)) members.push_back(each);
  return members;
}

Worker& segment_worker() {
  static Worker worker;
  return worker;
}

}  // namespace sa
