// A draft that a mailbox may send: approved and released, as the actions would.
// THREADS: pure functions.
#pragma once

#include <stdexcept>
#include <string>

#include "base/clock.h"
#include "core/draft/release.h"

namespace sa::test {

inline Draft pending_draft(const std::string& id) {
  Draft made;
  made.id = id;
  made.sender = "Ana Ruiz <ana@ours.example>";
  made.recipient = made.recipient_key = "ben@example.net";
  made.subject = "About " + id;
  made.body = "Hello Ben, a few words.\n";
  made.rfc_message_id = id + "@ours.example";
  made.mailbox_id = "ana@ours.example";
  made.content_hash = content_hash(made);
  made.created_at = made.updated_at = system_clock().now();
  return made;
}

inline ApprovedDraft approved(const Draft& pending) {
  const Instant now = system_clock().now();
  const auto draft = approve(pending, "ana", std::nullopt, now);
  auto out = release(*draft, Verdict{Outcome::send, {}, {}}, now);
  if (!out) throw std::runtime_error(out.error().message);
  return *std::move(out);
}

inline ApprovedDraft approved_draft(const std::string& sender, const std::string& recipient, Instant now,
                                    const std::string& body = "Hello,\n\nshall we talk on Monday?\n") {
  Draft draft;
  draft.id = random_hex(system_random(), 8);
  draft.sender = "Ana Ruiz <" + sender + ">";
  draft.mailbox_id = sender;
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
  return {mail.draft().rfc_message_id, "", "", now, mail.draft().recipient_key, mail.draft().subject,
          mail.draft().unsubscribe_url};
}

}  // namespace sa::test
