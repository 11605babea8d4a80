#include "connectors/google/gmail_sent.h"

#include <algorithm>

#include "base/reflect/json_member.h"
#include "base/text/ascii.h"
#include "base/text/url.h"
#include "connectors/google/gmail_api.h"
#include "mail/address/address.h"
#include "mail/mime/message.h"

namespace sa {
namespace {

/// How far Gmail's clock and ours may be apart.
constexpr std::int64_t kSkewMs = 5 * kMinuteMs;
constexpr std::size_t kNewestMails = 50;
constexpr std::size_t kMostKnown = 1000;

/// "Ana <ana@example.com>" -> "ana@example.com": we write one address.
std::string_view bare_address(std::string_view to) {
  const std::size_t open = to.find('<');
  const std::size_t close = to.find('>', open == std::string_view::npos ? 0 : open);
  return open == std::string_view::npos || close == std::string_view::npos
             ? trimmed(to)
             : to.substr(open + 1, close - open - 1);
}

std::string_view after_at(std::string_view id) {
  return id.substr(std::min(id.rfind('@'), id.size()));
}

bool is_about(std::string_view header, std::string_view ours) {
  return without_brackets(header) == ours;
}

/// A header's words: some show them as they are on the wire.
std::string decoded(const std::string& header) {
  const auto message = parse_message("Subject: " + header + "\r\n\r\n");
  return message ? message->subject : header;
}

}  // namespace

bool SentMail::is_of(const SendTicket& ticket) const {
  return is_about(message_id, ticket.rfc_message_id) ||
         is_about(original_message_id, ticket.rfc_message_id) ||
         (!ticket.unsubscribe_url.empty() &&
          list_unsubscribe.find('<' + ticket.unsubscribe_url + '>') != std::string::npos);
}

bool SentMail::is_like(const SendTicket& ticket) const {
  const bool is_marked = !ticket.unsubscribe_url.empty() && !list_unsubscribe.empty();
  return !is_marked && original_message_id.empty() &&
         after_at(message_id) != after_at(ticket.rfc_message_id) &&
         fold_address(bare_address(to)) == ticket.recipient_key && decoded(subject) == ticket.subject;
}

Lookup GmailSent::Look::answer() const {
  Lookup lookup;
  lookup.words =
      failure.empty()
          ? "The draft is gone from Gmail, and the sent mail has not shown up yet. Check the Sent folder."
          : failure;
  if (!mail) return lookup;
  return {Lookup::Kind::found, mail->id, {}, mail->message_id, mail->thread_id};
}

Task<Result<std::optional<SentMail>>> GmailSent::get(std::string id, std::optional<Instant> deadline) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = known_.find(id); known != known_.end()) co_return std::optional(known->second);
  }
  std::string path = "/messages/" + percent_encode(id) + "?format=metadata";
  for (const char* name : {"Message-ID", "X-Google-Original-Message-ID", "X-Gmail-Original-Message-ID", "To",
                           "Subject", "List-Unsubscribe"}) {
    path += std::string("&metadataHeaders=") + name;
  }
  const VendorAnswer answer = co_await gmail_get(api_, std::move(path), kGmailGetUnits, deadline);
  if (answer.status == 404) co_return std::optional<SentMail>();
  if (!answer.ok()) co_return api_.error_of(answer);
  if (!answer.json.is_object()) co_return unavailable("Gmail's answer could not be read.");
  const auto labels = member_texts(answer.json, "labelIds");
  if (std::ranges::find(labels, "SENT") == labels.end()) co_return std::optional<SentMail>();
  SentMail mail;
  mail.id = std::move(id);
  mail.thread_id = member_text(answer.json, "threadId");
  mail.at = Instant{std::atoll(member_text(answer.json, "internalDate").c_str())};
  for (const auto& [name, value] : gmail_headers(answer.json)) {
    if (name == "message-id") mail.message_id = without_brackets(value);
    if (name.ends_with("original-message-id")) mail.original_message_id = without_brackets(value);
    if (name == "to") mail.to = value;
    if (name == "subject") mail.subject = value;
    if (name == "list-unsubscribe") mail.list_unsubscribe = value;
  }
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_[mail.id] = mail;
  co_return std::optional<SentMail>(std::move(mail));
}

/// By our Message-ID.
Task<GmailSent::Look> GmailSent::find_by_id(const SendTicket& ticket, std::optional<Instant> deadline) {
  const std::string query = percent_encode("rfc822msgid:" + ticket.rfc_message_id);
  const auto ids =
      co_await gmail_list_ids(api_, "/messages?includeSpamTrash=true&q=" + query, "messages", deadline);
  Look look;
  if (!ids) look.failure = ids.error().message;
  if (!ids) co_return look;
  for (const std::string& id : *ids) {
    auto mail = co_await get(id, deadline);
    if (!mail) look.failure = mail.error().message;
    if (mail && *mail) co_return Look{**std::move(mail), ""};
  }
  co_return look;
}

/// Among the newest mails of a list: by our Message-ID, also where Gmail gave its own, by our opt-out address, and else by
/// recipient and subject, when one mail alone fits.
Task<GmailSent::Look> GmailSent::find_among(const SendTicket& ticket, std::string list,
                                            std::optional<Instant> deadline) {
  const auto ids = co_await gmail_list_ids(
      api_, "/messages?maxResults=" + std::to_string(kNewestMails) + list, "messages", deadline);
  Look look;
  if (!ids) look.failure = ids.error().message;
  if (!ids) co_return look;
  look.is_whole = ids->size() < kNewestMails;
  std::vector<SentMail> alike;
  for (const std::string& id : *ids) {
    auto got = co_await get(id, deadline);
    if (!got) look.failure = got.error().message;
    if (!got || !*got) continue;
    SentMail mail = **std::move(got);
    if (mail.is_of(ticket)) co_return Look{std::move(mail), ""};
    look.is_whole = look.is_whole || (mail.at.ms != 0 && mail.at < ticket.started_at - kSkewMs);
    if (mail.at.ms != 0 && mail.at < ticket.started_at - kSkewMs) break;
    if (mail.is_like(ticket)) alike.push_back(std::move(mail));
  }
  if (alike.size() > 1)
    look.failure = "Several sent mails in Gmail could be this one. Check the Sent folder.";
  if (alike.size() == 1) look.mail = std::move(alike.front());
  co_return look;
}

/// A search may lag behind, a list does not; but a list has many mails before it when much was sent since, and a search for
/// the recipient has few: it is asked where the list did not reach back far enough.
Task<GmailSent::Look> GmailSent::find(const SendTicket& ticket, std::optional<Instant> deadline) {
  const std::string since = std::to_string((ticket.started_at - kSkewMs).ms / kSecondMs);
  const std::string to_them = "in:sent to:" + ticket.recipient_key + " after:" + since;
  Look look = co_await find_by_id(ticket, deadline);
  for (const std::string& list : {std::string("&labelIds=SENT"), "&q=" + percent_encode(to_them)}) {
    if (look.mail || look.is_whole) break;
    Look next = co_await find_among(ticket, list, deadline);
    // What could not be looked at may have been it.
    if (!next.mail && next.failure.empty()) next.failure = std::move(look.failure);
    look = std::move(next);
  }
  co_return look;
}

}  // namespace sa
