#include "actions/message/mail_intake.h"

#include <algorithm>
#include <set>

#include "actions/agent/prospecting.h"
#include "actions/contact/contact.h"
#include "actions/contact/person_words.h"
#include "actions/contact/record.h"
#include "actions/contact/suppression.h"
#include "actions/contact/unsubscribe.h"
#include "actions/draft/send.h"
#include "actions/mailbox/guard.h"
#include "actions/progress/signal.h"
#include "actions/question/question.h"
#include "actions/report/response.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "core/draft/standing.h"
#include "core/mailbox/health.h"
#include "core/message/consequence.h"
#include "mail/address/address.h"
#include "mail/author.h"
#include "mail/thread.h"
#include "mail/thread_index.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"

namespace sa {
namespace {

/// A mail that names more ancestors than this is broken or hostile; the nearest ones count.
constexpr std::size_t kMaxParents = 50;

/// The mailbox of ours that a mail names, or the first. What we sent is of the one that it is from.
std::string mailbox_of(const MailIntake& intake, const IncomingMail& mail) {
  if (!intake.mailbox_id.empty()) return intake.mailbox_id;
  const Message& message = mail.message;
  std::vector<std::string> named;
  if (mail.analysis.kind == MessageKind::own) named.push_back(fold_address(message.from.address));
  if (const std::string* delivered = message.header("Delivered-To"))
    named.push_back(fold_address(trimmed(*delivered)));
  for (const auto* list : {&message.to, &message.cc})
    for (const Address& address : *list) named.push_back(fold_address(address.address));
  named.push_back(fold_address(message.from.address));
  for (std::string& each : named) {
    if (std::ranges::find(intake.mailbox_ids, each) != intake.mailbox_ids.end()) return std::move(each);
  }
  return intake.services.sender.mailbox_id;
}

MessageRow message_row(const MailIntake& intake, const IncomingMail& mail, Instant now) {
  const Message& message = mail.message;
  const Analysis& analysis = mail.analysis;
  MessageRow row;
  row.message_id = new_id(intake.services.clock, intake.services.random);
  row.rfc_message_id = message.message_id;
  row.content_sha256 = message.content_sha256;
  if (!mail.provider_id.empty()) row.provider_message_id = mail.provider_id;
  if (mail.source.starts_with("gmail:")) row.gmail_id = row.provider_message_id;
  row.direction = analysis.kind == MessageKind::own ? Direction::out : Direction::in;
  row.kind = analysis.kind;
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
  row.base_subject = base_subject(message.subject, intake.services.mail_policy.subject).text;
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
  if (!mail.labels.empty()) row.gmail_metadata = ProviderMetadata{mail.labels};
  row.created_at = now;
  row.mailbox_id = mailbox_of(intake, mail);
  return row;
}

/// As much of the mail's HTML as is kept.
std::optional<std::string> stored_html(const Message& message) {
  if (message.html.empty()) return std::nullopt;
  return std::string(utf8_cut(message.html, kStoredHtmlBytes));
}

/// Finds the mail's thread: by ids, by the provider's conversation, then (marked as a guess) by subject, else a new one.
Result<Unit> choose_thread(const MailIntake& intake, Tx& tx, const IncomingMail& mail, MessageRow* row) {
  const Message& message = mail.message;
  std::vector<std::string> ids = parent_ids(message);
  if (ids.size() > kMaxParents) ids.resize(kMaxParents);
  if (auto gmail = gmail_conversation_id(message)) ids.push_back(*std::move(gmail));
  for (std::string& id : exchange_conversation_ids(message, intake.own_addresses))
    ids.push_back(std::move(id));
  std::vector<std::string> all = ids;
  all.push_back(message.message_id);
  TRY(auto linked, find_linked_threads(tx, all));
  if (linked.empty() && !mail.provider_thread_id.empty()) {
    TRY(const auto known, find_provider_thread(tx, mail.provider_thread_id));
    if (known) linked.push_back(*known);
  }
  if (!linked.empty()) {
    row->thread_id = linked.front();
    row->linked_by = "references";
    for (std::size_t i = 1; i < linked.size(); ++i) TRY_OK(merge_threads(tx, linked[i], row->thread_id));
    return link_thread(tx, row->thread_id, all);
  }
  const SubjectPolicy& policy = intake.services.mail_policy.subject;
  const BaseSubject subject = base_subject(message.subject, policy);
  if ((subject.is_reply || message.message_id_derived) && !subject.text.empty()) {
    const std::int64_t window_ms = policy.window_days * kDayMs;
    TRY(const auto matches, list_subject_matches(tx, subject.text, row->sent_at - window_ms, row->sent_at));
    std::vector<SubjectCandidate> candidates;
    for (const SubjectMatch& match : matches) {
      candidates.push_back({match.thread_id, match.last_at, match.recipients});
      candidates.back().participants.push_back(match.sender_key);
    }
    const auto chosen =
        choose_thread_by_subject(message, candidates, intake.own_addresses, row->sent_at, policy);
    if (chosen) {
      row->thread_id = *chosen;
      row->linked_by = "subject";
      return link_thread(tx, row->thread_id, all);
    }
  }
  row->thread_id = new_id(intake.services.clock, intake.services.random);
  row->linked_by = "start";
  TRY_OK(insert_thread(
      tx, {row->thread_id, row->subject, row->base_subject, std::nullopt, row->created_at, row->mailbox_id}));
  return link_thread(tx, row->thread_id, all);
}

bool has_label(const IncomingMail& mail, std::string_view label) {
  return std::ranges::find(mail.labels, label) != mail.labels.end();
}

/// What the provider took for spam, or a person has thrown away already, gets no answer. SOURCE: Gmail's system labels.
bool is_set_aside(const IncomingMail& mail) {
  return has_label(mail, "SPAM") || has_label(mail, "TRASH");
}

MailFacts facts_of(const IncomingMail& mail) {
  const Analysis& analysis = mail.analysis;
  return {analysis.kind, analysis.opt_out, analysis.bounce && analysis.bounce->type == BounceType::hard,
          is_set_aside(mail)};
}

Address author_of(const IncomingMail& mail) {
  return author_of(mail.message, mail.analysis);
}

Result<Contact> note_author(const MailIntake& intake, Tx& tx, const IncomingMail& mail,
                            const MessageRow& row) {
  // Behind a form or a list, the person is the one we answer; From is a machine.
  const Address author = author_of(mail);
  const std::string author_key = fold_address(author.address);
  Contact contact;
  contact.contact_id = new_id(intake.services.clock, intake.services.random);
  contact.email = author.address;
  contact.email_key = author_key;
  contact.name = author.name;
  if (!mail.analysis.entities.companies.empty()) contact.company = mail.analysis.entities.companies.front();
  contact.created_at = contact.updated_at = row.created_at;
  return note_contact(intake.services, tx, contact);
}

Result<std::optional<Contact>> find_author(const MailIntake& intake, ReadTx& tx, const IncomingMail& mail) {
  return find_contact_by_email(tx, address_keys(intake.services, fold_address(author_of(mail).address)));
}

/// A machine that answers for a contact whom we know may do so from another of their addresses.
Result<Unit> recognise_author(const MailIntake& intake, Tx& tx, const IncomingMail& mail,
                              const MessageRow& row) {
  TRY(const auto contact, find_author(intake, tx, mail));
  if (contact) TRY_OK(note_author(intake, tx, mail, row));
  return ok();
}

/// How far a person's mail brings us with them, and why.
StageFact stage_fact(const IncomingMail& mail, const MessageRow& row) {
  const IntentFlags& said = mail.analysis.intents;
  const char* what = said.budget                     ? "a budget"
                     : said.timeline                 ? "a timeline"
                     : said.meeting_request          ? "a meeting"
                     : said.legal_or_security_review ? "a legal or security review"
                                                     : nullptr;
  if (what)
    return {ContactStage::qualified, "stage.intent", std::string("Their mail speaks of ") + what + ".",
            "message:" + row.message_id, "mail"};
  return {ContactStage::engaged, "stage.reply", "They wrote to us.", "message:" + row.message_id, "mail"};
}

/// The new words of a person: the contact becomes known, and a job looks for an answer.
Result<Unit> welcome_person(const MailIntake& intake, Tx& tx, const IncomingMail& mail,
                            const MessageRow& row) {
  if (author_of(mail).address.find('@') == std::string::npos) return ok();
  TRY(Contact author, note_author(intake, tx, mail, row));
  TRY_OK(move_stage(intake.services, tx, std::move(author), stage_fact(mail, row), row.created_at));
  return ask_to_analyze_message(intake.services, tx, row.message_id, intake.trace_id, intake.only_looks);
}

/// The address that a bounce or complaint about a mail of ours closes; null: we know of no mail to it. Anybody can write one:
/// for a mail that we never sent it must close nothing, and for one that we did only whom that mail went to (RFC 3464: a
/// report is matched to the original by its Message-ID).
/// `is_feedback`: a reader's provider reports, and may hide who it was; then a mail that went to one address says it.
Result<std::optional<std::string>> find_closed_address(const MailIntake& intake, Tx& tx, const Bounce& bounce,
                                                       const std::string& recipient,
                                                       bool is_feedback = false) {
  if (bounce.original_message_id) {
    TRY(const auto draft_id, find_draft_by_rfc_message_id(tx, *bounce.original_message_id));
    if (draft_id) {
      TRY(const Draft draft, get_draft(tx, *draft_id));
      return std::optional(draft.recipient_key);
    }
    TRY(const auto message_id, find_message(tx, *bounce.original_message_id));
    if (message_id) {
      TRY(const MessageRow sent, get_message(tx, *message_id));
      if (is_feedback && sent.direction == Direction::out && sent.recipients.size() == 1)
        return std::optional(sent.recipients.front());
      const bool went_there = sent.direction == Direction::out &&
                              std::ranges::find(sent.recipients, recipient) != sent.recipients.end();
      return went_there ? std::optional(recipient) : std::nullopt;
    }
  }
  TRY(const bool written, was_written_to(tx, key_hash_of(intake.services, recipient)));
  return written ? std::optional(recipient) : std::nullopt;
}

/// The addresses of the sender that we know: who asks to be left alone means himself, not an address.
Result<std::vector<std::string>> list_person_keys(const MailIntake& intake, ReadTx& tx,
                                                  const std::string& sender_key) {
  std::vector<std::string> all{sender_key};
  TRY(const auto contact, find_contact_by_email(tx, address_keys(intake.services, sender_key)));
  if (!contact) return all;
  TRY(const auto addresses, list_contact_addresses(tx, contact->contact_id));
  for (const ContactAddress& address : addresses) all.push_back(address.email_key);
  return all;
}

/// What is no address suppresses nobody.
Result<Unit> suppress_key(const MailIntake& intake, Tx& tx, const MessageRow& row, const std::string& key,
                          SuppressionReason reason) {
  if (key.find('@') == std::string::npos) return ok();
  return suppress_address(intake.services, tx, key, reason, "message:" + row.message_id, row.created_at);
}

/// All addresses of the person, who asked to be left alone; what was asked about them is answered.
Result<Unit> suppress_person(const MailIntake& intake, Tx& tx, const MessageRow& row,
                             const std::string& address) {
  TRY(const auto keys, list_person_keys(intake, tx, address));
  for (const std::string& key : keys)
    TRY_OK(suppress_key(intake, tx, row, key, SuppressionReason::unsubscribe));
  TRY(const auto contact, find_contact_by_email(tx, address_keys(intake.services, address)));
  if (!contact) return ok();
  return close_questions(intake.services, tx, contact->contact_id, row.message_id, intake.trace_id,
                         row.created_at);
}

Result<Unit> suppress_sender(const MailIntake& intake, Tx& tx, const IncomingMail& mail,
                             const MessageRow& row) {
  // Both: the wish is the author's, and an answer to either would break it.
  for (const std::string& sender : {row.sender_key, fold_address(author_of(mail).address)})
    TRY_OK(suppress_person(intake, tx, row, sender));
  return ok();
}

/// An opt-out that a provider reports is its reader's, and not its sender's.
bool is_reported_opt_out(const IncomingMail& mail) {
  return mail.analysis.kind == MessageKind::unsubscribe && mail.analysis.bounce;
}

/// Those whom our mail did not reach, or who complained of it.
Result<Unit> suppress_recipients(const MailIntake& intake, Tx& tx, const IncomingMail& mail,
                                 const MessageRow& row) {
  if (!mail.analysis.bounce) return ok();
  const Bounce& bounce = *mail.analysis.bounce;
  const bool is_feedback = mail.analysis.kind != MessageKind::bounce;
  const auto reason = mail.analysis.kind == MessageKind::complaint ? SuppressionReason::complaint
                                                                   : SuppressionReason::hard_bounce;
  std::vector<std::string> recipients = bounce.recipients;
  if (is_feedback && recipients.empty() && bounce.original_message_id) recipients.emplace_back();
  for (const std::string& recipient : recipients) {
    TRY(const auto closed, find_closed_address(intake, tx, bounce, recipient, is_feedback));
    if (!closed) continue;
    if (is_reported_opt_out(mail)) {
      TRY_OK(suppress_person(intake, tx, row, *closed));
      continue;
    }
    TRY_OK(suppress_key(intake, tx, row, *closed, reason));
    TRY_OK(guard_senders_to(tx, key_hash_of(intake.services, *closed), intake.trace_id, row.created_at));
  }
  return ok();
}

/// A mail of ours that was refused because our domain did not authenticate it closes nobody; too many of them close the domain.
Result<Unit> note_refusal(const MailIntake& intake, Tx& tx, const IncomingMail& mail, const MessageRow& row) {
  const auto& bounce = mail.analysis.bounce;
  if (!bounce || !bounce->code || !is_refused_unauthenticated(*bounce->code)) return ok();
  for (const std::string& recipient : bounce->recipients) {
    TRY(const auto ours, find_closed_address(intake, tx, *bounce, recipient));
    if (ours) return guard_domain_of(tx, row.mailbox_id, intake.trace_id, row.created_at);
  }
  return ok();
}

/// A person is asked about a contact of ours; whom we do not know gets no mail that could wait.
Result<Unit> ask_about_author(const MailIntake& intake, Tx& tx, const IncomingMail& mail,
                              const MessageRow& row) {
  TRY(const auto contact, find_author(intake, tx, mail));
  if (!contact) return ok();
  Question about;
  about.contact_id = contact->contact_id;
  about.message_id = row.message_id;
  about.language = mail.analysis.language;
  about.created_at = row.created_at;
  return ask_person(intake.services, tx, about, mail.analysis.doubts, intake.trace_id);
}

/// What a sequence goes by of a mail.
Result<SignalMail> signal_of(const MailIntake& intake, ReadTx& tx, const IncomingMail& mail,
                             const MessageRow& row) {
  constexpr std::size_t kShownBytes = 200;
  SignalMail signal;
  signal.message_id = row.message_id;
  signal.thread_id = row.thread_id;
  TRY(const auto author, find_author(intake, tx, mail));
  if (author) signal.contact_id = author->contact_id;
  const std::string address = fold_address(author_of(mail).address);
  if (address.find('@') != std::string::npos)
    signal.company_domain = company_domain(address, intake.services.mail_policy.freemail);
  signal.intent = enum_name(mail.analysis.intent);
  signal.words = utf8_cut(row.reply_text, kShownBytes);
  signal.language = mail.analysis.language;
  signal.trace_id = intake.trace_id;
  signal.sent_at = row.sent_at;
  if (mail.analysis.return_date) signal.returns_on = parse_date(*mail.analysis.return_date);
  return signal;
}

/// A meeting is booked when they accept, or invite us.
bool books_meeting(const IncomingMail& mail) {
  const auto& note = mail.message.calendar;
  return note && (note->method == "REQUEST" || (note->method == "REPLY" && note->status == "ACCEPTED"));
}

/// The server says that it goes on trying: the mail may still arrive.
bool is_delay_notice(const IncomingMail& mail) {
  const DeliveryStatus status = read_delivery_status(mail.message);
  return status.delayed && !status.failed;
}

/// A report that mail did not arrive for now counts against each address that it went to.
Result<Unit> note_soft_bounces(const MailIntake& intake, Tx& tx, const IncomingMail& mail,
                               const MessageRow& row) {
  const auto& bounce = mail.analysis.bounce;
  if (!bounce || bounce->type != BounceType::soft || is_delay_notice(mail)) return ok();
  for (const std::string& recipient : bounce->recipients) {
    TRY(const auto address, find_closed_address(intake, tx, *bounce, recipient));
    if (!address) continue;
    TRY_OK(note_soft_bounce(intake.services, tx, row.message_id, key_hash_of(intake.services, *address),
                            intake.trace_id, std::min(row.sent_at, row.created_at), row.created_at));
  }
  return ok();
}

/// What the mail means for those who are on the way through a sequence. An opt-out, a complaint and an address that does not exist
/// have come by their suppression.
Result<Unit> signal_sequences(const MailIntake& intake, Tx& tx, const IncomingMail& mail,
                              const MessageRow& row, const Effects& effects) {
  const Services& services = intake.services;
  if (row.kind == MessageKind::bounce) return note_soft_bounces(intake, tx, mail, row);
  if (is_reported_opt_out(mail)) return ok();  // it comes by the suppression
  const bool is_persons = row.kind == MessageKind::human_reply || row.kind == MessageKind::unsubscribe ||
                          row.kind == MessageKind::auto_reply || row.kind == MessageKind::calendar;
  if (!is_persons && !effects.has(Effect::ask)) return ok();
  TRY(const SignalMail signal, signal_of(intake, tx, mail, row));
  if (row.kind == MessageKind::human_reply || row.kind == MessageKind::unsubscribe)
    return note_reply(services, tx, signal, row.created_at);
  if (effects.has(Effect::ask)) TRY_OK(note_doubt(services, tx, signal, row.created_at));
  if (row.kind == MessageKind::auto_reply) return note_absence(services, tx, signal, row.created_at);
  const bool is_booked = row.kind == MessageKind::calendar && books_meeting(mail);
  return is_booked ? note_meeting(services, tx, signal, row.created_at) : ok();
}

/// The draft of ours that a mail answers, by the ids that it names, the nearest first.
Result<std::optional<std::string>> find_answered_draft(ReadTx& tx, const Message& message) {
  std::vector<std::string> ids = parent_ids(message);
  if (ids.size() > kMaxParents) ids.resize(kMaxParents);
  for (const std::string& id : ids) {
    TRY(const auto draft_id, find_draft_by_rfc_message_id(tx, id));
    if (draft_id) return draft_id;
  }
  return std::optional<std::string>();
}

/// A report on our mail counts for the mail that it names, or for the last one to each address that it names.
Result<Unit> note_report(const MailIntake& intake, Tx& tx, const IncomingMail& mail, const MessageRow& row,
                         const MailResponse& response) {
  const auto& about = mail.analysis.bounce;
  if (!about) return ok();
  std::optional<std::string> named;
  if (about->original_message_id) {
    TRY(named, find_draft_by_rfc_message_id(tx, *about->original_message_id));
  }
  if (named) {
    TRY(const Draft draft, get_draft(tx, *named));
    TRY_OK(note_response(tx, response, draft.recipient_key, named, intake.trace_id, row.created_at));
    return ok();
  }
  for (const std::string& recipient : about->recipients)
    TRY_OK(note_response(tx, response, recipient, std::nullopt, intake.trace_id, row.created_at));
  return ok();
}

/// What the mail says of a mail of ours, for the figures.
Result<Unit> note_responses(const MailIntake& intake, Tx& tx, const IncomingMail& mail, const MessageRow& row,
                            const Effects& effects) {
  MailResponse response;
  // A mail from the future was written now: our clock is behind, or its writer's is ahead.
  response.at = std::min(row.sent_at, row.created_at);
  response.message_id = row.message_id;
  if (row.kind == MessageKind::bounce && is_delay_notice(mail)) return ok();
  if (row.kind == MessageKind::bounce || row.kind == MessageKind::complaint || is_reported_opt_out(mail)) {
    response.kind = row.kind == MessageKind::bounce      ? ResponseKind::bounce
                    : row.kind == MessageKind::complaint ? ResponseKind::complaint
                                                         : ResponseKind::opt_out;
    return note_report(intake, tx, mail, row, response);
  }
  const bool is_opt_out = effects.has(Effect::suppress_sender);
  if (!is_opt_out && row.kind != MessageKind::human_reply) return ok();
  response.kind = is_opt_out ? ResponseKind::opt_out : ResponseKind::reply;
  if (!is_opt_out) response.intent = enum_name(mail.analysis.intent);
  std::optional<std::string> named;
  if (is_opt_out) {
    TRY(named, find_answered_draft(tx, mail.message));
  }
  TRY(const auto contact, find_author(intake, tx, mail));
  const std::string author = contact ? contact->email_key : fold_address(author_of(mail).address);
  TRY(const bool noted, note_response(tx, response, author, named, intake.trace_id, row.created_at));
  if (noted || author == row.sender_key) return ok();
  // Who answers through a form or a list may be known by the address that it came from.
  TRY_OK(note_response(tx, response, row.sender_key, named, intake.trace_id, row.created_at));
  return ok();
}

/// Whom we wrote to hears from that mailbox from now on; who got a copy does not.
Result<Unit> note_own_mail(const MailIntake& intake, Tx& tx, const IncomingMail& mail,
                           const MessageRow& row) {
  for (const Address& to : mail.message.to) {
    const std::string key = fold_address(to.address);
    if (key.find('@') == std::string::npos ||
        std::ranges::find(intake.own_addresses, key) != intake.own_addresses.end())
      continue;
    TRY_OK(note_written(tx, key_hash_of(intake.services, key), row.mailbox_id));
  }
  return ok();
}

/// Mail that left outside of us counts against the quotas, too; one to ourselves does not.
Result<Unit> count_own_mail(const MailIntake& intake, Tx& tx, const MessageRow& row) {
  TRY(const auto draft, find_draft_by_rfc_message_id(tx, row.rfc_message_id));
  if (draft) {
    TRY(const Draft ours, get_draft(tx, *draft));
    if (counts_itself(ours)) return ok();
  }
  if (row.sent_at < row.created_at - kContactWindowMs) return ok();
  std::vector<std::string> others = row.recipients;
  std::erase_if(others, [&](const std::string& key) {
    return std::ranges::find(intake.own_addresses, key) != intake.own_addresses.end();
  });
  std::vector<OutsideRecipient> counted;
  for (const std::string& key : others) {
    std::string hash = key_hash_of(intake.services, key);
    if (std::ranges::find(counted, hash, &OutsideRecipient::key_hash) != counted.end()) continue;
    counted.push_back({std::move(hash), company_hash_of(intake.services, key)});
  }
  // A mail from the future was sent now: our clock is behind, or its writer's is ahead.
  return count_outside_mail(tx, row.message_id, row.sender_key, counted,
                            std::min(row.sent_at, row.created_at));
}

/// A mail that goes to ourselves, too, comes twice, and perhaps not from the Sent folder first: that copy proves it.
Result<Unit> believe_own(const MailIntake& intake, Tx& tx, const IncomingMail& mail) {
  if (mail.analysis.kind != MessageKind::own) return ok();
  TRY(const auto known, find_message(tx, mail.message.message_id));
  if (!known) return ok();
  TRY(const bool is_new,
      mark_own(tx, *known, fold_address(mail.message.from.address), mail.analysis.kind_reason));
  if (!is_new) return ok();
  TRY(const MessageRow row, get_message(tx, *known));
  return count_own_mail(intake, tx, row);
}

/// "<a@b>" without its brackets.
std::string bare_message_id(std::string_view field) {
  const std::size_t begin = field.find_first_not_of(" <");
  if (begin == field.npos) return {};
  return std::string(field.substr(begin, field.find_last_not_of(" >") + 1 - begin));
}

/// The draft that this is the copy of: by the Message-ID that it has, by the one that it had before the provider gave it its
/// own (SOURCE: fields that Gmail adds; only our own mail is believed them), or by the provider's id.
Result<std::optional<std::string>> find_own_draft(Tx& tx, const IncomingMail& mail) {
  TRY(auto draft_id, find_draft_by_rfc_message_id(tx, mail.message.message_id));
  for (const char* field : {"X-Google-Original-Message-ID", "X-Gmail-Original-Message-ID"}) {
    const std::string* given = mail.message.header(field);
    if (draft_id || !given || mail.analysis.kind != MessageKind::own) continue;
    TRY(draft_id, find_draft_by_rfc_message_id(tx, bare_message_id(*given)));
  }
  if (draft_id || mail.provider_id.empty()) return draft_id;
  return find_draft_by_provider_message_id(tx, mail.provider_id);
}

/// The copy that a provider keeps of a draft which we sent, or which left from there while it waited here: the draft tells of it,
/// and its quota is counted. One that left by a person's hand and against a decision made here is mail from outside of us.
Result<bool> is_own_draft(const MailIntake& intake, Tx& tx, const IncomingMail& mail) {
  if (mail.analysis.kind != MessageKind::own && mail.provider_id.empty()) return false;
  TRY(const auto draft_id, find_own_draft(tx, mail));
  if (!draft_id) return false;
  TRY(Draft draft, get_draft(tx, *draft_id));
  const bool has_left = mail.analysis.kind == MessageKind::own && !mail.provider_id.empty();
  if (has_left && is_ready(draft)) {
    TRY_OK(settle_found(intake.services, tx, draft,
                        {mail.provider_id, mail.message.message_id, mail.provider_thread_id}));
    TRY(draft, get_draft(tx, *draft_id));
  }
  if (!counts_itself(draft)) return false;
  if (draft.thread_id) TRY_OK(link_thread(tx, *draft.thread_id, {mail.message.message_id}));
  if (draft.thread_id && !mail.provider_thread_id.empty())
    TRY_OK(note_gmail_thread(tx, *draft.thread_id, mail.provider_thread_id));
  return true;
}

Result<bool> is_known(const MailIntake& intake, Tx& tx, const IncomingMail& mail) {
  TRY(const auto by_id, find_message(tx, mail.message.message_id));
  if (by_id) return true;
  if (!mail.provider_id.empty()) {
    TRY(const auto by_provider, find_message_of_provider(tx, mail.provider_id, intake.mailbox_id));
    if (by_provider) return true;
  }
  return is_own_draft(intake, tx, mail);
}

/// Takes the erased out of the recipients. False when nothing is left: the mail is from somebody who was erased, or to them alone.
Result<bool> keep_out_erased(const MailIntake& intake, ReadTx& tx, MessageRow* row,
                             std::optional<std::string>* html) {
  std::vector<std::string> hashes{key_hash_of(intake.services, row->sender_key)};
  for (const std::string& key : row->recipients) hashes.push_back(key_hash_of(intake.services, key));
  TRY(const auto standing, list_suppressions_of(tx, hashes));
  std::set<std::string> erased;
  for (const Suppression& each : standing) {
    if (each.source == kErasureSource) erased.insert(each.key_hash);
  }
  if (erased.empty()) return true;
  if (erased.contains(hashes.front())) return false;
  const PersonWords words(intake.services, std::move(erased));
  std::erase_if(row->recipients, [&](const std::string& key) { return words.is_address(key); });
  if (row->recipients.empty()) return false;
  if (*html) **html = words.without_address(**html);
  row->text = words.without_address(row->text);
  row->reply_text = words.without_address(row->reply_text);
  row->subject = words.without_address(row->subject);
  row->base_subject = words.without_address(row->base_subject);
  auto analysis = parse_json(words.without_address(to_json_text(row->analysis)));
  if (analysis) row->analysis = *std::move(analysis);
  return true;
}

}  // namespace

Result<IncomingMail> MailIntake::read(std::string_view raw, std::string source) const {
  TRY(Message message, parse_message(raw));
  return read(std::move(message), std::move(source));
}

IncomingMail MailIntake::read(Message message, std::string source) const {
  Analysis analysis = analyze(message, services.mail_policy, own_addresses);
  return {std::move(message), std::move(analysis), std::move(source)};
}

Result<Unit> MailIntake::load(ReadTx& tx) {
  TRY(own_addresses, list_own_addresses(tx));
  TRY(const auto mailboxes, list_mailboxes(tx));
  mailbox_ids.clear();
  for (const TeamMailbox& each : mailboxes) mailbox_ids.push_back(each.mailbox_id);
  return ok();
}

Result<IncomingMail> MailIntake::read(FeedMail mail, std::string source) const {
  TRY(IncomingMail read, this->read(mail.raw, std::move(source)));
  read.provider_id = std::move(mail.provider_id);
  read.provider_thread_id = std::move(mail.provider_thread_id);
  read.labels = std::move(mail.labels);
  if (read.analysis.kind == MessageKind::own && !has_label(read, "SENT")) {
    read.analysis.kind = MessageKind::bulk;
    read.analysis.kind_reason = "From is our address, but the mail is not from our Sent folder";
  }
  return read;
}

Result<bool> MailIntake::store(Tx& tx, const IncomingMail& mail, Instant now) const {
  // A restored database may learn from its own mail who opted out by it meanwhile.
  if (mail.analysis.kind == MessageKind::own) TRY_OK(read_unsubscribe_link(services, tx, mail.message, now));
  TRY(const bool known, is_known(*this, tx, mail));
  if (known) {
    TRY_OK(believe_own(*this, tx, mail));
    return false;
  }
  MessageRow row = message_row(*this, mail, now);
  std::optional<std::string> html = stored_html(mail.message);
  TRY(const bool is_let_in, keep_out_erased(*this, tx, &row, &html));
  if (!is_let_in) return false;
  TRY_OK(choose_thread(*this, tx, mail, &row));
  if (!mail.provider_thread_id.empty()) TRY_OK(note_gmail_thread(tx, row.thread_id, mail.provider_thread_id));
  TRY_OK(insert_message(tx, row, html));
  const Effects effects = effects_of(facts_of(mail));
  if (effects.has(Effect::suppress_sender))
    TRY_OK(is_reported_opt_out(mail) ? suppress_recipients(*this, tx, mail, row)
                                     : suppress_sender(*this, tx, mail, row));
  if (effects.has(Effect::suppress_recipients)) TRY_OK(suppress_recipients(*this, tx, mail, row));
  TRY_OK(note_refusal(*this, tx, mail, row));
  if (effects.has(Effect::count_as_sent)) TRY_OK(note_own_mail(*this, tx, mail, row));
  if (effects.has(Effect::count_as_sent)) TRY_OK(count_own_mail(*this, tx, row));
  if (effects.has(Effect::recognise)) TRY_OK(recognise_author(*this, tx, mail, row));
  if (effects.has(Effect::welcome)) TRY_OK(welcome_person(*this, tx, mail, row));
  if (effects.has(Effect::ask)) TRY_OK(ask_about_author(*this, tx, mail, row));
  TRY_OK(signal_sequences(*this, tx, mail, row, effects));
  TRY_OK(note_responses(*this, tx, mail, row, effects));
  return true;
}

}  // namespace sa
