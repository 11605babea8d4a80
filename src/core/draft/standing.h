// What a draft's state means to those around it: whether it may still leave, whether it counts, whether a wish is still meant.
// THREADS: pure.
#pragma once

#include "core/draft/draft.h"

namespace sa {

/// What still can be sent: only its verdict is worth judging anew.
bool is_open(DraftStatus status);

/// Whether it has taken its own places in the quotas: a copy of it that is seen counts no more.
bool counts_itself(const Draft& draft);

/// Whether it may leave as it is: approved, and its bytes are the approved ones.
bool is_ready(const Draft& draft);

/// Whether a wish to send this version by this approval is still meant: it was not withdrawn, edited, approved anew or sent since.
bool is_still_wished(const Draft& draft, std::int64_t version, Instant approved_at);

/// A hold that ends by itself says when, not whether: a planned time, a quota, closed hours, the gap between two mails. The web app knows
/// the same ones (web/src/features/draft/row.ts).
bool is_wait(const Reason& reason);
/// A wait that a person may leave, who presses Send: the send window, or the mailbox's hours.
bool is_closed_hours(const Reason& reason);

/// Whether it is put aside now. A time that is over stays in the draft, and means nothing any more.
bool is_snoozed(const Draft& draft, Instant now);

/// Nothing that a person should look at: no failed check, and no reason but closed hours, which say nothing about the mail.
bool is_without_finding(const Draft& draft);

/// Whether `wish` repeats what `draft` was made from: the same words of its first version.
bool is_same_content(const Draft& draft, const Draft& wish);

}  // namespace sa
