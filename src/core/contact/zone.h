// The time zone in which a contact is written to, and who says so: the contact, else the CRM, else a country that has one zone, else
// the country of the telephone number, else the company, else the sender (policy/country_zones.json).
// It is settled when a contact is stored, so that the gate reads it with the row.
// THREADS: pure functions.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <string>

#include "core/contact/contact.h"

namespace sa {

struct ZonePolicy {
  std::string about;
  std::string source;
  std::map<std::string, std::string> zones;   ///< by ISO 3166-1 code
  std::map<std::string, std::string> names;   ///< code by name, in lower case without accents
  std::map<std::string, std::string> phones;  ///< code by what follows the + of a telephone number
};
BOOST_DESCRIBE_STRUCT(ZonePolicy, (), (about, source, zones, names, phones))

enum class ZoneSource { contact, crm, country, phone, company, sender };
BOOST_DESCRIBE_ENUM(ZoneSource, contact, crm, country, phone, company, sender)

/// Sets timezone and zone_source from what is known; what the contact or the CRM said stays. Both empty: the sender's zone counts.
/// `company`: null when the contact has none.
void set_zone(Contact* contact, const Company* company, const ZonePolicy& policy);

}  // namespace sa
