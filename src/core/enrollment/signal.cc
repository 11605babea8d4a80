#include "core/enrollment/signal.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <string_view>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

/// What a cell of the table says.
enum class Act {
  keep,
  end,
  answer,        ///< as the sequence's on_reply says
  stop_if_told,  ///< where the sequence's stop_on names it
  hold,          ///< and ask
  hold_company,  ///< the same, unless the sequence ignores colleagues
  wait           ///< until the contact is back; where nobody knows, hold and ask
};

struct Row {
  Signal signal;
  Act waiting;
  Act drafted;
  Act held;   ///< by something that no question stands for
  Act asked;  ///< HELD until a person answers
  Act paused;
};

using enum Act;
constexpr Row kTable[] = {
    //                       waiting       drafted       held          asked         paused
    {Signal::reply, answer, answer, answer, answer, answer},
    {Signal::company_reply, hold_company, hold_company, hold_company, hold_company, hold_company},
    {Signal::absence, wait, wait, wait, wait, wait},
    {Signal::suppressed, end, end, end, end, end},
    {Signal::soft_bounces, end, end, end, end, end},
    {Signal::meeting, stop_if_told, stop_if_told, stop_if_told, stop_if_told, stop_if_told},
    {Signal::deal_won, stop_if_told, stop_if_told, stop_if_told, stop_if_told, stop_if_told},
    {Signal::deal_lost, stop_if_told, stop_if_told, stop_if_told, stop_if_told, stop_if_told},
    {Signal::doubt, hold, hold, hold, hold, hold},
};

Act act_of(const Enrollment& enrollment, Signal signal) {
  const auto row = std::ranges::find(kTable, signal, &Row::signal);
  if (row == std::end(kTable) || !is_living(enrollment.status)) return keep;
  switch (enrollment.status) {
    case EnrollmentStatus::WAITING:
      return row->waiting;
    case EnrollmentStatus::DRAFTED:
      return row->drafted;
    case EnrollmentStatus::PAUSED:
      return row->paused;
    default:
      return enrollment.reason && waits_for_answer(enrollment.reason->rule) ? row->asked : row->held;
  }
}

bool is_told(const SignalRules& rules, std::string_view name) {
  return std::ranges::find(rules.stop_on, name) != rules.stop_on.end();
}

/// "stop", "continue", or {"pause_business_days": n}; null: the sequence says nothing.
const boost::json::value* rule_of(const SignalRules& rules, const std::string& intent) {
  if (!intent.empty()) {
    if (const auto* own = rules.on_reply.if_contains(intent)) return own;
  }
  return rules.on_reply.if_contains("default");
}

/// Held until a person answers. A pause goes on meanwhile: when it ends, the question holds it if it is still open.
SignalMove held(const Enrollment& enrollment, const SignalFacts& facts) {
  const bool is_paused = enrollment.status == EnrollmentStatus::PAUSED && enrollment.reason;
  if (is_paused) return SignalMove{EnrollmentStatus::PAUSED, *enrollment.reason, {}, true};
  return SignalMove{EnrollmentStatus::HELD, facts.reason, {}, true};
}

/// A person paused it, and a person lets it go on.
bool is_paused_for_good(const Enrollment& enrollment) {
  return enrollment.status == EnrollmentStatus::PAUSED && enrollment.reason && !enrollment.reason->until;
}

std::optional<SignalMove> move_by_reply(const Enrollment& enrollment, const SignalFacts& facts,
                                        const SignalRules& rules) {
  SignalMove move{EnrollmentStatus::STOPPED, facts.reason};
  const auto* rule = rule_of(rules, facts.intent);
  if (!rule) return is_told(rules, "reply") ? std::optional(move) : std::nullopt;
  if (rule->is_string() && rule->get_string() == "continue") return std::nullopt;
  const auto* days = rule->is_object() ? rule->get_object().if_contains("pause_business_days") : nullptr;
  if (!days || !days->is_int64()) return move;
  if (is_paused_for_good(enrollment)) return std::nullopt;
  move.status = EnrollmentStatus::PAUSED;
  move.pause_business_days = days->get_int64();
  return move;
}

/// A pause that a person made, or one that ends later, stays.
std::optional<SignalMove> move_by_absence(const Enrollment& enrollment, const SignalFacts& facts) {
  if (!facts.reason.until) return held(enrollment, facts);
  if (enrollment.status == EnrollmentStatus::PAUSED && enrollment.reason) {
    const auto& until = enrollment.reason->until;
    if (!until || *until >= *facts.reason.until) return std::nullopt;
  }
  return SignalMove{EnrollmentStatus::PAUSED, facts.reason};
}

}  // namespace

bool waits_for_answer(const std::string& rule) {
  return rule == "sequence.company_reply" || rule == "contact.doubt" || rule == "sequence.absent";
}

std::optional<SignalMove> move_of(const Enrollment& enrollment, const SignalFacts& facts,
                                  const SignalRules& rules) {
  switch (act_of(enrollment, facts.signal)) {
    case keep:
      return std::nullopt;
    case end:
      return SignalMove{EnrollmentStatus::STOPPED, facts.reason};
    case answer:
      return move_by_reply(enrollment, facts, rules);
    case stop_if_told:
      if (!is_told(rules, enum_name(facts.signal))) return std::nullopt;
      return SignalMove{EnrollmentStatus::STOPPED, facts.reason};
    case hold:
      return held(enrollment, facts);
    case hold_company:
      if (!rules.company_reply_holds) return std::nullopt;
      return held(enrollment, facts);
    case wait:
      return move_by_absence(enrollment, facts);
  }
  return std::nullopt;
}

}  // namespace sa
