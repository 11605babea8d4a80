// What the health of a mailbox is judged by.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/mailbox/health.h"
#include "store/engine/db.h"

namespace sa {

struct MailboxRecord : MailboxFigures {
  std::string mailbox_id;
};
BOOST_DESCRIBE_STRUCT(MailboxRecord, (MailboxFigures), (mailbox_id))
/// Of each mailbox in use, or of one.
Result<std::vector<MailboxRecord>> list_mailbox_figures(ReadTx& tx, const std::string& mailbox_id = {});
/// The ids of the mailboxes that wrote to the person of a key.
Result<std::vector<std::string>> list_senders_to(ReadTx& tx, const std::string& key_hash);
/// How many mails of the mailbox were refused since then because they were not authenticated.
Result<std::int64_t> count_refusals(ReadTx& tx, const std::string& mailbox_id, Instant since);

}  // namespace sa
