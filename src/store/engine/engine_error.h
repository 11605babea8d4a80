// Turns a database engine's refusal or absence into a message for a person. The engine's own words name tables, files, hosts
// and users, so they go into the error's cause, which only the log and the command line show.
// THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace sa {

/// A constraint refused a row; `words` are the engine's and name the constraint or its columns.
Error constraint_refusal(std::string words);

/// The database could not be reached, so nothing was begun.
Error not_reachable(std::string words);

/// The database stopped answering in the middle: whether the last step was kept cannot be known from here.
Error stopped_answering(std::string words);

/// The error for a PostgreSQL SQLSTATE; empty: the connection was lost. `doing`: for the log.
/// SOURCE: postgresql.org/docs/15/errcodes-appendix.html
Error sqlstate_error(std::string_view state, std::string words, std::string_view doing);

}  // namespace sa
