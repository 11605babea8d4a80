// A segment (contacts that meet a condition, at the time of asking) and a campaign (a sequence for a segment, from some mailboxes).
// THREADS: values and pure functions.
// ERRORS: the steps of a campaign: conflict, saying the state it is in.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace sa {

struct Segment {
  std::string segment_id;
  std::string name;
  boost::json::value filter;  ///< core/campaign/condition.h; null: every contact
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Segment, (), (segment_id, name, filter, created_at, updated_at, version))

/// READY: nothing blocks the launch. FINISHED: everybody's enrolment is over.
enum class CampaignStatus { DRAFT, READY, RUNNING, PAUSED, CANCELLED, FINISHED };
BOOST_DESCRIBE_ENUM(CampaignStatus, DRAFT, READY, RUNNING, PAUSED, CANCELLED, FINISHED)

/// One line of the launch checklist. block: it cannot be launched.
enum class CheckOutcome { ok, warn, block };
BOOST_DESCRIBE_ENUM(CheckOutcome, ok, warn, block)

struct CheckLine {
  std::string rule;
  CheckOutcome outcome = CheckOutcome::ok;
  std::string words;
  std::int64_t count = 0;
  std::vector<std::string> sample;  ///< ids
};
BOOST_DESCRIBE_STRUCT(CheckLine, (), (rule, outcome, words, count, sample))

struct Campaign {
  std::string campaign_id;
  std::string name;
  std::string sequence_id;
  std::string segment_id;
  std::vector<std::string> mailboxes;  ///< mailbox ids; none: the sequence's, else all
  CampaignStatus status = CampaignStatus::DRAFT;
  std::string created_by;
  std::optional<Instant> launched_at;
  std::optional<Instant> ended_at;
  std::optional<std::string>
      enrolling_after;  ///< a launch goes on behind this contact; null: everybody is enrolled
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Campaign, (),
                      (campaign_id, name, sequence_id, segment_id, mailboxes, status, created_by, launched_at,
                       ended_at, enrolling_after, created_at, updated_at, version))

/// Why its mails do not leave, for a person; empty where the status holds none.
std::string standstill_words(const std::string& name, CampaignStatus status);

Result<Campaign> launch(Campaign campaign, Instant now);
Result<Campaign> pause(Campaign campaign, Instant now);
Result<Campaign> resume(Campaign campaign, Instant now);
Result<Campaign> cancel(Campaign campaign, Instant now);

}  // namespace sa
