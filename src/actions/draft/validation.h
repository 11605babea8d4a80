// Validation of drafts: what the agent (agents/validation/validation.h) finds in the words, with the texts in which its facts may
// have their source.
// THREADS: any.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "agents/validation/validation.h"
#include "core/draft/draft.h"
#include "store/contact/contact.h"
#include "store/message/message.h"

namespace sa {

/// Sets the draft's checks and claims. `message`: the mail that it answers; `contact`: who receives it.
void validate_draft(const Services& services, const std::optional<MessageRow>& message,
                    const std::optional<Contact>& contact, Draft* draft);

/// POST /api/agents/validation/check: the body alone, of a draft that is stored or not.
/// ERRORS: invalid for a recipient that is no address.
Result<ValidationReport> check_text(const Services& services, const std::string& draft_id,
                                    const std::string& recipient, const std::string& subject,
                                    const std::string& body);

}  // namespace sa
