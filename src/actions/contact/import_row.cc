#include "actions/contact/import_row.h"

#include <algorithm>
#include <set>

#include "actions/contact/consent.h"
#include "actions/contact/contact.h"
#include "actions/contact/directory.h"
#include "actions/contact/import_columns.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "core/contact/zone.h"
#include "core/sequence/chosen_id.h"
#include "mail/address/address.h"
#include "store/contact/import.h"
#include "store/contact/origin.h"
#include "store/engine/onlooker.h"
#include "store/user/user.h"

namespace sa {
namespace {

constexpr std::string_view kCustom = "custom.";

/// An instant, or the beginning of a day in UTC.
std::optional<Instant> read_instant(std::string_view text) {
  if (const auto at = parse_rfc3339(text)) return at;
  const auto day = parse_date(text);
  if (!day) return std::nullopt;
  LocalTime midnight;
  midnight.date = *day;
  return from_local(midnight, "UTC");
}

/// What a spreadsheet broke into lines, in one.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c != '\n' && c != '\r' && c != '\t') {
      line += c;
    } else if (!line.ends_with(' ')) {
      line += ' ';
    }
  }
  return line;
}

void add_tags(std::string_view text, std::vector<std::string>* tags) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",;|"), text.size());
    const std::string tag(trimmed(text.substr(0, end)));
    if (!tag.empty() && std::ranges::find(*tags, tag) == tags->end()) tags->push_back(tag);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string Contact::* text_field(const std::string& field) {
  static const std::map<std::string, std::string Contact::*> fields = {
      {"first_name", &Contact::first_name},
      {"last_name", &Contact::last_name},
      {"name", &Contact::name},
      {"company", &Contact::company},
      {"title", &Contact::title},
      {"phone", &Contact::phone},
      {"country", &Contact::country},
      {"language", &Contact::language},
      {"linkedin_url", &Contact::linkedin_url},
      {"source", &Contact::source}};
  const auto found = fields.find(field);
  return found == fields.end() ? nullptr : found->second;
}

/// 64 of the hash's bits: enough to tell the addresses of one file apart.
std::uint64_t part_of(const std::string& key_hash) {
  return std::stoull(key_hash.substr(0, 16), nullptr, 16);
}

std::uint64_t number_of(const std::string& contact_id) {
  return std::hash<std::string>()(contact_id);
}

std::string joined(const std::vector<std::string>& cells) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(cells[i]);
  return text;
}

}  // namespace

ImportDesk::ImportDesk(Services& services, const ContactImport& import)
    : services_(services), import_(import) {}

Result<std::optional<std::string>> ImportDesk::find_owner(ReadTx& tx, const std::string& text) {
  const auto known = owners_.find(text);
  if (known != owners_.end()) return known->second;
  TRY(auto user, find_user(tx, text));
  if (!user) {
    TRY(user, find_user_by_email(tx, ascii_lower(text)));
  }
  std::optional<std::string> id;
  if (user) id = user->user_id;
  owners_.emplace(text, id);
  return id;
}

Result<Unit> ImportDesk::read_options(ReadTx& tx) {
  const ImportOptions& options = import_.options;
  if (!options.basis_at.empty()) {
    basis_at_ = read_instant(options.basis_at);
    if (!basis_at_)
      return invalid_field("basis_at", "\"" + options.basis_at + "\" is no date such as 2026-11-22.");
  }
  if (!options.owner.empty()) {
    TRY(owner_, find_owner(tx, options.owner));
    if (!owner_) return invalid_field("owner", "There is no user " + options.owner + '.');
  }
  return ok();
}

