// Queries for the verification of the audit trail, besides the rows themselves (actions/audit/audit.h).
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/audit/audit.h"
#include "store/engine/db.h"

namespace sa {

Result<std::int64_t> count_audit(ReadTx& tx);

/// A draft beside the last row of its trail; the trail's members are null where there is none.
struct TrailEnd {
  std::string draft_id;
  std::string status;
  std::int64_t version = 0;
  std::string content_hash;
  std::optional<std::int64_t> seq;
  std::optional<std::string> trail_status;
  std::optional<std::int64_t> trail_version;
  std::optional<std::string> trail_content_hash;
};
BOOST_DESCRIBE_STRUCT(TrailEnd, (),
                      (draft_id, status, version, content_hash, seq, trail_status, trail_version,
                       trail_content_hash))
/// In the order of ids, after `after`.
Result<std::vector<TrailEnd>> list_trail_ends(ReadTx& tx, const std::string& after, std::int64_t limit);

/// A row that does not begin where the row before it, of the same draft, ended.
struct BrokenStep {
  std::int64_t seq = 0;
  std::string draft_id;
  std::optional<std::string> from_status;
  std::optional<std::string> status_before;
};
BOOST_DESCRIBE_STRUCT(BrokenStep, (), (seq, draft_id, from_status, status_before))
Result<std::vector<BrokenStep>> list_broken_steps(ReadTx& tx, std::int64_t after, std::int64_t limit);

/// A row whose draft is not there any more.
struct RowOfDraft {
  std::int64_t seq = 0;
  std::string draft_id;
};
BOOST_DESCRIBE_STRUCT(RowOfDraft, (), (seq, draft_id))
Result<std::vector<RowOfDraft>> list_rows_without_draft(ReadTx& tx, std::int64_t after, std::int64_t limit);

/// A draft's content and decisions as the table holds them. Whatever stands there must be readable, so what is JSON in
/// a sound row is plain text here.
struct StoredDraft {
  std::string id;
  std::int64_t version = 0;
  std::string sender;
  std::string recipient;
  std::string subject;
  std::string body;
  std::string footer;
  std::string rfc_message_id;
  std::optional<std::string> in_reply_to;
  std::string reference_ids;
  std::string unsubscribe_url;
  std::string content_hash;
  std::optional<Instant> approved_at;
  std::optional<std::string> approved_by;
  std::optional<std::string> approved_hash;
  std::optional<Instant> rejected_at;
  std::optional<std::string> rejected_by;
  std::optional<std::string> rejected_reason;
  std::optional<Instant> sent_at;
  std::optional<std::string> provider;
  std::optional<std::string> provider_message_id;
};
BOOST_DESCRIBE_STRUCT(StoredDraft, (),
                      (id, version, sender, recipient, subject, body, footer, rfc_message_id, in_reply_to,
                       reference_ids, unsubscribe_url, content_hash, approved_at, approved_by, approved_hash,
                       rejected_at, rejected_by, rejected_reason, sent_at, provider, provider_message_id))
/// In the order of ids, after `after`.
Result<std::vector<StoredDraft>> list_stored_drafts(ReadTx& tx, const std::string& after, std::int64_t limit);

/// The drafts of one page: those after one id, up to and with another one, in the database's order of ids.
struct DraftRange {
  std::string after_id;
  std::string last_id;
};

using AuditSink = std::function<void(const AuditRow&)>;
/// Every row of their trails, by draft and number.
Result<Unit> each_audit_row(ReadTx& tx, const DraftRange& drafts, const AuditSink& sink);

/// A row of draft_versions; the members that migration 0002 added are null in what was replaced before it.
struct StoredVersion {
  std::string draft_id;
  std::int64_t version = 0;
  std::optional<std::string> sender;
  std::string recipient;
  std::string subject;
  std::string body;
  std::string footer;
  std::optional<std::string> rfc_message_id;
  std::optional<std::string> in_reply_to;
  std::optional<std::string> reference_ids;
  std::optional<std::string> unsubscribe_url;
  std::string content_hash;
  Instant created_at;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(StoredVersion, (),
                      (draft_id, version, sender, recipient, subject, body, footer, rfc_message_id,
                       in_reply_to, reference_ids, unsubscribe_url, content_hash, created_at, created_by))
using VersionSink = std::function<void(const StoredVersion&)>;
/// Every version of them, by draft and version.
Result<Unit> each_stored_version(ReadTx& tx, const DraftRange& drafts, const VersionSink& sink);

/// The stored result of an attempt.
struct StoredAttempt {
  std::string draft_id;
  std::string attempt_id;
  std::int64_t version = 0;
  std::string content_hash;
  std::string state;
  std::optional<std::string> provider_message_id;
  std::optional<std::string> bytes_sha256;
};
BOOST_DESCRIBE_STRUCT(StoredAttempt, (),
                      (draft_id, attempt_id, version, content_hash, state, provider_message_id, bytes_sha256))
Result<std::vector<StoredAttempt>> list_stored_attempts(ReadTx& tx, const DraftRange& drafts);

/// The names of the triggers that keep the trail append-only, those that are whole and switched on.
Result<std::vector<std::string>> list_audit_guards(ReadTx& tx);
/// Damage to the table's bytes and indexes as reported by the engine.
Result<std::vector<std::string>> list_audit_storage_problems(ReadTx& tx);

}  // namespace sa
