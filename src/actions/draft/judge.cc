#include "actions/draft/judge.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "actions/draft/validation.h"
#include "actions/mailbox/line.h"
#include "actions/policy/policy.h"
#include "actions/progress/facts.h"
#include "store/draft/draft.h"
#include "store/engine/onlooker.h"

namespace sa {
namespace {

/// A draft that waits for a person shows what its sources say now.
Result<Unit> renew_claims(const Services& services, ReadTx& tx, Draft* draft) {
  if (draft->status != DraftStatus::PENDING_APPROVAL) return ok();
  TRY(const auto changed, list_changed_sources(services, tx, *draft));
  if (changed.empty()) return ok();
  TRY(const Background background, get_background(services, tx, draft->message_id, draft->recipient_key));
  const std::vector<Claim> before = std::move(draft->claims);
  validate_draft(services, background, draft);
  keep_acknowledged(before, &draft->claims);
  return ok();
}

/// The packs that judge a mail to this person, and what they go by.
Result<Unit> add_packs(const Services& services, ReadTx& tx, const AddressKeys& recipient, Instant now,
                       GateContext* context) {
  TRY(context->packs, list_enabled_packs(services, tx));
  if (std::ranges::none_of(context->packs, goes_by_contact)) return ok();
  TRY(PolicyContact contact, get_policy_contact(tx, recipient, now));
  context->policy = policy_facts_of(services, contact, recipient.email_key);
  context->contact.source = std::move(contact.source).value_or("");
  context->packs = packs_for(context->packs, context->policy.country);
  return ok();
}

}  // namespace

Result<GateContext> get_gate_facts(const Services& services, ReadTx& tx, const Draft& draft, Instant now) {
  const UnseenWork unseen;  // the same facts count, whoever asks
  AddressKeys recipient = address_keys(services, draft.recipient_key);
  recipient.company_hash = company_hash_of(services, draft.recipient_key);
  TRY(MailboxFacts mailbox, get_mailbox_facts(services, tx, draft.mailbox_id, now));
  QuotaLimits limits = services.gate_policy.limits;
  limits.mailbox_day = mailbox.day_limit.value_or(limits.mailbox_day);
  TRY(GateContext context, get_gate_context(tx, draft, recipient, limits, now));
  mailbox.contact_mailbox_id = std::move(context.mailbox.contact_mailbox_id);
  context.mailbox = std::move(mailbox);
  context.contact.is_role_address = is_role_address(draft.recipient_key, services.mail_policy.role_address);
  TRY_OK(add_packs(services, tx, recipient, now, &context));
  TRY(context.enrollment, find_enrollment_facts(services, tx, draft, now));
  if (draft.status == DraftStatus::APPROVED) {
    TRY(context.changed_sources, list_changed_sources(services, tx, draft));
  }
  return context;
}

Result<Unit> judge(const Services& services, ReadTx& tx, Draft* draft, Instant now) {
  const UnseenWork unseen;
  TRY_OK(renew_claims(services, tx, draft));
  TRY(const GateContext context, get_gate_facts(services, tx, *draft, now));
  draft->verdict = decide(*draft, context, services.gate_policy, now);
  return ok();
}

}  // namespace sa
