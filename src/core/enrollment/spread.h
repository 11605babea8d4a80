// Which of several mailboxes writes to a contact whom none has written to yet.
// THREADS: pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/mailbox/mailbox.h"

namespace sa {

/// The enrolments spread evenly over the mailboxes, each by its id alone: simulator and scheduler agree. Empty: there is no mailbox.
std::string choose_sequence_mailbox(const std::vector<std::string>& mailbox_ids,
                                    const std::string& enrollment_id);

/// The first of `known` that is in use; else one of `allowed` that are. Null: none is.
std::optional<std::string> sequence_mailbox(const std::vector<std::optional<std::string>>& known,
                                            std::vector<std::string> allowed,
                                            const std::vector<TeamMailbox>& mailboxes,
                                            const std::string& enrollment_id);
/// Ids of those that send.
std::vector<std::string> active_mailboxes(const std::vector<TeamMailbox>& mailboxes, Instant now);

}  // namespace sa
