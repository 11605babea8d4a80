// SMTP: a mailbox that hands each mail to the provider's submission server, and files a copy in the Sent folder by IMAP
// where the server does not do that itself.
//
// At most once: the mail's end (<CRLF>.<CRLF>) is written by itself, after all the rest and not after the deadline. What
// fails before it surely did not leave (RFC 5321 3.3: a server must drop what has no end); what fails after it is unknown.
// SMTP cannot be asked afterwards, IMAP can: a copy in Sent proves that the mail left. That none is there proves nothing,
// unless the server files its copies before it answers (SentCopy::by_server_at_once).
// A server that said "not now" after the mail's end may have sent it all the same: then the next attempt looks into Sent first.
//
// The copy is a courtesy: it is filed after the answer, on another thread, and once more when somebody looks the mail up.
// A copy that fails is logged and fails nothing else.
// THREADS: any. Dialogues run on threads of their own, some at a time.
// ERRORS: as ports/mailbox.h; smtp_reply.h says what each answer of a server means.
// SOURCE: RFC 5321, RFC 6409 (submission), RFC 3501 (IMAP)
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "base/async/worker.h"
#include "base/clock.h"
#include "connectors/http/call_config.h"
#include "connectors/http/call_tally.h"
#include "connectors/mail/mail_connection.h"
#include "connectors/mail/mail_server_config.h"
#include "ports/mailbox.h"

namespace sa {

/// Who saves sent mail in the Sent folder.
enum class SentCopy { by_us, by_server, by_server_at_once };

struct SmtpOptions {
  MailServer smtp;
  std::optional<MailServer> imap;  ///< null: no copy, and no look-up
  std::string sent_folder;         ///< empty: the one that the server marks as \Sent
  SentCopy sent_copy = SentCopy::by_us;
  Breaker::Limits breaker = {};

  /// As the settings say; who signs in by a token adds its source to both servers. `greeting`: the name for EHLO.
  static SmtpOptions of(const MailServerConfig& config, const CallConfig& calls, std::string greeting);
};

class SmtpMailbox final : public Mailbox, public Provider {
 public:
  /// `clock` outlives the mailbox.
  SmtpMailbox(SmtpOptions options, const Clock& clock);

  std::string provider() const override { return "smtp"; }
  bool delivers() const override { return true; }
  Task<SendOutcome> send(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) override;
  Task<Lookup> find_sent(const SendTicket& ticket) override;
  /// Signs in and out again; what it found counts for a minute, so that whoever asks often does no harm.
  Task<Result<Unit>> ready() override;
  void end_pause(bool is_mended) override { tally_.end_pause(is_mended); }
  ProviderState state() const override { return tally_.state(); }
  Task<Result<ProviderCheck>> check() override;

 private:
  /// A mail that this process saw accepted. Others may have lost what it answered.
  struct Accepted {
    std::string rfc_message_id;
    SendOutcome outcome;
    std::string uncopied;  ///< bytes that are not in Sent yet; empty: they are, or are not ours to put there
  };
  Task<std::optional<SendOutcome>> settle_earlier(const SendTicket& ticket, Instant deadline);
  /// In Sent, by Message-ID: the server's id of it. Null: there is none. ERRORS: those of IMAP.
  Result<std::optional<std::string>> find_copy(const std::string& rfc_message_id, const std::string& token,
                                               std::int64_t within_ms) const;
  void note(bool broke, const SendOutcome& outcome);
  std::optional<Accepted> find_accepted(const std::string& rfc_message_id);
  void remember(Accepted accepted);
  void forget_copy(const std::string& rfc_message_id);
  /// On the copier's thread. `token` is IMAP's.
  void file_copy(const std::string& rfc_message_id, const std::string& bytes, const std::string& token);
  Lookup look_up(const SendTicket& ticket, const std::string& token);

  SmtpOptions options_;
  const Clock& clock_;
  CallTally tally_;
  std::mutex mutex_;
  std::deque<Accepted> accepted_;
  std::optional<Error> not_ready_;
  std::optional<Instant> asked_at_;
  std::atomic<std::size_t> next_{0};
  std::array<Worker, 3> senders_;
  Worker copier_;  // last: they use all of the above
};

}  // namespace sa
