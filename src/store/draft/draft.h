// Rows of drafts, their versions and send attempts, and the facts for the gate.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/draft/attempt.h"
#include "core/draft/draft.h"
#include "core/draft/gate.h"
#include "store/contact/contact.h"
#include "store/engine/db.h"

namespace sa {

/// ERRORS: not_found, naming the id.
Result<Draft> get_draft(ReadTx& tx, const std::string& id);
Result<std::optional<Draft>> find_draft(ReadTx& tx, const std::string& id);
/// A new draft with its first version. ERRORS: conflict when a living draft answers the same message.
Result<Unit> insert_draft(Tx& tx, const Draft& draft, const std::string& created_by);
Result<Unit> update_draft(Tx& tx, const Draft& draft);
Result<Unit> insert_draft_version(Tx& tx, const Draft& draft, const std::string& created_by);

/// A draft's content as it was in one version. The fields that migration 0002 added are null in a version that was
/// written, and replaced, before it.
struct DraftVersion {
  std::string draft_id;
  std::int64_t version = 1;
  std::optional<std::string> sender;
  std::string recipient;
  std::string subject;
  std::string body;
  std::string footer;
  std::optional<std::string> rfc_message_id;
  std::optional<std::string> in_reply_to;
  std::optional<std::vector<std::string>> reference_ids;
  std::optional<std::string> unsubscribe_url;
  std::string content_hash;
  Instant created_at;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(DraftVersion, (),
                      (draft_id, version, sender, recipient, subject, body, footer, rfc_message_id,
                       in_reply_to, reference_ids, unsubscribe_url, content_hash, created_at, created_by))
Result<std::vector<DraftVersion>> list_draft_versions(ReadTx& tx, const std::string& draft_id);

/// A place in a list that is ordered by time and id.
struct Page {
  std::optional<Instant> after_at;  ///< null: from the beginning
  std::string after_id;
  std::int64_t limit = 50;
};
/// Oldest first.
Result<std::vector<Draft>> list_drafts(ReadTx& tx, DraftStatus status, const Page& page);
/// Newest first.
Result<std::vector<Draft>> list_newest_drafts(ReadTx& tx, DraftStatus status, const Page& page);
Result<std::vector<Draft>> list_expired_drafts(ReadTx& tx, Instant now, std::int64_t limit);
Result<std::vector<Draft>> list_thread_drafts(ReadTx& tx, const std::string& thread_id);

/// A draft with what the desk shows beside it.
struct DeskDraft : Draft {
  std::string contact_name;
  std::string contact_company;
  std::string sender_name;  ///< of the mail that it answers; as the rest empty where there is none
  MessageKind message_kind = MessageKind::human_reply;
  std::string reply_words;  ///< the first 200 characters of that mail
  boost::json::value message_analysis;
};
BOOST_DESCRIBE_STRUCT(DeskDraft, (Draft),
                      (contact_name, contact_company, sender_name, message_kind, reply_words,
                       message_analysis))
/// Oldest first, or newest first.
Result<std::vector<DeskDraft>> list_desk_drafts(ReadTx& tx, DraftStatus status, bool newest_first,
                                                const Page& page);

struct DraftCount {
  DraftStatus status = DraftStatus::PENDING_APPROVAL;
  std::int64_t drafts = 0;
};
BOOST_DESCRIBE_STRUCT(DraftCount, (), (status, drafts))
Result<std::vector<DraftCount>> count_drafts(ReadTx& tx);

/// The drafts waiting for a person: how many, and since when.
struct QueueDepth {
  std::int64_t drafts = 0;
  std::optional<Instant> oldest_at;
};
BOOST_DESCRIBE_STRUCT(QueueDepth, (), (drafts, oldest_at))
Result<QueueDepth> get_queue_depth(ReadTx& tx);

/// The living draft that answers a message, if any.
Result<std::optional<std::string>> find_answer(ReadTx& tx, const std::string& message_id);
Result<std::optional<std::string>> find_draft_by_rfc_message_id(ReadTx& tx,
                                                                const std::string& rfc_message_id);

Result<std::optional<std::string>> find_draft_by_provider_message_id(ReadTx& tx,
                                                                     const std::string& provider_message_id);

/// Everything that `decide` needs to know of this draft at `now`.
/// `recipient`: the keys of `draft.recipient_key`; `limits`: those of its mailbox. Of the mailbox it tells only which one the recipient
/// hears from.
Result<GateContext> get_gate_context(ReadTx& tx, const Draft& draft, const AddressKeys& recipient,
                                     const QuotaLimits& limits, Instant now);
/// The used quotas of a mailbox and a contact.
Result<Usage> get_usage(ReadTx& tx, const std::string& mailbox_id, const AddressKeys& recipient,
                        const QuotaLimits& limits, Instant now);

/// Stores the attempt and takes its place in the quotas. `domain_hash`: AddressKeys::company_hash of the recipient.
Result<Unit> start_attempt(Tx& tx, const SendAttempt& attempt, const std::string& domain_hash);
/// Stores that the mail lies ready at the provider, or what is about to be done with it there. ERRORS: conflict when the attempt was settled meanwhile.
Result<Unit> note_prepared(Tx& tx, const SendAttempt& attempt);
/// Stores how an attempt ended. One that surely did not send gives its place in the quotas back; of one that did, the places
/// that a sync gave its copy meanwhile.
/// ERRORS: conflict when it had ended before.
Result<Unit> finish_attempt(Tx& tx, const SendAttempt& attempt);
/// A recipient of a mail that left outside of us, as AddressKeys has them.
struct OutsideRecipient {
  std::string key_hash;
  std::string domain_hash;
};
/// Mail that left outside of us takes its places in the quotas, too: one for each recipient.
Result<Unit> count_outside_mail(Tx& tx, const std::string& message_id, const std::string& mailbox_id,
                                const std::vector<OutsideRecipient>& recipients, Instant sent_at);
/// Whether any mail to this person counts in a quota: one that we sent, or one sent outside this program.
Result<bool> was_written_to(ReadTx& tx, const std::string& key_hash);
Result<std::optional<SendAttempt>> find_open_attempt(ReadTx& tx, const std::string& draft_id);
/// Attempts under way whose deadline was before `before`, and those in doubt whose deadline was after `unknown_since`;
/// oldest first.
Result<std::vector<SendAttempt>> list_lost_attempts(ReadTx& tx, Instant before, Instant unknown_since,
                                                    std::int64_t limit);
/// How often sending this version was postponed.
Result<std::int64_t> count_postponed(ReadTx& tx, const std::string& draft_id, std::int64_t version);

/// The attempts at the same version through the same provider that may have brought it the mail.
/// Null: there is none. `attempt` itself does not count.
/// `deadline_ms`: the attempts began that long before their deadlines (by the machine's clock); else as they say.
Result<std::optional<EarlierAttempt>> find_earlier(ReadTx& tx, const SendAttempt& attempt,
                                                   std::optional<std::int64_t> deadline_ms = {});

/// A mail that some attempt laid ready, and what its draft is by now.
struct LaidMail {
  std::string rfc_message_id;
  std::optional<std::string> prepared_id;  ///< of the attempt
  AttemptState state = AttemptState::POSTPONED;
  std::string draft_rfc_message_id;  ///< of the draft's present version
  DraftStatus status = DraftStatus::PENDING_APPROVAL;
};
BOOST_DESCRIBE_STRUCT(LaidMail, (), (rfc_message_id, prepared_id, state, draft_rfc_message_id, status))
/// Those of the Message-IDs that are ours; one row for each attempt, the newest of a mail last.
Result<std::vector<LaidMail>> list_laid(ReadTx& tx, const std::string& provider,
                                        const std::vector<std::string>& rfc_message_ids);
Result<bool> has_attempt_since(ReadTx& tx, const std::string& provider, Instant since);
/// Records that the prepared mail of an attempt is gone because we deleted it.
Result<Unit> note_taken_away(Tx& tx, const std::string& provider, const std::string& prepared_id);

/// When the next draft leaves at the earliest, or expires; null: none does.
Result<std::optional<Instant>> find_next_draft_time(ReadTx& tx, Instant now);

/// Whether any approved mail waits for a time set by its provider.
Result<bool> has_waiting(ReadTx& tx, Instant now);
/// Nothing waits any more for a time that its provider named.
Result<Unit> end_waits(Tx& tx, Instant now);
Result<std::vector<SendAttempt>> list_attempts(ReadTx& tx, const std::string& draft_id);

}  // namespace sa
