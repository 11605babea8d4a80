#include "connectors/google/gmail.h"

#include <algorithm>
#include <array>

#include "base/crypto/hash.h"
#include "base/log.h"
#include "base/reflect/json_member.h"
#include "connectors/google/gmail_api.h"
#include "mail/mime/build.h"

namespace sa {
namespace {

namespace json = boost::json;

constexpr std::int64_t kRetryMs = kMinuteMs;
/// When Gmail refuses what only a person can mend (scopes, a suspended account), asking often changes nothing.
constexpr std::int64_t kLongRetryMs = kHourMs;
/// Before the id of a draft that may be gone: we are about to delete it, or it was seen to be gone. If it is, that alone does
/// not say that the mail left.
constexpr std::string_view kWithdrawn = "withdrawn ";
/// Before the id of a draft that was there and that we deleted.
constexpr std::string_view kTakenAway = "taken away ";

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

/// An answer that says no by itself: neither lost nor a fault of Gmail's own. Whether it did so before the effect is another
/// question.
bool is_no(const VendorAnswer& answer) {
  return answer.kind == VendorAnswer::Kind::answered && answer.status >= 300 && answer.status < 500;
}

SendOutcome accepted(const SentMail& mail) {
  SendOutcome outcome;
  outcome.kind = SendOutcome::Kind::accepted;
  outcome.provider_message_id = mail.id;
  outcome.sent_message_id = mail.message_id;
  outcome.provider_thread_id = mail.thread_id;
  return outcome;
}

Lookup cannot_tell(std::string words) {
  Lookup lookup;
  lookup.words = std::move(words);
  return lookup;
}

Lookup absent() {
  Lookup lookup;
  lookup.kind = Lookup::Kind::absent;
  return lookup;
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

GmailMailbox::GmailMailbox(VendorApi& api, const Clock& clock, std::int64_t settled_ms)
    : api_(api), clock_(clock), settled_ms_(settled_ms), drafts_(api), sent_(api) {}

SendOutcome GmailMailbox::wait(std::string words, Instant until) const {
  SendOutcome outcome;
  outcome.kind = SendOutcome::Kind::not_now;
  outcome.words = std::move(words);
  outcome.retry_at = until;
  return outcome;
}

SendOutcome GmailMailbox::not_now(const VendorAnswer& answer) const {
  const Error error = api_.error_of(answer);
  // A token that was refused may just have been replaced by another node; without any, a person has to connect.
  const bool for_a_person =
      answer.no_token ? error.code == ErrorCode::unauthenticated : error.code == ErrorCode::forbidden;
  const bool is_suspended = vendor_code(answer.json) == "failedPrecondition";
  // An answer that could not be read is none.
  SendOutcome outcome =
      wait(answer.ok() ? "Gmail's answer could not be read. We will retry automatically." : error.message,
           clock_.now() + std::max(answer.retry_after_s * kSecondMs,
                                   for_a_person || is_suspended ? kLongRetryMs : kRetryMs));
  // What it says may be a day: it is asked once more after an hour.
  if (const auto told = retry_time_of(answer))
    outcome.retry_at = std::clamp(*told, *outcome.retry_at,
                                  std::max(*outcome.retry_at, clock_.now() + Breaker::kLongestPauseMs));
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

/// The draft that the lost call made; empty: none shows. One that an earlier attempt left behind has another Date: it must
/// not leave under the hash of these bytes.
Task<std::string> GmailMailbox::find_made(const SendTicket& ticket, const std::string& bytes,
                                          Instant deadline) {
  for (const MadeDraft& made : co_await drafts_.find(ticket.rfc_message_id, deadline)) {
    if (bytes.find("\r\nDate: " + made.date + "\r\n") != std::string::npos) co_return made.id;
  }
  co_return "";
}

/// What of this mail was made and never noted, as far as Gmail's search shows it; all but `kept`.
Task<Unit> GmailMailbox::remove_all(const SendTicket& ticket, std::optional<Instant> deadline,
                                    std::string kept) {
  for (MadeDraft& made : co_await drafts_.find(ticket.rfc_message_id, deadline)) {
    if (made.id == kept) continue;
    const VendorAnswer left = co_await drafts_.remove(std::move(made.id), deadline);
    if (!left.ok() && !is_gone(left))
      log_event(LogLevel::warning, "gmail_draft_left",
                {{"rfc_message_id", ticket.rfc_message_id}, {"cause", api_.error_of(left).message}});
  }
  co_return Unit{};
}

Task<Preparation> GmailMailbox::prepare(const ApprovedDraft& mail, const SendTicket& ticket,
                                        Instant deadline) {
  Preparation made;
  const auto bytes = build_message(outgoing_mail(mail.draft(), ticket.date.value_or(clock_.now())));
  if (!bytes) {
    made.outcome = SendOutcome{SendOutcome::Kind::refused, {}, {}, bytes.error().message, {}};
    co_return made;
  }
  if (ticket.earlier) {
    if (auto settled = co_await settle_earlier(ticket, deadline)) co_return *std::move(settled);
    if (!ticket.earlier->prepared_id.empty())
      made.prepared_id = std::string(kTakenAway) + ticket.earlier->prepared_id;
  }
  const VendorAnswer answer = co_await drafts_.create(*bytes, ticket.provider_thread_id, deadline);
  if (answer.kind != VendorAnswer::Kind::unsent) made.bytes_sha256 = sha256_hex(*bytes);
  std::string id = answer.ok() ? member_text(answer.json, "id") : std::string();
  const bool is_unreadable = answer.ok() && id.empty();
  const bool in_doubt = answer.kind == VendorAnswer::Kind::lost || answer.status >= 500 || is_unreadable;
  if (in_doubt) id = co_await find_made(ticket, *bytes, deadline);
  // A conversation that Gmail does not have (any more, or of another account) must not keep the mail back: without it, it
  // begins a new one.
  const bool no_such_thread =
      (answer.status == 404 || answer.status == 400) && !ticket.provider_thread_id.empty();
  if (no_such_thread) {
    SendTicket alone = ticket;
    alone.provider_thread_id.clear();
    alone.earlier.reset();
    co_return co_await prepare(mail, alone, deadline);
  }
  if (!id.empty()) {
    // A no that came after the effect was repeated, and has made another one.
    if (answer.tries > 1) co_await remove_all(ticket, deadline, id);
    made.prepared_id = std::move(id);
    co_return made;
  }
  made.outcome = in_doubt ? not_now(answer) : failure_of(answer);
  // Whatever it answered, it may have made the draft: then somebody may send it.
  made.outcome->bytes_sha256 = made.bytes_sha256;
  co_return made;
}

/// Null: the mail is nowhere, and nothing of it lies ready that we know of. A deletion proves nothing, neither that there was
/// no draft (it may have been sent) nor that there was one: the mail itself is looked for.
Task<std::optional<Preparation>> GmailMailbox::settle_earlier(const SendTicket& ticket, Instant deadline) {
  const EarlierAttempt& earlier = *ticket.earlier;
  const bool was_gone = earlier.prepared_id.starts_with(kWithdrawn);
  const bool is_known = !earlier.prepared_id.empty() && !earlier.prepared_id.starts_with(kTakenAway);
  const std::string id = was_gone ? earlier.prepared_id.substr(kWithdrawn.size()) : earlier.prepared_id;
  bool vanished = false;
  Preparation held;
  if (is_known) {
    const VendorAnswer answer = co_await drafts_.remove(id, deadline);
    vanished = !answer.ok();
    if (vanished && !is_gone(answer)) held.outcome = not_now(answer);
    if (held.outcome) co_return held;
  } else {
    co_await remove_all(ticket, deadline);
  }
  SendTicket since = ticket;
  since.started_at = earlier.first_at;
  const GmailSent::Look look = co_await sent_.find(since, deadline);
  if (look.mail) {
    held.outcome = accepted(*look.mail);
    held.outcome->bytes_sha256 = earlier.bytes_sha256;
  }
  if (!look.mail && !look.failure.empty()) held.outcome = wait(look.failure, clock_.now() + kRetryMs);
  if (held.outcome && is_known && !vanished) held.prepared_id = std::string(kTakenAway) + id;
  if (held.outcome) co_return held;
  if (!vanished) co_return std::nullopt;
  // A person, or a late effect, took it. When that was is not known: it must have been nowhere for long enough to show.
  const Instant settled_at = (was_gone ? earlier.last_at : clock_.now()) + settled_ms_;
  if (was_gone && clock_.now() >= settled_at) co_return std::nullopt;
  held.prepared_id = std::string(kWithdrawn) + id;
  held.outcome = wait(
      "The prepared draft is gone from Gmail, and the mail is not among the sent mail. We will look once "
      "more before sending it again.",
      settled_at);
  co_return held;
}

/// What an answer that is no yes means. Gone means sent. A draft that is still there makes a clear no of a no; after a lost
/// answer it means nothing: our request may yet arrive, and it is asked again after the deadline.
Task<SendOutcome> GmailMailbox::settle_doubt(const SendTicket& ticket, const VendorAnswer& answer,
                                             Instant deadline) {
  // The next attempt looks; a pause is a pause.
  if (answer.is_rate_limited) co_return failure_of(answer);
  const VendorAnswer draft = co_await drafts_.look_at(ticket.prepared_id, deadline);
  if (!is_gone(draft)) {
    if (!is_no(answer)) co_return SendOutcome{};
    SendOutcome no = failure_of(answer);
    const bool is_final = no.kind == SendOutcome::Kind::refused;
    co_return draft.ok() || !is_final ? std::move(no) : SendOutcome{};
  }
  const GmailSent::Look look = co_await sent_.find(ticket, deadline);
  co_return look.mail ? accepted(*look.mail) : SendOutcome{};
}

Task<SendOutcome> GmailMailbox::send(const ApprovedDraft&, const SendTicket& ticket, Instant deadline) {
  const VendorAnswer answer = co_await drafts_.send(ticket.prepared_id, deadline);
  // It never left this machine.
  if (answer.kind == VendorAnswer::Kind::unsent) co_return not_now(answer);
  if (!answer.ok()) co_return co_await settle_doubt(ticket, answer, deadline);
  SendOutcome outcome;
  outcome.provider_message_id = member_text(answer.json, "id");
  // An accepted mail without an id cannot be proven: it is looked up as one whose answer was lost.
  if (outcome.provider_message_id.empty()) co_return SendOutcome{};
  outcome.kind = SendOutcome::Kind::accepted;
  outcome.provider_thread_id = member_text(answer.json, "threadId");
  // Not at any price: a hanging look at what we know would make a doubt of it. The sync reads the id, too.
  const auto sent = co_await sent_.get(outcome.provider_message_id, deadline);
  if (sent && *sent) outcome.sent_message_id = (*sent)->message_id;
  co_return outcome;
}

/// It is stored that we want the draft gone. Whoever comes first wins at Gmail: a late drafts.send finds no draft, or this
/// finds none, and then the mail shows among the sent ones.
Task<Lookup> GmailMailbox::withdraw(const SendTicket& ticket, std::string id) {
  const VendorAnswer answer = co_await drafts_.remove(std::move(id));
  if (answer.ok()) co_return absent();
  if (!is_gone(answer)) co_return cannot_tell(api_.error_of(answer).message);
  const GmailSent::Look look = co_await sent_.find(ticket);
  // It must have been seen that the mail is nowhere, at a time when it would show if it had left.
  const Instant settled_at = ticket.started_at + settled_ms_;
  const bool is_nowhere = !look.mail && look.failure.empty();
  if (is_nowhere && clock_.now() >= settled_at) co_return absent();
  Lookup seen = look.answer();
  if (is_nowhere) seen.ask_at = settled_at;
  co_return seen;
}

Task<Lookup> GmailMailbox::find_sent(const SendTicket& ticket) {
  if (ticket.prepared_id.empty() || ticket.prepared_id.starts_with(kTakenAway)) {
    // drafts.send was never called: what was made is taken away if it shows, and could not leave by itself in any case.
    co_await remove_all(ticket);
    co_return absent();
  }
  if (ticket.prepared_id.starts_with(kWithdrawn))
    co_return co_await withdraw(ticket, ticket.prepared_id.substr(kWithdrawn.size()));
  const VendorAnswer draft = co_await drafts_.look_at(ticket.prepared_id);
  if (is_gone(draft)) {
    const GmailSent::Look look = co_await sent_.find(ticket);
    co_return look.answer();
  }
  if (!draft.ok()) co_return cannot_tell(api_.error_of(draft).message);
  Lookup again;
  again.prepared_id = std::string(kWithdrawn) + ticket.prepared_id;
  co_return again;
}

Task<bool> GmailMailbox::discard(std::string prepared_id) {
  const VendorAnswer answer = co_await drafts_.remove(std::move(prepared_id));
  if (!answer.ok() && !is_gone(answer))
    log_event(LogLevel::warning, "gmail_draft_left", {{"cause", api_.error_of(answer).message}});
  co_return answer.ok();
}

Task<Result<Unit>> GmailMailbox::ready() {
  const ProviderState state = api_.state();
  if (state.breaker != BreakerPosition::closed)
    co_return unavailable("Gmail does not respond. " + state.last_error);
  auto token = co_await api_.check_token();
  if (!token) co_return unavailable(token.error().message);
  co_return sa::ok();
}

}  // namespace sa
