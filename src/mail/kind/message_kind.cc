#include "mail/kind/message_kind.h"

#include <algorithm>
#include <array>

#include "base/text/utf8.h"
#include "mail/address/address.h"
#include "mail/kind/form.h"
#include "mail/kind/machine_note.h"
#include "mail/mime/delivery_status.h"
#include "mail/mime/visible.h"

namespace sa {
namespace {

constexpr std::size_t kMaxOpening = 1500;   // of the new words: an absence is announced at once
constexpr std::size_t kMaxForwarded = 400;  // words above a report that is passed on
constexpr std::size_t kMaxBareBounce = 2000;

using State = KindPolicy::State;

bool has_part(const Message& message, std::string_view type) {
  return std::ranges::any_of(message.report, [&](const ReportPart& part) { return part.type == type; });
}

std::string plain_header(const Message& message, std::string_view name) {
  const std::string* value = message.header(name);
  return value ? plain_form(*value) : std::string();
}

/// What stands behind `name` in a machine-readable part, in plain form.
std::string report_field(const Message& message, std::string_view type, std::string_view name) {
  for (const ReportPart& part : message.report) {
    if (part.type != type) continue;
    const std::string text = plain_form(part.text);
    std::size_t at = text.starts_with(name) ? 0 : text.find("\n" + std::string(name));
    if (at == text.npos) continue;
    at = text.find(':', at);
    if (at == text.npos) continue;
    return text.substr(at + 1, text.find('\n', at) - at - 1);
  }
  return {};
}

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != text.npos;
}

class Judge {
 public:
  Judge(const Message& message, const ReplyText& reply, const KindPolicy& policy,
        std::span<const std::string> own)
      : message_(message),
        reply_(reply),
        policy_(policy),
        words_(policy.state()),
        own_(own),
        subject_(message.subject) {}

  KindVerdict run() {
    using Step = bool (Judge::*)();
    static constexpr std::array<Step, 15> kOrder = {
        &Judge::is_form,        &Judge::is_own,         &Judge::is_delivery_report, &Judge::is_feedback,
        &Judge::is_receipt,     &Judge::is_calendar,    &Judge::is_free_bounce,     &Judge::is_auto_submitted,
        &Judge::is_vendor_auto, &Judge::is_bare_bounce, &Judge::is_absence,         &Judge::is_note,
        &Judge::is_list,        &Judge::is_bulk,        &Judge::is_notice};
    for (const Step step : kOrder)
      if ((this->*step)()) return std::move(verdict_);
    decide(MessageKind::human_reply, "nothing in its headers or text says that a machine wrote it");
    return std::move(verdict_);
  }

 private:
  bool decide(MessageKind kind, std::string reason) {
    verdict_.kind = kind;
    verdict_.reason = std::move(reason);
    if (kind == MessageKind::bounce) verdict_.bounce = read_bounce(message_, policy_);
    if (kind == MessageKind::complaint) verdict_.bounce = read_feedback(message_);
    return true;
  }

  /// What the words say of their writer; looked for once, and only where nothing else has decided.
  const MachineNotes& notes() {
    if (!notes_) notes_.emplace(message_, reply_, policy_);
    return *notes_;
  }

  bool is_form() {
    const auto visitor = find_form_visitor(message_, policy_, own_);
    return visitor &&
           decide(MessageKind::human_reply, "a contact form forwards what " + visitor->address + " wrote");
  }

  bool is_own() {
    const std::string from = fold_address(message_.from.address);
    if (from.empty() || std::ranges::find(own_, from) == own_.end()) return false;
    return decide(MessageKind::own, "From is one of our own addresses");
  }

  // ---- reports

  bool is_delivery_report() {
    const DeliveryStatus status = read_delivery_status(message_);
    if (!status.present) return is_ses_report();
    if (status.failed) return decide(MessageKind::bounce, "delivery report (RFC 3464) with Action: failed");
    if (status.delayed) return decide(MessageKind::bounce, "delivery report (RFC 3464) with Action: delayed");
    if (status.delivered)
      return decide(MessageKind::delivery_notice, "delivery report (RFC 3464) of a successful delivery");
    return decide(MessageKind::bounce, "delivery report (RFC 3464) without an Action");
  }

