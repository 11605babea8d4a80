// The language that an answer is written in. The mail's own, when that is sure; below the margin that of the conversation, of the
// contact (the CRM's word), of the country of their address where it has one language, then English.
// THREADS: pure functions.
#pragma once

#include <string>

#include "agents/prospecting/prospecting.h"

namespace sa {

/// ISO 639-1, never "und".
std::string draft_language(const ProspectingContext& context, const ProspectingPolicy& policy);

}  // namespace sa
