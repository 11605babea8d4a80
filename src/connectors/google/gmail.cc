#include "connectors/google/gmail.h"

#include <algorithm>
#include <array>

#include "base/crypto/hash.h"
#include "base/log.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/url.h"
#include "connectors/google/gmail_api.h"
#include "mail/address/address.h"
#include "mail/mime/build.h"
#include "mail/mime/message.h"

namespace sa {
namespace {

namespace json = boost::json;

constexpr std::int64_t kRetryMs = kMinuteMs;
/// When Gmail refuses what only a person can mend (scopes, a suspended account), asking often changes nothing.
constexpr std::int64_t kLongRetryMs = kHourMs;
/// How far Gmail's clock and ours may be apart.
constexpr std::int64_t kSkewMs = 5 * kMinuteMs;
constexpr std::size_t kNewestMails = 50;
/// Of one mail; more are another's doing.
constexpr int kMostDrafts = 10;
/// Before the id of a draft that we are about to delete (Lookup::prepared_id).
constexpr std::string_view kWithdrawn = "withdrawn ";

std::string without_brackets(std::string_view id) {
  id = trimmed(id);
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return std::string(id);
}

/// Gmail also says 403 for "too fast". SOURCE: developers.google.com/gmail/api/guides/handle-errors.
bool says_too_fast(const VendorAnswer& answer) {
  if (answer.status != 403) return false;
  constexpr std::array kCodes = {"userRateLimitExceeded", "rateLimitExceeded", "RESOURCE_EXHAUSTED",
                                 "dailyLimitExceeded", "quotaExceeded"};
  return std::ranges::find(kCodes, vendor_code(answer.json)) != kCodes.end();
}

/// Gmail's own limits are told in words alone: "User-rate limit exceeded.  Retry after 2026-11-22T10:00:00.000Z".
std::optional<Instant> retry_time_of(const VendorAnswer& answer) {
  constexpr std::string_view kBefore = "Retry after ";
  const json::value* error = find_member(answer.json, "error");
  const std::string words = error ? member_text(*error, "message") : std::string();
  const std::size_t at = words.find(kBefore);
  if (at == std::string::npos) return std::nullopt;
  const std::string rest = words.substr(at + kBefore.size());
  const auto time = parse_rfc3339(rest.substr(0, rest.find_first_of(" )")));
  return time ? std::optional(*time) : std::nullopt;
}

/// Whether there is no such draft (any more). An id that was good once is called invalid by some.
bool is_gone(const VendorAnswer& answer) {
  return answer.status == 404 || answer.status == 410 || answer.status == 400;
}

/// "Ana <ana@example.com>" -> "ana@example.com": we write one address.
std::string_view bare_address(std::string_view to) {
  const std::size_t open = to.find('<');
  const std::size_t close = to.find('>', open == std::string_view::npos ? 0 : open);
  return open == std::string_view::npos || close == std::string_view::npos
             ? trimmed(to)
             : to.substr(open + 1, close - open - 1);
}

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Of a message resource; the names in lower case.
Headers headers_of(const json::value& message) {
  Headers headers;
  const json::value* payload = find_member(message, "payload");
  if (!payload) return headers;
  for (const json::value& each : member_list(*payload, "headers"))
    headers.emplace_back(ascii_lower(member_text(each, "name")), member_text(each, "value"));
  return headers;
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

VendorApi::Options gmail_call_options(VendorApi::Options options, std::int64_t units_per_minute) {
  options.provider = "gmail";
  options.title = "Gmail";
  options.rate = {.units = units_per_minute, .period_ms = kMinuteMs};
  options.says_too_fast = says_too_fast;
  options.check_path = kGmailUser + "/profile";
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
  std::string list_unsubscribe;
  Instant at;  ///< 0: not said

  bool is_of(const SendTicket& ticket) const {
    return is_about(message_id, ticket.rfc_message_id) ||
           is_about(original_message_id, ticket.rfc_message_id) ||
           (!ticket.unsubscribe_url.empty() &&
            list_unsubscribe.find('<' + ticket.unsubscribe_url + '>') != std::string::npos);
  }
  /// It may be the mail of `ticket` under another Message-ID: nothing of it says that it is another mail of ours.
  bool is_like(const SendTicket& ticket) const {
    const bool is_marked = !ticket.unsubscribe_url.empty() && !list_unsubscribe.empty();
    return !is_marked && original_message_id.empty() &&
           after_at(message_id) != after_at(ticket.rfc_message_id) &&
           fold_address(bare_address(to)) == ticket.recipient_key && decoded(subject) == ticket.subject;
  }
};

/// What a search saw.
struct GmailMailbox::Look {
  std::optional<SentMail> mail;
  std::string failure;  ///< why nothing can be said; empty with no mail: it is nowhere to be seen

  Lookup answer() const {
    Lookup lookup;
    lookup.words =
        failure.empty()
            ? "The draft is gone from Gmail, and the sent mail does not show (yet): look into Sent."
            : failure;
    if (!mail) return lookup;
    return {Lookup::Kind::found, mail->id, {}, mail->message_id, mail->thread_id};
  }
};

/// A draft at Gmail that holds a mail of ours.
struct GmailMailbox::MadeDraft {
  std::string id;
  std::string message_id;
  std::string date;  ///< as its header says
};

GmailMailbox::GmailMailbox(VendorApi& api, const Clock& clock, std::int64_t settled_ms)
    : api_(api), clock_(clock), settled_ms_(settled_ms) {}

Task<VendorAnswer> GmailMailbox::get(std::string path, std::int64_t units, std::optional<Instant> deadline) {
  VendorRequest request;
  request.path = kGmailUser + std::move(path);
  request.units = units;
  request.deadline = deadline;
  co_return co_await api_.call(std::move(request));
}

SendOutcome GmailMailbox::not_now(const VendorAnswer& answer) const {
  SendOutcome outcome;
  outcome.kind = SendOutcome::Kind::not_now;
  const Error error = api_.error_of(answer);
  // An answer that could not be read is none.
  outcome.words = answer.ok() ? "Gmail's answer could not be read: it will be tried again." : error.message;
  // A token that was refused may just have been replaced by another node; without any, a person has to connect.
  const bool for_a_person =
      answer.no_token ? error.code == ErrorCode::unauthenticated : error.code == ErrorCode::forbidden;
  const bool is_suspended = vendor_code(answer.json) == "failedPrecondition";
  outcome.retry_at = clock_.now() + std::max(answer.retry_after_s * kSecondMs,
                                             for_a_person || is_suspended ? kLongRetryMs : kRetryMs);
  if (const auto told = retry_time_of(answer))
    outcome.retry_at = std::clamp(*told, *outcome.retry_at, clock_.now() + kDayMs);
  return outcome;
}

/// Of an answer that says for sure that nothing left.
SendOutcome GmailMailbox::failure_of(const VendorAnswer& answer) const {
  const bool is_our_mail = answer.status == 400 || answer.status == 413 || answer.status == 422;
  // "Mail service not enabled": the account is suspended, or has no Gmail; the mail is as good as any.
  const bool is_account = vendor_code(answer.json) == "failedPrecondition";
  if (answer.is_rate_limited || is_account || !is_our_mail) return not_now(answer);
  SendOutcome outcome;
  outcome.kind = SendOutcome::Kind::refused;
  outcome.words = "Gmail refused the mail (" + vendor_code(answer.json) + ").";
  return outcome;
}

/// The drafts that hold this mail, those of earlier attempts too, as far as Gmail's search shows them. Each is looked at: what
/// a search takes for ours may be a draft of the person's own, which nobody may send or delete.
Task<std::vector<GmailMailbox::MadeDraft>> GmailMailbox::find_drafts(const SendTicket& ticket,
                                                                     std::optional<Instant> deadline) {
  std::vector<MadeDraft> ours;
  const auto ids = co_await list_ids("/drafts?maxResults=" + std::to_string(kMostDrafts) +
                                         "&q=" + percent_encode("rfc822msgid:" + ticket.rfc_message_id),
                                     "drafts", deadline);
  if (!ids) co_return ours;
  for (const std::string& id : *ids) {
    const VendorAnswer answer =
        co_await get("/drafts/" + percent_encode(id) + "?format=metadata", kGmailGetUnits, deadline);
    if (!answer.ok() || !answer.json.is_object()) continue;
    MadeDraft made{id, {}, {}};
    const json::value* message = answer.json.as_object().if_contains("message");
    for (const auto& [name, value] : headers_of(message ? *message : json::value())) {
      if (name == "message-id") made.message_id = without_brackets(value);
      if (name == "date") made.date = value;
    }
    if (made.message_id == ticket.rfc_message_id) ours.push_back(std::move(made));
  }
  co_return ours;
}

/// The draft that the lost call made; empty: none shows. One that an earlier attempt left behind has another Date: it must
/// not leave under the hash of these bytes.
Task<std::string> GmailMailbox::find_made(const SendTicket& ticket, const std::string& bytes,
                                          Instant deadline) {
  for (const MadeDraft& made : co_await find_drafts(ticket, deadline)) {
    if (bytes.find("\r\nDate: " + made.date + "\r\n") != std::string::npos) co_return made.id;
  }
  co_return "";
}

Task<Preparation> GmailMailbox::prepare(const ApprovedDraft& mail, const SendTicket& ticket,
                                        Instant deadline) {
  Preparation made;
  const auto bytes = build_message(outgoing_mail(mail.draft(), clock_.now()));
  if (!bytes) {
    made.failure = SendOutcome{SendOutcome::Kind::refused, {}, {}, bytes.error().message, {}};
    co_return made;
  }
  made.failure = co_await clear_away(ticket, deadline);
  if (made.failure) co_return made;
  made.bytes_sha256 = sha256_hex(*bytes);
  json::object message{{"raw", base64url(*bytes)}};
  if (!ticket.provider_thread_id.empty()) message["threadId"] = ticket.provider_thread_id;
  VendorRequest request;
  request.method = "POST";
  request.path = kGmailUser + "/drafts";
  request.body = to_json_text(json::value(json::object{{"message", std::move(message)}}));
  // A second one would stay behind in the person's drafts, for them to send by mistake.
  request.is_repeatable = false;
  request.units = kGmailDraftUnits;
  request.deadline = deadline;
  const VendorAnswer answer = co_await api_.call(std::move(request));
  if (answer.ok()) made.prepared_id = member_text(answer.json, "id");
  const bool is_unreadable = answer.ok() && made.prepared_id.empty();
  const bool in_doubt = answer.kind == VendorAnswer::Kind::lost || answer.status >= 500 || is_unreadable;
  if (in_doubt) made.prepared_id = co_await find_made(ticket, *bytes, deadline);
  // A conversation that Gmail does not have (any more, or of another account) must not keep the mail back: without it, it
  // begins a new one.
  const bool no_such_thread =
      (answer.status == 404 || answer.status == 400) && !ticket.provider_thread_id.empty();
  if (no_such_thread) {
    SendTicket alone = ticket;
    alone.provider_thread_id.clear();
    alone.left_behind.clear();
    co_return co_await prepare(mail, alone, deadline);
  }
  if (made.prepared_id.empty()) made.failure = in_doubt ? not_now(answer) : failure_of(answer);
  co_return made;
}

/// An approved mail that lies about in the person's drafts may be sent by mistake, beside the one that we send.
Task<std::optional<SendOutcome>> GmailMailbox::clear_away(const SendTicket& ticket, Instant deadline) {
  if (ticket.left_behind.empty() || ticket.left_behind.starts_with(kWithdrawn)) co_return std::nullopt;
  const VendorAnswer answer = co_await delete_draft(ticket.left_behind, deadline);
  if (answer.ok() || is_gone(answer)) co_return std::nullopt;
  co_return not_now(answer);
}

/// Gone means sent. Still there means nothing, unless the mail itself was refused: our request may yet arrive. Then it is
/// asked again after the deadline.
Task<SendOutcome> GmailMailbox::settle_doubt(const SendTicket& ticket, const VendorAnswer& answer,
                                             Instant deadline) {
  const VendorAnswer draft = co_await get("/drafts/" + percent_encode(ticket.prepared_id) + "?format=minimal",
                                          kGmailGetUnits, deadline);
  if (draft.ok() && answer.status == 400) co_return failure_of(answer);
  if (!is_gone(draft)) co_return SendOutcome{};
  const Lookup found = co_await find_message(ticket, deadline);
  if (found.kind != Lookup::Kind::found) co_return SendOutcome{};
  SendOutcome outcome;
  outcome.kind = SendOutcome::Kind::accepted;
  outcome.provider_message_id = found.provider_message_id;
  outcome.sent_message_id = found.sent_message_id;
  outcome.provider_thread_id = found.provider_thread_id;
  co_return outcome;
}

Task<SendOutcome> GmailMailbox::send(const ApprovedDraft&, const SendTicket& ticket, Instant deadline) {
  VendorRequest request;
  request.method = "POST";
  request.path = kGmailUser + "/drafts/send";
  request.body = to_json_text(json::value(json::object{{"id", ticket.prepared_id}}));
  request.is_repeatable = false;
  request.units = kGmailSendUnits;
  request.deadline = deadline;
  const VendorAnswer answer = co_await api_.call(std::move(request));
  const bool in_doubt = answer.kind == VendorAnswer::Kind::lost || answer.status >= 500 || is_gone(answer);
  SendOutcome outcome = in_doubt      ? co_await settle_doubt(ticket, answer, deadline)
                        : answer.ok() ? SendOutcome{}
                                      : failure_of(answer);
  if (!answer.ok()) co_return outcome;
  outcome.provider_message_id = member_text(answer.json, "id");
  // An accepted mail without an id cannot be proven: it is looked up as one whose answer was lost.
  if (outcome.provider_message_id.empty()) co_return SendOutcome{};
  outcome.kind = SendOutcome::Kind::accepted;
  outcome.provider_thread_id = member_text(answer.json, "threadId");
  // Not at any price: a hanging look at what we know would make a doubt of it. The sync reads the id, too.
  const auto sent = co_await get_sent(outcome.provider_message_id, deadline);
  if (sent && *sent) outcome.sent_message_id = (*sent)->message_id;
  co_return outcome;
}

/// Null: there is none, or it is not a sent one.
Task<Result<std::optional<GmailMailbox::SentMail>>> GmailMailbox::get_sent(std::string id,
                                                                           std::optional<Instant> deadline) {
  std::string path = "/messages/" + percent_encode(id) + "?format=metadata";
  for (const char* name : {"Message-ID", "X-Google-Original-Message-ID", "X-Gmail-Original-Message-ID", "To",
                           "Subject", "List-Unsubscribe"}) {
    path += std::string("&metadataHeaders=") + name;
  }
  const VendorAnswer answer = co_await get(std::move(path), kGmailGetUnits, deadline);
  if (answer.status == 404) co_return std::optional<SentMail>();
  if (!answer.ok()) co_return api_.error_of(answer);
  if (!answer.json.is_object()) co_return unavailable("Gmail's answer could not be read.");
  const auto labels = member_texts(answer.json, "labelIds");
  if (std::ranges::find(labels, "SENT") == labels.end()) co_return std::optional<SentMail>();
  SentMail mail;
  mail.id = id;
  mail.thread_id = member_text(answer.json, "threadId");
  mail.at = Instant{std::atoll(member_text(answer.json, "internalDate").c_str())};
  for (const auto& [name, value] : headers_of(answer.json)) {
    if (name == "message-id") mail.message_id = without_brackets(value);
    if (name.ends_with("original-message-id")) mail.original_message_id = without_brackets(value);
    if (name == "to") mail.to = value;
    if (name == "subject") mail.subject = value;
    if (name == "list-unsubscribe") mail.list_unsubscribe = value;
  }
  co_return std::optional<SentMail>(std::move(mail));
}

Task<Result<std::vector<std::string>>> GmailMailbox::list_ids(std::string path, const char* what,
                                                              std::optional<Instant> deadline) {
  const VendorAnswer answer = co_await get(std::move(path), kGmailListUnits, deadline);
  if (!answer.ok()) co_return api_.error_of(answer);
  if (!answer.json.is_object()) co_return unavailable("Gmail's answer could not be read.");
  std::vector<std::string> ids;
  const json::value* list = answer.json.as_object().if_contains(what);
  if (!list || !list->is_array()) co_return ids;
  for (const json::value& each : list->as_array()) {
    if (std::string id = member_text(each, "id"); !id.empty()) ids.push_back(std::move(id));
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

/// By our Message-ID.
Task<GmailMailbox::Look> GmailMailbox::find_by_id(const SendTicket& ticket, std::optional<Instant> deadline) {
  const auto ids = co_await list_ids(
      "/messages?includeSpamTrash=true&q=" + percent_encode("rfc822msgid:" + ticket.rfc_message_id),
      "messages", deadline);
  Look look;
  if (!ids) look.failure = ids.error().message;
  if (!ids) co_return look;
  for (const std::string& id : *ids) {
    auto mail = co_await get_sent(id, deadline);
    if (!mail) look.failure = mail.error().message;
    if (mail && *mail) co_return Look{**std::move(mail), ""};
  }
  co_return look;
}

/// Among the newest mails of a list: by our Message-ID, also where Gmail gave its own, by our opt-out address, and else by
/// recipient and subject, when one mail alone fits.
Task<GmailMailbox::Look> GmailMailbox::find_among(const SendTicket& ticket, std::string list,
                                                  std::optional<Instant> deadline) {
  const auto ids =
      co_await list_ids("/messages?maxResults=" + std::to_string(kNewestMails) + list, "messages", deadline);
  Look look;
  if (!ids) look.failure = ids.error().message;
  if (!ids) co_return look;
  std::vector<SentMail> alike;
  for (const std::string& id : *ids) {
    auto got = co_await get_sent(id, deadline);
    if (!got) look.failure = got.error().message;
    if (!got || !*got) continue;
    SentMail mail = **std::move(got);
    if (mail.is_of(ticket)) co_return Look{std::move(mail), ""};
    if (mail.at.ms != 0 && mail.at < ticket.started_at - kSkewMs) break;
    if (mail.is_like(ticket)) alike.push_back(std::move(mail));
  }
  if (alike.size() > 1) look.failure = "Gmail shows several sent mails that this one may be: look into Sent.";
  if (alike.size() == 1) look.mail = std::move(alike.front());
  co_return look;
}

/// A search may lag behind, a list does not; but a list has many mails before it when much was sent since, and a search for
/// the recipient has few.
Task<GmailMailbox::Look> GmailMailbox::look_everywhere(const SendTicket& ticket,
                                                       std::optional<Instant> deadline) {
  const std::string since = std::to_string((ticket.started_at - kSkewMs).ms / kSecondMs);
  const std::string to_them = "in:sent to:" + ticket.recipient_key + " after:" + since;
  Look look = co_await find_by_id(ticket, deadline);
  for (const std::string& list : {std::string("&labelIds=SENT"), "&q=" + percent_encode(to_them)}) {
    if (look.mail) break;
    Look next = co_await find_among(ticket, list, deadline);
    // What could not be looked at may have been it.
    if (!next.mail && next.failure.empty()) next.failure = std::move(look.failure);
    look = std::move(next);
  }
  co_return look;
}

/// The draft is gone: the mail must be somewhere, if it was sent.
Task<Lookup> GmailMailbox::find_message(const SendTicket& ticket, std::optional<Instant> deadline) {
  const Look look = co_await look_everywhere(ticket, deadline);
  co_return look.answer();
}

Task<VendorAnswer> GmailMailbox::delete_draft(std::string id, std::optional<Instant> deadline) {
  VendorRequest request;
  request.method = "DELETE";
  request.path = kGmailUser + "/drafts/" + percent_encode(id);
  request.units = kGmailDraftUnits;
  request.deadline = deadline;
  co_return co_await api_.call(std::move(request));
}

/// It is stored that we want the draft gone. Whoever comes first wins at Gmail: a late drafts.send finds no draft, or this
/// finds none, and then the mail shows among the sent ones.
Task<Lookup> GmailMailbox::withdraw(const SendTicket& ticket, std::string id) {
  Lookup absent;
  absent.kind = Lookup::Kind::absent;
  const VendorAnswer answer = co_await delete_draft(std::move(id));
  if (answer.ok()) co_return absent;
  if (!is_gone(answer)) co_return cannot_tell(api_.error_of(answer).message);
  const Look look = co_await look_everywhere(ticket);
  // It must have been seen that the mail is nowhere, at a time when it would show if it had left.
  const Instant settled_at = ticket.started_at + settled_ms_;
  const bool is_nowhere = !look.mail && look.failure.empty();
  if (is_nowhere && clock_.now() >= settled_at) co_return absent;
  Lookup seen = look.answer();
  if (is_nowhere) seen.ask_at = settled_at;
  co_return seen;
}

Task<Lookup> GmailMailbox::find_sent(const SendTicket& ticket) {
  if (ticket.prepared_id.empty()) {
    // drafts.send was never called: what was made is taken away if it shows, and could not leave by itself in any case.
    for (MadeDraft& made : co_await find_drafts(ticket)) {
      const VendorAnswer left = co_await delete_draft(std::move(made.id));
      if (!left.ok())
        log_event(LogLevel::warning, "gmail_draft_left",
                  {{"rfc_message_id", ticket.rfc_message_id}, {"cause", api_.error_of(left).message}});
    }
    Lookup absent;
    absent.kind = Lookup::Kind::absent;
    co_return absent;
  }
  if (ticket.prepared_id.starts_with(kWithdrawn))
    co_return co_await withdraw(ticket, ticket.prepared_id.substr(kWithdrawn.size()));
  const VendorAnswer draft =
      co_await get("/drafts/" + percent_encode(ticket.prepared_id) + "?format=minimal", kGmailGetUnits);
  if (is_gone(draft)) co_return co_await find_message(ticket);
  if (!draft.ok()) co_return cannot_tell(api_.error_of(draft).message);
  Lookup again;
  again.prepared_id = std::string(kWithdrawn) + ticket.prepared_id;
  co_return again;
}

Task<Unit> GmailMailbox::discard(std::string prepared_id) {
  const VendorAnswer answer = co_await delete_draft(std::move(prepared_id));
  if (!answer.ok() && !is_gone(answer))
    log_event(LogLevel::warning, "gmail_draft_left", {{"cause", api_.error_of(answer).message}});
  co_return Unit{};
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
