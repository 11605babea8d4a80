// Why mail does not go out: the causes that keep drafts and steps of sequences back, gathered from the gate's verdicts and the states of
// enrolments, mailboxes and campaigns. The cause that keeps back the most mails comes first; of two that keep back as many, the one
// that reaches further (a mailbox, a campaign), then what a person must end, and then what ends by itself. That steps wait for their
// turn, or that a sequence is over, comes last: it is as it should be.
// THREADS: values and pure functions.
#pragma once

#include <boost/describe.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/reflect/reflect.h"
#include "core/campaign/campaign.h"
#include "core/draft/draft.h"
#include "core/draft/verdict.h"
#include "core/enrollment/enrollment.h"

namespace sa {

/// Most ids that a cause shows.
inline constexpr std::size_t kCauseSample = 20;

struct Cause {
  std::string rule;   ///< of the gate, of an enrolment, or one of core/draft/why.cc
  std::string words;  ///< what keeps the mail back, by name
  std::string do_;    ///< what a person does about it
  std::int64_t count = 0;
  std::vector<std::string> sample;
  std::optional<Instant> ends_at;
  static std::vector<Rule> rules() {
    return {
        sa::rule(&Cause::do_).describe("what to do about it"),
        sa::rule(&Cause::count)
            .describe("mails that it keeps back, as far as they were looked at; before a launch: contacts"),
        sa::rule(&Cause::sample)
            .describe("ids of those drafts or enrolments, or of the contacts, mailboxes or campaigns that it "
                      "is about; at most 20"),
        sa::rule(&Cause::ends_at).describe("when it ends by itself; null: somebody must end it")};
  }
};
BOOST_DESCRIBE_STRUCT(Cause, (), (rule, words, do_, count, sample, ends_at))

struct Why {
  bool sending = false;
  std::optional<Instant> next_send_at;
  std::vector<Cause> causes;
  static std::vector<Rule> rules() {
    return {
        rule(&Why::sending).describe("an approved mail leaves now, or may"),
        rule(&Why::next_send_at).describe("when the next approved mail leaves by itself; null: none does"),
        rule(&Why::causes).describe("the most effective one first")};
  }
};
BOOST_DESCRIBE_STRUCT(Why, (), (sending, next_send_at, causes))

/// What a person does about the rule: one sentence or two.
std::string remedy_for(std::string_view rule);

/// Enrolments of one state, for one reason.
struct StandingEnrollments {
  EnrollmentStatus status = EnrollmentStatus::WAITING;
  std::optional<EnrollmentReason> reason;  ///< of one of them
  std::int64_t count = 0;
  std::optional<Instant> next_at;  ///< of the first
  std::vector<std::string> sample;
};

/// Gathers causes.
class WhyFinder {
 public:
  explicit WhyFinder(Instant now) : now_(now) {}

  /// In any state, with its verdict of now. `is_wished`: it leaves by itself once nothing holds it.
  void add_draft(const Draft& draft, bool is_wished);
  /// Drafts that wait for approval and were not looked at.
  void add_pending(std::int64_t count);
  void add_enrollments(const StandingEnrollments& standing);
  /// One that is paused or cancelled; `steps` of it have no draft yet.
  void add_campaign(const Campaign& campaign, std::int64_t steps);
  /// One that was not launched: what blocks its launch, then that it was not launched. `count`: contacts.
  void add_unlaunched(const Campaign& campaign, const std::vector<CheckLine>& checklist, std::int64_t count);
  /// Without a remedy: that of its rule.
  void add(Cause cause);

  Why finish() &&;

 private:
  Cause& cause_of(const std::string& rule, const std::string& words);
  void add_waiting(const Draft& draft, bool is_wished);
  void add_reasons(const Draft& draft, bool is_wished);
  Instant now_;
  bool is_ordered_ = false;  ///< the causes stand as they were added
  Why why_;
};

}  // namespace sa
