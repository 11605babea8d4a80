// Decides whether a mail needs work at all, before any agent is asked: not if it was answered, superseded or written long ago, or
// if there is no address to answer to.
// THREADS: pure.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "core/message/message.h"

namespace sa {

/// A mail's place in its thread and among all mail.
struct MailPlace {
  std::string recipient;  ///< whom an answer would go to, as written
  Instant sent_at;
  std::optional<Direction> newer;            ///< of a later mail in its thread that makes an answer pointless
  std::optional<Instant> newest_inbound_at;  ///< of all mail that came in
  bool is_no_lead = false;                   ///< a person said so of who wrote it
};

/// Why no draft is made, whatever an agent thinks, in a sentence; empty: it is worth an answer.
std::string why_not_worth_answering(const MailPlace& place);

}  // namespace sa
