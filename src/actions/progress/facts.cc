#include "actions/progress/facts.h"

#include <algorithm>

#include "store/contact/contact.h"
#include "store/contact/find.h"
#include "store/engine/onlooker.h"
#include "store/mailbox/mailbox.h"
#include "store/sequence/sequence.h"

namespace sa {

Result<EnrollmentContext> get_enrollment_context(const Services& services, ReadTx& tx,
                                                 const Enrollment& enrollment) {
  const UnseenWork unseen;  // the same is decided, whoever asks
  EnrollmentContext context;
  TRY(context.sequence, get_sequence_version(tx, enrollment.sequence_id, enrollment.sequence_version));
  TRY(context.facts.contact, get_contact(tx, enrollment.contact_id));
  if (context.facts.contact.company_id) {
    TRY(context.facts.company, find_company(tx, *context.facts.contact.company_id));
  }
  context.facts.mailbox_zone = services.gate_policy.calendar.timezone;
  context.facts.sender = {services.sender.name, services.sender.address};
  const auto& mailbox_id = enrollment.mailbox_id ? enrollment.mailbox_id : context.facts.contact.mailbox_id;
  if (mailbox_id) {
    TRY(const auto mailbox, find_mailbox(tx, *mailbox_id));
    if (mailbox) context.facts.sender = {mailbox->name, mailbox->address};
  }
  context.calendar = plan_calendar(context.sequence, context.facts, services.gate_policy.calendar.holidays);
  return context;
}

Result<std::optional<EnrollmentFacts>> find_enrollment_facts(const Services& services, ReadTx& tx,
                                                             const Draft& draft, Instant now) {
  if (!draft.source.enrollment_id) return std::optional<EnrollmentFacts>();
  TRY(auto row, find_enrollment_gate(tx, *draft.source.enrollment_id, now));
  if (!row) return std::optional<EnrollmentFacts>();
  EnrollmentFacts facts{row->status,
                        std::move(row->reason),
                        row->replied_at,
                        row->campaign_status,
                        row->campaign_name.value_or(""),
                        row->absent_until,
                        row->other_sequence_id.value_or("")};
  if (row->step_id == draft.source.step_id) facts.step_at = row->next_at;
  const auto& ids = row->draft_ids;
  facts.is_replaced = std::ranges::find(ids, draft.id) != ids.end() && ids.back() != draft.id;
  Enrollment enrollment;
  enrollment.sequence_id = row->sequence_id;
  enrollment.sequence_version = row->sequence_version;
  enrollment.contact_id = row->contact_id;
  enrollment.mailbox_id = draft.mailbox_id;
  TRY(EnrollmentContext context, get_enrollment_context(services, tx, enrollment));
  facts.calendar = std::move(context.calendar);
  return std::optional(std::move(facts));
}

}  // namespace sa
