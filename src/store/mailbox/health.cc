#include "store/mailbox/health.h"

#include "queries.h"

namespace sa {
namespace {

struct Sender {
  std::string mailbox_id;
};
BOOST_DESCRIBE_STRUCT(Sender, (), (mailbox_id))

}  // namespace

Result<std::vector<MailboxRecord>> list_mailbox_figures(ReadTx& tx, const std::string& mailbox_id) {
  return tx.list<MailboxRecord>(sql::health_list_figures,
                                Args().add("mailbox_id", mailbox_id).add("limit", kHealthMails));
}

Result<std::vector<std::string>> list_senders_to(ReadTx& tx, const std::string& key_hash) {
  TRY(const auto rows, tx.list<Sender>(sql::health_senders, Args().add("key_hash", key_hash)));
  std::vector<std::string> ids;
  for (const Sender& row : rows) ids.push_back(row.mailbox_id);
  return ids;
}

Result<std::int64_t> count_refusals(ReadTx& tx, const std::string& mailbox_id, Instant since) {
  TRY(const Rows rows,
      tx.query(sql::health_refusals, Args()
                                         .add("mailbox_id", mailbox_id)
                                         .add("since", since)
                                         .add("google_code", std::string(kGoogleUnauthenticated))
                                         .add("microsoft_code", std::string(kMicrosoftUnauthenticated))));
  return rows.first_integer();
}

}  // namespace sa
