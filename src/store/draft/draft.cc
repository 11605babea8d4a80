#include "store/draft/draft.h"

#include <boost/json/parse.hpp>

#include "base/text/ascii.h"
#include "queries.h"

namespace sa {
namespace {

struct AttemptCount {
  std::int64_t attempts = 0;
};
BOOST_DESCRIBE_STRUCT(AttemptCount, (), (attempts))

struct NextTime {
  std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(NextTime, (), (at))

struct DraftId {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(DraftId, (), (id))

struct GateRow {
  std::int64_t mailbox_count = 0;
  std::optional<Instant> mailbox_nth_at;
  std::int64_t contact_count = 0;
  std::optional<Instant> contact_nth_at;
  std::optional<Instant> mailbox_last_at;
  std::int64_t domain_count = 0;
  std::optional<Instant> domain_nth_at;
  std::int64_t company_count = 0;
  std::optional<Instant> company_nth_at;
  std::optional<std::string> contact_mailbox_id;
  std::optional<std::string> wrote_mailbox_id;
  std::optional<std::string> writing_mailbox_id;
  std::optional<std::string> timezone;
  std::int64_t is_own_address = 0;
  std::optional<MessageKind> answered_kind;
  std::optional<Instant> newest_inbound_at;
  std::int64_t already_answered = 0;
  std::int64_t has_recipient = 0;
  std::optional<std::string> answered_analysis;
  std::int64_t speaks_to_machines = 0;
  std::int64_t is_stored = 0;
  std::optional<std::string> postponed_for;
  std::optional<std::string> question_id;
  std::optional<std::string> question_kind;
  std::optional<std::string> question_words;
  std::int64_t unknown_opt_outs = 0;
  std::optional<std::string> suppression_id;  ///< as the rest: null where nothing holds
  std::optional<std::string> suppression_hash;
  std::optional<SuppressionScope> suppression_scope;
  std::optional<SuppressionReason> suppression_reason;
  std::optional<std::string> suppression_source;
  std::optional<Instant> suppressed_at;
  std::optional<std::string> suppression_shown;
};
BOOST_DESCRIBE_STRUCT(GateRow, (),
                      (mailbox_count, mailbox_nth_at, contact_count, contact_nth_at, mailbox_last_at,
                       domain_count, domain_nth_at, company_count, company_nth_at, contact_mailbox_id,
                       wrote_mailbox_id, writing_mailbox_id, timezone, is_own_address, answered_kind,
                       newest_inbound_at, already_answered, has_recipient, answered_analysis,
                       speaks_to_machines, is_stored, postponed_for, unknown_opt_outs, question_id,
                       question_kind, question_words, suppression_id, suppression_hash, suppression_scope,
                       suppression_reason, suppression_source, suppressed_at, suppression_shown))

struct EarlierRow {
  AttemptState state = AttemptState::POSTPONED;
  std::optional<std::string> prepared_id;
  std::optional<std::string> bytes_sha256;
  Instant started_at;
  Instant deadline_at;
};
BOOST_DESCRIBE_STRUCT(EarlierRow, (), (state, prepared_id, bytes_sha256, started_at, deadline_at))

/// Whether the mail of that analysis asks for answers to this address (Reply-To).
bool goes_to(const std::string& analysis, const std::string& recipient_key) {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(analysis, error);
  if (error || !value.is_object()) return false;
  const boost::json::value* reply_to = value.get_object().if_contains("reply_to");
  if (!reply_to || !reply_to->is_object()) return false;
  const boost::json::value* address = reply_to->get_object().if_contains("address");
  return address && address->is_string() && ascii_lower(address->get_string()) == recipient_key;
}

Result<std::optional<std::string>> find_id(ReadTx& tx, const Query& query, const Args& args) {
  TRY(auto found, tx.find<DraftId>(query, args));
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(std::move(found->id));
}

/// What suppressions are looked up by: the person, and every domain that covers theirs.
std::string joined_hashes(const AddressKeys& recipient) {
  std::string joined = recipient.key_hash;
  for (const std::string& each : recipient.domain_hashes) joined += each;
  return joined;
}

/// What was written longer ago than this, and comes only now, is an archive that is read, and no news.
constexpr std::int64_t kLateMailMs = 30 * kDayMs;

/// The window's arguments of gate_facts. A limit of zero has no "limit-th newest": the newest stands for it.
Args gate_args(const Draft& draft, const AddressKeys& recipient, const QuotaLimits& limits, Instant now) {
  return Args()
      .add("mailbox_id", draft.mailbox_id)
      .add("recipient_key", draft.recipient_key)
      .add("day_from", now - kMailboxWindowMs)
      .add("week_from", now - kContactWindowMs)
      .add("mailbox_nth", std::max<std::int64_t>(0, limits.mailbox_day - 1))
      .add("contact_nth", std::max<std::int64_t>(0, limits.contact_week - 1))
      .add("domain_nth", std::max<std::int64_t>(0, limits.domain_day - 1))
      .add("company_nth", std::max<std::int64_t>(0, limits.company_week - 1))
      .add("counts_company", limits.company_week > 0)
      .add("domain_hash", limits.domain_day > 0 ? recipient.company_hash : "")
      .add("message_id", draft.message_id)
      .add("thread_id", draft.thread_id)
      .add("contact_id", draft.contact_id)
      .add("seen_at", seen_at(draft))
      .add("key_hash", recipient.key_hash)
      .add("alias_key", recipient.alias_key)
      .add("key_hashes", joined_hashes(recipient))
      .add("recent_from", seen_at(draft) - kLateMailMs)
      .add("id", draft.id);
}

Usage usage_of(const GateRow& row) {
  return {row.mailbox_count, row.mailbox_nth_at, row.contact_count, row.contact_nth_at, row.mailbox_last_at,
          row.domain_count,  row.domain_nth_at,  row.company_count, row.company_nth_at};
}

}  // namespace

Result<Draft> get_draft(ReadTx& tx, const std::string& id) {
  return tx.get<Draft>(sql::draft_get, Args().add("id", id), "There is no draft " + id + ".");
}

Result<std::optional<Draft>> find_draft(ReadTx& tx, const std::string& id) {
  return tx.find<Draft>(sql::draft_get, Args().add("id", id));
}

Result<Unit> insert_draft(Tx& tx, const Draft& draft, const std::string& created_by) {
  TRY_OK(tx.put(sql::draft_insert, Args().add_all(draft)));
  return insert_draft_version(tx, draft, created_by);
}

Result<Unit> update_draft(Tx& tx, const Draft& draft) {
  return tx.put(sql::draft_update, Args().add_all(draft));
}

Result<Unit> insert_draft_version(Tx& tx, const Draft& draft, const std::string& created_by) {
  return tx.put(sql::draft_version_insert, Args().add("created_by", created_by).add_all(draft));
}

Result<std::vector<DraftVersion>> list_draft_versions(ReadTx& tx, const std::string& draft_id) {
  return tx.list<DraftVersion>(sql::draft_version_list, Args().add("draft_id", draft_id));
}

Result<std::vector<Draft>> list_drafts(ReadTx& tx, DraftStatus status, const Page& page) {
  return tx.list<Draft>(sql::draft_list_by_status, Args()
                                                       .add("status", status)
                                                       .add("after_at", page.after_at.value_or(Instant{-1}))
                                                       .add("after_id", page.after_id)
                                                       .add("limit", page.limit));
}

Result<std::vector<Draft>> list_newest_drafts(ReadTx& tx, DraftStatus status, const Page& page) {
  constexpr Instant kFarFuture{INT64_MAX};
  return tx.list<Draft>(sql::draft_list_by_status_newest,
                        Args()
                            .add("status", status)
                            .add("after_at", page.after_at.value_or(kFarFuture))
                            .add("after_id", page.after_id)
                            .add("limit", page.limit));
}

Result<std::vector<DeskDraft>> list_desk_drafts(ReadTx& tx, DraftStatus status, bool newest_first,
                                                const Page& page) {
  const Instant first = newest_first ? Instant{INT64_MAX} : Instant{-1};
  return tx.list<DeskDraft>(newest_first ? sql::draft_desk_newest : sql::draft_desk_oldest,
                            Args()
                                .add("status", status)
                                .add("after_at", page.after_at.value_or(first))
                                .add("after_id", page.after_id)
                                .add("limit", page.limit));
}

Result<std::vector<Draft>> list_expired_drafts(ReadTx& tx, Instant now, std::int64_t limit) {
  return tx.list<Draft>(sql::draft_list_expired, Args().add("now", now).add("limit", limit));
}

Result<std::vector<Draft>> list_thread_drafts(ReadTx& tx, const std::string& thread_id) {
  return tx.list<Draft>(sql::draft_list_by_thread, Args().add("thread_id", thread_id));
}

Result<std::vector<DraftCount>> count_drafts(ReadTx& tx) {
  return tx.list<DraftCount>(sql::draft_count_by_status, Args());
}

Result<QueueDepth> get_queue_depth(ReadTx& tx) {
  return tx.get<QueueDepth>(sql::draft_oldest_pending, Args(), "The queue could not be counted.");
}

Result<std::optional<std::string>> find_answer(ReadTx& tx, const std::string& message_id) {
  return find_id(tx, sql::draft_answer_of_message, Args().add("message_id", message_id));
}

Result<std::optional<std::string>> find_draft_by_rfc_message_id(ReadTx& tx,
                                                                const std::string& rfc_message_id) {
  return find_id(tx, sql::draft_find_by_rfc_message_id, Args().add("rfc_message_id", rfc_message_id));
}

Result<std::optional<std::string>> find_draft_by_provider_message_id(ReadTx& tx,
                                                                     const std::string& provider_message_id) {
  return find_id(tx, sql::draft_find_by_provider_message_id,
                 Args().add("provider_message_id", provider_message_id));
}

Result<GateContext> get_gate_context(ReadTx& tx, const Draft& draft, const AddressKeys& recipient,
                                     const QuotaLimits& limits, Instant now) {
  // One row, or one for each suppression that holds: the facts are the same in all of them.
  TRY(const std::vector<GateRow> rows,
      tx.list<GateRow>(sql::gate_facts, gate_args(draft, recipient, limits, now)));
  const GateRow& row = rows.front();
  GateContext context;
  for (const GateRow& each : rows) {
    if (!each.suppression_id) continue;
    context.contact.suppressions.push_back({*each.suppression_id, each.suppression_hash.value_or(""),
                                            each.suppression_scope.value_or(SuppressionScope::address),
                                            each.suppression_reason.value_or(SuppressionReason::manual),
                                            each.suppression_source.value_or(""),
                                            each.suppressed_at.value_or(Instant{}), each.suppression_shown});
  }
  context.contact.timezone = row.timezone.value_or("");
  context.contact.is_own_address = row.is_own_address > 0;
  if (row.question_id)
    context.contact.doubt = {*row.question_id, row.question_kind.value_or(""),
                             row.question_words.value_or("")};
  context.thread = {row.answered_kind, row.newest_inbound_at, row.already_answered > 0,
                    !draft.message_id || row.has_recipient > 0 ||
                        goes_to(row.answered_analysis.value_or(""), draft.recipient_key),
                    row.speaks_to_machines > 0};
  context.contact.unknown_opt_outs = row.unknown_opt_outs;
  context.mailbox.mailbox_id = draft.mailbox_id;
  for (const auto* known : {&row.contact_mailbox_id, &row.wrote_mailbox_id, &row.writing_mailbox_id}) {
    if (context.mailbox.contact_mailbox_id.empty()) context.mailbox.contact_mailbox_id = known->value_or("");
  }
  context.usage = usage_of(row);
  context.is_stored = row.is_stored > 0;
  context.postponed_for = row.postponed_for.value_or("");
  return context;
}

Result<Usage> get_usage(ReadTx& tx, const std::string& mailbox_id, const AddressKeys& recipient,
                        const QuotaLimits& limits, Instant now) {
  Draft draft;
  draft.mailbox_id = mailbox_id;
  draft.recipient_key = recipient.email_key;
  TRY(const GateRow row,
      tx.get<GateRow>(sql::gate_facts, gate_args(draft, recipient, limits, now), "No gate facts."));
  return usage_of(row);
}

Result<Unit> start_attempt(Tx& tx, const SendAttempt& attempt, const std::string& domain_hash) {
  TRY_OK(tx.put(sql::send_attempt_insert, Args().add_all(attempt)));
  return tx.put(sql::usage_event_insert, Args()
                                             .add("usage_id", attempt.attempt_id)
                                             .add("at", attempt.started_at)
                                             .add("message_id", std::optional<std::string>())
                                             .add("domain_hash", domain_hash)
                                             .add_all(attempt));
}

Result<Unit> note_prepared(Tx& tx, const SendAttempt& attempt) {
  TRY(const std::int64_t changed, tx.exec(sql::send_attempt_prepare, Args().add_all(attempt)));
  if (changed == 1) return ok();
  return conflict("The sending of draft " + attempt.draft_id + " already has an outcome.");
}

Result<Unit> finish_attempt(Tx& tx, const SendAttempt& attempt) {
  TRY(const std::int64_t changed, tx.exec(sql::send_attempt_finish, Args().add_all(attempt)));
  if (changed != 1) return conflict("The sending of draft " + attempt.draft_id + " already has an outcome.");
  if (attempt.state == AttemptState::SENT) {
    TRY_OK(tx.exec(sql::usage_event_release_copy,
                   Args().add("released_at", attempt.finished_at).add_all(attempt)));
    return tx.put(sql::usage_event_confirm,
                  Args().add("finished_at", attempt.finished_at).add("attempt_id", attempt.attempt_id));
  }
  if (attempt.state == AttemptState::UNKNOWN) return ok();
  return tx.put(sql::usage_event_release,
                Args().add("released_at", attempt.finished_at).add("attempt_id", attempt.attempt_id));
}

Result<Unit> count_outside_mail(Tx& tx, const std::string& message_id, const std::string& mailbox_id,
                                const std::vector<OutsideRecipient>& recipients, Instant sent_at) {
  for (const OutsideRecipient& each : recipients) {
    TRY_OK(tx.put(sql::usage_event_insert, Args()
                                               .add("usage_id", message_id + " " + each.key_hash)
                                               .add("mailbox_id", mailbox_id)
                                               .add("key_hash", each.key_hash)
                                               .add("domain_hash", each.domain_hash)
                                               .add("at", sent_at)
                                               .add("attempt_id", std::optional<std::string>())
                                               .add("message_id", message_id)));
  }
  return ok();
}

Result<bool> was_written_to(ReadTx& tx, const std::string& key_hash) {
  TRY(const Rows rows, tx.query(sql::usage_event_exists, Args().add("key_hash", key_hash)));
  return rows.first_integer() > 0;
}

Result<std::optional<SendAttempt>> find_open_attempt(ReadTx& tx, const std::string& draft_id) {
  return tx.find<SendAttempt>(sql::send_attempt_open, Args().add("draft_id", draft_id));
}

Result<std::vector<SendAttempt>> list_lost_attempts(ReadTx& tx, Instant before, Instant unknown_since,
                                                    std::int64_t limit) {
  return tx.list<SendAttempt>(
      sql::send_attempt_lost,
      Args().add("before", before).add("unknown_since", unknown_since).add("limit", limit));
}

Result<std::int64_t> count_postponed(ReadTx& tx, const std::string& draft_id, std::int64_t version) {
  TRY(const AttemptCount count, tx.get<AttemptCount>(sql::send_attempt_count_postponed,
                                                     Args().add("draft_id", draft_id).add("version", version),
                                                     "The attempts could not be counted."));
  return count.attempts;
}

Result<std::optional<EarlierAttempt>> find_earlier(ReadTx& tx, const SendAttempt& attempt,
                                                   std::optional<std::int64_t> deadline_ms) {
  TRY(const auto rows, tx.list<EarlierRow>(sql::send_attempt_earlier, Args().add_all(attempt)));
  if (rows.empty()) return std::optional<EarlierAttempt>();
  const auto began_at = [&](const EarlierRow& row) {
    return deadline_ms ? row.deadline_at - *deadline_ms : row.started_at;
  };
  EarlierAttempt earlier{"", "", began_at(rows.front()), began_at(rows.back())};
  for (const EarlierRow& row : rows) {
    if (row.bytes_sha256) earlier.bytes_sha256 = *row.bytes_sha256;
    if (!row.prepared_id) continue;
    // Of one that a look-up found nothing of, nothing lies there either.
    earlier.prepared_id = row.state == AttemptState::POSTPONED ? *row.prepared_id : "";
  }
  return std::optional(std::move(earlier));
}

Result<std::vector<LaidMail>> list_laid(ReadTx& tx, const std::string& provider,
                                        const std::vector<std::string>& rfc_message_ids) {
  if (rfc_message_ids.empty()) return std::vector<LaidMail>();
  return tx.list<LaidMail>(
      sql::send_attempt_laid,
      Args().add("provider", provider).add("rfc_message_ids", to_json_text(rfc_message_ids)));
}

Result<bool> has_attempt_since(ReadTx& tx, const std::string& provider, Instant since) {
  TRY(const Rows rows,
      tx.query(sql::send_attempt_since, Args().add("provider", provider).add("since", since)));
  return rows.first_integer() > 0;
}

Result<Unit> note_taken_away(Tx& tx, const std::string& provider, const std::string& prepared_id) {
  TRY_OK(tx.exec(sql::send_attempt_taken_away,
                 Args().add("provider", provider).add("prepared_id", prepared_id)));
  return ok();
}

Result<std::optional<Instant>> find_next_draft_time(ReadTx& tx, Instant now) {
  TRY(const NextTime next,
      tx.get<NextTime>(sql::draft_next_time, Args().add("now", now), "The drafts could not be read."));
  return next.at;
}

Result<bool> has_waiting(ReadTx& tx, Instant now) {
  TRY(const Rows rows, tx.query(sql::draft_count_waiting, Args().add("now", now)));
  return rows.first_integer() > 0;
}

Result<Unit> end_waits(Tx& tx, Instant now) {
  TRY_OK(tx.exec(sql::draft_end_waits, Args().add("now", now)));
  return ok();
}

Result<std::vector<SendAttempt>> list_attempts(ReadTx& tx, const std::string& draft_id) {
  return tx.list<SendAttempt>(sql::send_attempt_list, Args().add("draft_id", draft_id));
}

}  // namespace sa
