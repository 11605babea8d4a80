#include "connectors/mail/smtp_reply.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "core/mailbox/health.h"

namespace sa {
namespace {

constexpr std::size_t kMaxLineBytes = 4096;
constexpr std::size_t kMaxLines = 100;
constexpr std::size_t kMaxText = 500;

constexpr std::int64_t kSoonMs = 5 * kMinuteMs;    // greylisting asks for some minutes
constexpr std::int64_t kLaterMs = 30 * kMinuteMs;  // a full disk, a rate
constexpr std::int64_t kMendMs = kHourMs;          // a person has to mend something

/// A refusal that is not the recipient's doing.
struct SenderFault {
  std::string_view status;
  std::string_view words;
};
constexpr std::string_view kDomainWords =
    "The recipient's server does not trust the sender's domain. Fix its SPF, DKIM or DMARC record before "
    "sending more mail there.";
constexpr std::string_view kSignInWords =
    "The mail server did not accept the sign-in. Correct SMTP_USER and SMTP_PASSWORD.";
constexpr std::string_view kPasswordWords =
    "The sign-in failed: the mail server no longer accepts passwords. Set MAIL_OAUTH_CLIENT_ID and sign in "
    "with `sales-agent auth mail`.";
constexpr std::string_view kStoppedWords =
    "The mail provider has blocked this mailbox from sending. Ask its administrator why.";
constexpr std::string_view kLimitWords = "The mailbox has reached its provider's sending limit.";
constexpr std::string_view kSenderWords =
    "The mail server does not let SMTP_USER send as SENDER_EMAIL. Correct one of the two.";
constexpr std::string_view kRefusedWords =
    "The mail server refuses the sender, whatever the recipient. Correct SENDER_EMAIL, or fix its mailbox.";
constexpr std::string_view kFullWords =
    "The mail server refuses the sender: the mailbox of SENDER_EMAIL is full or over its limit.";
constexpr std::array kSenderFaults = {
    SenderFault{"5.7.20", kDomainWords},  // RFC 7372
    SenderFault{"5.7.21", kDomainWords},
    SenderFault{"5.7.22", kDomainWords},
    SenderFault{"5.7.23", kDomainWords},
    SenderFault{"5.7.24", kDomainWords},
    SenderFault{"5.7.25", kDomainWords},
    SenderFault{kGoogleUnauthenticated, kDomainWords},
    SenderFault{"5.7.27", kDomainWords},  // Gmail, from here on
    SenderFault{"5.7.29", kDomainWords},
    SenderFault{"5.7.30", kDomainWords},
    SenderFault{"5.7.32", kDomainWords},
    SenderFault{"5.7.40", kDomainWords},
    SenderFault{"5.7.509", kDomainWords},  // Microsoft
    SenderFault{kMicrosoftUnauthenticated, kDomainWords},
    SenderFault{"5.7.8", kSignInWords},
    SenderFault{"5.7.9", kSignInWords},
    SenderFault{"5.7.11", kSignInWords},
    SenderFault{"5.7.14", kSignInWords},
    SenderFault{"5.7.57", kSignInWords},
    SenderFault{"5.7.139", kSignInWords},
    SenderFault{"5.7.60", kSenderWords},
    SenderFault{"5.1.7", kSenderWords},
    SenderFault{"5.1.8", kSenderWords},
    SenderFault{"5.4.5", kLimitWords},   // Gmail: daily limit
    SenderFault{"5.1.90", kLimitWords},  // Microsoft: daily limit
    SenderFault{"5.7.501", kStoppedWords},
    SenderFault{"5.7.502", kStoppedWords},
    SenderFault{"5.7.503", kStoppedWords},
    SenderFault{"5.7.705", kStoppedWords},
    SenderFault{"5.7.708", kStoppedWords},
    SenderFault{"5.7.750", kStoppedWords},
};
constexpr std::array kSignInCodes = {530, 534, 535, 538};
/// Words about our sign-in decide before the code does: Microsoft's 5.7.30 is "Basic authentication is not supported", Gmail's is
/// DKIM. SOURCE: Microsoft, "Exchange Online to retire Basic auth for Client Submission", read 2026-11-30.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSignInRefusals = {{
    {"basic authentication", kPasswordWords},
    {"smtpclientauthentication", kPasswordWords},
    {"authentication unsuccessful", kSignInWords},
    {"application-specific password", kSignInWords},
    {"username and password", kSignInWords},
    {"authentication mechanism", kSignInWords},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "5.7.26" at the begin of `text`, or nothing.
std::string_view leading_status(std::string_view text) {
  std::size_t at = 0, dots = 0, digits = 0;
  for (; at < text.size() && (is_digit(text[at]) || text[at] == '.'); ++at) {
    if (text[at] == '.' ? digits == 0 : ++digits > 3) return {};
    if (text[at] == '.') ++dots, digits = 0;
  }
  const bool is_whole = at == text.size() || text[at] == ' ';
  return dots == 2 && digits > 0 && is_whole ? text.substr(0, at) : std::string_view();
}

/// Why the sender is at fault; empty when the mail itself, or its recipient, is.
std::string_view sender_fault(const SmtpReply& reply, SmtpStage stage) {
  const std::string said = ascii_lower(reply.text);
  for (const auto& [sign, words] : kSignInRefusals)
    if (said.find(sign) != said.npos) return words;
  const auto known = std::ranges::find(kSenderFaults, reply.status, &SenderFault::status);
  if (known != kSenderFaults.end()) return known->words;
  if (std::ranges::find(kSignInCodes, reply.code) != kSignInCodes.end()) return kSignInWords;
  if (stage != SmtpStage::sender) return {};
  // At MAIL FROM no recipient was named yet: whatever is wrong there is wrong with us.
  if (reply.status.starts_with("5.7.")) return kSenderWords;
  return reply.code == 552 || reply.status.starts_with("5.2.") ? kFullWords : kRefusedWords;
}

std::string_view stage_words(SmtpStage stage) {
  switch (stage) {
    case SmtpStage::sender:
      return "the sender";
    case SmtpStage::recipient:
      return "the recipient";
    case SmtpStage::data:
    case SmtpStage::end_of_data:
      return "the mail";
  }
  return "the mail";
}

std::string spoken(const SmtpReply& reply) {
  return std::to_string(reply.code) + (reply.status.empty() ? "" : " " + reply.status) +
         (reply.text.empty() ? "" : " " + reply.text);
}

std::int64_t pause_of(const SmtpReply& reply) {
  const bool is_slow =
      reply.code == 452 || reply.status.starts_with("4.2.2") || reply.status.starts_with("4.7.");
  return is_slow ? kLaterMs : kSoonMs;
}

}  // namespace

bool parse_smtp_reply(const std::vector<std::string>& lines, SmtpReply* reply) {
  *reply = {};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    const bool has_code =
        line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]);
    const bool is_last = line.size() == 3 || (line.size() > 3 && line[3] == ' ');
    if (!has_code || (!is_last && line[3] != '-') || is_last != (i + 1 == lines.size())) return false;
    const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    if (i > 0 && code != reply->code) return false;
    reply->code = code;
    std::string_view text = line.substr(std::min<std::size_t>(4, line.size()));
    const std::string_view status = leading_status(text);
    if (!status.empty()) reply->status = status, text.remove_prefix(status.size());
    text = trimmed(text);
    if (!text.empty() && reply->text.size() < kMaxText) {
      if (!reply->text.empty()) reply->text += ' ';
      reply->text += text;
    }
  }
  reply->text = utf8_repaired(utf8_cut(reply->text, kMaxText));
  return !lines.empty();
}

