#include "actions/contact/directory.h"

#include <algorithm>
#include <utility>

#include "actions/contact/consent.h"
#include "actions/contact/contact.h"
#include "actions/contact/record.h"
#include "actions/contact/term.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/address/address.h"
#include "store/audit/audit.h"
#include "store/engine/onlooker.h"
#include "store/mailbox/mailbox.h"
#include "store/mailbox/sight.h"
#include "store/user/user.h"

namespace sa {
namespace {

constexpr std::size_t kMaxAddresses = 50;
constexpr std::size_t kMaxCustom = 200;
constexpr std::size_t kMaxCustomBytes = 8 << 10;
constexpr std::size_t kMaxNoteBytes = 20'000;

CompanyCard card_of(const Company& company) {
  return {company.company_id, company.name,       company.domain,     company.country,
          company.timezone,   company.created_at, company.updated_at, company.version};
}

/// What the columns of its own do not say.
void add_brief(const ContactBrief& brief, ContactView* card) {
  card->owner = brief.owner;
  card->last_touch_at = brief.last_touch_at;
  if (brief.task_id)
    card->next_step = {*brief.task_id, brief.task_title.value_or(""), brief.task_due_date.value_or(Date{})};
}

/// The wanted ranges. Words beyond kMaxSearchWords are not looked at.
std::vector<TermRange> ranges_of(const ContactFilter& filter) {
  std::vector<TermRange> ranges;
  std::vector<std::string> words = words_of(filter.q);
  words.resize(std::min(words.size(), kMaxSearchWords));
  for (const std::string& word : words) ranges.push_back(word_range(word));
  if (filter.stage) ranges.push_back(stage_range(*filter.stage));
  if (filter.basis) ranges.push_back(basis_range(*filter.basis));
  if (!filter.tag.empty()) ranges.push_back(tag_range(filter.tag));
  if (!filter.user_id.empty()) ranges.push_back(user_range(filter.user_id));
  if (!filter.company_id.empty()) ranges.push_back(company_range(filter.company_id));
  return ranges;
}

bool matches(const ContactFilter& filter, const Contact& contact) {
  const auto has_tag = [&](const std::string& tag) {
    return tag_range(tag).low == tag_range(filter.tag).low;
  };
  return (!filter.stage || *filter.stage == contact.stage) &&
         (!filter.basis || filter.basis == contact.basis) &&
         (filter.user_id.empty() || filter.user_id == contact.user_id) &&
         (filter.company_id.empty() || filter.company_id == contact.company_id) &&
         (filter.tag.empty() || std::ranges::any_of(contact.tags, has_tag));
}

/// Whose address `q` is, in any spelling.
Result<std::optional<Contact>> find_by_address(const Services& services, ReadTx& tx, const std::string& q) {
  const auto key = read_address(trimmed(q));
  if (!key) return std::optional<Contact>();
  TRY(const auto holder, find_contact_by_email(tx, address_keys(services, *key)));
  return holder ? find_contact(tx, holder->contact_id) : Result<std::optional<Contact>>(std::nullopt);
}

/// Takes what a person wrote over what is there, and says what is wrong with it.
class ContactEdit {
 public:
  ContactEdit(Tx& tx, const ContactFields& fields) : tx_(tx), fields_(fields) {}

  /// Everything but the addresses and the stage.
  Result<Unit> apply(Contact* contact) {
    // A name that was put together from its parts follows them; one that was told stays.
    if (contact->name == name_of_parts(*contact)) contact->name.clear();
    take(fields_.first_name, &contact->first_name);
    take(fields_.last_name, &contact->last_name);
    take(fields_.name, &contact->name);
    take(fields_.title, &contact->title);
    take(fields_.phone, &contact->phone);
    take(fields_.country, &contact->country);
    take(fields_.language, &contact->language);
    take(fields_.linkedin_url, &contact->linkedin_url);
    take(fields_.source, &contact->source);
    if (fields_.basis) contact->basis = fields_.basis;
    if (fields_.basis_at) contact->basis_at = fields_.basis_at;
    if (fields_.custom) contact->custom = *fields_.custom;
    TRY_OK(apply_tags(contact));
    TRY_OK(apply_zone(contact));
    TRY_OK(apply_company(contact));
    TRY_OK(apply_mailbox(contact));
    return apply_owner(contact);
  }

