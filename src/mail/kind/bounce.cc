#include "mail/kind/bounce.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/address/address.h"
#include "mail/mime/delivery_status.h"

namespace sa {
namespace {

constexpr std::size_t kMaxText = 8192;
constexpr std::size_t kMaxRecipients = kMaxStatusBlocks;

/// "rfc822; jane@example.org" -> "jane@example.org".
std::string_view after_type(std::string_view value) {
  const std::size_t semicolon = value.find(';');
  return trimmed(semicolon == value.npos ? value : value.substr(semicolon + 1));
}

// ---- type

/// 5.1.1 and the like, and three-digit SMTP replies, wherever they stand in a text.
std::optional<std::string> enhanced_code(std::string_view text) {
  static const RE2 kCode(R"((?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?(?:\s|$)|$))");
  std::string code;
  if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), kCode, &code)) return code;
  return std::nullopt;
}

std::optional<std::string> smtp_code(std::string_view text) {
  static const RE2 kCode(R"((?:^|[\s:;'"(#<>,])([45][0-5]\d)(?:[\s\-:;,.#)'"]|$))");
  std::string code;
  if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), kCode, &code)) return code;
  return std::nullopt;
}

/// What the code alone says. Only "no such address" and "no such domain" are hard (RFC 3463 3.2); 5.2.1 is
/// "mailbox disabled, not accepting messages"; x.7.x is security or policy.
BounceType type_of_code(std::string_view code) {
  if (code.starts_with('4')) return BounceType::soft;
  if (code.find('.') == code.npos) return BounceType::soft;
  if (code.starts_with("5.7")) return BounceType::policy;
  if (code.starts_with("5.1.") && code != "5.1.0" && code != "5.1.5" && code != "5.1.7" && code != "5.1.8")
    return BounceType::hard;
  if (code == "5.2.1" || code == "5.0.1") return BounceType::hard;
  return BounceType::soft;
}

/// What the words say. Servers choose codes carelessly, so these come first; of the words the mildest wins, so that a
/// live address is never suppressed: refused, then "later", then "no such address".
std::optional<BounceType> type_of_words(std::string_view text, std::string_view code,
                                        const KindPolicy::State& words) {
  const PlainText plain(utf8_cut(text, kMaxText));
  const bool hard = words.hard_words.any(plain);
  const bool refused = words.policy_words.any(plain);
  const bool later = words.soft_words.any(plain);
  if (refused && !(hard && !later && type_of_code(code) == BounceType::hard)) return BounceType::policy;
  if (later) return BounceType::soft;
  if (hard && !code.starts_with('4')) return BounceType::hard;
  return std::nullopt;
}

/// The lines of a transcript that hold a permanent refusal (5xx): they decide, whatever else was tried before or after.
std::string refusals(std::string_view text) {
  static const RE2 kRefusal(R"((?m)^.{0,200}?(?:^|[\s:;'"(#<>,])5[0-5]\d[ \-].{0,1000}$)");
  std::string lines;
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece line;
  while (lines.size() < kMaxText && kRefusal.Match(rest, 0, rest.size(), RE2::UNANCHORED, &line, 1)) {
    lines.append(line.data(), line.size()).append("\n");
    rest.remove_prefix(static_cast<std::size_t>(line.data() + line.size() - rest.data()));
  }
  return lines;
}

/// `diagnostic`: the far server's own words; `text`: the report's, where those say nothing.
BounceType type_of(std::string_view diagnostic, std::string_view code, std::string_view text,
                   const KindPolicy::State& words) {
  const std::string permanent = refusals(diagnostic);
  if (!permanent.empty()) {
    const std::string its_code = enhanced_code(permanent).value_or(smtp_code(permanent).value_or(""));
    if (const auto type = type_of_words(permanent, its_code, words)) return *type;
  }
  if (const auto type = type_of_words(diagnostic, code, words)) return *type;
  const bool vague = code.empty() || code.find('.') == code.npos || code.ends_with(".0.0") ||
                     code == "5.1.0" || code == "5.5.0";
  if (vague && diagnostic != text)
    if (const auto type = type_of_words(text, code, words)) return *type;
  return type_of_code(code);
}

// ---- recipients and the original

/// "'jo@acme.com'" as a report quotes an address: the quotes are allowed in one, and never are part of it.
std::string unquoted_address(std::string address) {
  constexpr std::string_view kQuotes = "'`";
  address.erase(0, std::min(address.find_first_not_of(kQuotes), address.size()));
  return fold_address(address);
}

void add_recipient(std::vector<std::string>& recipients, std::string_view text) {
  static const RE2 kAddress(
      R"(([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z0-9-]{2,63}))");
  std::string address;
  if (recipients.size() >= kMaxRecipients ||
      !RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), kAddress, &address))
    return;
  address = unquoted_address(address);
  if (std::ranges::find(recipients, address) == recipients.end()) recipients.push_back(address);
}

