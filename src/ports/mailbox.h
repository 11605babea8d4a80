// A mailbox for sending mail: the outbox folder, Gmail, SMTP.
//
// A sending has two steps. `prepare` places the mail at the provider, if it has such a place (a Gmail draft): nothing
// has been sent, and the provider's id is stored with the attempt. `send` sends it. `send` has one caller,
// actions/draft/send.cc (an arch test looks), and takes nothing but an ApprovedDraft. It must deliver at most once for one
// Message-ID, however often it is called; where it cannot promise that, it says OUTCOME unknown.
// THREADS: any; the coroutine goes on where it was awaited.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/async/task.h"
#include "base/result.h"
#include "base/time.h"
#include "core/draft/attempt.h"
#include "core/draft/release.h"

namespace sa {

/// One attempt to send: by what the provider knows it.
struct SendTicket {
  std::string rfc_message_id;      ///< ours, without angle brackets
  std::string provider_thread_id;  ///< of the conversation it belongs to; empty: not known there
  std::string
      prepared_id;     ///< what `prepare` or a look-up gave and was stored; empty: `send` was never called
  Instant started_at;  ///< by the machine's clock
  std::string
      recipient_key;  ///< the normalised address; a mail whose Message-ID the provider replaced is known by it,
  std::string subject;  ///< and by this
  /// The opt-out address of this draft alone, as its List-Unsubscribe says: a mark that no provider replaces. Empty: it
  /// has none.
  std::string unsubscribe_url = {};
  /// Null: this is the first attempt that reaches the provider. Else the mail is looked for before it is sent, by `prepare` or
  /// by the `send` of a mailbox that prepares nothing, and what lies ready of it is taken away.
  std::optional<EarlierAttempt> earlier = {};
  std::optional<Instant> date = {};  ///< of the mail, as its header says; null: now
};

/// The result of preparing a mail at the provider.
struct Preparation {
  /// The id to store with the attempt; without `outcome`, the mail is prepared under this id.
  std::string prepared_id;
  std::string bytes_sha256;  ///< of the exact bytes that lie there
  /// Why nothing lies there: refused or not_now; or accepted, when an earlier attempt turns out to have left. Null: it lies
  /// there.
  std::optional<SendOutcome> outcome;
};

/// A mail prepared at the provider, whoever put it there.
struct PreparedMail {
  std::string prepared_id;
  std::string rfc_message_id;  ///< without angle brackets; empty: it has none
};

/// The answer to "do you have this mail?".
struct Lookup {
  enum class Kind { found, absent, cannot_tell };
  Kind kind = Kind::cannot_tell;
  std::string provider_message_id;      ///< found only
  std::string bytes_sha256;             ///< found only, where the provider shows the bytes
  std::string sent_message_id = {};     ///< as in SendOutcome
  std::string provider_thread_id = {};  ///< as in SendOutcome
  std::string words = {};               ///< cannot_tell: why, for a person
  /// cannot_tell: what must be stored as the attempt's `prepared_id` before the mailbox is asked again, which is to be at
  /// once. Empty: nothing.
  std::string prepared_id = {};
  /// cannot_tell: from then on it can tell; null: not known.
  std::optional<Instant> ask_at = {};
};

class Mailbox {
 public:
  virtual ~Mailbox() = default;
  /// "outbox", "gmail", "smtp".
  virtual std::string provider() const = 0;
  /// True when mail really leaves the machine.
  virtual bool delivers() const = 0;
  /// True when `prepare` must come before `send`.
  virtual bool prepares() const { return false; }
  /// Lays the mail ready, without sending it. REQUIRES: prepares().
  virtual Task<Preparation> prepare(const ApprovedDraft&, const SendTicket&, Instant) {
    co_return Preparation{};
  }
  /// Hands the mail over. Nothing irrevocable may begin after `deadline`: by then somebody else may look the mail up,
  /// find it absent and send it again.
  virtual Task<SendOutcome> send(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) = 0;
  /// Whether the provider has the mail of this attempt, asked after its deadline. `absent` is a promise that it will never
  /// leave: a mailbox that laid it ready takes it away before it says so. As a mail that was taken away looks like
  /// one that left, it has its intention stored first (Lookup::prepared_id).
  virtual Task<Lookup> find_sent(const SendTicket& ticket) = 0;
  /// All that lies ready there, the person's own drafts as well.
  virtual Task<Result<std::vector<PreparedMail>>> list_prepared() { co_return std::vector<PreparedMail>(); }
  /// Takes away what lies ready of a mail that is not to leave (any more): it must not wait there for somebody to send it.
  /// True when it was there and is gone. What fails is logged.
  virtual Task<bool> discard(std::string) { co_return false; }
  /// Ends a pause that the provider asked for or that its failures caused. `is_mended`: what was wrong has changed, such as the
  /// sign-in; else a person wants it tried now, which lets one call through, once a minute.
  virtual void end_pause(bool) {}
  /// Whether sending could work now. ERRORS: unavailable, with what to do.
  virtual Task<Result<Unit>> ready() = 0;
};

}  // namespace sa