  /// The addresses as they are to be, the first one foremost; empty when nothing is said of them. A new `email` alone stands before
  /// `known`, those that there are.
  Result<std::vector<NewAddress>> addresses(const std::vector<ContactAddress>& known) const {
    std::vector<std::string> written;
    if (fields_.email) written.push_back(*fields_.email);
    if (fields_.emails) {
      written.insert(written.end(), fields_.emails->begin(), fields_.emails->end());
    } else if (fields_.email) {
      for (const ContactAddress& each : known) written.push_back(each.email);
    }
    std::vector<NewAddress> made;
    for (std::size_t i = 0; i < written.size(); ++i) {
      const std::string email(trimmed(written[i]));
      auto key = read_address(email);
      const std::size_t place = fields_.email ? i - 1 : i;
      if (!key) {
        const bool is_email = fields_.email && i == 0;
        return invalid_field(is_email ? "email" : "emails/" + std::to_string(place), key.error().message);
      }
      const bool is_known =
          std::ranges::any_of(made, [&](const NewAddress& each) { return each.email_key == *key; });
      if (!is_known) made.push_back({email, *std::move(key)});
    }
    if (made.size() > kMaxAddresses) return invalid_field("emails", "A contact has at most 50 addresses.");
    return made;
  }

 private:
  static void take(const std::optional<std::string>& from, std::string* to) {
    if (from) *to = trimmed(*from);
  }

  Result<Unit> apply_tags(Contact* contact) const {
    if (!fields_.tags) return ok();
    contact->tags.clear();
    for (const std::string& tag : *fields_.tags) {
      const std::string text(trimmed(tag));
      if (!text.empty() && std::ranges::find(contact->tags, text) == contact->tags.end())
        contact->tags.push_back(text);
    }
    return ok();
  }

  Result<Unit> apply_zone(Contact* contact) const {
    if (!fields_.timezone) return ok();
    contact->timezone = trimmed(*fields_.timezone);
    contact->zone_source = contact->timezone.empty() ? "" : enum_name(ZoneSource::contact);
    if (contact->timezone.empty() || is_zone(contact->timezone)) return ok();
    return invalid_field("timezone", "must be a time zone such as Europe/Berlin");
  }

  Result<Unit> apply_company(Contact* contact) const {
    if (fields_.company) {
      const std::string name(trimmed(*fields_.company));
      if (name != contact->company) contact->company_id.reset();
      contact->company = name;
    }
    if (!fields_.company_id) return ok();
    contact->company_id.reset();
    if (fields_.company_id->empty()) {
      // The text alone would find the company again.
      if (!fields_.company) contact->company.clear();
      return ok();
    }
    TRY(const auto company, find_company(tx_, *fields_.company_id));
    if (!company) return invalid_field("company_id", "There is no company " + *fields_.company_id + ".");
    contact->company_id = company->company_id;
    if (!fields_.company) contact->company = company->name;
    return ok();
  }

  /// The contact hears from it from now on, whoever wrote before.
  Result<Unit> apply_mailbox(Contact* contact) const {
    if (!fields_.mailbox_id) return ok();
    TRY_OK(check_mailbox(tx_, *fields_.mailbox_id));
    TRY(const auto mailbox, find_mailbox(tx_, *fields_.mailbox_id));
    if (!mailbox || mailbox->retired_at)
      return invalid_field("mailbox_id", "There is no mailbox " + *fields_.mailbox_id + ".");
    contact->mailbox_id = mailbox->mailbox_id;
    return ok();
  }

  Result<Unit> apply_owner(Contact* contact) const {
    if (!fields_.user_id) return ok();
    contact->user_id.reset();
    if (fields_.user_id->empty()) return ok();
    TRY(const auto user, find_user(tx_, *fields_.user_id));
    if (!user) return invalid_field("user_id", "There is no user " + *fields_.user_id + ".");
    contact->user_id = user->user_id;
    return ok();
  }

