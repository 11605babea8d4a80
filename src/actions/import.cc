#include "actions/import.h"

#include <algorithm>

#include "actions/contact.h"
#include "base/reflect.h"
#include "base/utf8.h"
#include "mail/address.h"
#include "mail/analysis.h"
#include "mail/message.h"
#include "mail/thread.h"
#include "store/contact.h"
#include "store/draft.h"
#include "store/import.h"
#include "store/job.h"
#include "store/message.h"

namespace sa {
namespace {

/// Enough to make the commit's sync cheap, few enough that a kill costs little.
constexpr std::size_t kBatch = 64;
/// A mail that names more ancestors than this is broken or hostile; the nearest ones count.
constexpr std::size_t kMaxParents = 50;

/// A mail that was read and judged, and not yet stored.
struct Prepared {
  Message message;
  Analysis analysis;
  std::string source;
};

/// What is the same for all mails of a run.
struct Run {
  Services& services;
  std::vector<std::string> own_addresses;
  std::string trace_id;  ///< of the whole run: what its mails lead to can be found by it
};

MessageRow message_row(const Run& run, const Prepared& mail, Instant now) {
  const Message& message = mail.message;
  const Analysis& analysis = mail.analysis;
  MessageRow row;
  row.message_id = new_id(run.services.clock, run.services.random);
  row.rfc_message_id = message.message_id;
  row.content_sha256 = message.content_sha256;
  row.direction = analysis.kind == MessageKind::own ? "out" : "in";
  row.kind = enum_name(analysis.kind);
  row.kind_reason = analysis.kind_reason;
  row.sender = message.from.address;
  row.sender_name = message.from.name;
  row.sender_key = fold_address(message.from.address);
  for (const auto* list : {&message.to, &message.cc}) {
    for (const Address& address : *list) {
      std::string key = fold_address(address.address);
      if (std::ranges::find(row.recipients, key) == row.recipients.end())
        row.recipients.push_back(std::move(key));
    }
  }
  row.subject = message.subject;
  row.base_subject = base_subject(message.subject, run.services.mail_policy.subject).text;
  if (!message.in_reply_to.empty()) row.in_reply_to = message.in_reply_to.front();
  row.reference_ids = message.references;
  row.sent_at = message.date.value_or(now);
  row.text = utf8_cut(message.text, kStoredTextBytes);
  row.reply_text = utf8_cut(analysis.reply_text, kStoredTextBytes);
  row.html_bytes = static_cast<std::int64_t>(message.html.size());
  row.attachments = to_json(message.attachments);
  row.analysis = to_json(analysis);
  // It has a column of its own.
  row.analysis.as_object().erase("reply_text");
  row.size_bytes = message.size_bytes;
  row.source = mail.source;
  row.created_at = now;
  return row;
}

/// As much of the mail's HTML as is kept.
std::optional<std::string> stored_html(const Message& message) {
  if (message.html.empty()) return std::nullopt;
  return std::string(utf8_cut(message.html, kStoredHtmlBytes));
}

/// Finds the mail's thread: by ids, then (marked as a guess) by subject, else a new one.
Result<Unit> choose_thread(const Run& run, Tx& tx, const Message& message, MessageRow* row) {
  std::vector<std::string> ids = parent_ids(message);
  if (ids.size() > kMaxParents) ids.resize(kMaxParents);
  if (auto gmail = gmail_conversation_id(message)) ids.push_back(*std::move(gmail));
  std::vector<std::string> all = ids;
  all.push_back(message.message_id);
  TRY(const auto linked, find_linked_threads(tx, all));
  if (!linked.empty()) {
    row->thread_id = linked.front();
    row->linked_by = "references";
    for (std::size_t i = 1; i < linked.size(); ++i) TRY_OK(merge_threads(tx, linked[i], row->thread_id));
    return link_thread(tx, row->thread_id, all);
  }
  const SubjectPolicy& policy = run.services.mail_policy.subject;
  const BaseSubject subject = base_subject(message.subject, policy);
  if (subject.is_reply && !subject.text.empty()) {
    const std::int64_t window_ms = policy.window_days * kDayMs;
    TRY(const auto matches, list_subject_matches(tx, subject.text, row->sent_at - window_ms, row->sent_at));
    std::vector<SubjectCandidate> candidates;
    for (const SubjectMatch& match : matches) {
      candidates.push_back({match.thread_id, match.last_at, match.recipients});
      candidates.back().participants.push_back(match.sender_key);
    }
    const auto chosen =
        choose_thread_by_subject(message, candidates, run.own_addresses, row->sent_at, policy);
    if (chosen) {
      row->thread_id = *chosen;
      row->linked_by = "subject";
      return link_thread(tx, row->thread_id, all);
    }
  }
  row->thread_id = new_id(run.services.clock, run.services.random);
  row->linked_by = "start";
  TRY_OK(insert_thread(tx, {row->thread_id, row->subject, row->base_subject, std::nullopt, row->created_at}));
  return link_thread(tx, row->thread_id, all);
}

/// The new words of a person: the contact becomes known, and a job looks for an answer.
Result<Unit> welcome_person(const Run& run, Tx& tx, const Prepared& mail, const MessageRow& row) {
  if (row.sender_key.find('@') == std::string::npos) return ok();
  Contact contact;
  contact.contact_id = new_id(run.services.clock, run.services.random);
  contact.email = row.sender;
  contact.email_key = row.sender_key;
  contact.name = row.sender_name;
  if (!mail.analysis.entities.companies.empty()) contact.company = mail.analysis.entities.companies.front();
  contact.created_at = contact.updated_at = row.created_at;
  TRY_OK(note_contact(tx, contact, address_keys(run.services, row.sender_key)));
  Job job;
  job.job_id = new_id(run.services.clock, run.services.random);
  job.kind = "analyze_message";
  job.key = row.message_id;
  job.payload = {{"message_id", row.message_id}};
  job.run_at = job.created_at = row.created_at;
  job.trace_id = run.trace_id;
  return enqueue_job(tx, job);
}

/// Whether a mail of ours to this address is known. Anybody can write a bounce: one for a mail that we never sent must not
/// close an address to us (RFC 3464: a report is matched to the original by its Message-ID).
Result<bool> have_written(Tx& tx, const Bounce& bounce, const std::string& recipient) {
  if (bounce.original_message_id) {
    TRY(const auto draft, find_draft_by_rfc_message_id(tx, *bounce.original_message_id));
    TRY(const bool sent, is_outgoing_message(tx, *bounce.original_message_id));
    if (draft || sent) return true;
  }
  return was_written_to(tx, recipient);
}

/// Every spelling of the sender's mailbox that we know: who asks to be left alone means himself, not a spelling.
Result<std::vector<std::string>> list_mailbox_keys(const Run& run, ReadTx& tx,
                                                   const std::string& sender_key) {
  const AddressKeys keys = address_keys(run.services, sender_key);
  std::vector<std::string> all{keys.email_key, keys.alias_key};
  TRY(const auto contact, find_contact_by_email(tx, keys));
  if (!contact) return all;
  TRY(const auto addresses, list_contact_addresses(tx, contact->contact_id));
  for (const ContactAddress& address : addresses) all.push_back(address.email_key);
  return all;
}

/// Who must not be written to any more, because of this mail.
Result<Unit> suppress_senders(const Run& run, Tx& tx, const Prepared& mail, const MessageRow& row) {
  const std::string source = "message:" + row.message_id;
  const auto add = [&](const std::string& key, const char* reason) -> Result<Unit> {
    if (key.find('@') == std::string::npos) return ok();
    return suppress(tx, {key, reason, source, row.created_at});
  };
  if (mail.analysis.kind == MessageKind::unsubscribe) {
    TRY(const auto keys, list_mailbox_keys(run, tx, row.sender_key));
    for (const std::string& key : keys) TRY_OK(add(key, "unsubscribe"));
  }
  const auto& bounce = mail.analysis.bounce;
  const bool complaint = mail.analysis.kind == MessageKind::complaint;
  const bool hard = mail.analysis.kind == MessageKind::bounce && bounce && bounce->type == BounceType::hard;
  if (bounce && (complaint || hard)) {
    for (const std::string& recipient : bounce->recipients) {
      TRY(const bool ours, have_written(tx, *bounce, recipient));
      if (ours) TRY_OK(add(recipient, complaint ? "complaint" : "hard_bounce"));
    }
  }
  return ok();
}

/// Mail that left outside of us counts against the quotas, too. One to ourselves does not: it may be anybody's who puts our
/// address into From.
Result<Unit> count_own_mail(const Run& run, Tx& tx, const MessageRow& row) {
  TRY(const auto draft, find_draft_by_rfc_message_id(tx, row.rfc_message_id));
  if (draft || row.sent_at < row.created_at - kContactWindowMs || row.sent_at > row.created_at) return ok();
  std::vector<std::string> others = row.recipients;
  std::erase_if(others, [&](const std::string& key) {
    return std::ranges::find(run.own_addresses, key) != run.own_addresses.end();
  });
  return count_outside_mail(tx, row.message_id, row.sender_key, others, row.sent_at);
}

/// Stores one mail with all that it causes; false when it is there already.
Result<bool> store_mail(const Run& run, Tx& tx, const Prepared& mail, Instant now) {
  TRY(const auto known, find_message(tx, mail.message.message_id));
  if (known) return false;
  MessageRow row = message_row(run, mail, now);
  TRY_OK(choose_thread(run, tx, mail.message, &row));
  TRY_OK(insert_message(tx, row, stored_html(mail.message)));
  TRY_OK(suppress_senders(run, tx, mail, row));
  if (mail.analysis.kind == MessageKind::own) TRY_OK(count_own_mail(run, tx, row));
  if (mail.analysis.kind == MessageKind::human_reply) TRY_OK(welcome_person(run, tx, mail, row));
  return true;
}

/// Reads a source batch by batch.
class Import {
 public:
  Import(Services& services, MailSource& source,
         const std::function<void(const ImportCounts&, std::uint64_t)>& progress)
      : run_{services, {}, new_id(services.clock, services.random)}, source_(source), progress_(progress) {}

