#include "store/draft/slot.h"

#include "core/usage/quota.h"
#include "queries.h"

namespace sa {
namespace {

struct NextSlot {
  std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(NextSlot, (), (at))

struct UseRow {
  std::string scope;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(UseRow, (), (scope, at))

}  // namespace

Result<Unit> put_send_slot(Tx& tx, const SendSlot& slot) {
  return tx.put(sql::send_slot_put, Args().add_all(slot));
}

Result<Unit> delete_send_slot(Tx& tx, const std::string& draft_id) {
  TRY_OK(tx.exec(sql::send_slot_delete, Args().add("draft_id", draft_id)));
  return ok();
}

Result<std::optional<SendSlot>> find_send_slot(ReadTx& tx, const Draft& draft) {
  return tx.find<SendSlot>(sql::send_slot_find,
                           Args().add("draft_id", draft.id).add("version", draft.version));
}

Result<bool> has_send_slots(ReadTx& tx, Instant now) {
  TRY(const Rows rows, tx.query(sql::send_slot_any, Args().add("now", now)));
  return rows.first_integer() > 0;
}

Result<std::optional<Instant>> find_next_slot(ReadTx& tx, Instant now) {
  TRY(const NextSlot next,
      tx.get<NextSlot>(sql::send_slot_next, Args().add("now", now), "The slots could not be read."));
  return next.at;
}

Result<bool> has_rival(ReadTx& tx, const Draft& draft) {
  if (!draft.not_before || !draft.contact_id) return false;
  TRY(const Rows rows, tx.query(sql::send_slot_rival, Args()
                                                          .add("mailbox_id", draft.mailbox_id)
                                                          .add("not_before", draft.not_before)
                                                          .add("contact_id", draft.contact_id)
                                                          .add("draft_id", draft.id)));
  return rows.first_integer() > 0;
}

Result<Unit> run_due_sends(Tx& tx, Instant now, Instant machine_now) {
  TRY_OK(tx.exec(sql::send_job_run_due, Args().add("now", now).add("machine_now", machine_now)));
  return ok();
}

Result<std::optional<Instant>> find_next_send_try(ReadTx& tx, Instant now, Instant machine_now) {
  TRY(const NextSlot next,
      tx.get<NextSlot>(sql::send_job_next, Args().add("now", now).add("machine_now", machine_now),
                       "The jobs could not be read."));
  return next.at;
}

Result<TakenPlaces> get_taken_places(ReadTx& tx, const Draft& draft, const AddressKeys& recipient,
                                     const TakenQuestion& question, Instant now) {
  TRY(const auto rows,
      tx.list<UseRow>(sql::send_slot_uses, Args()
                                               .add("mailbox_id", draft.mailbox_id)
                                               .add("draft_id", draft.id)
                                               .add("recipient_key", recipient.email_key)
                                               .add("alias_key", recipient.alias_key)
                                               .add("key_hash", recipient.key_hash)
                                               .add("domain_hash", recipient.company_hash)
                                               .add("with_slots", question.with_slots)
                                               .add("counts_company", question.counts_company)
                                               .add("now", now)
                                               .add("day_from", now - kMailboxWindowMs)
                                               .add("week_from", now - kContactWindowMs)));
  TakenPlaces taken;
  for (const UseRow& row : rows) {
    auto& list = row.scope == "mailbox"   ? taken.mailbox
                 : row.scope == "contact" ? taken.contact
                 : row.scope == "domain"  ? taken.domain
                                          : taken.company;
    list.push_back(row.at);
  }
  return taken;
}

}  // namespace sa
