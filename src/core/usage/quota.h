// Quotas: how many mails a mailbox sends in 24 hours, and how many a contact receives in 7 days, from whichever
// mailbox. Both windows roll: at no moment does any window hold more than its limit.
// THREADS: values and pure functions.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"

namespace sa {

inline constexpr std::int64_t kMailboxWindowMs = kDayMs;
inline constexpr std::int64_t kContactWindowMs = 7 * kDayMs;

struct QuotaLimits {
  std::int64_t mailbox_day = 20;  ///< MAX_EMAILS_PER_DAY
  std::int64_t contact_week = 2;  ///< MAX_EMAILS_PER_WEEK
};

/// Mails sent (or being sent) inside each window. `*_nth_at` is the instant of the limit-th newest mail of the
/// window: when it leaves the window, a place is free. Null while a place is free.
struct Usage {
  std::int64_t mailbox_count = 0;
  std::optional<Instant> mailbox_nth_at;
  std::int64_t contact_count = 0;
  std::optional<Instant> contact_nth_at;
  std::optional<Instant> mailbox_last_at = {};  ///< of its newest mail
};
BOOST_DESCRIBE_STRUCT(Usage, (),
                      (mailbox_count, mailbox_nth_at, contact_count, contact_nth_at, mailbox_last_at))

/// The answer of GET /api/operator/quota/{contact_email}.
struct Quota {
  std::string contact_email;
  std::int64_t remaining_today = 0;        ///< of the sending mailbox
  std::int64_t remaining_this_week = 0;    ///< of this contact
  std::int64_t remaining_for_contact = 0;  ///< of this contact; the seed's two names for one number
  std::optional<Instant> resets_at;        ///< when a place is free again; null while there is one
};
BOOST_DESCRIBE_STRUCT(Quota, (),
                      (contact_email, remaining_today, remaining_this_week, remaining_for_contact, resets_at))

/// When the mailbox (or contact) may send again; null when it may now.
std::optional<Instant> mailbox_free_at(const Usage& usage, const QuotaLimits& limits);
std::optional<Instant> contact_free_at(const Usage& usage, const QuotaLimits& limits);

Quota remaining(const std::string& contact_email, const Usage& usage, const QuotaLimits& limits);

}  // namespace sa
