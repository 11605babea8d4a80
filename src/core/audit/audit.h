// The audit trail: one row for every change of a draft, chained by hash, never changed and never deleted.
//
// A row's hash covers every field of the row and the hash of the row before it, so a changed, missing, added or
// reordered row breaks the chain at that place. A tail that was cut off, or a chain computed anew, is found against
// an anchor (sequence number and hash) that was kept outside the database.
// THREADS: values and pure functions.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace sa {

struct AuditRow {
  std::int64_t seq = 0;  ///< 1, 2, 3, ... without a gap
  std::string draft_id;
  Instant at;
  std::string actor;  ///< who, as a person reads it
  std::string actor_id;
  std::string mode;    ///< how the actor was known: person, service, system, unverified
  std::string action;  ///< create, approve, reject, withdraw, edit, send, confirm, ...
  std::optional<std::string> from_status;
  std::string status;  ///< after the step
  std::int64_t version = 1;
  std::string content_hash;
  std::string reason;   ///< the words of who did it, or of the gate
  std::string details;  ///< JSON: verdict, receipt, what the step knew
  std::string trace_id;
  std::string previous_hash;  ///< of row seq-1; kAuditGenesis for the first
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(AuditRow, (),
                      (seq, draft_id, at, actor, actor_id, mode, action, from_status, status, version,
                       content_hash, reason, details, trace_id, previous_hash, hash))

/// The chain's end: what the next row continues.
struct AuditHead {
  std::int64_t seq = 0;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(AuditHead, (), (seq, hash))

/// `previous_hash` of the first row: 64 zeros.
inline constexpr const char* kAuditGenesis =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash that `row` must have: SHA-256 over all its fields but `hash`.
std::string audit_hash(const AuditRow& row);

/// Makes `row` the successor of `head` (sets seq, previous_hash, hash) and moves `head` on.
void chain(AuditRow* row, AuditHead* head);

/// Checks one row against the end of the chain so far and moves `head` on.
/// ERRORS: conflict, naming the row and what is wrong with it.
Result<Unit> verify_next(const AuditRow& row, AuditHead* head);

}  // namespace sa
