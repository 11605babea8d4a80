// The counts that reports are made of.
// THREADS, ERRORS: as store/db.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/db.h"

namespace sa {

struct EngagementRow {
  std::int64_t sent = 0;
  std::int64_t contacts = 0;
  std::int64_t replied = 0;
  std::int64_t hard_bounces = 0;
  std::int64_t unsubscribes = 0;
  std::int64_t complaints = 0;
  std::int64_t drafts_approved = 0;
  std::int64_t drafts_rejected = 0;
  std::int64_t drafts_pending = 0;
};
BOOST_DESCRIBE_STRUCT(EngagementRow, (),
                      (sent, contacts, replied, hard_bounces, unsubscribes, complaints, drafts_approved,
                       drafts_rejected, drafts_pending))

struct SubjectRow {
  std::string subject_line;
  std::int64_t sent = 0;
  std::int64_t replied = 0;
};
BOOST_DESCRIBE_STRUCT(SubjectRow, (), (subject_line, sent, replied))

struct FunnelRow {
  std::int64_t reached = 0;
  std::int64_t replied = 0;
  std::int64_t qualified = 0;
  std::int64_t demo_requested = 0;
};
BOOST_DESCRIBE_STRUCT(FunnelRow, (), (reached, replied, qualified, demo_requested))

struct AgentsRow {
  std::int64_t messages_analyzed = 0;
  std::int64_t high_intent_identified = 0;
  std::int64_t drafts_created = 0;
  std::int64_t drafts_approved = 0;
  std::int64_t drafts_rejected = 0;
  std::int64_t drafts_edited = 0;
  std::int64_t follow_ups_scheduled = 0;
  std::int64_t contacts_scheduled = 0;
  std::int64_t contacts_engaged = 0;
  std::int64_t drafts_reviewed = 0;
  std::int64_t checks_passed = 0;
  std::int64_t runs = 0;
  std::int64_t runs_failed = 0;
  std::int64_t run_ms = 0;
};
BOOST_DESCRIBE_STRUCT(AgentsRow, (),
                      (messages_analyzed, high_intent_identified, drafts_created, drafts_approved,
                       drafts_rejected, drafts_edited, follow_ups_scheduled, contacts_scheduled,
                       contacts_engaged, drafts_reviewed, checks_passed, runs, runs_failed, run_ms))

/// Counts over [from, to).
Result<EngagementRow> count_engagement(ReadTx& tx, Instant from, Instant to);
Result<std::vector<SubjectRow>> count_subjects(ReadTx& tx, Instant from, Instant to);
Result<FunnelRow> count_funnel(ReadTx& tx, Instant from, Instant to);
Result<AgentsRow> count_agents(ReadTx& tx, Instant from, Instant to);

}  // namespace sa