Result<SmtpReply> read_smtp_reply(MailConnection& connection) {
  std::vector<std::string> lines;
  while (lines.size() < kMaxLines) {
    TRY(std::string line, connection.read_line(kMaxLineBytes));
    const bool goes_on = line.size() > 3 && line[3] == '-';
    lines.push_back(std::move(line));
    if (goes_on) continue;
    SmtpReply reply;
    if (!parse_smtp_reply(lines, &reply)) break;
    return reply;
  }
  return unavailable("The mail server's answer is not valid SMTP.");
}

SendOutcome judge_reply(const SmtpReply& reply, SmtpStage stage, Instant now) {
  using Kind = SendOutcome::Kind;
  const std::string server = "The mail server said: " + spoken(reply);
  if (reply.code >= 500) {
    const std::string_view fault = sender_fault(reply, stage);
    if (!fault.empty()) return {Kind::not_now, {}, {}, std::string(fault) + " " + server, now + kMendMs};
    return {Kind::refused,
            {},
            {},
            "The mail server refused " + std::string(stage_words(stage)) + ": " + spoken(reply),
            {}};
  }
  if (reply.code >= 400) return {Kind::not_now, {}, {}, server, now + pause_of(reply)};
  // A yes to what was no question of ours. After the mail's end nobody can say what it means.
  if (stage == SmtpStage::end_of_data) return {Kind::unknown, {}, {}, server, {}};
  return {Kind::not_now, {}, {}, server, now + kSoonMs};
}

}  // namespace sa
