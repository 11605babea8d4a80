// Responses: what came back for a mail of ours. Each counts for one mail: the one that it names, or the last before it to that person. The
// decision is made when it arrives and kept in the trail (action note_response), so that every figure can be computed from it again.
// THREADS: values and pure functions.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>

#include "base/time.h"

namespace sa {

enum class ResponseKind {
  reply,      ///< a person wrote, from whatever address, in whatever thread, to whichever mailbox of ours
  bounce,     ///< it did not arrive, for good or for now; a mere delay is none
  complaint,  ///< it was reported as spam
  opt_out     ///< the person wants no more mail: in words, by the link, or as the CRM says
};
BOOST_DESCRIBE_ENUM(ResponseKind, reply, bounce, complaint, opt_out)

/// As the trail keeps it, in the row of the mail that it counts for.
struct MailResponse {
  ResponseKind kind = ResponseKind::reply;
  Instant at;                             ///< when it was written, at the latest when it arrived
  std::optional<std::string> intent;      ///< of a reply: what it says above all
  std::optional<std::string> message_id;  ///< the mail that says it; null: no mail does
};
BOOST_DESCRIBE_STRUCT(MailResponse, (), (kind, at, intent, message_id))

/// The reply of somebody who wants to go on.
bool is_positive(const MailResponse& response);

/// A mail of ours that left for a person.
struct MailTo {
  std::string draft_id;
  Instant sent_at;
};
BOOST_DESCRIBE_STRUCT(MailTo, (), (draft_id, sent_at))

/// How long after a mail a reply still counts for it.
inline constexpr std::int64_t kReplyWindowMs = 30 * kDayMs;
/// How long after a mail a bounce still means that it was not delivered.
inline constexpr std::int64_t kDeliveryWindowMs = 72 * kHourMs;

/// The last of `mails` that left before `at`, of a reply at most kReplyWindowMs before; null: there is none. The Date field of a mail has
/// no fractions of a second: what left within that second was before it.
const MailTo* last_before(std::span<const MailTo> mails, ResponseKind kind, Instant at);

}  // namespace sa
