#include "core/mailbox/mailbox.h"

#include <algorithm>

#include "core/calendar/hours.h"

namespace sa {
namespace {

constexpr std::int64_t kMostMails = 100000;
constexpr std::int64_t kLongestGapS = 86400;

Result<Unit> check_number(const char* field, std::int64_t number, std::int64_t most) {
  if (number >= 0 && number <= most) return ok();
  return invalid_field(field, "Enter a number from 0 to " + std::to_string(most) + ".");
}

}  // namespace

MailboxHold no_mailbox(const std::string& mailbox_id) {
  return {"mailbox.retired",
          mailbox_id + " is no longer one of our mailboxes. Edit the draft and choose another mailbox.",
          mailbox_id,
          {}};
}

MailboxStatus status_at(const TeamMailbox& mailbox, Instant now) {
  const bool is_over = mailbox.status == MailboxStatus::PAUSED && mailbox.hold && mailbox.hold->until &&
                       *mailbox.hold->until <= now;
  return is_over ? MailboxStatus::ACTIVE : mailbox.status;
}

std::optional<MailboxHold> hold_at(const TeamMailbox& mailbox, Instant now) {
  if (mailbox.retired_at) return no_mailbox(mailbox.mailbox_id);
  const MailboxStatus status = status_at(mailbox, now);
  if (status == MailboxStatus::ACTIVE) return std::nullopt;
  if (mailbox.hold) return mailbox.hold;
  const std::string& id = mailbox.mailbox_id;
  if (status == MailboxStatus::DISCONNECTED)
    return MailboxHold{
        "mailbox.disconnected", "The mailbox " + id + " is not connected. Connect it first.", id, {}};
  return MailboxHold{"mailbox.paused", "The mailbox " + id + " is paused. Resume it first.", id, {}};
}

Result<Unit> check_limits(const MailboxLimits& limits) {
  TRY_OK(check_number("limits/day", limits.day.value_or(0), kMostMails));
  TRY_OK(check_number("limits/gap_s", limits.gap_s, kLongestGapS));
  if (!limits.ramp) return ok();
  TRY_OK(check_number("limits/ramp/start", limits.ramp->start, kMostMails));
  TRY_OK(check_number("limits/ramp/step", limits.ramp->step, kMostMails));
  return check_number("limits/ramp/max", limits.ramp->max, kMostMails);
}

Result<Unit> check_window(const MailboxWindow& window) {
  if (window.days.empty())
    return invalid_field("window/days", "Enter at least one day: mo, tu, we, th, fr, sa, su.");
  for (const std::string& day : window.days) {
    if (!is_weekday_name(day))
      return invalid_field("window/days", "\"" + day + "\" is none of mo, tu, we, th, fr, sa, su.");
  }
  const auto from = minutes_of(window.from);
  const auto to = minutes_of(window.to);
  if (!from) return invalid_field("window/from", "Enter a time such as 09:00.");
  if (!to) return invalid_field("window/to", "Enter a time such as 17:00.");
  if (*from >= *to) return invalid_field("window/to", "The window must end after it begins.");
  const bool is_named = window.zone.empty() || window.zone == "contact" || window.zone == "sender";
  if (!is_named && !is_zone(window.zone))
    return invalid_field("window/zone", "Enter contact, sender, or a zone such as Europe/Berlin.");
  return ok();
}

std::int64_t day_limit(const TeamMailbox& mailbox, std::int64_t usual, Instant now) {
  const std::int64_t limit = mailbox.limits.day.value_or(usual);
  if (!mailbox.limits.ramp) return limit;
  const MailboxRamp& ramp = *mailbox.limits.ramp;
  const std::int64_t days = std::max<std::int64_t>(0, (now - mailbox.ramp_from) / kDayMs);
  return std::min({limit, ramp.max, ramp.start + days * ramp.step});
}

Instant next_open(const MailboxWindow& window, const std::string& zone, Instant now) {
  const int from = minutes_of(window.from).value_or(0);
  const int to = minutes_of(window.to).value_or(24 * 60);
  Date date = to_local(now, zone).date;
  // Two weeks: a day whose hours do not exist (a clock that is put forward) is passed over.
  for (int days = 0; days < 14; ++days, date = add_days(date, 1)) {
    if (!names_day(window.days, date)) continue;
    const Instant opens = instant_on(date, from * 60, zone);
    const Instant closes = instant_on(date, to * 60, zone);
    if (now < closes && opens < closes) return std::max(now, opens);
  }
  return now;
}

const TeamMailbox* choose_mailbox(const std::vector<TeamMailbox>& mailboxes,
                                  const std::optional<std::string>& contact_mailbox_id,
                                  const std::string& user_id, Instant now) {
  const TeamMailbox* first = nullptr;
  const TeamMailbox* own = nullptr;
  for (const TeamMailbox& each : mailboxes) {
    if (each.mailbox_id == contact_mailbox_id) return &each;
    if (each.is_first) first = &each;
    if (!own && each.user_id == user_id && status_at(each, now) == MailboxStatus::ACTIVE) own = &each;
  }
  return own ? own : first;
}

}  // namespace sa
