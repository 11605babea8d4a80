#include "actions/enrollment/enroll.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "actions/progress/change.h"
#include "base/reflect/reflect.h"
#include "mail/address/alias.h"
#include "store/audit/audit.h"
#include "store/contact/contact.h"
#include "store/enrollment/enrollment.h"
#include "store/mailbox/mailbox.h"
#include "store/mailbox/sight.h"

namespace sa {
namespace {

/// What the enrolments of one call share.
struct Enrolling {
  const Sequence& sequence;
  const std::optional<std::string>& campaign_id;
  const std::optional<std::string>& mailbox_id;
  std::optional<std::string> user_id;
  std::string batch_id;
  Instant now;
};

SkippedContact in_other(const std::string& contact_id, const EnrollmentRow& other) {
  return {contact_id, "contact.other_sequence",
          "The contact is in the sequence " + other.sequence_id + " already.", std::nullopt};
}

SkippedContact suppressed(const std::string& contact_id, const Suppression& suppression) {
  const bool is_domain = suppression.scope == SuppressionScope::domain;
  return {contact_id, is_domain ? "suppression.domain" : "suppression.address",
          (is_domain ? "Nobody at the contact's domain may be contacted ("
                     : "The contact must not be contacted (") +
              std::string(enum_name(suppression.reason)) + ").",
          std::nullopt};
}

/// Why the contact cannot be enrolled; null: it can.
Result<std::optional<SkippedContact>> find_obstacle(const Services& services, ReadTx& tx,
                                                    const Sequence& sequence, const Contact& contact) {
  TRY(const auto standing, list_suppressions_of_person(tx, address_keys(services, contact.email_key)));
  if (!standing.empty()) return std::optional(suppressed(contact.contact_id, standing.front()));
  TRY(const auto living, list_living_enrollments(tx, contact.contact_id));
  for (const EnrollmentRow& each : living) {
    const bool excludes = !each.is_parallel && !sequence.allow_parallel;
    if (excludes || each.sequence_id == sequence.sequence_id)
      return std::optional(in_other(contact.contact_id, each));
  }
  return std::optional<SkippedContact>();
}

EnrollmentRow new_row(const Services& services, const Enrolling& with, const Contact& contact,
                      std::int64_t earlier) {
  EnrollmentRow row;
  row.enrollment_id = make_enrollment_id(with.sequence.sequence_id, contact.contact_id, earlier);
  row.sequence_id = with.sequence.sequence_id;
  row.sequence_version = with.sequence.version;
  row.contact_id = contact.contact_id;
  row.campaign_id = with.campaign_id;
  row.mailbox_id = with.mailbox_id;
  row.user_id = with.user_id;
  row.batch_id = with.batch_id;
  row.company_domain = company_domain(contact.email_key, services.mail_policy.freemail);
  row.is_parallel = with.sequence.allow_parallel;
  if (const SequenceStep* first = next_step(with.sequence, "")) row.step_id = first->step_id;
  row.wake_at = row.created_at = row.updated_at = with.now;
  return row;
}

/// Null: it is enrolled.
Result<std::optional<SkippedContact>> enroll_one(const Services& services, Tx& tx, const Actor& actor,
                                                 const Enrolling& with, const std::string& contact_id) {
  TRY(const auto contact, find_contact(tx, contact_id));
  if (!contact)
    return std::optional(
        SkippedContact{contact_id, "contact.gone", "There is no contact of this id.", std::nullopt});
  TRY(auto obstacle, find_obstacle(services, tx, with.sequence, *contact));
  if (obstacle) return obstacle;
  TRY(const std::int64_t earlier, count_earlier_enrollments(tx, contact_id, with.sequence.sequence_id));
  const EnrollmentRow row = new_row(services, with, *contact, earlier);
  TRY(const bool is_new, insert_enrollment(tx, row));
  if (!is_new)
    return std::optional(SkippedContact{contact_id, "contact.other_sequence",
                                        "The contact was enrolled in another sequence meanwhile.",
                                        std::nullopt});
  boost::json::object details = details_of(row, row.status);
  details["batch_id"] = with.batch_id;
  TRY_OK(append_audit(tx, actor, "enroll", details, with.now));
  return std::optional<SkippedContact>();
}

}  // namespace

Result<EnrollBatch> enroll_contacts(Services& services, Tx& tx, const Actor& actor, const Sequence& sequence,
                                    const std::vector<std::string>& contact_ids,
                                    const std::optional<std::string>& campaign_id,
                                    const std::optional<std::string>& mailbox_id) {
  if (sequence.status != SequenceStatus::ACTIVE)
    return conflict("The sequence " + sequence.sequence_id + " is " +
                    std::string(enum_name(sequence.status)) + ". Activate it before you enrol contacts.");
  if (mailbox_id) TRY_OK(check_mailbox(tx, *mailbox_id));
  std::vector<std::string> ids = contact_ids;
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  const auto user_id = actor.kind == ActorKind::person ? std::optional(actor.actor_id) : std::nullopt;
  const Enrolling with{sequence,
                       campaign_id,
                       mailbox_id,
                       user_id,
                       new_id(services.clock, services.random),
                       services.clock.now()};
  EnrollBatch batch{with.batch_id, 0, {}};
  for (const std::string& id : ids) {
    TRY(auto skipped, enroll_one(services, tx, actor, with, id));
    if (skipped)
      batch.skipped.push_back(*std::move(skipped));
    else
      ++batch.enrolled;
  }
  if (batch.enrolled > 0) TRY_OK(ask_to_schedule(services, tx));
  return batch;
}

}  // namespace sa
