#include "actions/contact/record.h"

#include "actions/contact/contact.h"
#include "actions/contact/term.h"
#include "actions/progress/change.h"
#include "core/contact/zone.h"
#include "store/contact/find.h"
#include "store/contact/origin.h"
#include "store/enrollment/enrollment.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 200;

Result<std::vector<std::string>> list_spellings(ReadTx& tx, const Contact& contact) {
  TRY(const auto addresses, list_contact_addresses(tx, contact.contact_id));
  std::vector<std::string> spellings{contact.email_key};
  for (const ContactAddress& each : addresses) spellings.push_back(each.email_key);
  return spellings;
}

/// What follows from the other fields: the name, the company, the time zone.
Result<Unit> complete(const Services& services, Tx& tx, Contact* contact, Instant now) {
  if (contact->name.empty()) contact->name = name_of_parts(*contact);
  std::optional<Company> company;
  if (contact->company_id) {
    TRY(company, find_company(tx, *contact->company_id));
  } else if (!contact->company.empty()) {
    TRY(company, ensure_company(services, tx, contact->company, "", now));
    contact->company_id = company->company_id;
  }
  if (company && contact->company.empty()) contact->company = company->name;
  set_zone(contact, company ? &*company : nullptr, services.agent_policy.zones);
  return ok();
}

/// How its first addresses came to a contact: where it is known from mail alone, it began with them.
const char* linked_by(ContactOrigin came_by) {
  switch (came_by) {
    case ContactOrigin::mail:
      return "start";
    case ContactOrigin::import_:
      return "import";
    case ContactOrigin::person:
      return "person";
  }
  return "person";
}

}  // namespace

std::string name_of_parts(const Contact& contact) {
  const char* gap = contact.first_name.empty() || contact.last_name.empty() ? "" : " ";
  return contact.first_name + gap + contact.last_name;
}

Result<Unit> index_contact(Tx& tx, const Contact& contact) {
  TRY(const auto spellings, list_spellings(tx, contact));
  return save_terms(tx, contact.contact_id, contact_terms(contact, spellings));
}

Result<Unit> link_address(const Services& services, Tx& tx, const std::string& contact_id,
                          const NewAddress& address, const char* linked_by, Instant now) {
  const AddressKeys keys = address_keys(services, address.email_key);
  return insert_contact_address(
      tx, {address.email_key, contact_id, address.email, keys.alias_key, keys.key_hash, linked_by, now});
}

Result<Contact> add_contact(const Services& services, Tx& tx, Contact contact,
                            const std::vector<NewAddress>& addresses, ContactOrigin came_by, Instant now) {
  if (contact.contact_id.empty()) contact.contact_id = new_id(services.clock, services.random);
  contact.email = addresses.front().email;
  contact.email_key = addresses.front().email_key;
  contact.created_at = contact.updated_at = now;
  contact.version = 1;
  TRY_OK(complete(services, tx, &contact, now));
  TRY_OK(insert_contact(tx, contact, came_by));
  std::vector<std::string> spellings;
  for (const NewAddress& each : addresses) {
    spellings.push_back(each.email_key);
    TRY_OK(link_address(services, tx, contact.contact_id, each, linked_by(came_by), now));
  }
  TRY_OK(save_terms(tx, contact.contact_id, contact_terms(contact, spellings)));
  return contact;
}

Result<Contact> change_contact(const Services& services, Tx& tx, Contact contact, Instant now) {
  TRY(const auto before, find_contact(tx, contact.contact_id));
  TRY_OK(complete(services, tx, &contact, now));
  contact.updated_at = now;
  ++contact.version;
  TRY(const bool changed, update_contact(tx, contact));
  if (!changed) return conflict("The contact was changed meanwhile: read it again.");
  TRY_OK(index_contact(tx, contact));
  TRY(const std::int64_t woken, wake_incomplete(tx, contact.contact_id, now));
  if (woken > 0) TRY_OK(ask_to_schedule(services, tx));
  // Its name may be the person's, and who erases them later no longer knows of it.
  const bool leaves = before && before->company_id && before->company_id != contact.company_id;
  if (leaves) TRY_OK(delete_left_company(tx, *before->company_id));
  return contact;
}