  Tx& tx_;
  const ContactFields& fields_;
};

/// An address that nobody else has and that was not erased.
Result<Unit> check_free(const Services& services, ReadTx& tx, const NewAddress& address,
                        const std::string& contact_id) {
  const AddressKeys keys = address_keys(services, address.email_key);
  TRY(const auto holder, find_contact_by_email(tx, keys));
  if (holder && holder->contact_id != contact_id) {
    TRY(const auto seen, find_contact(tx, holder->contact_id));
    if (!seen)
      return conflict(address.email +
                      " is an address of a contact that you do not see. Its owner can change it.");
    return conflict(address.email + " is an address of the contact " + holder->contact_id +
                    ": change that one, or merge the two.")
        .with_details("contact_id", boost::json::value(holder->contact_id));
  }
  TRY(const auto standing, list_suppressions_of(tx, keys));
  for (const Suppression& each : standing) {
    if (each.source == kErasureSource)
      return conflict(
          "contact.erased: this person was erased and said no. Only an owner may lift that, with proof of "
          "new consent.");
  }
  return ok();
}

/// Makes the contact's addresses these.
Result<Unit> save_addresses(const Services& services, Tx& tx, Contact* contact,
                            const std::vector<NewAddress>& wanted, Instant now) {
  if (wanted.empty()) return ok();
  TRY(const auto before, list_contact_addresses(tx, contact->contact_id));
  for (const NewAddress& each : wanted) {
    TRY_OK(check_free(services, tx, each, contact->contact_id));
    TRY_OK(link_address(services, tx, contact->contact_id, each, "person", now));
  }
  for (const ContactAddress& each : before) {
    const bool stays = std::ranges::any_of(
        wanted, [&](const NewAddress& address) { return address.email_key == each.email_key; });
    if (!stays) TRY_OK(delete_contact_address(tx, contact->contact_id, each.email_key));
  }
  contact->email = wanted.front().email;
  contact->email_key = wanted.front().email_key;
  return ok();
}

StageFact person_fact(const Actor& actor, ContactStage stage) {
  return {stage, "stage.person", actor.name + " set it.", "", actor.name, actor.kind == ActorKind::person};
}

/// What bears on whether we may write to somebody is for people to say, and for keys that may change contacts. A new contact's
/// address is not of it: it takes nothing from anybody.
Result<Unit> check_may(const Actor& actor, const ContactFields& fields, bool is_new) {
  if (actor.kind == ActorKind::person || actor.may(Scope::contacts)) return ok();
  const char* field = nullptr;
  if (!is_new && fields.email) field = "email";
  if (!is_new && fields.emails) field = "emails";
  if (!is_new && fields.mailbox_id) field = "mailbox_id";
  if (fields.basis) field = "basis";
  if (fields.basis_at) field = "basis_at";
  if (fields.stage) field = "stage";
  if (!field) return ok();
  return forbidden(std::string("Only a person, or a key with the scope contacts, may set ") + field +
                   ": leave it out.");
}

/// What of a contact bears on whether and when we may write to it, as a person reads it.
struct Grounds {
  std::string addresses;
  std::string basis;
  std::string timezone;
  std::string mailbox;
};

Result<Grounds> read_grounds(ReadTx& tx, const Contact& contact) {
  TRY(const auto addresses, list_contact_addresses(tx, contact.contact_id));
  Grounds grounds{contact.email, "none", contact.timezone.empty() ? "none" : contact.timezone,
                  contact.mailbox_id.value_or("none")};
  for (const ContactAddress& each : addresses) {
    if (each.email_key != contact.email_key) grounds.addresses += ", " + each.email;
  }
  if (contact.basis) grounds.basis = enum_name(*contact.basis);
  if (contact.basis_at) grounds.basis += " since " + format_rfc3339(*contact.basis_at);
  return grounds;
}

/// Says in the timeline who changed them, with the words, and in the trail, without.
Result<Unit> note_grounds(const Services& services, Tx& tx, const Actor& actor, const Grounds& before,
                          const Contact& contact, Instant now) {
  TRY(const Grounds after, read_grounds(tx, contact));
  std::string words;
  boost::json::array names;
  const auto compare = [&](const char* name, const std::string& was, const std::string& is) {
    if (was == is) return;
    names.emplace_back(name);
    words += (words.empty() ? "Changed " : "; ") + std::string(name) + " from " + was + " to " + is;
  };
  compare("addresses", before.addresses, after.addresses);
  compare("basis", before.basis, after.basis);
  compare("timezone", before.timezone, after.timezone);
  compare("mailbox", before.mailbox, after.mailbox);
  if (names.empty()) return ok();
  TRY_OK(insert_contact_note(
      tx, {new_id(services.clock, services.random), contact.contact_id, words + '.', actor.name, now}));
  TRY_OK(append_audit(tx, actor, "change_contact",
                      {{"contact_id", contact.contact_id}, {"fields", std::move(names)}}, now));
  return ok();
}

Result<Unit> check_company(const CompanyFields& fields, Company* company) {
  if (fields.name) company->name = trimmed(*fields.name);
  if (fields.country) company->country = trimmed(*fields.country);
  if (fields.timezone) company->timezone = trimmed(*fields.timezone);
  if (!company->timezone.empty() && !is_zone(company->timezone))
    return invalid_field("timezone", "must be a time zone such as Europe/Berlin");
  if (fields.domain) {
    const std::string domain(trimmed(*fields.domain));
    auto key = domain.empty() ? Result<std::string>(domain) : normalize_domain(domain);
    if (!key) return invalid_field("domain", key.error().message);
    company->domain = *std::move(key);
  }
  if (company->name.empty()) company->name = company->domain;
  if (company->name.empty()) return invalid_field("name", "Give the company's name.");
  return ok();
}

Result<Unit> check_domain_free(ReadTx& tx, const Company& company) {
  TRY(const auto holder, find_company_by_domain(tx, company.domain));
  if (!holder || holder->company_id == company.company_id) return ok();
  return conflict(company.domain + " is the domain of the company " + holder->name + '.')
      .with_details("company_id", boost::json::value(holder->company_id));
}

const std::string& id_of(const FoundCompany& company) {
  return company.company_id;
}
const std::string& id_of(const FoundContact& contact) {
  return contact.contact_id;
}

/// `addresses`: its own.
ContactView card_of(const Services& services, const Contact& contact,
                    const std::vector<ContactAddress>& addresses) {
  ContactView card;
  card.contact_id = contact.contact_id;
  card.email = contact.email;
  card.emails = {contact.email};
  for (const ContactAddress& each : addresses) {
    if (each.email_key != contact.email_key) card.emails.push_back(each.email);
  }
  card.first_name = contact.first_name;
  card.last_name = contact.last_name;
  card.name = contact.name;
  card.company_id = contact.company_id;
  card.company = contact.company;
  card.title = contact.title;
  card.phone = contact.phone;
  card.country = contact.country;
  const bool has_zone = !contact.timezone.empty();
  card.timezone = has_zone ? contact.timezone : services.gate_policy.calendar.timezone;
  card.zone_source = has_zone ? parse_enum<ZoneSource>(contact.zone_source).value_or(ZoneSource::contact)
                              : ZoneSource::sender;
  card.language = contact.language;
  card.linkedin_url = contact.linkedin_url;
  card.stage = contact.stage;
  card.user_id = contact.user_id;
  card.mailbox_id = contact.mailbox_id;
  card.basis = contact.basis;
  card.basis_at = contact.basis_at;
  card.source = contact.source;
  card.tags = contact.tags;
  card.custom = contact.custom;
  card.created_at = contact.created_at;
  card.updated_at = contact.updated_at;
  card.version = contact.version;
  return card;
}

}  // namespace

Result<std::vector<ContactView>> bare_cards_of(const Services& services, ReadTx& tx,
                                               const std::vector<Contact>& contacts) {
  std::vector<std::string> ids;
  for (const Contact& each : contacts) ids.push_back(each.contact_id);
  TRY(const auto addresses, list_contact_addresses(tx, ids));
  std::map<std::string, std::vector<ContactAddress>> of;
  for (const ContactAddress& each : addresses) of[each.contact_id].push_back(each);
  std::vector<ContactView> cards;
  for (const Contact& each : contacts) cards.push_back(card_of(services, each, of[each.contact_id]));
  return cards;
}

Result<std::vector<ContactView>> cards_of(const Services& services, ReadTx& tx,
                                          const std::vector<Contact>& contacts) {
  TRY(auto cards, bare_cards_of(services, tx, contacts));
  std::vector<std::string> ids;
  for (const ContactView& card : cards) ids.push_back(card.contact_id);
  TRY(const auto briefs, list_contact_briefs(tx, ids));
  std::map<std::string, const ContactBrief*> brief_of;
  for (const ContactBrief& each : briefs) brief_of[each.contact_id] = &each;
  for (ContactView& card : cards) {
    if (const auto brief = brief_of.find(card.contact_id); brief != brief_of.end())
      add_brief(*brief->second, &card);
  }
  return cards;
}

Result<ContactView> card_of(const Services& services, ReadTx& tx, const Contact& contact) {
  TRY(auto cards, cards_of(services, tx, {contact}));
  return std::move(cards.front());
}

std::vector<Rule> ContactFields::rules() {
  return {rule(&ContactFields::email).max_length(254).describe("the address that we write to"),
          rule(&ContactFields::emails)
              .max_length(254)
              .describe("all addresses; with email, the further ones. What is not listed is taken away"),
          rule(&ContactFields::first_name).one_line().max_length(kContactTextChars),
          rule(&ContactFields::last_name).one_line().max_length(kContactTextChars),
          rule(&ContactFields::name)
              .one_line()
              .max_length(kContactTextChars)
              .describe("made of first and last name when it is left out"),
          rule(&ContactFields::company_id).max_length(kContactTextChars).describe("\"\": none"),
          rule(&ContactFields::company)
              .one_line()
              .max_length(kContactTextChars)
              .describe("the company of that name is found or made"),
          rule(&ContactFields::title).one_line().max_length(kContactTextChars),
          rule(&ContactFields::phone).one_line().max_length(kContactTextChars),
          rule(&ContactFields::country).one_line().max_length(kContactTextChars).describe("a code or a name"),
          rule(&ContactFields::timezone)
              .max_length(kContactTextChars)
              .describe("such as Europe/Berlin; \"\": as country, telephone or company say")
              .example("Europe/Berlin"),
          rule(&ContactFields::language).one_line().max_length(kContactTextChars),
          rule(&ContactFields::linkedin_url).one_line().max_length(kContactLongTextChars),
          rule(&ContactFields::user_id).max_length(kContactTextChars).describe("the owner; \"\": nobody"),
          rule(&ContactFields::mailbox_id)
              .max_length(320)
              .describe("the mailbox that all mail to them comes from"),
          rule(&ContactFields::source)
              .one_line()
              .max_length(kContactLongTextChars)
              .describe("where the data is from"),
          rule(&ContactFields::tags).one_line().max_length(kContactTextChars),
          rule(&ContactFields::custom).printable().describe("further fields, by name: all of them")};
}

std::vector<Rule> CompanyFields::rules() {
  return {rule(&CompanyFields::name).one_line().max_length(kContactTextChars),
          rule(&CompanyFields::domain).max_length(kContactTextChars).example("acme.example"),
          rule(&CompanyFields::country).one_line().max_length(kContactTextChars),
          rule(&CompanyFields::timezone).max_length(kContactTextChars).example("Europe/Berlin")};
}

namespace {

Result<Unit> check_sizes(const ContactFields& fields) {
  if (fields.tags && fields.tags->size() > kContactTags)
    return invalid_field("tags", "A contact has at most 100 tags.");
  if (fields.custom && fields.custom->size() > kMaxCustom)
    return invalid_field("custom", "A contact has at most 200 fields of its own.");
  for (const auto& [name, value] : fields.custom.value_or(std::map<std::string, std::string>())) {
    if (name.empty() || name.size() > kContactTextChars || value.size() > kMaxCustomBytes)
      return invalid_field("custom/" + name,
                           "A field's name is 1 to 200 bytes long, and its text at most 8 KB.");
  }
  return ok();
}

/// Takes the record that says that there is more off the page; where the next page begins.
template <class Found>
std::optional<ListPlace> cut(std::vector<Found>* found, std::int64_t limit) {
  if (found->size() <= static_cast<std::size_t>(limit)) return std::nullopt;
  found->resize(static_cast<std::size_t>(limit));
  return ListPlace{found->back().found_low, found->back().found_term, id_of(found->back())};
}

}  // namespace

Task<Result<FoundPage<ContactView>>> list_contacts(Services& services, ContactFilter filter, ListPlace after,
                                                   std::int64_t limit) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<FoundPage<ContactView>> {
    FoundPage<ContactView> page;
    TRY(const auto whole, find_by_address(services, tx, filter.q));
    if (whole) {
      if (!matches(filter, *whole) || !after.record_id.empty()) return page;
      TRY(ContactView card, card_of(services, tx, *whole));
      page.items.push_back(std::move(card));
      return page;
    }
    // Words that hold no letter or digit find nothing, rather than everything.
    std::vector<TermRange> ranges = ranges_of(filter);
    if (!trimmed(filter.q).empty() && words_of(filter.q).empty()) return page;
    TRY(auto found, list_contacts(tx, std::move(ranges), after, limit + 1));
    page.next = cut(&found, limit);
    TRY(page.items, cards_of(services, tx, {found.begin(), found.end()}));
    return page;
  });
}

