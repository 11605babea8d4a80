// A draft's trail as the API shows it; the desk shows it, too.
// THREADS: values; read_trail inside a transaction.
// ERRORS: not_found.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/reflect/reflect.h"
#include "core/draft/attempt.h"
#include "store/draft/draft.h"

namespace sa {

struct TrailEntry {
  std::int64_t seq = 0;
  Instant at;
  std::string actor;
  std::string actor_id;
  std::string mode;
  std::string action;
  std::optional<std::string> from_status;
  std::string to_status;
  std::int64_t version = 1;
  std::string content_hash;
  std::string reason;
  boost::json::value details;
  std::string trace_id;
  std::string hash;

  static constexpr const char* kAbout = "One step in a draft's life, as recorded in the audit trail.";
  static std::vector<Rule> rules() {
    return {
        rule(&TrailEntry::mode).describe("how the actor was identified: person, service, system, unverified"),
        rule(&TrailEntry::details)
            .describe("facts behind the step: verdict with rules and evidence, receipt"),
        rule(&TrailEntry::hash).describe("hash over this row and all earlier rows")};
  }
};
BOOST_DESCRIBE_STRUCT(TrailEntry, (),
                      (seq, at, actor, actor_id, mode, action, from_status, to_status, version, content_hash,
                       reason, details, trace_id, hash))

struct Trail {
  std::string draft_id;
  std::vector<TrailEntry> items;
  std::vector<DraftVersion> versions;
  std::vector<SendAttempt> attempts;
  static constexpr const char* kAbout =
      "The complete history of a draft: who did what and when, rules, content versions, receipts.";
};
BOOST_DESCRIBE_STRUCT(Trail, (), (draft_id, items, versions, attempts))

Result<Trail> read_trail(ReadTx& tx, const std::string& draft_id);

}  // namespace sa
