// The line of a mailbox: how it sends and is read, opened from what is stored of it. And which mailbox a draft leaves from.
// THREADS: any.
// ERRORS: conflict for a mailbox that is not connected, or that there is not (any more); invalid, naming the field, for a draft's wish.
#pragma once

#include <optional>
#include <string>

#include "actions/services.h"
#include "core/mailbox/mailbox.h"
#include "ports/mailbox_opener.h"

namespace sa {

/// Calls nobody, so that a transaction may ask.
Result<MailboxLine> open_line(const Services& services, ReadTx& tx, const TeamMailbox& mailbox);
Result<MailboxLine> open_line(const Services& services, ReadTx& tx, const std::string& mailbox_id);
/// Null where nobody has connected it, or what its provider needs is not set up here.
Result<std::optional<MailboxLine>> find_line(const Services& services, ReadTx& tx,
                                             const TeamMailbox& mailbox);
Result<std::optional<MailboxLine>> find_line(const Services& services, ReadTx& tx,
                                             const std::string& mailbox_id);

/// True when mail from it really leaves the machine.
bool delivers(const Services& services, const TeamMailbox& mailbox);
/// What the gate must know of it, but for the recipient.
Result<MailboxFacts> get_mailbox_facts(const Services& services, ReadTx& tx, const std::string& mailbox_id,
                                       Instant now);

/// What bears on the choice of a draft's mailbox.
struct MailboxWish {
  std::optional<std::string> mailbox_id = {};          ///< named: no choice
  std::optional<std::string> contact_mailbox_id = {};  ///< that the contact hears from
  std::string user_id = {};                            ///< who makes the draft; empty: an agent
  std::optional<std::string> came_to = {};  ///< the mailbox of the mail that is answered; for an agent
};
Result<TeamMailbox> choose_mailbox(ReadTx& tx, const MailboxWish& wish, Instant now);

/// The servers of a mailbox of provider smtp, sealed. They replace what was there.
Result<Unit> save_servers(const Services& services, Tx& tx, const std::string& mailbox_id,
                          const MailServers& servers);
Result<Unit> forget_servers(Tx& tx, const std::string& mailbox_id);

}  // namespace sa