Task<Result<ContactView>> get_contact_card(Services& services, std::string contact_id) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<ContactView> {
    TRY(const Contact contact, get_contact(tx, contact_id));
    return card_of(services, tx, contact);
  });
}

Task<Result<ContactView>> find_contact_card(Services& services, std::string address) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<ContactView> {
    TRY(const auto contact, find_by_address(services, tx, address));
    if (!contact) return not_found("Nobody in the directory has the address " + address + ".");
    return card_of(services, tx, *contact);
  });
}

Task<Result<ContactView>> create_contact(Services& services, const Actor& actor, ContactFields fields) {
  CO_TRY_OK(check_sizes(fields));
  CO_TRY_OK(check_may(actor, fields, true));
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<ContactView> {
    ContactEdit edit(tx, fields);
    TRY(const std::vector<NewAddress> addresses, edit.addresses({}));
    if (addresses.empty()) return invalid_field("email", "Give an address.");
    Contact contact;
    TRY_OK(edit.apply(&contact));
    for (const NewAddress& each : addresses) TRY_OK(check_free(services, tx, each, ""));
    TRY(contact, add_contact(services, tx, std::move(contact), addresses, ContactOrigin::person, now));
    TRY_OK(note_consent(services, tx, contact, "", actor.name, now));
    if (fields.stage) {
      TRY_OK(move_stage(services, tx, contact, person_fact(actor, *fields.stage), now));
      TRY(contact, get_contact(tx, contact.contact_id));
    }
    return card_of(services, tx, contact);
  });
}