Result<std::optional<ImportDesk::Refusal>> ImportDesk::read_cell(ReadTx& tx, const std::string& field,
                                                                 const std::string& text,
                                                                 ImportedPerson* person) {
  const auto refuse = [&](std::string words) {
    return std::optional(Refusal{"import.value", std::move(words), {}});
  };
  Contact& contact = person->fields;
  if (const auto member = text_field(field)) {
    const bool is_long = member == &Contact::source || member == &Contact::linkedin_url;
    const std::size_t most = is_long ? kContactLongTextChars : kContactTextChars;
    contact.*member = one_line(text);
    if (!reflect::is_one_line(contact.*member)) return refuse("The text holds a control character.");
    if (utf8_length(contact.*member) > most)
      return refuse("The text is longer than " + std::to_string(most) + " characters.");
  } else if (field == "email") {
    auto key = read_address(text);
    if (!key) return std::optional(Refusal{"import.address", key.error().message, {}});
    const bool is_known = std::ranges::any_of(person->addresses,
                                              [&](const NewAddress& each) { return each.email_key == *key; });
    if (!is_known) person->addresses.push_back({text, *std::move(key)});
  } else if (field == kContactIdColumn) {
    if (!is_chosen_id(text)) return refuse(std::string("An id ") + kChosenIdWords + '.');
    contact.contact_id = text;
  } else if (field == "domain") {
    auto domain = normalize_domain(text);
    if (!domain) return refuse(domain.error().message);
    person->domain = *std::move(domain);
  } else if (field == "timezone") {
    if (!is_zone(text)) return refuse("\"" + text + "\" is no time zone such as Europe/Berlin.");
    contact.timezone = text;
    contact.zone_source = enum_name(ZoneSource::contact);
  } else if (field == "stage") {
    const auto stage = parse_enum<ContactStage>(ascii_lower(text));
    if (!stage) return refuse("A stage is initial, engaged, qualified or proposal.");
    contact.stage = *stage;
  } else if (field == "basis") {
    contact.basis = parse_enum<ContactBasis>(ascii_lower(text));
    if (!contact.basis)
      return refuse("A basis is consent, customer, legitimate_interest or public_business.");
  } else if (field == "basis_at") {
    contact.basis_at = read_instant(text);
    if (!contact.basis_at) return refuse("\"" + text + "\" is no date such as 2026-11-22.");
  } else if (field == "owner") {
    TRY(contact.user_id, find_owner(tx, text));
    if (!contact.user_id) return refuse("There is no user " + text + '.');
  } else if (field == "tags") {
    const std::string line = one_line(text);
    if (!reflect::is_one_line(line)) return refuse("The tags hold a control character.");
    add_tags(line, &contact.tags);
    if (contact.tags.size() > kContactTags) return refuse("A contact has at most 100 tags.");
  } else if (field.starts_with(kCustom)) {
    if (!reflect::is_printable(text)) return refuse("The text holds a control character.");
    contact.custom[field.substr(kCustom.size())] = text;
  }
  return std::optional<Refusal>();
}

Result<ImportDesk::Reading> ImportDesk::read(ReadTx& tx, const CsvRow& row) {
  Reading reading;
  if (row.problem) {
    const std::size_t column = row.problem->column;
    const bool is_named = column > 0 && column <= import_.mapping.size();
    reading.refusal = Refusal{row.problem->rule, row.problem->words,
                              is_named ? import_.mapping[column - 1].column : std::string()};
    return reading;
  }
  for (std::size_t i = 0; i < row.cells.size() && i < import_.mapping.size(); ++i) {
    const std::string text(csv_unguarded(row.cells[i]));
    if (text.empty()) continue;
    TRY(auto refusal, read_cell(tx, import_.mapping[i].field, text, &reading.person));
    if (refusal) {
      refusal->column = import_.mapping[i].column;
      reading.refusal = std::move(refusal);
      return reading;
    }
  }
  if (reading.person.addresses.empty())
    reading.refusal = Refusal{"import.no_address", "The row holds no address.", {}};
  Contact& contact = reading.person.fields;
  const ImportOptions& options = import_.options;
  if (contact.source.empty()) contact.source = options.source;
  if (!contact.basis) contact.basis = options.basis;
  if (!contact.basis_at) contact.basis_at = basis_at_;
  if (!contact.user_id) contact.user_id = owner_;
  return reading;
}

JudgedRow ImportDesk::refused(const CsvRow& row, const Refusal& why, Instant now) const {
  return {RowOutcome::rejected, ImportError{import_.import_id, row.line, why.column, why.rule, why.words,
                                            row.problem ? row.text : joined(row.cells), now}};
}

