#include "actions/draft/turn.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "actions/draft/judge.h"
#include "core/draft/turn.h"
#include "store/draft/draft.h"
#include "store/draft/slot.h"
#include "store/mailbox/mailbox.h"

namespace sa {
namespace {

/// Further ahead nothing is planned: what has no place until then is looked at again.
constexpr std::int64_t kHorizonMs = 90 * kDayMs;
/// Who is so late by a mail that took its time still has its turn, and does not go to the end of the line.
constexpr std::int64_t kLateMs = kMinuteMs;

AddressKeys keys_of(const Services& services, const Draft& draft) {
  AddressKeys keys = address_keys(services, draft.recipient_key);
  if (services.gate_policy.limits.domain_day > 0)
    keys.company_hash = company_hash_of(services, draft.recipient_key);
  return keys;
}

Result<std::optional<Slot>> next_turn(const Services& services, ReadTx& tx, const Draft& draft,
                                      const GateContext& context, bool with_slots, Instant now) {
  TRY(const auto mailbox, find_mailbox(tx, draft.mailbox_id));
  if (!mailbox) return std::optional<Slot>();
  const TakenQuestion question{with_slots, services.gate_policy.limits.company_week > 0};
  TRY(const TakenPlaces taken, get_taken_places(tx, draft, keys_of(services, draft), question, now));
  return find_turn(draft, context, *mailbox, spans_of(taken), services.gate_policy, now, now + kHorizonMs);
}

/// Its place has come, and is not long past.
bool has_turn(const std::optional<SendSlot>& slot, Instant now) {
  return slot && slot->at && *slot->at <= now && now - *slot->at <= kLateMs;
}

}  // namespace

Result<std::optional<Verdict>> find_queue(const Services& services, ReadTx& tx, const Draft& draft,
                                          const GateContext& context, Instant now) {
  const std::optional<Verdict> none;
  TRY(const bool has_slots, has_send_slots(tx, now));
  if (!has_slots) return none;
  TRY(const auto slot, find_send_slot(tx, draft));
  if (has_turn(slot, now)) return none;
  TRY(const auto turn, next_turn(services, tx, draft, context, true, now));
  if (!turn || turn->at <= now) return none;
  TRY(const auto mailbox, find_mailbox(tx, draft.mailbox_id));
  return std::optional(behind_others(*turn, *mailbox));
}

Result<std::optional<Instant>> reserve_turn(const Services& services, Tx& tx, const Draft& seen,
                                            bool explicit_send, Instant now) {
  const std::optional<Instant> none;
  TRY(auto draft, find_draft(tx, seen.id));
  if (!draft || draft->status != DraftStatus::APPROVED || draft->version != seen.version) return none;
  TRY(GateContext context, get_gate_facts(services, tx, *draft, now));
  context.explicit_send = explicit_send;
  TRY(const auto slot, find_send_slot(tx, *draft));
  TRY(const auto turn, next_turn(services, tx, *draft, context, !has_turn(slot, now), now));
  Verdict verdict = decide(*draft, context, services.gate_policy, now);
  if (verdict.outcome == Outcome::send && turn && turn->at > now) {
    TRY(const auto mailbox, find_mailbox(tx, draft->mailbox_id));
    verdict = behind_others(*turn, *mailbox);
  }
  const auto at = turn ? std::optional(turn->at) : std::nullopt;
  const AddressKeys keys = keys_of(services, *draft);
  TRY_OK(put_send_slot(tx,
                       {draft->id, draft->version, draft->mailbox_id, keys.key_hash, keys.company_hash, at}));
  if (verdict.outcome == Outcome::hold && at) verdict.until = at;
  draft->verdict = std::move(verdict);
  TRY_OK(update_draft(tx, *draft));
  return at;
}

}  // namespace sa
