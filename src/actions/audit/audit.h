// Verifies and exports the whole audit trail.
//
// `verify_audit` makes five kinds of checks, in one snapshot and page by page, so that memory does not grow with the trail:
//   chain    every row's hash, number and predecessor; its words, or the erasure that names the row; the seal of the rows of
//            hash version 1
//   anchors  rows whose number and hash were kept outside of the database: only they show a tail that was cut off, or a
//            chain that somebody computed anew
//   replay   each row begins where the draft's row before it ended; the last one says what the draft is now; no draft
//            is without rows and no row without its draft
//   content  each draft and each version gives its own content hash anew; who approved, rejected and sent it, and what
//            left, is what the trail says (docs/adr/0004 says what cannot be proved)
//   storage  the triggers that keep the table append-only are there, and the table's own bytes are whole
// THREADS: any; blocks for as long as it reads.
// ERRORS: conflict when rows of before migration 0014 were not moved yet; unavailable when the database cannot be read. What is wrong with the trail is not an Error: it is the report.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/audit/audit.h"
#include "store/engine/db.h"

namespace sa {

/// The end of the chain at some moment, to be kept where whoever can write the database cannot write.
struct AuditAnchor {
  std::int64_t seq = 0;
  std::string hash;
  Instant at;
  std::int64_t count = 0;  ///< rows of the table
};
BOOST_DESCRIBE_STRUCT(AuditAnchor, (), (seq, hash, at, count))

enum class AuditFault {
  row_changed,
  row_missing,
  detail_missing,
  seal_broken,
  chain_broken,
  tail_missing,
  chain_replaced,
  state_differs,
  step_broken,
  draft_untracked,
  draft_missing,
  content_differs,
  version_differs,
  decision_differs,
  receipt_differs,
  not_append_only,
  storage_damaged
};
BOOST_DESCRIBE_ENUM(AuditFault, row_changed, row_missing, detail_missing, seal_broken, chain_broken,
                    tail_missing, chain_replaced, state_differs, step_broken, draft_untracked, draft_missing,
                    content_differs, version_differs, decision_differs, receipt_differs, not_append_only,
                    storage_damaged)

struct AuditFinding {
  AuditFault fault = AuditFault::row_changed;
  std::optional<std::int64_t> seq;  ///< of the row
  std::optional<std::string> draft_id;
  std::string words;  ///< for a person
};
BOOST_DESCRIBE_STRUCT(AuditFinding, (), (fault, seq, draft_id, words))

struct AuditReport {
  bool ok = true;
  std::int64_t rows = 0;
  std::int64_t drafts = 0;
  std::int64_t versions = 0;
  std::int64_t unproved_versions =
      0;  ///< of those; replaced before migration 0002, so only their stored hash was compared
  std::int64_t attempts = 0;
  std::int64_t details_erased = 0;  ///< rows whose words went with a person, as an erasure in the trail says
  std::int64_t anchors = 0;         ///< that were compared
  AuditHead head;
  std::vector<AuditFinding> findings;  ///< the first kMaxAuditFindings, in the order of the sides
  std::int64_t more_findings = 0;      ///< beyond those
};
BOOST_DESCRIBE_STRUCT(AuditReport, (),
                      (ok, rows, drafts, versions, unproved_versions, attempts, details_erased, anchors, head,
                       findings, more_findings))

inline constexpr std::size_t kMaxAuditFindings = 20;

using AuditProgress = std::function<void(std::int64_t rows, std::int64_t of)>;
Result<AuditReport> verify_audit(Db& db, const std::vector<AuditAnchor>& anchors,
                                 const AuditProgress& progress = {});

/// Every row, in order, until `sink` answers false; in one snapshot.
Result<Unit> export_audit(Db& db, const std::function<bool(const AuditRow&)>& sink);

/// The end of the chain now.
Result<AuditAnchor> get_audit_anchor(Db& db, Instant now);

}  // namespace sa
