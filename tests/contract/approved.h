// An approved draft, as a mailbox gets it: through `release`, the only door.
#pragma once

#include <stdexcept>

#include "base/clock.h"
#include "core/release.h"
#include "ports/mailbox.h"

namespace sa::test {

inline ApprovedDraft approved_draft(const std::string& sender, const std::string& recipient, Instant now,
                                    const std::string& body = "Hello,\n\nshall we talk on Monday?\n") {
  Draft draft;
  draft.id = random_hex(system_random(), 8);
  draft.sender = "Ana Ruiz <" + sender + ">";
  draft.mailbox = sender;
  draft.recipient = recipient;
  draft.recipient_key = recipient;
  draft.subject = "Stock counting";
  draft.body = body;
  draft.footer = "Ana Ruiz, 1 Main Street";
  draft.rfc_message_id = draft.id + "@ours.example";
  draft.unsubscribe_url = "https://ours.example/u/" + draft.id;
  draft.created_at = draft.updated_at = now;
  draft.content_hash = content_hash(draft);
  draft.status = DraftStatus::APPROVED;
  draft.approved_at = now;
  draft.approved_by = "ana";
  draft.approved_hash = draft.content_hash;
  Verdict verdict;
  verdict.outcome = Outcome::send;
  auto made = release(draft, verdict, now);
  if (!made) throw std::runtime_error(made.error().message);
  return *std::move(made);
}

inline SendTicket ticket_for(const ApprovedDraft& mail, Instant now) {
  return {mail.draft().rfc_message_id, "", "", now};
}

}  // namespace sa::test