  Result<ImportCounts> run() {
    TRY(const auto mailboxes, run_.services.db.read_now([](ReadTx& tx) { return list_mailboxes(tx); }));
    for (const MailboxRow& mailbox : mailboxes) run_.own_addresses.push_back(mailbox.mailbox);
    row_.path = source_.path();
    row_.fingerprint = source_.fingerprint();
    TRY(const auto before, run_.services.db.read_now([&](ReadTx& tx) { return find_import(tx, row_.path); }));
    if (before && before->fingerprint == row_.fingerprint) resume(*before);
    std::optional<Error> failure;
    TRY_OK(source_.read(static_cast<std::uint64_t>(row_.next_offset), [&](RawMail&& mail) {
      take(std::move(mail));
      if (pending_ < kBatch) return true;
      if (auto stored = store(false); !stored) failure = std::move(stored).error();
      return !failure;
    }));
    if (failure) return *std::move(failure);
    TRY_OK(store(true));
    return counts_;
  }

 private:
  void resume(const ImportRow& before) {
    row_ = before;
    counts_.read = before.read_count;
    counts_.added = before.new_count;
    counts_.duplicate = before.duplicate_count;
    counts_.skipped = before.skipped_count;
    counts_.resumed_at = before.next_offset;
  }

  void take(RawMail&& mail) {
    ++pending_;
    ++counts_.read;
    row_.next_offset = static_cast<std::int64_t>(mail.next_offset);
    if (!mail.skipped.empty()) return skip(mail.skipped);
    if (mail.raw.empty()) return skip("The mail is empty.");
    auto message = parse_message(mail.raw);
    if (!message) return skip(message.error().message);
    Analysis analysis = analyze(*message, run_.services.mail_policy, run_.own_addresses);
    batch_.push_back({*std::move(message), std::move(analysis), row_.path});
  }

