// Whether what a path names is there, for who asks: a change to something that they may not see is answered as one to something that
// does not exist, before its body is looked at.
// THREADS: any.
// ERRORS: not_found, as the handlers say it; those of reading.
#pragma once

#include "api/http/route.h"

namespace sa {

/// Looks up the drafts, contacts, ... that the path names. What is only read says so itself, and to delete what is not there is no
/// error.
Task<Result<Unit>> check_there(const Call& call);

}  // namespace sa
