// A contact: a person we write with, known by one or more addresses.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/time.h"

namespace sa {

struct Contact {
  std::string contact_id;
  std::string email;      ///< as first seen
  std::string email_key;  ///< normalised
  std::string name;       ///< empty: not known
  std::string company;    ///< empty: not known
  std::string timezone;   ///< IANA name; empty: not known
  std::string engagement_stage = "initial";
  Instant created_at;
  Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Contact, (),
                      (contact_id, email, email_key, name, company, timezone, engagement_stage, created_at,
                       updated_at))

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
};

struct ContactAddress {
  std::string email_key;
  std::string contact_id;
  std::string email;  ///< as first seen
  std::string alias_key;
  std::string
      linked_by;  ///< start: the contact began with it; alias: it is another spelling of one that was known
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ContactAddress, (), (email_key, contact_id, email, alias_key, linked_by, created_at))

}  // namespace sa
