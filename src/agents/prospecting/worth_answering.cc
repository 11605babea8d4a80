#include "agents/prospecting/worth_answering.h"

#include "mail/address/address.h"

namespace sa {
namespace {

/// A mail older than this, counted from the newest mail of the mailbox, is history: nobody waits for its answer. From
/// the newest mail and not from today, so that an archive gives a queue of its last weeks, not of its last years.
constexpr std::int64_t kAnswerableMs = 90 * kDayMs;

}  // namespace

std::string why_not_worth_answering(const MailPlace& place) {
  if (!normalize_address(place.recipient)) return "The sender's address is not valid: " + place.recipient;
  if (place.is_no_lead) return "A person marked the sender as no lead.";
  if (place.newer == Direction::out)
    return "We have already answered: a later mail of ours is in the thread.";
  if (place.newer) return "The contact wrote again later in the thread.";
  if (!place.newest_inbound_at || place.sent_at >= *place.newest_inbound_at - kAnswerableMs) return {};
  return "It is " + std::to_string((*place.newest_inbound_at - place.sent_at) / kDayMs) +
         " days older than the newest mail, so it needs no answer.";
}

}  // namespace sa
