// A mailbox of the team: an address that we send from and read, with its owner, limits, window and state; and the decisions
// that need nothing else: how much it may send, when, and which mailbox a draft leaves from.
// THREADS: values and pure functions.
// ERRORS: invalid, with the field, for a value that a mailbox cannot have.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/result.h"
#include "base/time.h"

namespace sa {

/// AUTH_FAILING: the provider refuses our sign-in. DISCONNECTED: nobody has signed it in.
enum class MailboxStatus { ACTIVE, PAUSED, AUTH_FAILING, DISCONNECTED };
BOOST_DESCRIBE_ENUM(MailboxStatus, ACTIVE, PAUSED, AUTH_FAILING, DISCONNECTED)

/// Who sees its mail: its user and those it is shared with; leads, too; everybody.
enum class MailboxVisibility { own, team, all };
BOOST_DESCRIBE_ENUM(MailboxVisibility, own, team, all)

/// The hours in which mail leaves by itself, on some days of the week.
struct MailboxWindow {
  std::vector<std::string> days;  ///< "mo" ... "su"
  std::string from;               ///< "09:00", local
  std::string to;                 ///< not included; "24:00" is the day's end
  std::string zone;  ///< IANA name; "contact": the recipient's; "sender" or empty: SENDER_TIMEZONE
  static std::vector<Rule> rules() {
    return {
        rule(&MailboxWindow::days).describe("mo, tu, we, th, fr, sa, su; none: always"),
        rule(&MailboxWindow::from).optional().example("09:00"),
        rule(&MailboxWindow::to).optional().describe("not included; 24:00 is the day's end").example("17:00"),
        rule(&MailboxWindow::zone).optional().describe("contact, sender, or a zone such as Europe/Berlin")};
  }
};
BOOST_DESCRIBE_STRUCT(MailboxWindow, (), (days, from, to, zone))

/// A new address sends little at first: `start` mails on its first day, `step` more each day, up to `max`.
struct MailboxRamp {
  std::int64_t start = 0;
  std::int64_t step = 0;
  std::int64_t max = 0;
  bool operator==(const MailboxRamp&) const = default;
};
BOOST_DESCRIBE_STRUCT(MailboxRamp, (), (start, step, max))

struct MailboxLimits {
  std::optional<std::int64_t> day;  ///< mails in any 24 hours; null: MAX_EMAILS_PER_DAY
  std::optional<MailboxRamp> ramp;
  std::int64_t gap_s = 0;  ///< least time between two mails
  static std::vector<Rule> rules() {
    return {
        rule(&MailboxLimits::day).describe("mails in any 24 hours; null: MAX_EMAILS_PER_DAY"),
        rule(&MailboxLimits::ramp)
            .describe("for a new address: `start` mails on the first day, `step` more each day, up to `max`"),
        rule(&MailboxLimits::gap_s).optional().describe("least seconds between two mails")};
  }
};
BOOST_DESCRIBE_STRUCT(MailboxLimits, (), (day, ramp, gap_s))

/// Why a mailbox does not send.
struct MailboxHold {
  std::string rule;      ///< "mailbox.paused", "mailbox.bounces", ...
  std::string words;     ///< for a person
  std::string evidence;  ///< who paused it, what the provider said
  std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(MailboxHold, (), (rule, words, evidence, until))

struct TeamMailbox {
  std::string mailbox_id;  ///< the address in normal form; it never changes
  std::string address;     ///< as written
  std::string name;        ///< in From; empty: the address alone
  std::string provider;    ///< outbox, gmail, smtp
  bool is_first = false;   ///< the one that the settings make
  std::optional<std::string> user_id;
  std::vector<std::string> shared_with;  ///< user ids
  MailboxVisibility visibility = MailboxVisibility::own;
  std::string signature;                ///< below the body; empty: none
  std::optional<MailboxWindow> window;  ///< null: always
  MailboxLimits limits;
  Instant ramp_from;  ///< when the ramp of `limits` began
  MailboxStatus status = MailboxStatus::DISCONNECTED;
  std::optional<MailboxHold> hold;  ///< why it is not ACTIVE
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;
  std::optional<Instant> retired_at;  ///< set: the address is ours, but nothing is sent or read there
};
BOOST_DESCRIBE_STRUCT(TeamMailbox, (),
                      (mailbox_id, address, name, provider, is_first, user_id, shared_with, visibility,
                       signature, window, limits, ramp_from, status, hold, created_at, updated_at, version,
                       retired_at))

/// What the gate knows of the mailbox that a draft leaves from.
struct MailboxFacts {
  std::string mailbox_id;                      ///< empty: nothing is known
  bool delivers = false;                       ///< false: the outbox, nothing leaves the machine
  std::optional<MailboxHold> hold = {};        ///< it does not send
  std::optional<std::int64_t> day_limit = {};  ///< null: the policy's
  std::int64_t gap_s = 0;
  std::optional<MailboxWindow> window = {};
  std::string contact_mailbox_id = {};  ///< the mailbox that the recipient hears from; empty: none yet
};

/// Why nothing leaves from the mailbox at `now`; null: it sends. A pause with an end is over by itself.
std::optional<MailboxHold> hold_at(const TeamMailbox& mailbox, Instant now);
/// Of a draft whose mailbox there is not (any more).
MailboxHold no_mailbox(const std::string& mailbox_id);
/// Its status as a person sees it.
MailboxStatus status_at(const TeamMailbox& mailbox, Instant now);

/// ERRORS: invalid with the field, `limits/...` or `window/...`.
Result<Unit> check_limits(const MailboxLimits& limits);
Result<Unit> check_window(const MailboxWindow& window);

/// Most mails in the 24 hours before `now`. `usual`: MAX_EMAILS_PER_DAY.
std::int64_t day_limit(const TeamMailbox& mailbox, std::int64_t usual, Instant now);

/// The next instant, at or after `now`, at which the window is open. `zone` counts where the window names none.
/// REQUIRES: check_window.
Instant next_open(const MailboxWindow& window, const std::string& zone, Instant now);

/// Which mailbox a draft leaves from that names none: the one that the contact hears from; else the first ACTIVE one of the
/// person who makes it, by age; else the first. `mailboxes` in use, oldest first. Null: there is no first.
const TeamMailbox* choose_mailbox(const std::vector<TeamMailbox>& mailboxes,
                                  const std::optional<std::string>& contact_mailbox_id,
                                  const std::string& user_id, Instant now);

}  // namespace sa