Result<Contact> note_contact(const Services& services, Tx& tx, const Contact& contact) {
  const AddressKeys keys = address_keys(services, contact.email_key);
  const NewAddress address{contact.email, contact.email_key};
  TRY(const auto known, find_contact_by_email(tx, keys));
  if (!known) return add_contact(services, tx, contact, {address}, ContactOrigin::mail, contact.created_at);
  TRY(const auto same, find_contact_address(tx, contact.email_key));
  if (!same) TRY_OK(link_address(services, tx, known->contact_id, address, "alias", contact.created_at));
  Contact filled = *known;
  if (filled.name.empty()) filled.name = contact.name;
  if (filled.company.empty()) filled.company = contact.company;
  const bool is_new = !same || filled.name != known->name || filled.company != known->company;
  return is_new ? change_contact(services, tx, std::move(filled), contact.updated_at)
                : Result<Contact>(std::move(filled));
}

Result<Unit> fill_contact(const Services& services, Tx& tx, const std::string& email_key,
                          const ContactDetails& details, Instant now) {
  TRY(const auto known, find_contact_by_email(tx, address_keys(services, email_key)));
  if (!known) return ok();
  Contact filled = *known;
  if (filled.name.empty()) filled.name = details.name;
  if (filled.company.empty()) filled.company = details.company;
  const bool is_told = known->zone_source == enum_name(ZoneSource::contact) ||
                       known->zone_source == enum_name(ZoneSource::crm);
  if (!is_told && is_zone(details.timezone)) {
    filled.timezone = details.timezone;
    filled.zone_source = enum_name(ZoneSource::crm);
  }
  const bool is_new = filled.name != known->name || filled.company != known->company ||
                      filled.timezone != known->timezone || filled.zone_source != known->zone_source;
  if (is_new) TRY_OK(change_contact(services, tx, std::move(filled), now));
  return ok();
}

Result<Unit> move_stage(const Services& services, Tx& tx, Contact contact, const StageFact& fact,
                        Instant now) {
  const bool moves = fact.is_person ? fact.stage != contact.stage : fact.stage > contact.stage;
  if (!moves) return ok();
  const StageMove move{new_id(services.clock, services.random),
                       contact.contact_id,
                       contact.stage,
                       fact.stage,
                       fact.rule,
                       fact.words,
                       fact.evidence,
                       fact.moved_by,
                       now};
  contact.stage = fact.stage;
  TRY_OK(change_contact(services, tx, std::move(contact), now));
  return insert_stage_move(tx, move);
}

std::string company_key(std::string_view name) {
  std::string key;
  for (const std::string& word : words_of(name)) key += (key.empty() ? "" : " ") + word;
  return key;
}

Result<Company> add_company(const Services& services, Tx& tx, Company company, Instant now) {
  company.company_id = new_id(services.clock, services.random);
  company.name_key = company_key(company.name);
  company.created_at = company.updated_at = now;
  company.version = 1;
  TRY_OK(insert_company(tx, company));
  TRY_OK(save_terms(tx, company.company_id, company_terms(company)));
  return company;
}

Result<std::optional<Company>> ensure_company(const Services& services, Tx& tx, const std::string& name,
                                              const std::string& domain, Instant now) {
  std::optional<Company> known;
  if (!domain.empty()) {
    TRY(known, find_company_by_domain(tx, domain));
    if (known) return known;
  }
  const std::string key = company_key(name);
  if (!key.empty()) {
    TRY(known, find_company_by_name(tx, key));
    const bool is_another = known && !domain.empty() && !known->domain.empty();
    if (known && !is_another) {
      if (domain.empty()) return known;
      known->domain = domain;
      TRY(Company told, change_company(services, tx, *std::move(known), now));
      return std::optional(std::move(told));
    }
  }
  if (domain.empty() && name.empty()) return std::optional<Company>();
  Company company;
  company.name = name.empty() ? domain : name;
  company.domain = domain;
  TRY(Company made, add_company(services, tx, std::move(company), now));
  return std::optional(std::move(made));
}

Result<Company> change_company(const Services& services, Tx& tx, Company company, Instant now) {
  TRY(const auto before, find_company(tx, company.company_id));
  company.name_key = company_key(company.name);
  company.updated_at = now;
  ++company.version;
  TRY(const bool changed, update_company(tx, company));
  if (!changed) return conflict("The company was changed meanwhile: read it again.");
  TRY_OK(save_terms(tx, company.company_id, company_terms(company)));
  const bool keeps_zone =
      before && before->timezone == company.timezone && before->country == company.country;
  for (std::string after; !keeps_zone;) {
    TRY(auto people, list_company_contacts(tx, company.company_id, after, kPage));
    if (people.empty()) break;
    after = people.back().contact_id;
    for (Contact& each : people) {
      const Contact was = each;
      set_zone(&each, &company, services.agent_policy.zones);
      if (each.timezone == was.timezone) continue;
      TRY_OK(change_contact(services, tx, std::move(each), now));
    }
  }
  return company;
}

}  // namespace sa