  bool is_ses_report() {
    const std::string_view type = ses_notification(message_);
    if (type == "Bounce") return decide(MessageKind::bounce, "bounce notification of Amazon SES");
    if (type == "Delivery")
      return decide(MessageKind::delivery_notice, "delivery notification of Amazon SES");
    return false;
  }

  bool is_feedback() {
    if (has_part(message_, "message/feedback-report")) {
      const std::string type = report_field(message_, "message/feedback-report", "feedback-type");
      if (contains(type, "opt-out")) {
        verdict_.bounce = read_feedback(message_);  // its sender is the provider
        return decide(MessageKind::unsubscribe, "feedback report (RFC 5965) of type opt-out");
      }
      if (contains(type, "auth-failure") || contains(type, "dmarc"))
        return decide(MessageKind::auth_failure_report, "feedback report (RFC 6591) of type auth-failure");
      return decide(MessageKind::complaint,
                    "feedback report (RFC 5965)" + (type.empty() ? "" : " of type" + type));
    }
    if (ses_notification(message_) == "Complaint")
      return decide(MessageKind::complaint, "complaint notification of Amazon SES");
    if (message_.header("X-HmXmrOriginalRecipient"))
      return decide(MessageKind::complaint, "junk mail report of Microsoft (X-HmXmrOriginalRecipient)");
    if (contains(subject_.text(), "report domain:") && contains(subject_.text(), "submitter:"))
      return decide(MessageKind::auth_failure_report, "DMARC aggregate report (subject of RFC 7489 7.2.1.1)");
    return is_feedback_by_words();
  }

  bool is_feedback_by_words() {
    const std::string from = plain_form(message_.from.address);
    const bool loop = from.starts_with("feedbackloop@") || from.starts_with("fbl@") ||
                      from.starts_with("complaints@") || from.starts_with("staff@hotmail.") ||
                      from.starts_with("scomp@") || contains(from, "feedbackloop") ||
                      contains(from, "fbl-no-reply@") || contains(from, "abuse-report");
    const bool complains =
        contains(subject_.text(), "complaint") || contains(subject_.text(), "abuse report") ||
        contains(subject_.text(), "spam report") || contains(subject_.text(), "client tos notification") ||
        contains(subject_.text(), "feedback loop");
    // Who answers from complaints@ under a subject of ours is a person.
    if (loop && !is_typed_answer() && (complains || has_part(message_, "message/rfc822")))
      return decide(MessageKind::complaint, "sent by a feedback loop (" + message_.from.address + ")");
    return false;
  }

  bool is_receipt() {
    if (!has_part(message_, "message/disposition-notification") &&
        message_.report_type != "disposition-notification")
      return false;
    const std::string how = report_field(message_, "message/disposition-notification", "disposition");
    if (contains(how, "automatic-action") && contains(how, "denied")) return false;
    return decide(MessageKind::read_receipt, "disposition notification (RFC 8098)");
  }

  /// An invitation or an answer to one, to which nobody has added words.
  bool is_calendar() {
    if (!message_.calendar) return false;
    const CalendarNote& note = *message_.calendar;
    if (!note.comment.empty() || adds_words(note)) return false;
    return decide(MessageKind::calendar, "calendar part (RFC 5546" +
                                             (note.method.empty() ? "" : ", method " + note.method) +
                                             "): " + calendar_words(note));
  }

  bool adds_words(const CalendarNote& note) const {
    const std::string known = plain_form(note.summary + "\n" + note.location + "\n" + calendar_words(note));
    std::string_view rest = utf8_cut(reply_.text, kMaxOpening);
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      const PlainText plain(line);
      if (has_words(line) && !contains(known, plain.text()) && !words_.calendar_lines.any(plain)) return true;
    }
    return false;
  }

  // ---- bounces in free form

  bool null_return_path() const {
    const std::string path = plain_header(message_, "Return-Path");
    return contains(path, "<>") || contains(path, "mailer-daemon");
  }

  bool from_daemon() const {
    const std::string address = plain_form(message_.from.address);
    const std::string name = plain_form(message_.from.name);
    return words_.daemons.any(PlainText(address)) || (!name.empty() && words_.daemons.any(PlainText(name)));
  }

