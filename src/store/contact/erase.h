// Removes a person from each table that holds data about them, for an erasure (actions/contact/erasure.h). A new table with people's
// words gets its queries in sql/query/contact.sql and its line here.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/contact/contact.h"
#include "core/draft/draft.h"
#include "store/engine/db.h"

namespace sa {

/// Every normalised address that stands in a column of its own.
Result<std::vector<std::string>> list_all_addresses(ReadTx& tx);

/// A draft that goes, or loses its words.
struct DraftToErase {
  std::string id;
  DraftStatus status = DraftStatus::PENDING_APPROVAL;
  std::int64_t version = 1;
  std::string content_hash;
};
BOOST_DESCRIBE_STRUCT(DraftToErase, (), (id, status, version, content_hash))
Result<std::vector<DraftToErase>> list_drafts_to_erase(ReadTx& tx, const std::string& address,
                                                       const std::string& contact_id);

/// A mail's words, as they are stored.
struct MessageWords {
  std::string message_id;
  std::string thread_id;
  std::string direction;
  std::string rfc_message_id;
  std::string sender;
  std::string sender_name;
  std::string sender_key;
  std::string recipients;
  std::string subject;
  std::string base_subject;
  std::optional<std::string> in_reply_to;
  std::string reference_ids;
  std::string text;
  std::string reply_text;
  std::optional<std::string> html;
  std::string attachments;
  std::string analysis;
  std::optional<std::string> gmail_metadata;
  std::string kind_reason;
};
BOOST_DESCRIBE_STRUCT(MessageWords, (),
                      (message_id, thread_id, direction, rfc_message_id, sender, sender_name, sender_key,
                       recipients, subject, base_subject, in_reply_to, reference_ids, text, reply_text, html,
                       attachments, analysis, gmail_metadata, kind_reason))
/// The mails in which `pattern` (of LIKE, in lower case) occurs.
Result<std::vector<MessageWords>> list_messages_with(ReadTx& tx, const std::string& pattern);
/// The contacts in whose texts it occurs; their own addresses are not looked at.
Result<std::vector<Contact>> list_contacts_with(ReadTx& tx, const std::string& pattern);
Result<std::vector<Company>> list_companies_with(ReadTx& tx, const std::string& pattern);

/// A draft's words, as they are stored.
struct DraftWords {
  std::string id;
  std::string subject;
  std::string body;
  std::string metadata;
  std::string verdict;
  std::string checks;
  std::string claims;
  std::string source;
  std::optional<std::string> rejected_reason;
  std::optional<std::string> failed_reason;
};
BOOST_DESCRIBE_STRUCT(DraftWords, (),
                      (id, subject, body, metadata, verdict, checks, claims, source, rejected_reason,
                       failed_reason))
Result<std::vector<DraftWords>> list_drafts_with(ReadTx& tx, const std::string& pattern);

/// Up to two texts of a row of any other table.
struct RowWords {
  std::string id;
  std::string one;
  std::string two;
};
BOOST_DESCRIBE_STRUCT(RowWords, (), (id, one, two))
/// A table of which only addresses are taken out.
struct ScrubbedTable {
  const char* name;
  const Query& candidates;
  const Query& update;
};
const std::vector<ScrubbedTable>& scrubbed_tables();

/// The refused rows of imports in which `pattern` occurs: they go as a whole.
Result<std::vector<RowWords>> list_import_errors_with(ReadTx& tx, const std::string& pattern);

/// A statement of an erasure, and the table whose rows it counts.
struct EraseStatement {
  const char* table;
  const Query& query;
};
/// Each is explained in sql/query/contact.sql.
namespace erase {
extern const EraseStatement draft_versions, draft_runs, draft_blank, attempts_blank, attempts_delete,
    draft_delete, message_update, message_unanswer, message_runs, message_jobs, message_vectors, message_link,
    message_questions, contact_questions, contact_notes, contact_stages, contact_consents, campaign_skips,
    enrollment_steps, enrollments, absence, contact_merges, contact_terms, message_recipients, recipient,
    company, company_terms, import_error, message_delete, thread_links, thread_delete, thread_blank,
    crm_contact, submissions, replays, tasks, notes, crm_deals, contact_addresses, contact, other_draft,
    shown, removals_shown, links_shown, objection;
}  // namespace erase

Result<std::vector<std::string>> list_threads_of_draft(ReadTx& tx, const std::string& draft_id);
Result<std::vector<std::string>> list_crm_contact_ids(ReadTx& tx, const std::string& address);

/// A row of the trail whose words hold `pattern`.
struct AuditWords {
  std::int64_t seq = 0;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(AuditWords, (), (seq, words))
Result<std::vector<AuditWords>> list_audit_with(ReadTx& tx, const std::string& pattern);
/// Those of a draft's rows that have words still.
Result<std::vector<std::int64_t>> list_audit_rows_of(ReadTx& tx, const std::string& draft_id);

}  // namespace sa
