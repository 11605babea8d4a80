// Turns errors into answers (application/problem+json). The only place where an Error becomes HTTP.
// THREADS: pure functions, but for the log line of an internal error or a cause.
// SOURCE: RFC 9457.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/http.h"
#include "base/error.h"
#include "base/reflect/reflect.h"

namespace sa {

/// The shape of a refusal, for the documentation. A problem may have more members ("reasons", "draft").
struct Problem {
  std::string type;  ///< names the kind of problem; never changes
  std::string title;
  std::int64_t status = 0;
  std::string detail;  ///< one sentence or two for a person: what happened, what to do
  std::vector<FieldError> errors;
  std::string trace_id;

  static constexpr const char* kAbout = "Why a request was refused, and what to do about it (RFC 9457).";
  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(Problem, (), (type, title, status, detail, errors, trace_id))

/// 400 or 422 for invalid, by whether a field is named.
int status_of(const Error& error);
/// The answer to an error. The words of an internal one, and every cause, are logged, not told.
Response problem_response(const Error& error, const std::string& trace_id);
/// The answer to what is wrong with the request as HTTP: 400, 404, 405, 408, 413, 415, 417, 431, 501, 503,
/// 505.
Response refusal_response(int status, std::string_view detail, const std::string& trace_id);

}  // namespace sa
