#include "api/http/problem.h"

#include "base/log.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

struct Row {
  ErrorCode code;
  int status;
  const char* type;
  const char* title;
  std::int64_t retry_after_s;  ///< when the error does not say; 0: no Retry-After
};

// One row a code. `invalid` has two statuses: see status_of.
constexpr Row kRows[] = {
    {ErrorCode::invalid, 422, "invalid", "The input is not valid", 0},
    {ErrorCode::unauthenticated, 401, "unauthenticated", "Sign in first", 0},
    {ErrorCode::forbidden, 403, "forbidden", "You are not allowed to do this", 0},
    {ErrorCode::not_found, 404, "not-found", "Not found", 0},
    {ErrorCode::conflict, 409, "conflict", "The current state does not allow this", 0},
    {ErrorCode::limited, 429, "limited", "A limit has been reached", 60},
    {ErrorCode::unavailable, 503, "unavailable", "A required service is unavailable", 5},
    {ErrorCode::internal, 500, "internal", "The server failed", 0},
};

const Row& row_of(ErrorCode code) {
  for (const Row& row : kRows) {
    if (row.code == code) return row;
  }
  return kRows[std::size(kRows) - 1];
}

std::string type_uri(std::string_view name) {
  return "urn:sales-agent:problem:" + std::string(name);
}

/// What a request named is said back to it, but not a whole body of it.
std::string shortened(std::string_view detail) {
  constexpr std::size_t kMaxDetailBytes = 2000;
  const std::string_view kept = utf8_cut(detail, kMaxDetailBytes);
  return std::string(kept) + (kept.size() < detail.size() ? "…" : "");
}

Response make(int status, std::string_view type, std::string_view title, std::string_view detail,
              const std::string& trace_id, const std::vector<FieldError>& fields,
              const boost::json::object& details) {
  boost::json::object document{
      {"type", type_uri(type)}, {"title", title}, {"status", status}, {"detail", shortened(detail)}};
  boost::json::array errors;
  for (const FieldError& field : fields) errors.push_back({{"path", field.path}, {"message", field.message}});
  document["errors"] = std::move(errors);
  document["trace_id"] = trace_id;
  for (const auto& [key, value] : details) document[key] = value;
  Response response;
  response.status = status;
  response.headers.add_lines("Content-Type: application/problem+json\r\n");
  write_json(response.body, boost::json::value(std::move(document)));
  return response;
}

}  // namespace

std::vector<Rule> Problem::rules() {
  return {rule(&Problem::type).example("urn:sales-agent:problem:conflict"),
          rule(&Problem::title).example("The current state does not allow this"),
          rule(&Problem::status).example(409),
          rule(&Problem::detail)
              .describe("what happened and what to do, in plain words")
              .example("Draft test-1 cannot be approved: it is REJECTED (rejected by ana: wrong price)."),
          rule(&Problem::errors).describe("all invalid fields; empty if the cause is not a field"),
          rule(&Problem::trace_id).describe("the request's X-Trace-ID, also in the log")};
}

int status_of(const Error& error) {
  constexpr int kMalformed = 400;
  if (error.code == ErrorCode::invalid && error.fields.empty()) return kMalformed;
  return row_of(error.code).status;
}

Response problem_response(const Error& error, const std::string& trace_id) {
  const Row& row = row_of(error.code);
  const int status = status_of(error);
  if (error.code == ErrorCode::internal) {
    log_event(LogLevel::error, "request_failed",
              {{"error", error.message}, {"cause", error.cause}, {"trace_id", trace_id}});
    return make(status, row.type, row.title,
                "The server had an internal error. Give its administrator the trace id " + trace_id +
                    "; the log has the details.",
                trace_id, {}, {});
  }
  if (!error.cause.empty()) {
    log_event(LogLevel::warning, "request_refused",
              {{"error", error.message}, {"cause", error.cause}, {"trace_id", trace_id}});
  }
  const bool malformed = status == 400;
  Response response =
      make(status, malformed ? "malformed" : row.type, malformed ? "The request cannot be read" : row.title,
           error.message, trace_id, error.fields, error.details);
  if (error.code == ErrorCode::unauthenticated) {
    response.headers.add_lines("WWW-Authenticate: Bearer realm=\"sales-agent\"\r\n");
  }
  const std::int64_t seconds = error.retry_after_s > 0 ? error.retry_after_s : row.retry_after_s;
  if (seconds > 0) {
    response.headers.add("Retry-After", std::to_string(seconds));
  }
  return response;
}

Response refusal_response(int status, std::string_view detail, const std::string& trace_id) {
  Response response =
      make(status, "http-" + std::to_string(status), reason_phrase(status), detail, trace_id, {}, {});
  if (status == 503) response.headers.add_lines("Retry-After: 5\r\n");
  return response;
}

}  // namespace sa
