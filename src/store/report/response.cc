#include "store/report/response.h"

#include "queries.h"

namespace sa {

Result<std::vector<MailTo>> list_mails_to(ReadTx& tx, const std::string& email_key) {
  return tx.list<MailTo>(sql::report_mails_to, Args().add("email_key", email_key));
}

Result<ReceiptFacts> get_receipt_facts(ReadTx& tx, const std::string& recipient_key,
                                       const std::string& mailbox_id) {
  return tx.get<ReceiptFacts>(sql::report_receipt,
                              Args().add("recipient_key", recipient_key).add("mailbox_id", mailbox_id),
                              "There is no receipt.");
}

}  // namespace sa
