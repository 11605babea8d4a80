// A draft that a mailbox may send: approved and released, as the actions would.
// THREADS: pure functions.
#pragma once

#include <stdexcept>
#include <string>

#include "base/clock.h"
#include "core/release.h"

namespace sa::test {

inline Draft pending_draft(const std::string& id) {
  Draft made;
  made.id = id;
  made.sender = "Ana Ruiz <ana@ours.example>";
  made.recipient = made.recipient_key = "ben@example.net";
  made.subject = "About " + id;
  made.body = "Hello Ben, a few words.\n";
  made.rfc_message_id = id + "@ours.example";
  made.mailbox = "ana@ours.example";
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

}  // namespace sa::test
