// The planner: when the next step of an enrolment happens, in which wording, or why not. The scheduler, the preview and the
// simulator call it; nothing about a sequence is decided elsewhere.
// THREADS: pure functions.
// SOURCE: after_days are business days of the window (its days of the week without the holidays) in the window's zone, counted from the real
// instant of the step before. The time of day is a stable hash within the window. A late step shifts the rest.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/calendar/holiday.h"
#include "core/contact/contact.h"
#include "core/enrollment/enrollment.h"
#include "core/sequence/sequence.h"
#include "core/sequence/template.h"

namespace sa {

/// What counts as a business day and hour for one enrolment.
struct PlanCalendar {
  MailboxWindow window;                ///< of the sequence; its zone is an IANA name here
  std::vector<std::string> countries;  ///< whose holidays count, ISO 3166-1
  const HolidayPolicy* holidays = nullptr;
};

/// The facts of one enrolment.
struct PlanFacts {
  Contact contact;
  std::optional<Company> company;
  std::string mailbox_zone;     ///< IANA; the mailbox's
  std::string mailbox_country;  ///< ISO 3166-1; empty: its zone's
  TemplateSender sender;
  /// What the enrolment has already got, by step id: it keeps its variant, whatever the weights are now. The caller stores it.
  std::map<std::string, std::string> variants = {};
};

/// A step that is to happen.
struct PlannedStep {
  std::string step_id;
  StepKind kind = StepKind::email;
  Instant at;
  std::string local_at;    ///< RFC 3339 with the offset of the window's zone
  std::string variant_id;  ///< empty: the step has none
  std::string subject;     ///< rendered; of thread `same` the caller adds "Re: ..."
  std::string body;
  std::string title;
  std::vector<std::string> skipped_steps;  ///< whose condition was not met
};
/// Nothing can be planned until the reason's cause ends.
struct PlanHold {
  std::string step_id;
  EnrollmentReason reason;
};
/// There is no further step.
struct PlanEnd {
  std::vector<std::string> skipped_steps;
};
using Plan = std::variant<PlannedStep, PlanHold, PlanEnd>;

/// The calendar of a sequence for one contact and mailbox.
PlanCalendar plan_calendar(const Sequence& sequence, const PlanFacts& facts, const HolidayPolicy& holidays);

/// The next step after the one that `enrollment` has done last (its step_id where it has not happened yet). Counted from
/// `last_at`, else from `created_at`; never before `now`.
Plan plan_next(const Enrollment& enrollment, const Sequence& sequence, const PlanFacts& facts,
               const PlanCalendar& calendar, Instant now);

/// The weight bucket of SHA-256(enrollment_id + step_id), by its first 8 bytes as a number; null: the step has no variants. Other weights may choose another one: who
/// has a variant already keeps it by PlanFacts::variants.
const StepVariant* choose_variant(const SequenceStep& step, const std::string& enrollment_id);

/// Whether mail of the sequence may leave at `at`.
bool is_open(const PlanCalendar& calendar, Instant at);
/// `days` business days after `from`'s day, at the step's time of day; the first that is at or after `from` and `now`. The time of
/// day is `from` of the window + (the first 8 bytes of SHA-256(enrollment_id LF step_id)) mod its seconds, in whole seconds.
Instant step_instant(const PlanCalendar& calendar, Instant from, std::int64_t days,
                     const std::string& enrollment_id, const std::string& step_id, Instant now);
/// `from` of the window on the `days`-th business day after `date`.
Instant business_morning(const PlanCalendar& calendar, Date date, std::int64_t days);

}  // namespace sa
