// The conversation id of Exchange and Outlook (Thread-Index): in mails whose References were lost, it is all that holds a thread
// together.
// THREADS: pure function.
// SOURCE: [MS-OXOMSG] 2.2.1.3: 22 bytes name the conversation, and each answer adds five.
#pragma once

#include <string>
#include <vector>

#include "mail/mime/message.h"

namespace sa {

/// Ids that stand beside Message-IDs, one for each person who takes part: the same number among strangers, as a template that was
/// copied makes it, is no conversation. `own_addresses` (normal form) are nobody's.
std::vector<std::string> exchange_conversation_ids(const Message& message,
                                                   const std::vector<std::string>& own_addresses);

}  // namespace sa
