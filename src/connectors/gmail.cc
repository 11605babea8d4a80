#include "connectors/gmail.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/reflect.h"
#include "base/url.h"
#include "mail/address.h"
#include "mail/build.h"

namespace sa {
namespace {

namespace json = boost::json;

// SOURCE: developers.google.com/gmail/api/reference/quota, read 2026-11-22 (units of a project created since 2026-05-01).
constexpr std::int64_t kSendUnits = 100;
constexpr std::int64_t kDraftUnits = 20;
constexpr std::int64_t kGetUnits = 20;
constexpr std::int64_t kListUnits = 5;

constexpr std::int64_t kRetryMs = kMinuteMs;
/// When Gmail refuses what only a person can mend (scopes, a suspended account), asking often changes nothing.
constexpr std::int64_t kLongRetryMs = kHourMs;
/// How far Gmail's clock and ours may be apart.
constexpr std::int64_t kSkewMs = 5 * kMinuteMs;
constexpr int kNewestMails = 50;

const std::string kMe = "/gmail/v1/users/me";

std::string text_of(const json::value& value, std::string_view name) {
  if (!value.is_object()) return {};
  const json::value* member = value.as_object().if_contains(name);
  return member && member->is_string() ? std::string(member->as_string()) : std::string();
}

std::string without_brackets(std::string_view id) {
  id = trimmed(id);
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return std::string(id);
}

/// Gmail also says 403 for "too fast". SOURCE: developers.google.com/gmail/api/guides/handle-errors.
bool says_too_fast(const VendorAnswer& answer) {
  if (answer.status != 403) return false;
  const std::string code = vendor_code(answer.json);
  return code == "userRateLimitExceeded" || code == "rateLimitExceeded" || code == "RESOURCE_EXHAUSTED";
}

/// "Ana <ana@example.com>" -> "ana@example.com": we write one address.
std::string_view bare_address(std::string_view to) {
  const std::size_t open = to.find('<');
  const std::size_t close = to.find('>', open == std::string_view::npos ? 0 : open);
  return open == std::string_view::npos || close == std::string_view::npos
             ? trimmed(to)
             : to.substr(open + 1, close - open - 1);
}

bool is_about(std::string_view header, std::string_view ours) {
  return without_brackets(header) == ours;
}

}  // namespace

VendorApi::Options gmail_call_options(VendorApi::Options options, std::int64_t units_per_minute) {
  options.provider = "gmail";
  options.title = "Gmail";
  options.rate = {.units = units_per_minute, .period_ms = kMinuteMs};
  options.says_too_fast = says_too_fast;
  return options;
}

/// A mail that Gmail shows as sent.
struct GmailMailbox::SentMail {
  std::string id;
  std::string thread_id;
  std::string message_id;           ///< the Message-ID it really has
  std::string original_message_id;  ///< ours, where Gmail kept it under another name
  std::string to;
  std::string subject;
  Instant at;
};

GmailMailbox::GmailMailbox(VendorApi& api, const Clock& clock) : api_(api), clock_(clock) {}

Task<VendorAnswer> GmailMailbox::get(std::string path, std::int64_t units) {
  VendorRequest request;
  request.path = kMe + std::move(path);
  request.units = units;
  co_return co_await api_.call(std::move(request));
}

SendOutcome GmailMailbox::not_now(const VendorAnswer& answer) const {
  SendOutcome outcome;
  outcome.kind = SendOutcome::Kind::not_now;
  const Error error = api_.error_of(answer);
  outcome.words = error.message;
  const bool for_a_person = error.code == ErrorCode::unauthenticated || error.code == ErrorCode::forbidden;
  outcome.retry_at =
      clock_.now() + std::max(answer.retry_after_s * kSecondMs, for_a_person ? kLongRetryMs : kRetryMs);
  return outcome;
}

/// Of an answer that says for sure that nothing left.
SendOutcome GmailMailbox::failure_of(const VendorAnswer& answer) const {
  const bool is_our_mail = answer.status == 400 || answer.status == 413 || answer.status == 422;
  if (answer.is_rate_limited || !is_our_mail) return not_now(answer);
  SendOutcome outcome;
  outcome.kind = SendOutcome::Kind::refused;
  outcome.words = "Gmail refused the mail (" + vendor_code(answer.json) + ").";
  return outcome;
}

/// The draft that holds this mail, if Gmail's search shows one.
Task<std::optional<std::string>> GmailMailbox::find_draft(const SendTicket& ticket) {
  const VendorAnswer answer =
      co_await get("/drafts?q=" + percent_encode("rfc822msgid:" + ticket.rfc_message_id), kListUnits);
  const json::value* drafts =
      answer.ok() && answer.json.is_object() ? answer.json.as_object().if_contains("drafts") : nullptr;
  if (!drafts || !drafts->is_array() || drafts->as_array().empty()) co_return std::nullopt;
  co_return text_of(drafts->as_array().front(), "id");
}

Task<Preparation> GmailMailbox::prepare(const ApprovedDraft& mail, const SendTicket& ticket,
                                        Instant deadline) {
  Preparation made;
  const auto bytes = build_message(outgoing_mail(mail.draft(), clock_.now()));
  if (!bytes) {
    made.failure = SendOutcome{SendOutcome::Kind::refused, {}, {}, bytes.error().message, {}};
    co_return made;
  }
  made.bytes_sha256 = sha256_hex(*bytes);
  json::object message{{"raw", base64url(*bytes)}};
  if (!ticket.provider_thread_id.empty()) message["threadId"] = ticket.provider_thread_id;
  VendorRequest request;
  request.method = "POST";
  request.path = kMe + "/drafts";
  request.body = to_json_text(json::value(json::object{{"message", std::move(message)}}));
  // A second one would stay behind in the person's drafts, for them to send by mistake.
  request.is_repeatable = false;
  request.units = kDraftUnits;
  request.deadline = deadline;
  const VendorAnswer answer = co_await api_.call(std::move(request));
  if (answer.ok()) made.prepared_id = text_of(answer.json, "id");
  const bool in_doubt = answer.kind == VendorAnswer::Kind::lost || answer.status >= 500;
  if (in_doubt) made.prepared_id = (co_await find_draft(ticket)).value_or("");
  // A conversation that Gmail does not have (any more) must not keep the mail back: without it, it begins a new one.
  const bool no_such_thread = answer.status == 404 && !ticket.provider_thread_id.empty();
  if (no_such_thread) {
    SendTicket alone = ticket;
    alone.provider_thread_id.clear();
    co_return co_await prepare(mail, alone, deadline);
  }
  if (made.prepared_id.empty()) made.failure = in_doubt ? not_now(answer) : failure_of(answer);
  co_return made;
}

Task<SendOutcome> GmailMailbox::send(const ApprovedDraft&, const SendTicket& ticket, Instant deadline) {
  VendorRequest request;
  request.method = "POST";
  request.path = kMe + "/drafts/send";
  request.body = to_json_text(json::value(json::object{{"id", ticket.prepared_id}}));
  request.is_repeatable = false;
  request.units = kSendUnits;
  request.deadline = deadline;
  const VendorAnswer answer = co_await api_.call(std::move(request));
  const bool in_doubt =
      answer.kind == VendorAnswer::Kind::lost || answer.status >= 500 || answer.status == 404;
  SendOutcome outcome;
  if (in_doubt) {
    // Gone means sent. Still there means nothing: our request may yet arrive. Then it is asked again after the deadline.
    const VendorAnswer draft =
        co_await get("/drafts/" + percent_encode(ticket.prepared_id) + "?format=minimal", kGetUnits);
    if (draft.status != 404) co_return outcome;
    const Lookup found = co_await find_message(ticket);
    if (found.kind != Lookup::Kind::found) co_return outcome;
    outcome = {SendOutcome::Kind::accepted, found.provider_message_id, {}, {}, {},
               found.sent_message_id,       found.provider_thread_id};
    co_return outcome;
  }
  if (!answer.ok()) co_return failure_of(answer);
  outcome.kind = SendOutcome::Kind::accepted;
  outcome.provider_message_id = text_of(answer.json, "id");
  outcome.provider_thread_id = text_of(answer.json, "threadId");
  // An accepted mail without an id cannot be proven: it is looked up as one whose answer was lost.
  if (outcome.provider_message_id.empty()) co_return SendOutcome{};
  if (const auto sent = co_await get_sent(outcome.provider_message_id))
    outcome.sent_message_id = sent->message_id;
  co_return outcome;
}

Task<std::optional<GmailMailbox::SentMail>> GmailMailbox::get_sent(std::string id) {
  std::string path = "/messages/" + percent_encode(id) + "?format=metadata";
  for (const char* name :
       {"Message-ID", "X-Google-Original-Message-ID", "X-Gmail-Original-Message-ID", "To", "Subject"}) {
    path += std::string("&metadataHeaders=") + name;
  }
  const VendorAnswer answer = co_await get(std::move(path), kGetUnits);
  if (!answer.ok() || !answer.json.is_object()) co_return std::nullopt;
  SentMail mail;
  mail.id = id;
  mail.thread_id = text_of(answer.json, "threadId");
  mail.at = Instant{std::atoll(text_of(answer.json, "internalDate").c_str())};
  const json::object& object = answer.json.as_object();
  bool is_sent = false;
  if (const json::value* labels = object.if_contains("labelIds"); labels && labels->is_array()) {
    for (const json::value& label : labels->as_array()) {
      if (label.is_string() && label.as_string() == "SENT") is_sent = true;
    }
  }
  if (!is_sent) co_return std::nullopt;
  const json::value* payload = object.if_contains("payload");
  const json::value* headers =
      payload && payload->is_object() ? payload->as_object().if_contains("headers") : nullptr;
  if (!headers || !headers->is_array()) co_return mail;
  for (const json::value& header : headers->as_array()) {
    const std::string name = ascii_lower(text_of(header, "name"));
    const std::string value = text_of(header, "value");
    if (name == "message-id") mail.message_id = without_brackets(value);
    if (name.ends_with("original-message-id")) mail.original_message_id = without_brackets(value);
    if (name == "to") mail.to = value;
    if (name == "subject") mail.subject = value;
  }
  co_return mail;
}

Task<Result<std::vector<std::string>>> GmailMailbox::list_ids(std::string path, const char* what) {
  const VendorAnswer answer = co_await get(std::move(path), kListUnits);
  if (!answer.ok()) co_return api_.error_of(answer);
  std::vector<std::string> ids;
  const json::value* list = answer.json.is_object() ? answer.json.as_object().if_contains(what) : nullptr;
  if (!list || !list->is_array()) co_return ids;
  for (const json::value& each : list->as_array()) {
    if (std::string id = text_of(each, "id"); !id.empty()) ids.push_back(std::move(id));
  }
  co_return ids;
}

namespace {

Lookup cannot_tell(std::string words) {
  Lookup lookup;
  lookup.words = std::move(words);
  return lookup;
}

}  // namespace

/// By our Message-ID. Null: the search shows none.
Task<std::optional<Lookup>> GmailMailbox::find_by_id(const SendTicket& ticket) {
  const auto ids = co_await list_ids(
      "/messages?includeSpamTrash=true&q=" + percent_encode("rfc822msgid:" + ticket.rfc_message_id),
      "messages");
  if (!ids) co_return cannot_tell(ids.error().message);
  for (const std::string& id : *ids) {
    const auto mail = co_await get_sent(id);
    if (mail) co_return Lookup{Lookup::Kind::found, mail->id, {}, mail->message_id, mail->thread_id};
  }
  co_return std::nullopt;
}

/// Among the newest sent mails, which is a list and no search (a search may lag behind): by our Message-ID, also where
/// Gmail gave its own, and else by recipient and subject, when one mail alone fits.
Task<std::optional<Lookup>> GmailMailbox::find_among_newest(const SendTicket& ticket) {
  const auto ids =
      co_await list_ids("/messages?labelIds=SENT&maxResults=" + std::to_string(kNewestMails), "messages");
  if (!ids) co_return cannot_tell(ids.error().message);
  std::vector<SentMail> alike;
  for (const std::string& id : *ids) {
    auto mail = co_await get_sent(id);
    if (!mail) continue;
    if (mail->at < ticket.started_at - kSkewMs) break;
    if (is_about(mail->message_id, ticket.rfc_message_id) ||
        is_about(mail->original_message_id, ticket.rfc_message_id))
      co_return Lookup{Lookup::Kind::found, mail->id, {}, mail->message_id, mail->thread_id};
    const bool is_alike = mail->original_message_id.empty() && mail->subject == ticket.subject &&
                          fold_address(bare_address(mail->to)) == ticket.recipient_key;
    if (is_alike) alike.push_back(*std::move(mail));
  }
  if (alike.size() != 1) co_return std::nullopt;
  const SentMail& only = alike.front();
  co_return Lookup{Lookup::Kind::found, only.id, {}, only.message_id, only.thread_id};
}

/// The draft is gone: so it was sent, and the mail must be somewhere.
Task<Lookup> GmailMailbox::find_message(const SendTicket& ticket) {
  if (auto found = co_await find_by_id(ticket)) co_return *std::move(found);
  if (auto found = co_await find_among_newest(ticket)) co_return *std::move(found);
  co_return cannot_tell(
      "The draft is gone from Gmail, and the sent mail does not show (yet): look into Sent.");
}

/// Takes away what `prepare` may have left behind; null when nothing is left, else why not.
Task<std::optional<std::string>> GmailMailbox::delete_drafts(const SendTicket& ticket) {
  std::string id = ticket.prepared_id;
  if (id.empty()) id = (co_await find_draft(ticket)).value_or("");
  if (id.empty()) co_return std::nullopt;
  VendorRequest request;
  request.method = "DELETE";
  request.path = kMe + "/drafts/" + percent_encode(id);
  request.units = kDraftUnits;
  const VendorAnswer answer = co_await api_.call(std::move(request));
  if (answer.ok()) co_return std::nullopt;
  co_return api_.error_of(answer).message;
}

Task<Lookup> GmailMailbox::find_sent(const SendTicket& ticket) {
  Lookup absent;
  absent.kind = Lookup::Kind::absent;
  if (ticket.prepared_id.empty()) {
    // drafts.send was never called: what was made is taken away if it shows, and could not leave by itself in any case.
    if (const auto left = co_await delete_drafts(ticket))
      log_event(LogLevel::warning, "gmail_draft_left",
                {{"rfc_message_id", ticket.rfc_message_id}, {"cause", *left}});
    co_return absent;
  }
  const VendorAnswer draft =
      co_await get("/drafts/" + percent_encode(ticket.prepared_id) + "?format=minimal", kGetUnits);
  if (draft.status == 404) co_return co_await find_message(ticket);
  if (!draft.ok()) co_return cannot_tell(api_.error_of(draft).message);
  // Whoever comes first wins at Gmail: a late drafts.send finds no draft, or this finds none.
  if (const auto left = co_await delete_drafts(ticket)) {
    Lookup found = co_await find_message(ticket);
    if (found.kind != Lookup::Kind::found) found.words = *left;
    co_return found;
  }
  co_return absent;
}

Task<Result<Unit>> GmailMailbox::ready() {
  const ProviderState state = api_.state();
  if (state.breaker != BreakerPosition::closed)
    co_return unavailable("Gmail does not answer. " + state.last_error);
  auto token = co_await api_.check_token();
  if (!token) co_return unavailable(token.error().message);
  co_return sa::ok();
}

}  // namespace sa