  /// Nobody writes from these but the mail system itself.
  bool from_mailer() const {
    const std::string address = plain_form(message_.from.address);
    return address.starts_with("mailer-daemon") || address.starts_with("mailerdaemon") ||
           address.starts_with("postmaster@");
  }

  bool is_reply_to_us() const { return !message_.in_reply_to.empty() || !message_.references.empty(); }

  /// A mail program wrote "Re:" before a subject, and named the mail that is answered: somebody pressed "reply".
  bool is_typed_answer() const { return is_reply_to_us() && words_.reply_subjects.any(subject_); }

  bool is_free_bounce() {
    const bool report = message_.report_type == "delivery-status" || message_.header("X-Failed-Recipients");
    const bool subject = words_.bounce_subjects.any(subject_);
    const bool daemon = from_daemon();
    const bool no_sender = message_.from.address.empty() && !message_.headers.empty();
    const int signs = report * 2 + subject + daemon + null_return_path() + from_mailer() + no_sender;
    if (is_forwarded_report()) return decide(MessageKind::bounce, "a forwarded delivery report");
    const bool machine = daemon || null_return_path() || from_mailer() || no_sender;
    if (signs < 2 && !(machine && returns_our_mail()) && !(subject && is_bounce_opening())) return false;
    // A person may forward or discuss a bounce: a reply that quotes and has words of its own is no report.
    if (!report && !daemon && !null_return_path() && !no_sender &&
        (subject_.text().starts_with("re:") || subject_.text().starts_with("fw")))
      return false;
    if (words_.auto_subjects.any(subject_) && !report) return false;
    const std::string text = bounce_text(message_);
    if (!words_.bounce_words.any(PlainText(text)) && !(subject && (report || daemon))) return false;
    return decide(MessageKind::bounce, report   ? "non-delivery report without a readable status part"
                                       : daemon ? "sent by a mail server, worded like a non-delivery report"
                                                : "subject and text of a non-delivery report");
  }

  /// Somebody passes a report on to the mailbox that sent the mail, without words of his own.
  bool is_forwarded_report() const {
    // A forward that is handed on is among the words; a doubt says where it begins.
    const bool handed_on = !reply_.doubts.empty() && reply_.doubts.front().rule == "reply.cut_unsure";
    const std::size_t own =
        handed_on ? static_cast<std::size_t>(reply_.doubts.front().span.start) : reply_.text.size();
    if (!subject_.text().starts_with("fw") || own > kMaxForwarded) return false;
    return words_.bounce_subjects.any(subject_) &&
           std::ranges::any_of(read_status_blocks(message_), is_failure);
  }

  /// The very first words of the mail are those of a mail server, and something is named that failed: people write of returned
  /// mail, too, and mean parcels.
  bool is_bounce_opening() const {
    const PlainText opening(utf8_cut(message_.text, 400));
    if (!words_.bounce_words.any(opening) || message_.header("List-Id") || is_reply_to_us()) return false;
    const Bounce named = read_bounce(message_, policy_);
    return named.code || !named.recipients.empty() || named.original_message_id;
  }

  /// A Message-ID, or an address of ours, stands in the words of a report: whatever its form, it is about a mail of ours.
  bool returns_our_mail() const {
    const std::string_view text = utf8_cut(message_.text, 4 * kMaxBareBounce);
    if (has_part(message_, "message/rfc822") || has_part(message_, "text/rfc822-headers")) return true;
    const std::string plain = plain_form(text);
    if (contains(plain, "message-id:")) return true;
    const auto stands_there = [&](const std::string& address) {
      return !address.empty() && contains(plain, plain_form(address));
    };
    return std::ranges::any_of(own_, stands_there) ||
           std::ranges::any_of(message_.to, [&](const Address& to) { return stands_there(to.address); });
  }

  /// Words that a report may have lost its header from: from the command line, the API or a forwarder.
  bool is_bare_bounce() {
    if (is_from_list()) return false;
    const PlainText text(bounce_text(message_));
    const bool bare = is_bare() && message_.text.size() <= kMaxBareBounce;
    if (!words_.bounce_openings.any(text) && !(bare && words_.bare_bounces.any(text))) return false;
    return decide(MessageKind::bounce, "worded like a non-delivery report");
  }

  /// Without a header field to judge by.
  bool is_bare() const { return message_.headers.empty() && message_.message_id_derived; }

