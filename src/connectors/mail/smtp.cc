#include "connectors/mail/smtp.h"

#include <algorithm>

#include "base/crypto/hash.h"
#include "base/log.h"
#include "connectors/mail/imap_session.h"
#include "connectors/mail/smtp_reply.h"
#include "mail/address/address.h"
#include "mail/mime/build.h"

namespace sa {
namespace {

using Kind = SendOutcome::Kind;

constexpr std::size_t kRemembered = 200;
constexpr std::int64_t kCopyMs = 15 * kSecondMs;
constexpr std::int64_t kReadyMs = 10 * kSecondMs;
constexpr std::int64_t kReadyHoldsMs = kMinuteMs;
constexpr std::int64_t kNotReadyHoldsMs = 10 * kSecondMs;
constexpr std::int64_t kRetryMs = kMinuteMs;
/// However long a clock that was set back says that there is time.
constexpr std::int64_t kLongestMs = kMinuteMs;
constexpr std::int64_t kSignInRetryMs = 15 * kMinuteMs;
/// A server may take this long over the end of a mail (RFC 5321 4.5.3.2.6); a copy can appear until then.
constexpr std::int64_t kServerMayTakeMs = 10 * kMinuteMs;

/// What of a mail the server is told beside its bytes.
struct Envelope {
  std::string sender;
  std::string recipient;
};

/// A mail on its way through one dialogue.
struct Dialogue {
  const SmtpOptions& options;
  const Clock& clock;
  Instant deadline;
  bool broke = false;  ///< the server was not reached, or fell silent
};

SendOutcome failed(Kind kind, std::string words, std::optional<Instant> retry_at = {}) {
  return {kind, {}, {}, std::move(words), retry_at};
}

SendOutcome did_not_begin(const Error& error, Instant now) {
  // What a person has to mend is not cured by asking often.
  const bool is_ours = error.code == ErrorCode::unauthenticated || error.code == ErrorCode::invalid;
  return failed(Kind::not_now, log_words(error), now + (is_ours ? kSignInRetryMs : kRetryMs));
}

/// As did_not_begin, of a dialogue.
SendOutcome broken(Dialogue& dialogue, const Error& error) {
  dialogue.broke = error.code == ErrorCode::unavailable;
  return did_not_begin(error, dialogue.clock.now());
}

/// Local part as given, because some servers tell capitals apart; the domain as it is asked for in DNS.
Result<std::string> envelope_address(const std::string& given) {
  TRY(const std::string normal, normalize_address(given));
  return std::string(local_part_of(given)) + "@" + std::string(domain_of(normal));
}

/// RFC 5321 4.5.2. A bare CR or LF would let a text end the mail and begin another one.
Result<std::string> dot_stuffed(std::string_view bytes) {
  std::string made;
  made.reserve(bytes.size() + bytes.size() / 64 + 8);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool starts_line = i == 0 || bytes[i - 1] == '\n';
    const bool ends_bare = (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r')) ||
                           (bytes[i] == '\r' && (i + 1 == bytes.size() || bytes[i + 1] != '\n'));
    if (ends_bare) return internal("the mail has a line that does not end in CR LF");
    if (starts_line && bytes[i] == '.') made += '.';
    made += bytes[i];
  }
  if (!made.ends_with("\r\n")) return internal("the mail does not end with a line break");
  return made;
}

/// Says one line and hears the answer; null when it is the one hoped for.
std::optional<SendOutcome> say(MailConnection& connection, Dialogue& dialogue, const std::string& line,
                               int hoped, SmtpStage stage) {
  if (auto written = connection.write(line + "\r\n"); !written) return broken(dialogue, written.error());
  const auto reply = read_smtp_reply(connection);
  if (!reply) return broken(dialogue, reply.error());
  if (reply->code == hoped || (stage == SmtpStage::recipient && reply->code == 251)) return std::nullopt;
  return judge_reply(*reply, stage, dialogue.clock.now());
}

/// The irrevocable part: the mail's end, and what the server makes of it.
SendOutcome end_mail(MailConnection& connection, Dialogue& dialogue, const std::string& bytes) {
  const Instant now = dialogue.clock.now();
  if (now >= dialogue.deadline)
    return failed(Kind::not_now, "The mail server took too long.", now + kRetryMs);
  if (auto written = connection.write(".\r\n"); !written) {
    dialogue.broke = true;
    return failed(Kind::unknown,
                  "The connection was lost at the end of the mail: " + log_words(written.error()));
  }
  const auto reply = read_smtp_reply(connection);
  dialogue.broke = !reply;
  if (!reply) return failed(Kind::unknown, "The answer was lost: " + log_words(reply.error()));
  SendOutcome outcome{Kind::accepted, reply->text, {}, {}, {}};
  if (reply->code / 100 != 2) outcome = judge_reply(*reply, SmtpStage::end_of_data, dialogue.clock.now());
  // Also of a mail that it does not want now: it has it.
  outcome.bytes_sha256 = sha256_hex(bytes);
  return outcome;
}

SendOutcome deliver(Dialogue& dialogue, const Envelope& envelope, const std::string& bytes,
                    const std::string& token) {
  const auto stuffed = dot_stuffed(bytes);
  if (!stuffed) return failed(Kind::refused, "This mail cannot be sent: " + stuffed.error().message + ".");
  auto opened =
      MailConnection::open(dialogue.options.smtp, token,
                           deadline_in(std::min(dialogue.deadline - dialogue.clock.now(), kLongestMs)));
  if (!opened) return broken(dialogue, opened.error());
  MailConnection& connection = **opened;
  const auto step = [&](const std::string& line, int hoped, SmtpStage stage) {
    return say(connection, dialogue, line, hoped, stage);
  };
  // build_message makes ASCII and addresses are ASCII, so neither 8BITMIME nor SMTPUTF8 is ever needed.
  if (auto no = step("MAIL FROM:<" + envelope.sender + ">", 250, SmtpStage::sender)) return *std::move(no);
  if (auto no = step("RCPT TO:<" + envelope.recipient + ">", 250, SmtpStage::recipient))
    return *std::move(no);
  if (auto no = step("DATA", 354, SmtpStage::data)) return *std::move(no);
  if (auto written = connection.write(*stuffed); !written) return broken(dialogue, written.error());
  SendOutcome outcome = end_mail(connection, dialogue, bytes);
  // Out of courtesy; the answer is not awaited, and whether it arrives changes nothing.
  if (outcome.kind != Kind::unknown) (void)connection.write("QUIT\r\n");
  return outcome;
}

Result<Unit> sign_in_and_out(const SmtpOptions& options, const std::string& token) {
  TRY(const auto connection, MailConnection::open(options.smtp, token, deadline_in(kReadyMs)));
  TRY_OK(connection->write("QUIT\r\n"));
  return ok();
}

}  // namespace

SmtpOptions SmtpOptions::of(const MailServerConfig& config, const CallConfig& calls, std::string greeting) {
  SmtpOptions options{
      config.smtp_server(calls.ca_file), {}, config.imap_sent_folder, SentCopy::by_us, calls.breaker()};
  options.smtp.greeting = std::move(greeting);
  if (!config.imap_url.empty()) options.imap = config.imap_server(calls.ca_file);
  const SavesSent saves = config.smtp_saves_sent.value_or(SavesSent::no);
  if (saves == SavesSent::yes) options.sent_copy = SentCopy::by_server;
  if (saves == SavesSent::at_once) options.sent_copy = SentCopy::by_server_at_once;
  return options;
}

SmtpMailbox::SmtpMailbox(SmtpOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), tally_("smtp", clock, options_.breaker) {}

Task<SendOutcome> SmtpMailbox::send(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) {
  const Draft& draft = mail.draft();
  if (auto before = find_accepted(draft.rfc_message_id)) co_return std::move(before->outcome);
  if (auto before = co_await settle_earlier(ticket, deadline)) co_return *std::move(before);
  const auto bytes = build_message(outgoing_mail(draft, clock_.now()));
  if (!bytes) co_return failed(Kind::refused, bytes.error().message);
  const auto sender = envelope_address(draft.mailbox_id);
  const auto recipient = envelope_address(draft.recipient);
  if (!sender || !recipient)
    co_return failed(Kind::refused, sender ? recipient.error().message : sender.error().message);
  const auto token = co_await get_token(options_.smtp);
  if (!token) co_return did_not_begin(token.error(), clock_.now());
  Dialogue dialogue{options_, clock_, deadline};
  const Envelope envelope{*sender, *recipient};
  if (const auto until = tally_.closed_until())
    co_return failed(Kind::not_now, "The mail server keeps failing. Sending is paused until it works again.",
                     *until);
  SendOutcome outcome = co_await senders_[next_++ % senders_.size()].run(
      [&] { return deliver(dialogue, envelope, *bytes, *token); });
  note(dialogue.broke, outcome);
  if (outcome.kind != Kind::accepted) co_return outcome;
  // A trail that names nothing is of no use: some servers say no more than "ok".
  if (outcome.provider_message_id.empty()) outcome.provider_message_id = draft.rfc_message_id;
  const bool copies = options_.imap && options_.sent_copy == SentCopy::by_us;
  remember({draft.rfc_message_id, outcome, copies ? *bytes : ""});
  if (!copies) co_return outcome;
  const auto imap_token = co_await get_token(*options_.imap);
  // Without one the copy waits for the look-up.
  if (imap_token) {
    copier_.post([this, id = draft.rfc_message_id, copy = *bytes, secret = *imap_token] {
      file_copy(id, copy, secret);
    });
  }
  co_return outcome;
}

void SmtpMailbox::note(bool broke, const SendOutcome& outcome) {
  if (broke) return tally_.note_failure(outcome.words);
  // A server that refuses a mail is as well as one that takes it.
  const bool is_served = outcome.kind == Kind::accepted || outcome.kind == Kind::refused;
  is_served ? tally_.note_ok() : tally_.note_refused(outcome.words);
}

std::optional<SmtpMailbox::Accepted> SmtpMailbox::find_accepted(const std::string& rfc_message_id) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(accepted_, rfc_message_id, &Accepted::rfc_message_id);
  return found == accepted_.end() ? std::nullopt : std::optional(*found);
}

