// The audit trail: one row for every change of a draft, chained by hash, never changed and never deleted.
//
// A row's hash covers every field of the row and the hash of the row before it, so a changed, missing, added or
// reordered row breaks the chain at that place. The words (reason and details) it covers through the hash of a salt and them, so that they can
// be erased with a person and the chain stays whole (docs/adr/0014). Rows of hash version 1, from before, cover the words themselves; what
// was erased of those is proved by the row that sealed them all. A tail that was cut off, or a chain computed anew, is found against
// an anchor (sequence number and hash) that was kept outside the database.
// THREADS: values and pure functions.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
  std::int64_t hash_version = 2;
  std::string detail_hash;          ///< of salt, reason and details
  std::optional<std::string> salt;  ///< null: the detail was erased; reason is empty then, and details are {}
};
BOOST_DESCRIBE_STRUCT(AuditRow, (),
                      (seq, draft_id, at, actor, actor_id, mode, action, from_status, status, version,
                       content_hash, reason, details, trace_id, previous_hash, hash, hash_version,
                       detail_hash, salt))

/// The chain's end: what the next row continues.
struct AuditHead {
  std::int64_t seq = 0;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(AuditHead, (), (seq, hash))

/// `previous_hash` of the first row: 64 zeros.
inline constexpr const char* kAuditGenesis =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash that `row` must have: SHA-256 over its fields, of the words only `detail_hash`. REQUIRES of version 1: `salt`.
std::string audit_hash(const AuditRow& row);
/// SHA-256 over the salt and, behind it, the words.
std::string detail_hash(std::string_view salt, std::string_view reason, std::string_view details);

/// The seal in the row `rechain`: a hash over all rows of version 1, each with its detail's hash in place of its words.
/// Begin with kAuditGenesis.
std::string add_to_seal(const std::string& seal, const AuditRow& row);
/// The action of that row; its details hold {"rows", "seal"}.
inline constexpr const char* kRechain = "rechain";
/// The action of a row that says what was erased. One without a draft names in its details, as {"rows": [...]}, whose words went.
inline constexpr const char* kErase = "erase";
/// The status in the trail of a draft that is not there any more.
inline constexpr const char* kErasedStatus = "ERASED";

/// Makes `row` the successor of `head` (sets seq, previous_hash, hash and, with a salt, detail_hash) and moves `head` on.
void chain(AuditRow* row, AuditHead* head);

/// Checks one row against the end of the chain so far and moves `head` on.
/// ERRORS: conflict, naming the row and what is wrong with it.
Result<Unit> verify_next(const AuditRow& row, AuditHead* head);

}  // namespace sa
