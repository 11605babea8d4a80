// Segments: saved conditions on contacts.
#include "actions/campaign/segment.h"

#include "api/http/page.h"
#include "api/routes.h"

namespace sa {
namespace {

struct SegmentQuery {
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&SegmentQuery::limit).optional().min(1).max(200),
            rule(&SegmentQuery::after).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(SegmentQuery, (), (limit, after))

struct SegmentPage {
  std::vector<Segment> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(SegmentPage, (), (items, next))

Task<Result<Reply<SegmentPage>>> list(Call& call, FromQuery<SegmentQuery> query) {
  Page place;
  CO_TRY_OK(read_cursor(query->after, &place));
  SegmentPage page;
  CO_TRY(page.items, co_await call.services().db.read([&](ReadTx& tx) {
    return list_segments(tx, place.after_at.value_or(Instant{INT64_MAX}), place.after_id, query->limit + 1);
  }));
  if (page.items.size() > static_cast<std::size_t>(query->limit)) {
    page.items.pop_back();
    page.next = make_cursor(page.items.back().created_at, page.items.back().segment_id);
  }
  co_return page;
}

Task<Result<Reply<Segment>>> create(Call& call, SegmentInput input) {
  if (input.segment_id.empty()) input.segment_id = call.repeatable_id;
  CO_TRY(Segment made, co_await create_segment(call.services(), call.actor, std::move(input)));
  co_return Reply<Segment>(std::move(made), 201);
}

Task<Result<Reply<Segment>>> get(Call& call) {
  CO_TRY(Segment segment, co_await call.services().db.read(
                              [&](ReadTx& tx) { return get_segment(tx, call.param("segment_id")); }));
  co_return segment;
}

Task<Result<Reply<Segment>>> change(Call& call, SegmentInput input) {
  CO_TRY(Segment segment,
         co_await change_segment(call.services(), call.actor, call.param("segment_id"), std::move(input)));
  co_return segment;
}

Task<Result<Reply<Nothing>>> remove(Call& call) {
  CO_TRY_OK(co_await delete_segment(call.services(), call.actor, call.param("segment_id")));
  co_return Reply<Nothing>(Nothing{}, 204);
}

Task<Result<Reply<SegmentCount>>> count(Call& call) {
  CO_TRY(SegmentCount counted, co_await count_segment(call.services(), call.param("segment_id")));
  co_return counted;
}

}  // namespace

std::vector<Route> segment_routes() {
  constexpr std::string_view kPath = "/api/segments";
  constexpr std::string_view kOne = "/api/segments/{segment_id}";
  constexpr std::string_view kExample =
      R"({"name": "First talks", "filter": {"all": [{"field": "stage", "op": "is", "value": "initial"}, {"not": {"field": "tag", "op": "is", "value": "vip"}}]}})";
  return {
      route<list>("list_segments", Method::GET, kPath, Scope::read, "List segments",
                  {.tag = "campaigns", .errors = {422}, .about = "Newest first."}),
      route<create>("create_segment", Method::POST, kPath, Scope::settings, "Save a new segment",
                    {.tag = "campaigns",
                     .statuses = {201},
                     .errors = {409, 422},
                     .about = "409 if there is another segment of that id.",
                     .example_input = kExample}),
      route<get>("get_segment", Method::GET, kOne, Scope::read, "Get a segment",
                 {.tag = "campaigns", .errors = {404}}),
      route<change>("change_segment", Method::PUT, kOne, Scope::settings, "Replace a segment",
                    {.tag = "campaigns",
                     .errors = {404, 409, 422},
                     .about = "409 if `version` is given and stale; `current` is the segment as it is now.",
                     .example_input = kExample}),
      route<remove>(
          "delete_segment", Method::DELETE, kOne, Scope::settings, "Delete a segment",
          {.tag = "campaigns", .statuses = {204}, .errors = {409}, .about = "409 if a campaign has it."}),
      route<count>(
          "count_segment", Method::GET, "/api/segments/{segment_id}/count", Scope::read,
          "Count the contacts of a segment",
          {.tag = "campaigns", .errors = {404}, .about = "As of now, of the contacts that you see."}),
  };
}

}  // namespace sa
