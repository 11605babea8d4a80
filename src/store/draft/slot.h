// Reserved places of approved mail that waits for its turn (core/usage/slot.h), and all that counts against a mail's rates.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/contact/contact.h"
#include "core/draft/draft.h"
#include "core/usage/slot.h"
#include "store/engine/db.h"

namespace sa {

/// The place of a draft in the version that was approved.
struct SendSlot {
  std::string draft_id;
  std::int64_t version = 1;
  std::string mailbox_id;
  std::string key_hash;       ///< of the recipient
  std::string domain_hash;    ///< of the recipient's company domain; empty: none
  std::optional<Instant> at;  ///< null: it was tried, and nobody knows when what it waits for ends
};
BOOST_DESCRIBE_STRUCT(SendSlot, (), (draft_id, version, mailbox_id, key_hash, domain_hash, at))

/// In the place of an earlier one of the draft.
Result<Unit> put_send_slot(Tx& tx, const SendSlot& slot);
Result<Unit> delete_send_slot(Tx& tx, const std::string& draft_id);
/// Null: the draft was not tried in this version, or did not have to wait.
Result<std::optional<SendSlot>> find_send_slot(ReadTx& tx, const Draft& draft);
/// Whether a place is reserved for any mail, at `now` or later.
Result<bool> has_send_slots(ReadTx& tx, Instant now);
/// The first reserved instant after `now`.
Result<std::optional<Instant>> find_next_slot(ReadTx& tx, Instant now);
/// Whether another mail of the mailbox, planned for the same instant and not tried yet, goes before this one: the order is that of the contacts' ids.
Result<bool> has_rival(ReadTx& tx, const Draft& draft);

/// The jobs that send are due at `machine_now`; but for those whose drafts wait for an instant after `now` (business time), or for what nobody knows
/// the end of.
Result<Unit> run_due_sends(Tx& tx, Instant now, Instant machine_now);
/// When the next of those jobs is due, by the machine's clock.
Result<std::optional<Instant>> find_next_send_try(ReadTx& tx, Instant now, Instant machine_now);

struct TakenQuestion {
  bool with_slots = true;  ///< the places that are reserved for others, from now on, count like sent mail
  bool counts_company = false;  ///< else `company` stays empty
};
/// What counts against the rates of a draft, as of `now`.
Result<TakenPlaces> get_taken_places(ReadTx& tx, const Draft& draft, const AddressKeys& recipient,
                                     const TakenQuestion& question, Instant now);

}  // namespace sa