  void skip(const std::string& reason) {
    ++counts_.skipped;
    ++counts_.skipped_reasons[reason];
  }

  /// One transaction: the batch, and how far the import has come.
  Result<Unit> store(bool finished) {
    const Instant now = run_.services.clock.now();
    TRY(const ImportCounts after, run_.services.db.write_now([&](Tx& tx) -> Result<ImportCounts> {
      ImportCounts counts = counts_;
      for (const Prepared& mail : batch_) {
        TRY(const bool added, store_mail(run_, tx, mail, now));
        ++(added ? counts.added : counts.duplicate);
        if (added) ++counts.kinds[std::string(enum_name(mail.analysis.kind))];
      }
      if (finished) {
        TRY_OK(delete_import(tx, row_.path));
        return counts;
      }
      ImportRow row = row_;
      row.read_count = counts.read;
      row.new_count = counts.added;
      row.duplicate_count = counts.duplicate;
      row.skipped_count = counts.skipped;
      row.updated_at = now;
      TRY_OK(save_import(tx, row));
      return counts;
    }));
    counts_ = after;
    batch_.clear();
    pending_ = 0;
    if (progress_) progress_(counts_, static_cast<std::uint64_t>(row_.next_offset));
    return ok();
  }

  Run run_;
  MailSource& source_;
  const std::function<void(const ImportCounts&, std::uint64_t)>& progress_;
  ImportRow row_;
  ImportCounts counts_;
  std::vector<Prepared> batch_;
  std::size_t pending_ = 0;
};

}  // namespace

Result<ImportCounts> import_mail(Services& services, MailSource& source,
                                 const std::function<void(const ImportCounts&, std::uint64_t)>& progress) {
  return Import(services, source, progress).run();
}

}  // namespace sa