  // ---- machines that answer

  bool speaks_of_absence() const {
    return words_.auto_subjects.any(subject_) ||
           words_.absence_words.any(PlainText(utf8_cut(reply_.text, kMaxOpening)));
  }

  bool is_auto_submitted() {
    const std::string value = plain_header(message_, "Auto-Submitted");
    if (value.empty() || value.starts_with("no")) return false;
    if (value.starts_with("auto-replied"))
      return decide(MessageKind::auto_reply, "Auto-Submitted: auto-replied (RFC 3834)");
    if (is_reply_to_us() || speaks_of_absence())
      return decide(MessageKind::auto_reply,
                    "Auto-Submitted: " + utf8_part(value) + " (RFC 3834), in answer to a mail");
    return decide(MessageKind::bulk, "Auto-Submitted: " + utf8_part(value) + " (RFC 3834)");
  }

  static std::string utf8_part(std::string_view text) { return std::string(utf8_cut(text, 60)); }

  bool is_vendor_auto() {
    for (const State::AutoHeader& rule : words_.auto_headers) {
      const std::string* value = message_.header(rule.header);
      if (!value || (rule.pattern.size() > 0 && !rule.pattern.any(PlainText(*value)))) continue;
      if (rule.with_reply && !speaks_of_absence()) continue;
      return decide(MessageKind::auto_reply, "header " + rule.header + " of an automatic answer");
    }
    return false;
  }

  bool is_absence() {
    if (words_.auto_subjects.any(subject_) && !is_conversation())
      return decide(MessageKind::auto_reply, "subject of an automatic reply: " + utf8_part(message_.subject));
    const std::string_view opening = utf8_cut(reply_.text, kMaxOpening);
    const PlainText plain(opening);
    const auto found = words_.absence_words.find(plain);
    if (found.empty() || !is_notice_of_absence(plain, found) || notes().has(Note::returned)) return false;
    const Span span = plain.to_original(found.front().start, found.front().end);
    return decide(MessageKind::auto_reply,
                  "worded like an out-of-office reply: \"" +
                      std::string(opening.substr(static_cast<std::size_t>(span.start),
                                                 static_cast<std::size_t>(span.end - span.start))) +
                      "\"");
  }

  /// A person answers under a subject that a machine once wrote.
  bool is_conversation() {
    return words_.reply_subjects.any(subject_) &&
           (notes().has(Note::returned) || !words_.absence_words.any(PlainText(reply_.text)));
  }

  // ---- what a machine's words say

  /// An answer that a machine gave to a mail of ours.
  bool is_note() {
    if (is_from_list()) return false;
    if (words_.receipt_subjects.any(subject_) && has_receipt_words())
      return decide(MessageKind::read_receipt,
                    "subject and text of a receipt: " + utf8_part(message_.subject));
    if (notes().has(Note::machine) && (is_reply_to_us() || notes().has(Note::received)))
      return decide(MessageKind::auto_reply, said(Note::machine, "it says that a machine wrote it"));
    if (notes().asks()) return false;
    if (notes().has(Note::challenge) && (is_reply_to_us() || notes().count(Note::challenge) > 1))
      return decide(MessageKind::auto_reply, said(Note::challenge, "it asks us to prove that we are human"));
    if (notes().sender_has_gone() && is_reply_to_us())
      return decide(MessageKind::auto_reply,
                    said(notes().has(Note::left_self) ? Note::left_self : Note::left_other,
                         "its writer has left the company"));
    const bool is_receipt_note =
        notes().count(Note::received) > (words_.reply_subjects.any(subject_) ? 1 : 0);
    if (is_receipt_note && is_reply_to_us())
      return decide(MessageKind::auto_reply, said(Note::received, "it confirms that a mail arrived"));
    return false;
  }

  /// In the whole text: the fields of our mail that a receipt names look like the head of a quoted one.
  bool has_receipt_words() const {
    return MachineNotes(message_, {message_.text, {}, {}, {}}, policy_).has(Note::receipt);
  }

