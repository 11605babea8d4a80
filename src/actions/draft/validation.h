// Validates drafts: runs the validation agent (agents/validation/validation.h) with the texts in which a draft's facts may
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

/// The texts against which a draft is judged.
struct Background {
  std::optional<MessageRow> message;  ///< that it answers
  std::optional<Contact> contact;     ///< who receives it
  std::vector<MessageRow> thread;     ///< the mails of the conversation
  std::vector<Draft> sent;            ///< of the conversation: each left after a person's approval
};

Result<Background> get_background(const Services& services, ReadTx& tx,
                                  const std::optional<std::string>& message_id,
                                  const std::string& recipient_key);

/// The sources of its verified claims that say something else than when they were found, or are gone.
Result<std::vector<std::string>> list_changed_sources(const Services& services, ReadTx& tx,
                                                      const Draft& draft);

/// True when the draft answers a message, or a mail of ours: it begins no conversation.
bool goes_on(const Draft& draft);

/// Sets the draft's checks and claims.
void validate_draft(const Services& services, const Background& background, Draft* draft);

/// POST /api/agents/validation/check: the body alone, of a draft that is stored or not.
/// ERRORS: invalid for a recipient that is no address.
Result<ValidationReport> check_text(const Services& services, const std::string& draft_id,
                                    const std::string& recipient, const std::string& recipient_name,
                                    const std::string& subject, const std::string& body);

}  // namespace sa
