// The one error type of the program.
//
// An Error is made where something fails and travels unchanged in a Result to one of two places: `api/http/problem.cc`
// makes it an HTTP answer, `jobs/runner.cc` makes it a retry or a dead job. Its message is for a person: what
// happened, and what to do about it.
// THREADS: a value; share nothing.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sa {

/// Why something failed. The names are the whole vocabulary: a new cause is a new message, not a new code.
enum class ErrorCode {
  invalid,          ///< the input is wrong; the caller must change it
  unauthenticated,  ///< nobody is signed in
  forbidden,        ///< somebody is signed in, but may not
  not_found,
  conflict,     ///< the input is right, but the present state does not allow it
  limited,      ///< a quota or a rate holds; `retry_after_s` says until when
  unavailable,  ///< a thing we depend on is down; worth another try
  internal      ///< our own fault; the text never reaches a client
};
BOOST_DESCRIBE_ENUM(ErrorCode, invalid, unauthenticated, forbidden, not_found, conflict, limited, unavailable,
                    internal)

/// True when the same thing may go well later.
inline bool is_worth_another_try(ErrorCode code) {
  return code == ErrorCode::unavailable || code == ErrorCode::limited || code == ErrorCode::internal;
}

/// One wrong place in an input. `path` is a JSON pointer without the leading slash ("metadata/tags/0"), or the
/// name of a query or header field.
struct FieldError {
  std::string path;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(FieldError, (), (path, message))

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::vector<FieldError> fields = {};  ///< every wrong field at once; empty when the cause is not a field
  std::int64_t retry_after_s = 0;       ///< 0: not known
  boost::json::object details = {};     ///< extra members of the problem document, e.g. "reasons"
  std::string cause = {};  ///< an engine's or vendor's own words: for the log, never for a client

  Error with_details(std::string_view key, boost::json::value value) && {
    details[key] = std::move(value);
    return std::move(*this);
  }
  Error with_cause(std::string words) && {
    cause = std::move(words);
    return std::move(*this);
  }
  Error with_retry_after(std::int64_t seconds) && {
    retry_after_s = seconds;
    return std::move(*this);
  }
};

/// The whole of it in one line, for a log: the words for a person, then the cause.
inline std::string log_words(const Error& error) {
  return error.cause.empty() ? error.message : error.message + " (" + error.cause + ")";
}

inline Error invalid(std::string message) {
  return {ErrorCode::invalid, std::move(message)};
}
/// A single wrong field: `message` becomes both the sentence and the field's own message.
inline Error invalid_field(std::string path, std::string message) {
  Error error{ErrorCode::invalid, message};
  error.fields.push_back({std::move(path), std::move(message)});
  return error;
}
inline Error unauthenticated(std::string message) {
  return {ErrorCode::unauthenticated, std::move(message)};
}
inline Error forbidden(std::string message) {
  return {ErrorCode::forbidden, std::move(message)};
}
inline Error not_found(std::string message) {
  return {ErrorCode::not_found, std::move(message)};
}
inline Error conflict(std::string message) {
  return {ErrorCode::conflict, std::move(message)};
}
inline Error limited(std::string message, std::int64_t retry_after_s) {
  return Error{ErrorCode::limited, std::move(message)}.with_retry_after(retry_after_s);
}
inline Error unavailable(std::string message) {
  return {ErrorCode::unavailable, std::move(message)};
}
inline Error internal(std::string message) {
  return {ErrorCode::internal, std::move(message)};
}

}  // namespace sa
