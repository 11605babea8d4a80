// What the trail keeps of mails that left, and of what came back for them.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/report/response.h"
#include "store/engine/db.h"

namespace sa {

/// What left for the person who has this address, at whatever address of theirs, the last first; of very many the last 1,000.
Result<std::vector<MailTo>> list_mails_to(ReadTx& tx, const std::string& email_key);

/// Who a mail goes to and whose mailbox it leaves from, now.
struct ReceiptFacts {
  std::optional<std::string> contact_id;
  std::optional<std::string> user_id;
};
BOOST_DESCRIBE_STRUCT(ReceiptFacts, (), (contact_id, user_id))
Result<ReceiptFacts> get_receipt_facts(ReadTx& tx, const std::string& recipient_key,
                                       const std::string& mailbox_id);

}  // namespace sa
