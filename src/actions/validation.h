// Validation of drafts: what the agent (agents/validation.h) finds in the words, with the texts in which its facts may
// have their source.
// THREADS: any.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "core/draft.h"
#include "store/contact.h"
#include "store/message.h"

namespace sa {

/// Sets the draft's checks and claims.
void validate_draft(const Services& services, const std::vector<std::string>& evidence, Draft* draft);

/// The texts that a draft in answer to `message` may take its facts from.
std::vector<std::string> evidence_of(const MessageRow& message, const std::optional<Contact>& contact);

}  // namespace sa
