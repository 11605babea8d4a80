// What /api/why goes by: drafts that wait, enrolments by what keeps them, contacts that a launch left out.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/draft/why.h"
#include "store/engine/db.h"

namespace sa {

/// Whose mail is looked at; empty members match everything.
struct WhyScope {
  std::string mailbox_id;
  std::string campaign_id;
};

/// SENDING, APPROVED, OUTCOME_UNKNOWN and PENDING_APPROVAL, in that order, the oldest of each first.
Result<std::vector<Draft>> list_held_drafts(ReadTx& tx, const WhyScope& scope, std::int64_t limit);

struct HeldDrafts {
  std::string mailbox_id;
  DraftStatus status = DraftStatus::PENDING_APPROVAL;
  std::int64_t drafts = 0;
};
BOOST_DESCRIBE_STRUCT(HeldDrafts, (), (mailbox_id, status, drafts))
/// How many those are.
Result<std::vector<HeldDrafts>> count_held_drafts(ReadTx& tx, const WhyScope& scope);

/// Enrolments without such a draft, by status and rule, each with the reason of one of them and up to kCauseSample ids. Living ones; of a
/// campaign, also those that are over.
Result<std::vector<StandingEnrollments>> list_standing_enrollments(ReadTx& tx, const WhyScope& scope);

/// Contacts that the launch left out, by rule.
struct SkippedContacts {
  std::string rule;
  std::string words;  ///< of one of them
  std::int64_t contacts = 0;
  std::string contact_id;  ///< of one of them
};
BOOST_DESCRIBE_STRUCT(SkippedContacts, (), (rule, words, contacts, contact_id))
Result<std::vector<SkippedContacts>> list_skip_rules(ReadTx& tx, const std::string& campaign_id);

}  // namespace sa