Task<Result<ContactView>> update_contact(Services& services, const Actor& actor, std::string contact_id,
                                         std::int64_t version, ContactFields fields) {
  CO_TRY_OK(check_sizes(fields));
  CO_TRY_OK(check_may(actor, fields, false));
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<ContactView> {
    TRY(Contact contact, get_contact(tx, contact_id));
    if (contact.version != version) {
      TRY(const ContactView card, card_of(services, tx, contact));
      return conflict("The contact is version " + std::to_string(contact.version) +
                      " now, you changed version " + std::to_string(version) + ": read it again.")
          .with_details("version", contact.version)
          .with_details("current", to_json(card));
    }
    ContactEdit edit(tx, fields);
    TRY(const auto known, list_contact_addresses(tx, contact_id));
    TRY(const std::vector<NewAddress> addresses, edit.addresses(known));
    if (addresses.empty() && fields.emails) return invalid_field("emails", "A contact has an address.");
    TRY(const Grounds before, read_grounds(tx, contact));
    const auto basis = std::pair(contact.basis, contact.basis_at);
    TRY_OK(edit.apply(&contact));
    TRY_OK(save_addresses(services, tx, &contact, addresses, now));
    const UnseenWork unseen;  // it may now have none of the addresses by which the asker saw it
    TRY(contact, change_contact(services, tx, std::move(contact), now));
    TRY_OK(note_grounds(services, tx, actor, before, contact, now));
    if (basis != std::pair(contact.basis, contact.basis_at))
      TRY_OK(note_consent(services, tx, contact, "", actor.name, now));
    if (fields.stage) {
      TRY_OK(move_stage(services, tx, contact, person_fact(actor, *fields.stage), now));
      TRY(contact, get_contact(tx, contact_id));
    }
    return card_of(services, tx, contact);
  });
}