/// Addresses in the report's own words, other than the sender's and the receiver's.
std::vector<std::string> recipients_in_text(const Message& message, std::string_view text) {
  static const RE2 kAddress(
      R"(([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z0-9-]{2,63}))");
  std::vector<std::string> recipients;
  if (const std::string* failed = message.header("X-Failed-Recipients")) {
    add_recipient(recipients, *failed);
    return recipients;
  }
  re2::StringPiece rest(text.data(), text.size());
  std::string address;
  while (recipients.size() < kMaxRecipients && RE2::FindAndConsume(&rest, kAddress, &address)) {
    const std::string folded = unquoted_address(address);
    const auto is_it = [&](const Address& one) { return fold_address(one.address) == folded; };
    const std::string_view local = local_part_of(folded);
    if (is_it(message.from) || std::ranges::any_of(message.to, is_it) || local == "postmaster" ||
        local == "mailer-daemon")
      continue;
    add_recipient(recipients, folded);
  }
  return recipients;
}

std::optional<std::string> message_id_in(std::string_view text) {
  static const RE2 kField(R"((?im)^\s*(?:> ?)?(?:original-)?message-id:\s*<?([^<>\s]{3,900})>?)");
  std::string id;
  if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), kField, &id)) return id;
  return std::nullopt;
}

/// As the report itself says.
std::optional<std::string> reported_id(const Message& message) {
  for (const ReportPart& part : message.report)
    if (part.type != "message/delivery-status")
      if (auto id = message_id_in(part.text)) return id;
  return message_id_in(message.text);
}

std::optional<std::string> original_id(const Message& message) {
  if (auto id = reported_id(message)) return id;
  if (message.in_reply_to.size() == 1) return message.in_reply_to.front();
  if (!message.references.empty()) return message.references.back();
  return std::nullopt;
}

Bounce from_status(const std::vector<StatusBlock>& blocks, const std::string& text,
                   const KindPolicy::State& words) {
  Bounce bounce;
  bool first = true;
  for (const StatusBlock& block : blocks) {
    const bool delayed = is_delay(block);
    if (!is_failure(block) && !delayed) continue;
    // The diagnostic is the far server's own word; where it is missing, the report's text must do.
    const std::string diagnostic = block.diagnostic.empty() ? text : block.diagnostic;
    std::string code = enhanced_code(block.diagnostic).value_or(enhanced_code(block.status).value_or(""));
    if (code.empty() || code.ends_with(".0.0")) code = enhanced_code(diagnostic).value_or(code);
    if (code.empty()) code = smtp_code(diagnostic).value_or("");
    const BounceType type = delayed ? BounceType::soft : type_of(diagnostic, code, text, words);
    if (first) {
      bounce.type = type;
      if (!code.empty()) bounce.code = code;
      first = false;
    }
    if (type == bounce.type)
      add_recipient(bounce.recipients,
                    after_type(block.recipient.empty() ? block.original_recipient : block.recipient));
  }
  return bounce;
}

/// Where the copy of our own mail begins in a report without parts.
std::size_t copy_start(std::string_view text) {
  static const RE2 kStart(
      R"((?im)^(?:[-=_* ]{2,} ?.{0,60}(?:copy of|original message|returned message|message follows|message headers|included|unsent message|undelivered message|header).{0,80}|.{0,40}(?:original message (?:follows|headers|is)|copy of (?:the|your) (?:message|mail)|message (?:header|text|contents?) follows|headers? of the .{0,30}message).{0,60}|received: .{3,200}|return-path: .{1,200}|-{3,} ?begin .{0,40})$)");
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece found;
  if (!kStart.Match(rest, 0, rest.size(), RE2::UNANCHORED, &found, 1)) return text.size();
  return static_cast<std::size_t>(found.data() - text.data());
}

/// Adds the address of each such field of a block of header fields.
void add_fields(std::vector<std::string>& recipients, const RE2& field, std::string_view text) {
  re2::StringPiece rest(text.data(), text.size());
  std::string value;
  while (recipients.size() < kMaxRecipients && RE2::FindAndConsume(&rest, field, &value))
    add_recipient(recipients, value);
}