Result<std::optional<JudgedRow>> ImportDesk::judge(ReadTx& tx, const CsvRow& row, Instant now,
                                                   Reading* reading, std::optional<Contact>* known) {
  if (row.is_blank) return std::optional(JudgedRow{RowOutcome::blank, std::nullopt});
  TRY(*reading, read(tx, row));
  if (reading->refusal) return std::optional(refused(row, *reading->refusal, now));
  bool is_suppressed = false;
  bool was_here = false;
  std::set<std::uint64_t> holders;
  for (const NewAddress& address : reading->person.addresses) {
    const AddressKeys keys = address_keys(services_, address.email_key);
    TRY(auto holder, find_contact_by_email(tx, keys));
    const auto place = seen_.find(part_of(keys.key_hash));
    if (holder) {
      holders.insert(number_of(holder->contact_id));
      *known = std::move(holder);
    } else if (place != seen_.end() && place->second != 0) {
      holders.insert(place->second);
    }
    TRY(const auto standing, list_suppressions_of(tx, keys));
    is_suppressed = is_suppressed || !standing.empty();
    TRY(const bool is_seen, was_seen(tx, import_.import_id, keys.key_hash));
    was_here = was_here || is_seen || place != seen_.end();
  }
  if (holders.size() > 1)
    return std::optional(
        refused(row, {"import.two_contacts", "The addresses belong to different contacts.", {}}, now));
  if (is_suppressed) return std::optional(JudgedRow{RowOutcome::suppressed, std::nullopt});
  if (was_here) return std::optional(JudgedRow{RowOutcome::duplicate_in_file, std::nullopt});
  const std::string& id = reading->person.fields.contact_id;
  if (id.empty() || (*known && (*known)->contact_id == id)) return std::optional<JudgedRow>();
  const UnseenWork unseen;  // an id is taken also by who the asker does not see
  TRY(const auto other, find_contact(tx, id));
  if (other || seen_.contains(number_of(id)))
    return std::optional(
        refused(row, {"import.contact_id", "Another contact has the id " + id + '.', kContactIdColumn}, now));
  return std::optional<JudgedRow>();
}

bool ImportDesk::merge(const ImportedPerson& person, Contact* known) const {
  const bool overwrites = import_.options.on_conflict == ImportConflict::overwrite;
  const std::string before = to_json_text(*known);
  const Contact& said = person.fields;
  const auto take = [&](const auto& from, auto* to, bool is_said, bool is_empty) {
    if (is_said && (is_empty || overwrites)) *to = from;
  };
  const bool has_new_parts = overwrites && said.name.empty() &&
                             ((!said.first_name.empty() && said.first_name != known->first_name) ||
                              (!said.last_name.empty() && said.last_name != known->last_name));
  for (std::string Contact::* const member :
       {&Contact::first_name, &Contact::last_name, &Contact::name, &Contact::title, &Contact::phone,
        &Contact::country, &Contact::language, &Contact::linkedin_url, &Contact::source})
    take(said.*member, &(known->*member), !(said.*member).empty(), (known->*member).empty());
  // A name that was put together follows its parts.
  if (has_new_parts) known->name.clear();
  if (!said.company.empty() && said.company != known->company && (known->company.empty() || overwrites)) {
    known->company = said.company;
    known->company_id.reset();
  }
  const bool has_zone = known->zone_source == enum_name(ZoneSource::contact) ||
                        known->zone_source == enum_name(ZoneSource::crm);
  if (!said.timezone.empty() && (!has_zone || overwrites)) {
    known->timezone = said.timezone;
    known->zone_source = said.zone_source;
  }
  take(said.stage, &known->stage, said.stage != ContactStage::initial, known->stage == ContactStage::initial);
  take(said.user_id, &known->user_id, said.user_id.has_value(), !known->user_id);
  take(said.basis, &known->basis, said.basis.has_value(), !known->basis);
  take(said.basis_at, &known->basis_at, said.basis_at.has_value(), !known->basis_at);
  take(said.tags, &known->tags, !said.tags.empty(), known->tags.empty());
  for (const auto& [name, value] : said.custom) {
    std::string& there = known->custom[name];
    take(value, &there, true, there.empty());
  }
  return to_json_text(*known) != before;
}

Result<std::vector<NewAddress>> ImportDesk::new_addresses(ReadTx& tx, const ImportedPerson& person) const {
  std::vector<NewAddress> added;
  for (const NewAddress& each : person.addresses) {
    TRY(const auto holder, find_contact_address(tx, each.email_key));
    if (!holder) added.push_back(each);
  }
  return added;
}

