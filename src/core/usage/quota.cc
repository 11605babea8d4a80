#include "core/usage/quota.h"

#include <algorithm>

namespace sa {
namespace {

std::optional<Instant> free_at(std::int64_t count, std::int64_t limit, std::optional<Instant> nth_at,
                               std::int64_t window_ms) {
  if (count < limit || !nth_at) return std::nullopt;
  return *nth_at + window_ms;
}

}  // namespace

std::optional<Instant> mailbox_free_at(const Usage& usage, const QuotaLimits& limits) {
  return free_at(usage.mailbox_count, limits.mailbox_day, usage.mailbox_nth_at, kMailboxWindowMs);
}

std::optional<Instant> contact_free_at(const Usage& usage, const QuotaLimits& limits) {
  return free_at(usage.contact_count, limits.contact_week, usage.contact_nth_at, kContactWindowMs);
}

std::optional<Instant> domain_free_at(const Usage& usage, const QuotaLimits& limits) {
  if (limits.domain_day <= 0) return std::nullopt;
  return free_at(usage.domain_count, limits.domain_day, usage.domain_nth_at, kMailboxWindowMs);
}

std::optional<Instant> company_free_at(const Usage& usage, const QuotaLimits& limits) {
  if (limits.company_week <= 0) return std::nullopt;
  return free_at(usage.company_count, limits.company_week, usage.company_nth_at, kContactWindowMs);
}

Quota remaining(const std::string& contact_email, const Usage& usage, const QuotaLimits& limits) {
  const std::int64_t for_contact = std::max<std::int64_t>(0, limits.contact_week - usage.contact_count);
  Quota quota{contact_email,
              std::max<std::int64_t>(0, limits.mailbox_day - usage.mailbox_count),
              for_contact,
              for_contact,
              {}};
  const auto mailbox = mailbox_free_at(usage, limits);
  const auto contact = contact_free_at(usage, limits);
  // A place is free only when both have one: the later of the two.
  if (mailbox || contact)
    quota.resets_at = std::max(mailbox.value_or(Instant{}), contact.value_or(Instant{}));
  return quota;
}

}  // namespace sa