/// The header of a copy of our mail, unfolded: a field is one line.
std::string copied_header(const ReportPart& part) {
  static const RE2 kFold(R"(\n[ \t]+)");
  std::string header = part.text.substr(0, part.text.find("\n\n"));
  RE2::GlobalReplace(&header, kFold, " ");
  return header;
}

bool is_copy(const ReportPart& part) {
  return part.type == "message/rfc822" || part.type == "text/rfc822-headers";
}

/// Whose reader complained: the fields that RFC 5965 3.2 and Microsoft have for it, and Amazon's list.
std::vector<std::string> reported_recipients(const Message& message) {
  static const RE2 kField(R"((?im)^(?:original-rcpt-to|removal-recipient)\s*:\s*(.{3,300})$)");
  static const RE2 kMicrosoft(R"((?im)^x-hmxmroriginalrecipient\s*:\s*(.{3,300})$)");
  static const RE2 kAmazon(R"(complainedRecipients\W{1,12}([^\]]{1,1000}))");
  std::vector<std::string> recipients;
  for (const ReportPart& part : message.report) {
    if (part.type == "message/feedback-report") add_fields(recipients, kField, part.text);
    if (is_copy(part)) add_fields(recipients, kMicrosoft, copied_header(part));
  }
  if (const std::string* reader = message.header("X-HmXmrOriginalRecipient"))
    add_recipient(recipients, *reader);
  std::string listed;
  if (RE2::PartialMatch(message.text, kAmazon, &listed)) {
    static const RE2 kAddress(R"(emailAddress\W{1,12}([^"\\\s]{3,300}))");
    add_fields(recipients, kAddress, listed);
  }
  return recipients;
}

/// Whom the copy of our mail went to; none where it went to several, of whom one complained.
std::vector<std::string> copied_recipients(const Message& message) {
  static const RE2 kTo(R"((?im)^(?:to|cc)\s*:\s*(.{3,1000})$)");
  static const RE2 kAddress(R"(([^\s<>,;:"()]{1,64}@[A-Za-z0-9.-]{1,200}))");
  std::vector<std::string> recipients;
  for (const ReportPart& part : message.report) {
    if (!is_copy(part)) continue;
    const std::string header = copied_header(part);
    re2::StringPiece rest(header);
    std::string line;
    while (RE2::FindAndConsume(&rest, kTo, &line)) add_fields(recipients, kAddress, line);
  }
  if (recipients.size() > 1) recipients.clear();
  return recipients;
}

}  // namespace

Bounce read_feedback(const Message& message) {
  Bounce feedback;
  feedback.type = BounceType::policy;
  feedback.recipients = reported_recipients(message);
  if (feedback.recipients.empty()) feedback.recipients = copied_recipients(message);
  // Not by In-Reply-To: a report is no answer, and what is an answer is no report.
  feedback.original_message_id = reported_id(message);
  return feedback;
}

DeliveryStatus read_delivery_status(const Message& message) {
  DeliveryStatus status;
  for (const StatusBlock& block : read_status_parts(message)) {
    status.present = true;
    const std::string action = block.action.substr(0, 5);
    if (is_delay(block)) {
      status.delayed = true;
    } else if (equal_ignoring_case(action, "deliv") || equal_ignoring_case(action, "relay") ||
               equal_ignoring_case(action, "expan")) {
      status.delivered = true;
    } else if (is_failure(block)) {
      status.failed = true;
    }
  }
  return status;
}

std::string bounce_text(const Message& message) {
  std::string_view text = message.text;
  std::string whole;
  if (trimmed(text).empty())
    for (const ReportPart& part : message.report)
      if (part.type != "message/rfc822") whole += part.text + "\n";
  if (!whole.empty()) text = whole;
  text = utf8_cut(text, 4 * kMaxText);
  return std::string(utf8_cut(text.substr(0, copy_start(text)), kMaxText));
}

Bounce read_bounce(const Message& message, const KindPolicy& policy) {
  const std::string text = bounce_text(message);
  Bounce bounce = from_status(read_status_blocks(message), text, policy.state());
  if (bounce.recipients.empty() && !bounce.code) {
    const auto code = enhanced_code(text);
    bounce.code = code ? code : smtp_code(text);
    bounce.type = type_of(text, bounce.code.value_or(""), text, policy.state());
  }
  if (bounce.recipients.empty()) bounce.recipients = recipients_in_text(message, text);
  bounce.original_message_id = original_id(message);
  return bounce;
}

}  // namespace sa
