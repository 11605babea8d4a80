// The desk: what a person has to look at in a draft, and in which part of the desk it lies.
// THREADS: pure.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>

#include "core/draft/draft.h"
#include "core/message/split.h"

namespace sa {

/// The one word over a draft: nothing needs a look; some points do; it cannot be sent.
enum class DeskWord { clean, check, blocked };
BOOST_DESCRIBE_ENUM(DeskWord, clean, check, blocked)

/// What has to be looked at before an approval: reasons of the gate that a person decides about, issues and silent failures of the
/// checks, claims without a source. A wait that ends by itself (window, quota) is none. The web app lists the same ones
/// (web/src/features/draft/points.ts).
std::int64_t count_points(const Draft& draft);
DeskWord word_of(const Draft& draft);

/// The parts of the desk. `pending` is all that waits for a person now, which the next three divide it into; `snoozed` waits, too, but
/// for its time. The others are the further states.
enum class DeskSplit {
  pending,
  urgent,
  needs_look,
  clean,
  snoozed,
  scheduled,
  doubtful,
  sent,
  rejected,
  failed,
  sending,
  expired
};
BOOST_DESCRIBE_ENUM(DeskSplit, pending, urgent, needs_look, clean, snoozed, scheduled, doubtful, sent,
                    rejected, failed, sending, expired)

/// The state of all drafts of a part.
DraftStatus status_of(DeskSplit split);

/// So long may somebody who is interested wait, and so near is a deadline, before a draft is urgent.
inline constexpr std::int64_t kUrgentMs = kDayMs;

/// Whether a draft of that state belongs to the part. `answers`: the part of the inbox in which the mail lies that it answers.
bool is_in(DeskSplit split, const Draft& draft, MailSplit answers, Instant now);

}  // namespace sa