void SmtpMailbox::remember(Accepted accepted) {
  const std::lock_guard lock(mutex_);
  accepted_.push_back(std::move(accepted));
  if (accepted_.size() > kRemembered) accepted_.pop_front();
}

void SmtpMailbox::forget_copy(const std::string& rfc_message_id) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(accepted_, rfc_message_id, &Accepted::rfc_message_id);
  if (found != accepted_.end()) found->uncopied.clear();
}

void SmtpMailbox::file_copy(const std::string& rfc_message_id, const std::string& bytes,
                            const std::string& token) {
  const auto filed = [&]() -> Result<Unit> {
    TRY(const auto session, ImapSession::open(*options_.imap, token, deadline_in(kCopyMs)));
    TRY(const std::string folder, session->sent_folder(options_.sent_folder));
    if (auto there = session->find_by_message_id(folder, rfc_message_id); there && *there) return ok();
    TRY_OK(session->append(folder, bytes));
    session->log_out();
    return ok();
  }();
  if (filed) return forget_copy(rfc_message_id);
  log_event(LogLevel::warning, "sent_copy_failed",
            {{"rfc_message_id", rfc_message_id}, {"cause", log_words(filed.error())}});
}

Result<std::optional<std::string>> SmtpMailbox::find_copy(const std::string& rfc_message_id,
                                                          const std::string& token,
                                                          std::int64_t within_ms) const {
  TRY(const auto session, ImapSession::open(*options_.imap, token, deadline_in(within_ms)));
  TRY(const std::string folder, session->sent_folder(options_.sent_folder));
  TRY(auto there, session->find_by_message_id(folder, rfc_message_id));
  session->log_out();
  return there;
}

