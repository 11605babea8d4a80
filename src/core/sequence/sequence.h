// A sequence: steps that are planned for a contact, one after the other, until something stops them. What it says about time,
// stops and replies is data; core/sequence/plan.h decides by it.
// THREADS: values and pure functions.
// ERRORS: check_sequence: invalid, with the path of every wrong field ("steps/1/subject").
#pragma once

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/result.h"
#include "base/time.h"
#include "core/mailbox/mailbox.h"

namespace sa {

/// DRAFT: nobody is enrolled. ARCHIVED: nobody is enrolled any more; who is enrolled goes on.
enum class SequenceStatus { DRAFT, ACTIVE, ARCHIVED };
BOOST_DESCRIBE_ENUM(SequenceStatus, DRAFT, ACTIVE, ARCHIVED)

enum class StepKind { email, task };
BOOST_DESCRIBE_ENUM(StepKind, email, task)

/// new: a mail that begins a thread. same: an answer to the mail of the step before, with its subject.
enum class StepThread { new_, same };
BOOST_DESCRIBE_ENUM(StepThread, new_, same)

/// What happens to the others of a company when one of them answers.
enum class CompanyReply { hold, ignore };
BOOST_DESCRIBE_ENUM(CompanyReply, hold, ignore)

/// One of several wordings of a step. What it does not say is the step's.
struct StepVariant {
  std::string variant_id;
  std::int64_t weight = 1;
  std::optional<std::string> subject;
  std::optional<std::string> body;
  static constexpr bool kAllOptional = true;
  static std::vector<Rule> rules() {
    return {rule(&StepVariant::variant_id).required().max_length(100),
            rule(&StepVariant::weight).describe("its share of the contacts, beside the others' weights"),
            rule(&StepVariant::subject).describe("null: the step's"),
            rule(&StepVariant::body).describe("null: the step's")};
  }
};
BOOST_DESCRIBE_STRUCT(StepVariant, (), (variant_id, weight, subject, body))

struct SequenceStep {
  std::string step_id;
  StepKind kind = StepKind::email;
  std::int64_t after_days = 0;  ///< business days after the step before; of the first: after the enrolment
  StepThread thread = StepThread::new_;
  std::string subject;  ///< of an email with thread `new`; a template (core/sequence/template.h)
  std::string body;     ///< of an email, or of a task (may be empty there); a template
  std::string title;    ///< of a task; a template
  std::vector<StepVariant> variants;
  boost::json::value condition;  ///< null: always (core/campaign/condition.h); not met: the step is skipped
  std::optional<std::int64_t>
      expires_after_days;  ///< business days from the draft; null: DRAFT_EXPIRES_DAYS alone
  static constexpr bool kAllOptional = true;
  static std::vector<Rule> rules() {
    return {
        rule(&SequenceStep::step_id).required().max_length(100).example("first"),
        rule(&SequenceStep::after_days)
            .describe("business days after the step before; of the first: after the enrolment"),
        rule(&SequenceStep::thread).describe("`same` answers the mail of the step before, with its subject"),
        rule(&SequenceStep::subject)
            .describe("of a mail that begins a thread; {{field}} must have a value, {{field|\"text\"}} has "
                      "a fallback"),
        rule(&SequenceStep::body).describe("a template, as `subject`"),
        rule(&SequenceStep::title).describe("of a task; a template"),
        rule(&SequenceStep::condition)
            .describe("`all`, `any`, `not`, or `field`, `op` and `value`; not met: the step is skipped"),
        rule(&SequenceStep::expires_after_days)
            .describe("business days after which a draft that nobody approved expires")};
  }
};
BOOST_DESCRIBE_STRUCT(SequenceStep, (),
                      (step_id, kind, after_days, thread, subject, body, title, variants, condition,
                       expires_after_days))

/// What an absence does: mail waits until some business days after the return.
struct AbsenceRule {
  std::string resume = "return_date";  ///< the only value there is
  std::int64_t plus_business_days = 1;
  std::int64_t without_date_days = 7;  ///< calendar days, where the answer names no date
  std::int64_t max_days = 60;          ///< beyond it a person is asked
  static constexpr bool kAllOptional = true;
  static std::vector<Rule> rules() {
    return {rule(&AbsenceRule::resume).describe("return_date"),
            rule(&AbsenceRule::plus_business_days).describe("business days after the return"),
            rule(&AbsenceRule::without_date_days)
                .describe("calendar days to wait where the answer names no date"),
            rule(&AbsenceRule::max_days).describe("beyond them a person is asked")};
  }
};
BOOST_DESCRIBE_STRUCT(AbsenceRule, (), (resume, plus_business_days, without_date_days, max_days))

struct Sequence {
  std::string sequence_id;
  std::string name;
  std::int64_t version = 1;
  SequenceStatus status = SequenceStatus::DRAFT;
  std::optional<std::vector<std::string>> mailboxes;  ///< mailbox ids; null: any
  std::string language;                               ///< of its mails; empty: not said
  bool allow_parallel = false;                        ///< a contact may be in it while another sequence runs
  std::optional<MailboxWindow> window;                ///< null: mo-fr 09:00-17:00 of the contact
  std::vector<std::string> holidays = {"contact", "sender"};
  std::vector<std::string> stop_on = {"reply",   "opt_out",  "bounce_hard", "complaint",
                                      "meeting", "deal_won", "deal_lost"};
  CompanyReply company_reply = CompanyReply::hold;
  /// By intent, "default" for the rest: "stop", "continue", or {"pause_business_days": n}.
  boost::json::object on_reply;
  AbsenceRule absence;
  std::vector<SequenceStep> steps;
  Instant created_at;
  Instant updated_at;

  static constexpr const char* kAbout =
      "Steps that happen for a contact, one after the other, until something stops them.";
  /// What an older program wrote is read with the defaults of what it did not know.
  static constexpr bool kAllOptional = true;
};
BOOST_DESCRIBE_STRUCT(Sequence, (),
                      (sequence_id, name, version, status, mailboxes, language, allow_parallel, window,
                       holidays, stop_on, company_reply, on_reply, absence, steps, created_at, updated_at))

inline constexpr std::size_t kMaxSequenceSteps = 50;

/// Whether it can be saved: ids are unique, templates parse and name known fields, times and conditions are well-formed.
Result<Unit> check_sequence(const Sequence& sequence);

/// The step of that id; null: there is none.
const SequenceStep* find_step(const Sequence& sequence, const std::string& step_id);
/// The one after it; of an empty id the first; null: that was the last.
const SequenceStep* next_step(const Sequence& sequence, const std::string& step_id);

/// The steps whose mails differ between two versions, by id: what is drafted for them is out of date.
std::vector<std::string> changed_steps(const Sequence& before, const Sequence& after);

}  // namespace sa