Task<Result<ContactNote>> add_note(Services& services, const Actor& actor, std::string contact_id,
                                   std::string text) {
  if (text.size() > kMaxNoteBytes) co_return invalid_field("text", "A note is at most 20,000 bytes long.");
  const ContactNote note{new_id(services.clock, services.random), std::move(contact_id), std::move(text),
                         actor.name, services.clock.now()};
  co_return co_await services.db.write([&](Tx& tx) -> Result<ContactNote> {
    TRY_OK(get_contact(tx, note.contact_id));
    TRY_OK(insert_contact_note(tx, note));
    return note;
  });
}

Task<Result<std::vector<TimelineItem>>> get_contact_timeline(Services& services, std::string contact_id,
                                                             TimelinePlace after, std::int64_t limit) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<std::vector<TimelineItem>> {
    TRY_OK(get_contact(tx, contact_id));
    return list_timeline(tx, contact_id, "", after, limit);
  });
}

Task<Result<FoundPage<CompanyCard>>> list_companies(Services& services, std::string q, ListPlace after,
                                                    std::int64_t limit) {
  std::vector<TermRange> ranges;
  std::vector<std::string> words = words_of(q);
  if (words.empty() && !trimmed(q).empty()) co_return FoundPage<CompanyCard>{};
  words.resize(std::min(words.size(), kMaxCompanyTermRanges));
  for (const std::string& word : words) ranges.push_back(company_word_range(word));
  CO_TRY(auto found,
         co_await services.db.read([&](ReadTx& tx) { return list_companies(tx, ranges, after, limit + 1); }));
  FoundPage<CompanyCard> page;
  page.next = cut(&found, limit);
  for (const FoundCompany& each : found) page.items.push_back(card_of(each));
  co_return page;
}

