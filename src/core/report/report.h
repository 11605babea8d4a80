// The inputs of the outcome reporter: counts of stored facts over a period [from, to). A count that is not measured
// is null.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sa {

/// Mails of one subject line (without "Re:").
struct SubjectFacts {
  std::string subject_line;
  std::int64_t sent = 0;
  std::int64_t replied = 0;  ///< of these, answered by a person
};
BOOST_DESCRIBE_STRUCT(SubjectFacts, (), (subject_line, sent, replied))

/// Counted over the period by when the mail was sent; answers count whenever they came.
struct EngagementFacts {
  std::int64_t sent = 0;              ///< mails with a provider's id
  std::int64_t contacts = 0;          ///< different addresses among them
  std::int64_t replied = 0;           ///< of `sent`: answered by a person at least once
  std::int64_t hard_bounces = 0;      ///< of `sent`
  std::int64_t unsubscribes = 0;      ///< suppressions made in the period for that reason
  std::int64_t complaints = 0;        ///< suppressions made in the period for that reason
  std::optional<std::int64_t> opens;  ///< null: not tracked
  std::optional<std::int64_t> clicks;
  std::int64_t drafts_approved = 0;  ///< decided in the period
  std::int64_t drafts_rejected = 0;
  std::int64_t drafts_pending = 0;     ///< now
  std::vector<SubjectFacts> subjects;  ///< the most sent first, at most 50
};
BOOST_DESCRIBE_STRUCT(EngagementFacts, (),
                      (sent, contacts, replied, hard_bounces, unsubscribes, complaints, opens, clicks,
                       drafts_approved, drafts_rejected, drafts_pending, subjects))

/// An open deal's worth, in the currency's smallest unit.
struct PipelineFacts {
  std::string currency;  ///< ISO 4217
  std::int64_t minor_units = 0;
};
BOOST_DESCRIBE_STRUCT(PipelineFacts, (), (currency, minor_units))

/// Contacts, each counted once in every stage that they reached in the period.
struct FunnelFacts {
  std::int64_t reached = 0;  ///< were sent at least one mail
  std::optional<std::int64_t> opened;
  std::optional<std::int64_t> clicked;
  std::int64_t replied = 0;             ///< of these, a person answered
  std::int64_t qualified = 0;           ///< of these, a reply showed interest, price, timeline or review
  std::int64_t demo_requested = 0;      ///< of these, a reply asked for a meeting
  std::vector<PipelineFacts> pipeline;  ///< open deals, one row a currency; empty: no CRM, or no deal
};
BOOST_DESCRIBE_STRUCT(FunnelFacts, (),
                      (reached, opened, clicked, replied, qualified, demo_requested, pipeline))

/// Rows of agent_runs, drafts and agent_tasks in the period.
struct AgentFacts {
  std::int64_t messages_analyzed = 0;              ///< runs of prospecting that ended well
  std::int64_t high_intent_identified = 0;         ///< of these, action draft_required
  std::int64_t drafts_created = 0;                 ///< by prospecting or nurturing
  std::int64_t drafts_approved = 0;                ///< of these, approved by a person (sent or not)
  std::int64_t drafts_rejected = 0;                ///< of these
  std::int64_t drafts_edited = 0;                  ///< of these, approved in a later version than the first
  std::int64_t follow_ups_scheduled = 0;           ///< tasks made by nurturing
  std::optional<std::int64_t> sequences_executed;  ///< null: no sequences in this version
  std::int64_t contacts_scheduled = 0;             ///< contacts with such a task
  std::int64_t contacts_engaged = 0;               ///< of these, a person answered after the task was made
  std::int64_t drafts_reviewed = 0;                ///< drafts whose checks were computed
  std::int64_t checks_passed = 0;                  ///< of these, all four passed
  std::int64_t runs = 0;                           ///< of all agents
  std::int64_t runs_failed = 0;
  std::int64_t run_ms = 0;  ///< sum of their durations
};
BOOST_DESCRIBE_STRUCT(AgentFacts, (),
                      (messages_analyzed, high_intent_identified, drafts_created, drafts_approved,
                       drafts_rejected, drafts_edited, follow_ups_scheduled, sequences_executed,
                       contacts_scheduled, contacts_engaged, drafts_reviewed, checks_passed, runs,
                       runs_failed, run_ms))

}  // namespace sa
