#include "actions/contact/consent.h"

#include <algorithm>

#include "actions/contact/directory.h"
#include "actions/contact/record.h"
#include "actions/contact/suppression.h"
#include "store/audit/audit.h"
#include "store/contact/consent.h"
#include "store/contact/contact.h"

namespace sa {
namespace {

constexpr const char* kWithdrawn = "consent withdrawn";

Result<Unit> check_may(const Actor& actor) {
  if (actor.kind == ActorKind::person || actor.may(Scope::contacts)) return ok();
  return forbidden("Only a person, or a key with the scope contacts, may change consents.");
}

Result<Unit> opt_out(Services& services, Tx& tx, const Contact& contact, Instant now) {
  TRY(const auto addresses, list_contact_addresses(tx, contact.contact_id));
  for (const ContactAddress& each : addresses)
    TRY_OK(suppress_address(services, tx, each.email_key, SuppressionReason::objection, kWithdrawn, now));
  return ok();
}

Result<Unit> audit(Tx& tx, const Actor& actor, const char* action, const Consent& consent, Instant now) {
  TRY_OK(append_audit(tx, actor, action,
                      {{"contact_id", consent.contact_id},
                       {"consent_id", consent.consent_id},
                       {"basis", enum_name(consent.basis)}},
                      now));
  return ok();
}

Task<Result<Unit>> run_expired(Services& services, NoInput, JobTry) {
  constexpr std::int64_t kBatch = 200;
  const Instant now = services.clock.now();
  std::string after;
  while (true) {
    CO_TRY(const auto some, co_await services.db.write([&](Tx& tx) -> Result<std::vector<std::string>> {
      TRY(const auto ids, list_expired_consents(tx, now, after, kBatch));
      for (const std::string& id : ids) {
        TRY(Contact contact, get_contact(tx, id));
        TRY_OK(follow_consents(services, tx, std::move(contact), now));
      }
      return ids;
    }));
    if (static_cast<std::int64_t>(some.size()) < kBatch) co_return ok();
    after = some.back();
  }
}

constexpr JobKind<NoInput> kExpired{"expire_consents", 3, run_expired, Lane::ordinary, {kDayMs}};

}  // namespace

JobRow expire_consents_job() {
  return row_of(kExpired);
}

Result<Unit> follow_consents(const Services& services, Tx& tx, Contact contact, Instant now) {
  TRY(const auto consents, list_consents(tx, contact.contact_id));
  const Consent* standing = standing_consent(consents, now);
  const std::optional<ContactBasis> basis = standing ? std::optional(standing->basis) : std::nullopt;
  const std::optional<Instant> basis_at = standing ? standing->obtained_at : std::nullopt;
  if (contact.basis == basis && contact.basis_at == basis_at) return ok();
  contact.basis = basis;
  contact.basis_at = basis_at;
  TRY_OK(change_contact(services, tx, std::move(contact), now));
  return ok();
}

std::vector<Rule> ConsentFields::rules() {
  return {rule(&ConsentFields::obtained_at).describe("null: not known"),
          rule(&ConsentFields::source)
              .optional()
              .one_line()
              .max_length(kContactLongTextChars)
              .describe("where it was given"),
          rule(&ConsentFields::proof)
              .optional()
              .one_line()
              .max_length(kContactLongTextChars)
              .describe("where that can be seen"),
          rule(&ConsentFields::expires_at).describe("null: it does not end by itself")};
}

Task<Result<std::vector<Consent>>> get_consents(Services& services, std::string contact_id) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<std::vector<Consent>> {
    TRY_OK(get_contact(tx, contact_id));
    return list_consents(tx, contact_id);
  });
}

Task<Result<Consent>> add_consent(Services& services, Actor actor, std::string contact_id,
                                  ConsentFields fields) {
  CO_TRY_OK(check_may(actor));
  if (fields.obtained_at && fields.expires_at && *fields.expires_at <= *fields.obtained_at)
    co_return invalid_field("expires_at", "A consent ends after it was obtained.");
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Consent> {
    TRY(Contact contact, get_contact(tx, contact_id));
    const Consent consent{new_id(services.clock, services.random),
                          contact_id,
                          fields.basis,
                          fields.obtained_at,
                          fields.source,
                          fields.proof,
                          fields.expires_at,
                          std::nullopt,
                          std::nullopt,
                          actor.name,
                          now};
    TRY_OK(insert_consent(tx, consent));
    TRY_OK(audit(tx, actor, "add_consent", consent, now));
    TRY_OK(follow_consents(services, tx, std::move(contact), now));
    return consent;
  });
}

Task<Result<Consent>> end_consent(Services& services, Actor actor, std::string contact_id,
                                  std::string consent_id) {
  CO_TRY_OK(check_may(actor));
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Consent> {
    TRY(Contact contact, get_contact(tx, contact_id));
    TRY(const auto consents, list_consents(tx, contact_id));
    const auto found = std::ranges::find(consents, consent_id, &Consent::consent_id);
    if (found == consents.end()) return not_found("The contact has no consent " + consent_id + '.');
    Consent consent = *found;
    if (consent.withdrawn_at)
      return conflict("The consent was withdrawn at " + format_rfc3339(*consent.withdrawn_at) + " by " +
                      consent.withdrawn_by.value_or("somebody") + '.');
    consent.withdrawn_at = now;
    consent.withdrawn_by = actor.name;
    TRY_OK(withdraw_consent(tx, consent));
    TRY_OK(audit(tx, actor, "withdraw_consent", consent, now));
    TRY_OK(opt_out(services, tx, contact, now));
    TRY_OK(follow_consents(services, tx, std::move(contact), now));
    return consent;
  });
}

Result<Unit> note_consent(const Services& services, Tx& tx, const Contact& contact, const std::string& proof,
                          const std::string& who, Instant now) {
  if (!contact.basis) return ok();
  // Where the contact's data is from is no proof of a consent.
  return insert_consent(
      tx, {new_id(services.clock, services.random), contact.contact_id, *contact.basis, contact.basis_at, "",
           proof, std::nullopt, std::nullopt, std::nullopt, who, now});
}

}  // namespace sa