Task<Result<CompanyCard>> get_company_card(Services& services, std::string company_id) {
  CO_TRY(const Company company,
         co_await services.db.read([&](ReadTx& tx) { return get_company(tx, company_id); }));
  co_return card_of(company);
}

Task<Result<CompanyCard>> create_company(Services& services, CompanyFields fields) {
  co_return co_await services.db.write([&](Tx& tx) -> Result<CompanyCard> {
    Company company;
    TRY_OK(check_company(fields, &company));
    TRY_OK(check_domain_free(tx, company));
    TRY(company, add_company(services, tx, std::move(company), services.clock.now()));
    return card_of(company);
  });
}

Task<Result<CompanyCard>> update_company(Services& services, std::string company_id, std::int64_t version,
                                         CompanyFields fields) {
  co_return co_await services.db.write([&](Tx& tx) -> Result<CompanyCard> {
    TRY(Company company, get_company(tx, company_id));
    if (company.version != version) {
      return conflict("The company is version " + std::to_string(company.version) +
                      " now, you changed version " + std::to_string(version) + ": read it again.")
          .with_details("version", company.version)
          .with_details("current", to_json(card_of(company)));
    }
    TRY_OK(check_company(fields, &company));
    TRY_OK(check_domain_free(tx, company));
    const UnseenWork unseen;  // all its people move to its time zone
    TRY(company, change_company(services, tx, std::move(company), services.clock.now()));
    return card_of(company);
  });
}

Task<Result<std::vector<TimelineItem>>> get_company_timeline(Services& services, std::string company_id,
                                                             TimelinePlace after, std::int64_t limit) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<std::vector<TimelineItem>> {
    TRY_OK(get_company(tx, company_id));
    return list_timeline(tx, "", company_id, after, limit);
  });
}

}  // namespace sa
