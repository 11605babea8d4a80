// A contact: a person we write with, known by one or more addresses.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace sa {

/// How far we have come with somebody. Facts move it forward only; a person may set any.
enum class ContactStage { initial, engaged, qualified, proposal };
BOOST_DESCRIBE_ENUM(ContactStage, initial, engaged, qualified, proposal)

/// Why we may write to somebody.
enum class ContactBasis { consent, customer, legitimate_interest, public_business };
BOOST_DESCRIBE_ENUM(ContactBasis, consent, customer, legitimate_interest, public_business)

/// What we know of a person. An empty text: not known.
struct Contact {
  std::string contact_id;
  std::string email;      ///< the first of their addresses, as first seen
  std::string email_key;  ///< normalised
  std::string first_name;
  std::string last_name;
  std::string name;
  std::optional<std::string> company_id;
  std::string company;  ///< its name, as this person's record has it
  std::string title;
  std::string phone;
  std::string country;
  std::string timezone;  ///< IANA name; empty: the sender's counts
  std::string
      zone_source;  ///< who gave it: contact, crm, country, phone, company (core/contact/zone.h); empty: nobody
  std::string language;
  std::string linkedin_url;
  ContactStage stage = ContactStage::initial;
  std::optional<std::string> user_id;  ///< the owner
  std::optional<std::string>
      mailbox_id;  ///< that all mail to them comes from; null: nobody has written to them
  std::optional<ContactBasis> basis;
  std::optional<Instant> basis_at;
  std::string source;  ///< where the data is from
  std::vector<std::string> tags;
  std::map<std::string, std::string> custom;
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Contact, (),
                      (contact_id, email, email_key, first_name, last_name, name, company_id, company, title,
                       phone, country, timezone, zone_source, language, linkedin_url, stage, user_id,
                       mailbox_id, basis, basis_at, source, tags, custom, created_at, updated_at, version))

/// A company: known by its domain, else by its name.
struct Company {
  std::string company_id;
  std::string name;
  std::string name_key;  ///< the name as it is compared
  std::string domain;    ///< normalised; empty: not known
  std::string country;
  std::string timezone;
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Company, (),
                      (company_id, name, name_key, domain, country, timezone, created_at, updated_at,
                       version))

/// Another system's data about a contact; empty: none.
struct ContactDetails {
  std::string name;
  std::string company;
  std::string timezone;  ///< IANA name
};
BOOST_DESCRIBE_STRUCT(ContactDetails, (), (name, company, timezone))

/// The keys for looking up an address.
struct AddressKeys {
  std::string email_key;      ///< normalised
  std::string alias_key;      ///< the same for all spellings of one mailbox (mail/address/alias.h)
  std::string key_hash = {};  ///< of the alias key (core/contact/suppression.h)
  std::vector<std::string> domain_hashes = {};  ///< of its domain and of those above it
  std::string company_hash =
      {};  ///< of the domain that a company registered, where a quota is asked about; empty for freemail
};

struct ContactAddress {
  std::string email_key;
  std::string contact_id;
  std::string email;  ///< as first seen
  std::string alias_key;
  std::string key_hash;
  /// start: the contact began with it; alias: it is another spelling of one that was known; person, import, merge: added so.
  std::string linked_by;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ContactAddress, (),
                      (email_key, contact_id, email, alias_key, key_hash, linked_by, created_at))

/// What a person wrote about a contact.
struct ContactNote {
  std::string note_id;
  std::string contact_id;
  std::string text;
  std::string created_by;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ContactNote, (), (note_id, contact_id, text, created_by, created_at))

/// A step from one stage to another, and the fact that caused it.
struct StageMove {
  std::string move_id;
  std::string contact_id;
  ContactStage from_stage = ContactStage::initial;
  ContactStage to_stage = ContactStage::initial;
  std::string rule;      ///< "stage.reply", "stage.intent", "stage.deal", "stage.schedule", "stage.person"
  std::string words;     ///< for a person
  std::string evidence;  ///< "message:<id>", "deal:<id>", "task:<id>"; empty: a person said so
  std::string moved_by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(StageMove, (),
                      (move_id, contact_id, from_stage, to_stage, rule, words, evidence, moved_by, at))

}  // namespace sa