  /// A shop's, a service's or a device's notice, or a mailing, without a header field that says so.
  bool is_notice() {
    if (is_typed_answer()) return false;
    if (notes().has(Note::machine))
      return decide(MessageKind::bulk, said(Note::machine, "it says that a machine wrote it"));
    if (notes().count(Note::mailing) > 1)
      return decide(MessageKind::bulk, said(Note::mailing, "worded like a mass mailing"));
    if (!notes().has(Note::notice)) return false;
    const bool from_machine =
        words_.notice_senders.any(PlainText(message_.from.address)) || notes().has(Note::mailing);
    if (!from_machine && (notes().asks() || notes().count(Note::notice) < 2)) return false;
    return decide(MessageKind::bulk, said(Note::notice, "worded like an automatic notice"));
  }

  std::string said(Note note, std::string_view what) {
    return std::string(what) + ": \"" + utf8_part(notes().words(note)) + "\"";
  }

  /// A notice says of its writer that he is away, near its beginning, and asks for nothing. People who merely
  /// speak of a holiday ask, propose, or have said other things before.
  bool is_notice_of_absence(const PlainText& plain, std::vector<PatternMatch> found) const {
    std::ranges::sort(found, {}, &PatternMatch::start);
    const std::size_t first = found.front().start;
    const bool asks = plain.text().find('?') != std::string::npos;
    if (is_bare()) return first < 200 && !asks;
    if (asks || first > 160) return false;
    if (phrases(found) >= 2) return reply_.quoted.empty() || is_reply_to_us() || first < 40;
    return first < 60 && plain.text().size() < 700 && (reply_.quoted.empty() || first < 10);
  }

  /// How many places they make up: two patterns over one place are one. REQUIRES: in the order of their starts.
  static std::size_t phrases(const std::vector<PatternMatch>& found) {
    std::size_t count = 0;
    std::size_t end = 0;
    for (const PatternMatch& match : found) {
      if (match.start >= end || count == 0) ++count;
      end = std::max(end, match.end);
    }
    return count;
  }

  // ---- lists, bulk

  bool is_from_list() const {
    static constexpr std::array<const char*, 9> kFields = {
        "List-Id",        "List-Post", "Mailing-List", "X-Mailman-Version", "X-BeenThere",
        "X-Mailing-List", "X-Loop",    "List-Help",    "X-Listname"};
    return std::ranges::any_of(kFields,
                               [this](const char* name) { return message_.header(name) != nullptr; });
  }

  bool is_list() {
    if (message_.header("List-Unsubscribe-Post") && !is_typed_answer())
      return decide(MessageKind::bulk, "List-Unsubscribe-Post (RFC 8058): a mailing");
    if (is_from_list()) return decide(MessageKind::list, "headers of a mailing list (RFC 2369, 2919)");
    return false;
  }

  bool is_bulk() {
    if (null_return_path())
      return decide(MessageKind::bulk, "null Return-Path: it must not be answered (RFC 3834)");
    const std::string precedence = plain_header(message_, "Precedence");
    if (precedence == "bulk" || precedence == "junk" || precedence == "list")
      return decide(MessageKind::bulk, "Precedence: " + precedence);
    // Programs for salespeople and some providers put fields of mailings into one person's mail to another.
    if (is_typed_answer()) return is_unread_role();
    if (message_.header("List-Unsubscribe"))
      return decide(MessageKind::bulk, "List-Unsubscribe (RFC 2369): a mailing");
    if (message_.header("Feedback-ID") || message_.header("X-Campaign") || message_.header("X-CampaignID") ||
        message_.header("X-Mailer-Campaign"))
      return decide(MessageKind::bulk, "headers of a campaign");
    return is_unread_role();
  }

  bool is_unread_role() {
    const PlainText from(message_.from.address);
    if (!words_.never_read.any(from) && !(words_.bulk_senders.any(from) && !is_typed_answer())) return false;
    return decide(MessageKind::bulk,
                  "sender address that accepts no replies: " + utf8_part(message_.from.address));
  }

  const Message& message_;
  const ReplyText& reply_;
  const KindPolicy& policy_;
  const State& words_;
  std::span<const std::string> own_;
  PlainText subject_;
  std::optional<MachineNotes> notes_;
  KindVerdict verdict_;
};

}  // namespace

KindVerdict judge_kind(const Message& message, const ReplyText& reply, const KindPolicy& policy,
                       std::span<const std::string> own_addresses) {
  return Judge(message, reply, policy, own_addresses).run();
}

}  // namespace sa