/// Null: no copy is in Sent, or there is no Sent that could be asked. As the server said that it did not take the mail, that
/// is enough.
Task<std::optional<SendOutcome>> SmtpMailbox::settle_earlier(const SendTicket& ticket, Instant deadline) {
  if (!ticket.earlier || !options_.imap) co_return std::nullopt;
  const auto cannot = [&](const Error& error) {
    return failed(
        Kind::not_now,
        "An earlier attempt may have been sent, and the Sent folder cannot be searched: " + log_words(error),
        clock_.now() + kRetryMs);
  };
  const auto token = co_await get_token(*options_.imap);
  if (!token) co_return cannot(token.error());
  // Half of the time is for the sending.
  const std::int64_t within_ms = std::clamp<std::int64_t>((deadline - clock_.now()) / 2, 1, kCopyMs);
  const auto copy = co_await copier_.run([&] { return find_copy(ticket.rfc_message_id, *token, within_ms); });
  if (!copy) co_return cannot(copy.error());
  if (!*copy) co_return std::nullopt;
  co_return SendOutcome{Kind::accepted, **copy, ticket.earlier->bytes_sha256, {}, {}};
}

Lookup SmtpMailbox::look_up(const SendTicket& ticket, const std::string& token) {
  const auto found = find_copy(ticket.rfc_message_id, token, kCopyMs);
  if (!found) return {Lookup::Kind::cannot_tell, {}, {}, {}, {}, log_words(found.error())};
  if (*found) return {Lookup::Kind::found, **found, {}};
  const bool would_show = options_.sent_copy == SentCopy::by_server_at_once &&
                          clock_.now() > ticket.started_at + kServerMayTakeMs;
  if (would_show) return {Lookup::Kind::absent, {}, {}};
  return {Lookup::Kind::cannot_tell,
          {},
          {},
          {},
          {},
          "The Sent folder has no copy, which proves nothing. Check the mailbox for a bounce or a reply, or "
          "ask the mail server's administrator about the Message-ID " +
              ticket.rfc_message_id + "."};
}

