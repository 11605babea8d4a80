// Which of several mailboxes writes to a contact whom none has written to yet.
// THREADS: pure.
#pragma once

#include <string>
#include <vector>

namespace sa {

/// The enrolments spread evenly over the mailboxes, each by its id alone: simulator and scheduler agree. Empty: there is no mailbox.
std::string choose_sequence_mailbox(const std::vector<std::string>& mailbox_ids,
                                    const std::string& enrollment_id);

}  // namespace sa
