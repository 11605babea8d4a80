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

/// Nothing that a person should look at: no failed check, and no reason but the send window's, which says nothing about the mail.
bool is_without_finding(const Draft& draft);

/// Whether `wish` repeats what `draft` was made from: the same words of its first version.
bool is_same_content(const Draft& draft, const Draft& wish);

}  // namespace sa
