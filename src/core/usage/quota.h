// Quotas: how many mails a mailbox sends in 24 hours, and how many a contact receives in 7 days, from whichever
// mailbox; where it is switched on, also how many the people of one domain receive in 24 hours, and those of one company in 7 days. All
// windows roll: at no moment does any window hold more than its limit.
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
  std::int64_t domain_day = 0;    ///< DOMAIN_DAY_MAX; 0: no limit
  std::int64_t company_week = 0;  ///< COMPANY_WEEK_MAX; 0: no limit
};

/// Mails sent (or being sent) inside each window. `*_nth_at` is the instant of the limit-th newest mail of the
/// window: when it leaves the window, a place is free. Null while a place is free.
struct Usage {
  std::int64_t mailbox_count = 0;
  std::optional<Instant> mailbox_nth_at;
  std::int64_t contact_count = 0;
  std::optional<Instant> contact_nth_at;
  std::optional<Instant> mailbox_last_at = {};  ///< of its newest mail
  std::int64_t domain_count = 0;                ///< to the recipient's domain; 0 for freemail
  std::optional<Instant> domain_nth_at = {};
  std::int64_t company_count = 0;  ///< to all contacts of the recipient's company
  std::optional<Instant> company_nth_at = {};
};
BOOST_DESCRIBE_STRUCT(Usage, (),
                      (mailbox_count, mailbox_nth_at, contact_count, contact_nth_at, mailbox_last_at,
                       domain_count, domain_nth_at, company_count, company_nth_at))

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

/// When the mailbox may send again, or the contact, the domain or the company may get mail again; null when they may now.
std::optional<Instant> mailbox_free_at(const Usage& usage, const QuotaLimits& limits);
std::optional<Instant> contact_free_at(const Usage& usage, const QuotaLimits& limits);
std::optional<Instant> domain_free_at(const Usage& usage, const QuotaLimits& limits);
std::optional<Instant> company_free_at(const Usage& usage, const QuotaLimits& limits);

Quota remaining(const std::string& contact_email, const Usage& usage, const QuotaLimits& limits);

}  // namespace sa