Task<Lookup> SmtpMailbox::find_sent(const SendTicket& ticket) {
  const auto accepted = find_accepted(ticket.rfc_message_id);
  if (!options_.imap && !accepted) {
    co_return Lookup{Lookup::Kind::cannot_tell,
                     {},
                     {},
                     {},
                     {},
                     "SMTP cannot tell whether a mail was sent. Check the mailbox, or set IMAP_URL so that "
                     "its Sent folder can be searched."};
  }
  if (accepted && accepted->uncopied.empty())
    co_return Lookup{Lookup::Kind::found, accepted->outcome.provider_message_id,
                     accepted->outcome.bytes_sha256};
  const auto token = co_await get_token(*options_.imap);
  if (accepted) {
    if (token) {
      co_await copier_.run([&] {
        // The first try may have been under way.
        const auto still = find_accepted(ticket.rfc_message_id);
        if (still && !still->uncopied.empty()) file_copy(ticket.rfc_message_id, still->uncopied, *token);
        return Unit{};
      });
    }
    co_return Lookup{Lookup::Kind::found, accepted->outcome.provider_message_id,
                     accepted->outcome.bytes_sha256};
  }
  if (!token) co_return Lookup{Lookup::Kind::cannot_tell, {}, {}, {}, {}, log_words(token.error())};
  co_return co_await copier_.run([&] { return look_up(ticket, *token); });
}

Task<Result<ProviderCheck>> SmtpMailbox::check() {
  CO_TRY_OK(co_await ready());
  co_return ProviderCheck{"The mail server accepts the sign-in.", std::nullopt};
}

Task<Result<Unit>> SmtpMailbox::ready() {
  {
    const std::lock_guard lock(mutex_);
    const std::int64_t holds_ms = not_ready_ ? kNotReadyHoldsMs : kReadyHoldsMs;
    if (asked_at_ && clock_.now() < *asked_at_ + holds_ms)
      co_return not_ready_ ? Result<Unit>(*not_ready_) : ok();
  }
  auto token = co_await get_token(options_.smtp);
  Result<Unit> answer = ok();
  if (token) {
    answer =
        co_await senders_[next_++ % senders_.size()].run([&] { return sign_in_and_out(options_, *token); });
  } else {
    answer = std::move(token).error();
  }
  const std::lock_guard lock(mutex_);
  asked_at_ = clock_.now();
  not_ready_ = answer ? std::nullopt : std::optional(answer.error());
  answer ? tally_.note_ok() : tally_.note(answer.error());
  co_return answer;
}

}  // namespace sa
