#include "actions/policy/policy.h"

#include <algorithm>

#include "core/contact/country.h"
#include "mail/address/address.h"
#include "store/audit/audit.h"

namespace sa {
namespace {

PolicyPackCard card_of(const PolicyPack& pack, const std::vector<PackSwitch>& switches) {
  PolicyPackCard card;
  static_cast<PolicyPack&>(card) = pack;
  card.enabled = pack.enabled_at_start;
  const auto found = std::ranges::find(switches, pack.pack_id, &PackSwitch::pack_id);
  if (found == switches.end()) return card;
  card.enabled = found->enabled;
  card.changed_by = found->changed_by;
  card.changed_at = found->changed_at;
  return card;
}

}  // namespace

Task<Result<std::vector<PolicyPackCard>>> list_policy_packs(Services& services) {
  CO_TRY(const auto switches, co_await services.db.read([](ReadTx& tx) { return list_pack_switches(tx); }));
  std::vector<PolicyPackCard> cards;
  for (const PolicyPack& each : services.agent_policy.packs) cards.push_back(card_of(each, switches));
  std::ranges::sort(cards, {}, &PolicyPackCard::pack_id);
  co_return cards;
}

Task<Result<PolicyPackCard>> switch_policy_pack(Services& services, Actor actor, std::string pack_id,
                                                bool enabled) {
  if (actor.kind != ActorKind::person || !actor.may(Scope::settings))
    co_return forbidden("Only a lead or an owner, as a person, may switch a policy pack.");
  const auto& packs = services.agent_policy.packs;
  const auto pack = std::ranges::find(packs, pack_id, &PolicyPack::pack_id);
  if (pack == packs.end()) co_return not_found("There is no policy pack " + pack_id + '.');
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<PolicyPackCard> {
    TRY(const auto before, list_pack_switches(tx));
    PolicyPackCard card = card_of(*pack, before);
    if (card.enabled == enabled) return card;
    const PackSwitch change{pack_id, enabled, actor.name, now};
    TRY_OK(keep_pack_switch(tx, change));
    TRY_OK(append_audit(tx, actor, enabled ? "enable_policy_pack" : "disable_policy_pack",
                        {{"pack_id", pack_id}}, now));
    return card_of(*pack, {change});
  });
}

Result<PolicyPacks> list_enabled_packs(const Services& services, ReadTx& tx) {
  TRY(const auto switches, list_pack_switches(tx));
  return enabled_packs(services.agent_policy.packs, switches);
}

Result<PolicyPeople> list_policy_people(ReadTx& tx, const PolicyPacks& packs, const ContactSpan& span,
                                        Instant now) {
  PolicyPeople people;
  if (std::ranges::none_of(packs, goes_by_contact)) return people;
  TRY(auto rows, list_policy_contacts(tx, span, now));
  for (PolicyContact& each : rows) {
    std::string id = each.contact_id.value_or("");
    people.emplace(std::move(id), std::move(each));
  }
  return people;
}

PolicyFacts policy_facts_of(const Services& services, const PolicyContact& contact, std::string_view email) {
  PolicyFacts facts;
  facts.country = known_country(contact.country.value_or(""), services.agent_policy.holidays,
                                services.agent_policy.zones);
  const bool has_consent = contact.consent_id.has_value();
  // The contact's own basis follows the consents once a day only.
  facts.consent_ended = !has_consent && contact.ended_at.has_value();
  if (has_consent) {
    facts.basis = contact.consent_basis;
    facts.basis_at = contact.obtained_at;
  } else if (!facts.consent_ended) {
    facts.basis = contact.basis;
    facts.basis_at = contact.basis_at;
  }
  facts.has_proof = !contact.proof.value_or("").empty() || !contact.consent_source.value_or("").empty();
  facts.wrote_at = contact.wrote_at;
  facts.inquired_at = contact.inquired_at;
  facts.known_since = contact.known_since;
  facts.is_first = !contact.written_at.has_value();
  const std::size_t at = email.rfind('@');
  facts.is_private_address =
      at != std::string_view::npos && is_freemail(email.substr(at + 1), services.mail_policy.freemail);
  return facts;
}

}  // namespace sa
