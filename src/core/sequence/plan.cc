#include "core/sequence/plan.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/crypto/hash.h"
#include "base/text/ascii.h"
#include "core/calendar/hours.h"
#include "core/campaign/condition.h"
#include "core/sequence/moment.h"

namespace sa {
namespace {

/// No calendar rests for so long; the bound keeps a mistaken one from looping.
constexpr int kMostDaysOff = 3660;

const MailboxWindow kOfficeHours{{"mo", "tu", "we", "th", "fr"}, "09:00", "17:00", "contact"};

/// The first 8 bytes of the SHA-256 of `text`, big endian.
std::uint64_t hash_number(const std::string& text) {
  const std::string bytes = sha256_bytes(text);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

int seconds_of(std::string_view time, int otherwise) {
  const auto minutes = minutes_of(time);
  return minutes ? *minutes * 60 : otherwise;
}

int opens_at(const PlanCalendar& calendar) {
  return seconds_of(calendar.window.from, 0);
}
int closes_at(const PlanCalendar& calendar) {
  return seconds_of(calendar.window.to, kDaySeconds);
}

/// Seconds after midnight at which the step happens; it depends on the step alone and not on the date.
int time_of_day(const PlanCalendar& calendar, const std::string& enrollment_id, const std::string& step_id) {
  const int from = opens_at(calendar);
  const int length = std::max(1, closes_at(calendar) - from);
  return from +
         static_cast<int>(hash_number(enrollment_id + '\n' + step_id) % static_cast<std::uint64_t>(length));
}

Instant end_of(const PlanCalendar& calendar, Date date) {
  return instant_on(date, closes_at(calendar), calendar.window.zone);
}

bool is_business_day(const PlanCalendar& calendar, Date date) {
  if (!names_day(calendar.window.days, date)) return false;
  const auto rests = [&](const std::string& country) {
    return is_holiday(date, country, *calendar.holidays);
  };
  if (calendar.holidays && std::ranges::any_of(calendar.countries, rests)) return false;
  return instant_on(date, opens_at(calendar), calendar.window.zone) < end_of(calendar, date);
}

/// The first business day at or after `date`.
Date business_day(const PlanCalendar& calendar, Date date) {
  for (int days = 0; days < kMostDaysOff; ++days, date = add_days(date, 1)) {
    if (is_business_day(calendar, date)) break;
  }
  return date;
}

/// The `days`-th business day after `date`; of 0 the first at or after it.
Date business_day_after(const PlanCalendar& calendar, Date date, std::int64_t days) {
  if (days <= 0) return business_day(calendar, date);
  for (; days > 0; --days) date = business_day(calendar, add_days(date, 1));
  return date;
}

/// In one line: what a contact's field holds beyond it has no place in a subject.
std::string one_line(std::string text) {
  std::ranges::replace_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

EnrollmentReason missing_fields(const SequenceStep& step, const Contact& contact,
                                const std::vector<std::string>& missing) {
  std::string fields;
  bool is_senders = true;
  for (const std::string& each : missing) {
    if (!fields.empty()) fields += ", ";
    fields += each;
    is_senders = is_senders && each.starts_with("sender_");
  }
  const bool is_one = missing.size() == 1;
  const std::string whose = is_senders              ? "the mailbox"
                            : contact.email.empty() ? contact.contact_id
                                                    : contact.email;
  return {"template.missing_field",
          "Step \"" + step.step_id + "\" needs " + fields + ", which " + whose + " does not have. Enter " +
              (is_one ? "it" : "them") + ", or give the place" + (is_one ? "" : "s") +
              " a text for this case: {{" + missing.front() + "|\"...\"}}.",
          contact.contact_id.empty() ? std::string() : "contact:" + contact.contact_id,
          {}};
}

const StepVariant* variant_of(const SequenceStep& step, const PlanFacts& facts,
                              const std::string& enrollment_id) {
  if (const auto kept = facts.variants.find(step.step_id); kept != facts.variants.end()) {
    const auto found = std::ranges::find(step.variants, kept->second, &StepVariant::variant_id);
    if (found != step.variants.end()) return &*found;
  }
  return choose_variant(step, enrollment_id);
}

/// The step in words; the fields that have no value.
std::vector<std::string> write_step(const SequenceStep& step, const StepVariant* variant,
                                    const PlanFacts& facts, PlannedStep* planned) {
  const Contact contact = with_company(facts.contact, facts.company);
  std::vector<std::string> missing;
  const auto write = [&](const std::string& text) {
    Rendered rendered = render(text, contact, facts.sender);
    for (std::string& each : rendered.missing) {
      if (std::ranges::find(missing, each) == missing.end()) missing.push_back(std::move(each));
    }
    return std::move(rendered.text);
  };
  planned->step_id = step.step_id;
  planned->kind = step.kind;
  planned->title = one_line(write(step.title));
  planned->subject = one_line(write(variant && variant->subject ? *variant->subject : step.subject));
  planned->body = write(variant && variant->body ? *variant->body : step.body);
  if (variant) planned->variant_id = variant->variant_id;
  return missing;
}

}  // namespace

PlanCalendar plan_calendar(const Sequence& sequence, const PlanFacts& facts, const HolidayPolicy& holidays) {
  PlanCalendar calendar{sequence.window.value_or(kOfficeHours), {}, &holidays};
  std::string& zone = calendar.window.zone;
  if (zone.empty() || zone == "contact") zone = facts.contact.timezone;
  if (!is_zone(zone)) zone = facts.mailbox_zone;  // of "sender", and where the contact's is not known
  if (!is_zone(zone)) zone = "UTC";
  const auto add = [&](const std::string& country, const std::string& of_zone) {
    std::string code = country_code(country, holidays);
    if (code.empty()) code = country_of_zone(of_zone, holidays);
    const bool is_known = std::ranges::find(calendar.countries, code) != calendar.countries.end();
    if (!code.empty() && !is_known) calendar.countries.push_back(std::move(code));
  };
  for (const std::string& whose : sequence.holidays) {
    if (whose == "contact") add(facts.contact.country, facts.contact.timezone);
    if (whose == "sender") add(facts.mailbox_country, facts.mailbox_zone);
  }
  return calendar;
}

Plan plan_next(const Enrollment& enrollment, const Sequence& sequence, const PlanFacts& facts,
               const PlanCalendar& calendar, Instant now) {
  const SequenceStep* step =
      enrollment.step_id.empty() ? next_step(sequence, "") : find_step(sequence, enrollment.step_id);
  if (!step && !enrollment.step_id.empty())
    return PlanHold{enrollment.step_id,
                    {"sequence.step_removed",
                     "Sequence \"" + sequence.sequence_id + "\" has no step \"" + enrollment.step_id +
                         "\". Put the step back, or stop the enrolment.",
                     "sequence:" + sequence.sequence_id,
                     {}}};
  std::vector<std::string> skipped;
  while (step && !meets(facts.contact, facts.company, step->condition)) {
    skipped.push_back(step->step_id);
    step = next_step(sequence, step->step_id);
  }
  if (!step) return PlanEnd{std::move(skipped)};
  PlannedStep planned;
  const StepVariant* variant = variant_of(*step, facts, enrollment.enrollment_id);
  if (const auto missing = write_step(*step, variant, facts, &planned); !missing.empty())
    return PlanHold{step->step_id, missing_fields(*step, facts.contact, missing)};
  planned.at = step_instant(calendar, enrollment.last_at.value_or(enrollment.created_at), step->after_days,
                            enrollment.enrollment_id, step->step_id, now);
  planned.local_at = format_local(planned.at, calendar.window.zone);
  planned.skipped_steps = std::move(skipped);
  return planned;
}

const StepVariant* choose_variant(const SequenceStep& step, const std::string& enrollment_id) {
  std::uint64_t total = 0;
  for (const StepVariant& each : step.variants)
    total += static_cast<std::uint64_t>(std::max<std::int64_t>(0, each.weight));
  if (step.variants.empty()) return nullptr;
  if (total == 0) return &step.variants.front();
  std::uint64_t bucket = hash_number(enrollment_id + step.step_id) % total;
  for (const StepVariant& each : step.variants) {
    const auto weight = static_cast<std::uint64_t>(std::max<std::int64_t>(0, each.weight));
    if (bucket < weight) return &each;
    bucket -= weight;
  }
  return nullptr;
}

bool is_open(const PlanCalendar& calendar, Instant at) {
  const LocalTime local = to_local(at, calendar.window.zone);
  const int second = local.hour * 3600 + local.minute * 60 + local.second;
  return second >= opens_at(calendar) && second < closes_at(calendar) &&
         is_business_day(calendar, local.date);
}

Instant step_instant(const PlanCalendar& calendar, Instant from, std::int64_t days,
                     const std::string& enrollment_id, const std::string& step_id, Instant now) {
  const std::string& zone = calendar.window.zone;
  const int second = time_of_day(calendar, enrollment_id, step_id);
  const Instant earliest = std::max(from, now);
  const Date today = to_local(earliest, zone).date;
  Date date = business_day_after(calendar, to_local(from, zone).date, days);
  if (date < today) date = business_day(calendar, today);
  Instant at = instant_on(date, second, zone);
  // A time in a gap of the clocks may move to the window's end or beyond: then the step has the next day.
  for (int tries = 0; tries < kMostDaysOff && (at < earliest || at >= end_of(calendar, date)); ++tries) {
    date = business_day(calendar, add_days(date, 1));
    at = instant_on(date, second, zone);
  }
  return at;
}

Instant business_morning(const PlanCalendar& calendar, Date date, std::int64_t days) {
  return instant_on(business_day_after(calendar, date, days), opens_at(calendar), calendar.window.zone);
}

}  // namespace sa
