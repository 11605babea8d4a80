// Signals that stop, hold or pause enrolments: carried out in the transaction that stores the signal, so that no mail of a sequence leaves
// after it. core/enrollment/signal.h decides.
// THREADS: any; inside a transaction.
// ERRORS: those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "core/contact/suppression.h"
#include "core/enrollment/signal.h"
#include "core/user/actor.h"
#include "store/enrollment/enrollment.h"

namespace sa {

/// Where a signal comes from, and what a person is asked where it does not settle what to do.
struct SignalCause {
  std::string message_id = {};     ///< empty: no mail
  std::string question_kind = {};  ///< core/question/question.h; empty: nobody is asked
  std::string words = {};          ///< of the mail, as they were written
  std::string language = {};
  std::string trace_id = {};
  std::optional<Date> returns_on = {};  ///< of an absence
};

/// Moves the enrolments as the signal says, judges their drafts anew, asks a person where the table says so, and writes it all
/// into the trail. Of a draft that is on its way the trail says how much later the signal came.
Result<Unit> note_signal(const Services& services, Tx& tx, const std::vector<EnrollmentRow>& rows,
                         const SignalFacts& facts, const SignalCause& cause, Instant now);

/// Judges the enrolment's drafts anew, as of its present state, and says so in their trail. REQUIRES: a reason, but for one that goes
/// on.
Result<Unit> show_on_drafts(const Services& services, Tx& tx, const Actor& actor, const EnrollmentRow& row,
                            Instant now);

/// A mail by a person, or by a machine for them.
struct SignalMail {
  std::string message_id;
  std::string thread_id;
  std::optional<std::string> contact_id;  ///< of its author; null: we do not know them
  std::string company_domain;             ///< of its author; empty: a freemail address
  std::string intent;
  std::string words;  ///< how it begins
  std::string language;
  std::string trace_id;
  Instant sent_at;
  std::optional<Date> returns_on = {};
};
/// The author's own enrolments by the sequence's on_reply; those of colleagues wait for a person's answer, as do those of whoever
/// else's conversation it stands in.
Result<Unit> note_reply(const Services& services, Tx& tx, const SignalMail& mail, Instant now);
/// The author is away, and all mail of sequences to them waits.
Result<Unit> note_absence(const Services& services, Tx& tx, const SignalMail& mail, Instant now);
/// The author has accepted a meeting, or invites us to one.
Result<Unit> note_meeting(const Services& services, Tx& tx, const SignalMail& mail, Instant now);
/// It is not certain what the mail means for its author; the question about it has been asked.
Result<Unit> note_doubt(const Services& services, Tx& tx, const SignalMail& mail, Instant now);

/// Mail to the address did not arrive for now, as a report of `at` says. The third in seven days is a signal; older ones say nothing.
Result<Unit> note_soft_bounce(const Services& services, Tx& tx, const std::string& message_id,
                              const std::string& key_hash, const std::string& trace_id, Instant at,
                              Instant now);
/// Who must not be written to from now on. REQUIRES: the suppression is stored.
Result<Unit> note_suppressed(const Services& services, Tx& tx, const Suppression& suppression, Instant now);
/// A deal of the contact was won, or lost, at `at`. It ends the enrolments of that moment, and no later ones.
Result<Unit> note_deal(const Services& services, Tx& tx, const std::string& contact_id,
                       const std::string& deal_id, bool is_won, Instant at, Instant now);

}  // namespace sa
