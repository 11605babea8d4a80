// Enrolments: who is on the way through which sequence.
#include "actions/enrollment/enrollment.h"

#include "api/http/page.h"
#include "api/routes.h"

namespace sa {
namespace {

struct EnrollmentQuery {
  std::string sequence_id;
  std::string campaign_id;
  std::string contact_id;
  std::optional<EnrollmentStatus> status;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&EnrollmentQuery::sequence_id).optional().max_length(200),
            rule(&EnrollmentQuery::campaign_id).optional().max_length(200),
            rule(&EnrollmentQuery::contact_id).optional().max_length(200),
            rule(&EnrollmentQuery::limit).optional().min(1).max(200),
            rule(&EnrollmentQuery::after).max_length(200).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(EnrollmentQuery, (), (sequence_id, campaign_id, contact_id, status, limit, after))

struct EnrollmentPage {
  std::vector<Enrollment> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(EnrollmentPage, (), (items, next))

struct EnrollmentPause {
  std::optional<Instant> until;
  static std::vector<Rule> rules() {
    return {rule(&EnrollmentPause::until)
                .describe("null: until a person resumes it")
                .example("2026-12-07T09:00:00Z")};
  }
};
BOOST_DESCRIBE_STRUCT(EnrollmentPause, (), (until))

Task<Result<Reply<EnrollBatch>>> create(Call& call, EnrollWish input) {
  CO_TRY(EnrollBatch batch, co_await enroll(call.services(), call.actor, std::move(input)));
  co_return Reply<EnrollBatch>(std::move(batch), 202);
}

Task<Result<Reply<EnrollmentPage>>> list(Call& call, FromQuery<EnrollmentQuery> query) {
  EnrollmentFilter filter{query->sequence_id, query->campaign_id, query->contact_id,
                          query->status ? std::string(enum_name(*query->status)) : ""};
  EnrollmentPage page;
  CO_TRY(page.items, co_await list_enrollments(call.services(), std::move(filter), query->after.value_or(""),
                                               query->limit + 1));
  if (page.items.size() > static_cast<std::size_t>(query->limit)) {
    page.items.pop_back();
    page.next = page.items.back().enrollment_id;
  }
  co_return page;
}

Task<Result<Reply<Enrollment>>> get(Call& call) {
  CO_TRY(Enrollment found, co_await get_enrollment(call.services(), call.param("enrollment_id")));
  co_return found;
}

Task<Result<Reply<Enrollment>>> post_pause(Call& call, EnrollmentPause input) {
  CO_TRY(Enrollment paused,
         co_await pause_enrollment(call.services(), call.actor, call.param("enrollment_id"), input.until));
  co_return paused;
}

Task<Result<Reply<Enrollment>>> post_resume(Call& call) {
  CO_TRY(Enrollment resumed,
         co_await resume_enrollment(call.services(), call.actor, call.param("enrollment_id")));
  co_return resumed;
}

Task<Result<Reply<Enrollment>>> post_stop(Call& call) {
  CO_TRY(Enrollment stopped,
         co_await stop_enrollment(call.services(), call.actor, call.param("enrollment_id")));
  co_return stopped;
}

Task<Result<Reply<Enrollment>>> post_retry(Call& call) {
  CO_TRY(Enrollment retried,
         co_await retry_enrollment(call.services(), call.actor, call.param("enrollment_id")));
  co_return retried;
}

}  // namespace

std::vector<Route> enrollment_routes() {
  constexpr std::string_view kPath = "/api/enrollments";
  return {route<create>(
              "create_enrollments", Method::POST, kPath, Scope::draft, "Enrol contacts in a sequence",
              {.tag = "enrollments",
               .statuses = {202},
               .errors = {404, 409, 422},
               .about =
                   "Who cannot be enrolled is skipped, with the reason. The first steps are planned within a "
                   "minute; their drafts wait for approval.",
               .example_input = R"({"sequence_id": "pilot", "contact_ids": ["c-1"]})"}),
          route<list>("list_enrollments", Method::GET, kPath, Scope::read, "List enrolments",
                      {.tag = "enrollments", .errors = {422}}),
          route<get>("get_enrollment", Method::GET, "/api/enrollments/{enrollment_id}", Scope::read,
                     "Get an enrolment", {.tag = "enrollments", .errors = {404}}),
          route<post_pause>("pause_enrollment", Method::POST, "/api/enrollments/{enrollment_id}/pause",
                            Scope::draft, "Pause an enrolment",
                            {.tag = "enrollments", .errors = {404, 409, 422}}),
          route<post_resume>("resume_enrollment", Method::POST, "/api/enrollments/{enrollment_id}/resume",
                             Scope::approve, "Let a paused or held enrolment go on",
                             {.tag = "enrollments",
                              .errors = {404, 409},
                              .about = "The step is planned anew from now. Persons only."}),
          route<post_stop>("stop_enrollment", Method::POST, "/api/enrollments/{enrollment_id}/stop",
                           Scope::draft, "Stop an enrolment", {.tag = "enrollments", .errors = {404, 409}}),
          route<post_retry>("retry_enrollment", Method::POST, "/api/enrollments/{enrollment_id}/retry",
                            Scope::approve, "Try the step of a held enrolment again",
                            {.tag = "enrollments",
                             .errors = {404, 409},
                             .about = "After its draft expired or failed, or made no mail. Persons only."})};
}

}  // namespace sa
