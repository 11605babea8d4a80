// Who sees the mail of a mailbox. Everything that belongs to one (drafts, mails, conversations, questions, the trail, what is found
// and counted of a person) is seen by those who see it, and for everybody else it is not there.
// THREADS: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/mailbox/mailbox.h"
#include "core/user/actor.h"

namespace sa {

/// Of a mailbox, what decides who sees it.
struct MailboxViewers {
  std::string mailbox_id;
  std::optional<std::string> user_id;    ///< whose it is
  std::vector<std::string> shared_with;  ///< user ids
  MailboxVisibility visibility = MailboxVisibility::own;
};
BOOST_DESCRIBE_STRUCT(MailboxViewers, (), (mailbox_id, user_id, shared_with, visibility))

/// A person sees the mailboxes that are theirs, shared with them, or of visibility `all`; a lead those of `team`, too. An owner of the
/// installation, and the local operator of development, see what an operator would; a service key sees `all` only. The program
/// itself (jobs, the command line) sees everything.
bool may_see(const Actor& asker, const MailboxViewers& mailbox);

/// That nothing is kept from somebody.
inline constexpr const char* kSeesEverything = "*";

/// What `asker` sees, as statements compare it (sql/query/sight.sql): the names that they go by and the mailboxes that they see, each in
/// angle brackets; or kSeesEverything, when there is no mailbox that they do not see.
std::string sight_of(const Actor& asker, const std::vector<MailboxViewers>& mailboxes);

}  // namespace sa