Result<RowOutcome> ImportDesk::store(Tx& tx, const ImportedPerson& person,
                                     const std::optional<Contact>& known, Instant now) {
  const auto with_company = [&](Contact contact) -> Result<Contact> {
    if (contact.company_id || (contact.company.empty() && person.domain.empty())) return contact;
    TRY(const auto company, ensure_company(services_, tx, contact.company, person.domain, now));
    if (!company) return contact;
    contact.company_id = company->company_id;
    return contact;
  };
  const std::string proof = "import:" + import_.import_id;
  const auto note_stage = [&](const Contact& contact, ContactStage before) -> Result<Unit> {
    if (contact.stage == before) return ok();
    return insert_stage_move(
        tx, {new_id(services_.clock, services_.random), contact.contact_id, before, contact.stage,
             "stage.import", "It stood in a contact list.", proof, import_.created_by, now});
  };
  if (!known) {
    TRY(Contact contact, with_company(person.fields));
    TRY(contact,
        add_contact(services_, tx, std::move(contact), person.addresses, ContactOrigin::import_, now));
    TRY_OK(note_stage(contact, ContactStage::initial));
    TRY_OK(note_consent(services_, tx, contact, proof, import_.created_by, now));
    return RowOutcome::created;
  }
  if (import_.options.on_conflict == ImportConflict::skip) return RowOutcome::unchanged;
  // Who was known from mail alone stands in a list now, and is seen by everybody.
  TRY(const ContactOrigin origin, get_contact_origin(tx, known->contact_id));
  if (origin == ContactOrigin::mail)
    TRY_OK(set_contact_origin(tx, known->contact_id, ContactOrigin::import_));
  Contact merged = *known;
  const bool has_changed = merge(person, &merged);
  TRY(const std::vector<NewAddress> added, new_addresses(tx, person));
  if (!has_changed && added.empty()) return RowOutcome::unchanged;
  for (const NewAddress& each : added)
    TRY_OK(link_address(services_, tx, merged.contact_id, each, "import", now));
  TRY(merged, with_company(std::move(merged)));
  TRY(merged, change_contact(services_, tx, std::move(merged), now));
  TRY_OK(note_stage(merged, known->stage));
  if (merged.basis != known->basis || merged.basis_at != known->basis_at)
    TRY_OK(note_consent(services_, tx, merged, proof, import_.created_by, now));
  return RowOutcome::updated;
}

Result<JudgedRow> ImportDesk::take(Tx& tx, const CsvRow& row, Instant now) {
  Reading reading;
  std::optional<Contact> known;
  TRY(auto judged, judge(tx, row, now, &reading, &known));
  if (judged) {
    if (judged->error) TRY_OK(insert_import_error(tx, *judged->error));
    return *std::move(judged);
  }
  TRY(const RowOutcome outcome, store(tx, reading.person, known, now));
  for (const NewAddress& each : reading.person.addresses)
    TRY_OK(note_seen(tx, import_.import_id, key_hash_of(services_, each.email_key)));
  return JudgedRow{outcome, std::nullopt};
}

Result<JudgedRow> ImportDesk::try_out(ReadTx& tx, const CsvRow& row, Instant now) {
  Reading reading;
  std::optional<Contact> known;
  TRY(auto judged, judge(tx, row, now, &reading, &known));
  if (judged) return *std::move(judged);
  RowOutcome outcome = RowOutcome::created;
  if (known && import_.options.on_conflict == ImportConflict::skip) {
    outcome = RowOutcome::unchanged;
  } else if (known) {
    Contact merged = *known;
    TRY(const std::vector<NewAddress> added, new_addresses(tx, reading.person));
    outcome = merge(reading.person, &merged) || !added.empty() ? RowOutcome::updated : RowOutcome::unchanged;
  }
  // One that is new goes by its first address; where `skip` adds no address to a known one, nobody has the new ones.
  const auto number = [&](const NewAddress& each) { return part_of(key_hash_of(services_, each.email_key)); };
  std::uint64_t holder = known ? number_of(known->contact_id) : number(reading.person.addresses.front());
  if (known && import_.options.on_conflict == ImportConflict::skip) holder = 0;
  for (const NewAddress& each : reading.person.addresses) seen_.emplace(number(each), holder);
  const std::string& id = reading.person.fields.contact_id;
  if (!known && !id.empty()) seen_.emplace(number_of(id), holder);
  return JudgedRow{outcome, std::nullopt};
}

}  // namespace sa
