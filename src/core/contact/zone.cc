#include "core/contact/zone.h"

#include <string_view>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"

namespace sa {
namespace {

/// The longest code of a country: three digits.
constexpr std::size_t kMaxPhoneCode = 3;

std::string zone_of_country(std::string_view country, const ZonePolicy& policy) {
  std::string code(trimmed(country));
  for (char& c : code)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (const auto zone = policy.zones.find(code); zone != policy.zones.end()) return zone->second;
  const auto named = policy.names.find(ascii_lower(trimmed(country)));
  if (named == policy.names.end()) return {};
  const auto zone = policy.zones.find(named->second);
  return zone == policy.zones.end() ? std::string() : zone->second;
}

std::string zone_of_phone(std::string_view phone, const ZonePolicy& policy) {
  std::string digits;
  phone = trimmed(phone);
  if (phone.starts_with("00")) {
    phone.remove_prefix(1);  // the other way to write +
  } else if (!phone.starts_with('+')) {
    return {};
  }
  for (const char c : phone.substr(1)) {
    if (c >= '0' && c <= '9') digits += c;
    if (digits.size() == kMaxPhoneCode) break;
  }
  for (std::size_t length = digits.size(); length > 0; --length) {
    const auto country = policy.phones.find(digits.substr(0, length));
    if (country != policy.phones.end()) return zone_of_country(country->second, policy);
  }
  return {};
}

}  // namespace

void set_zone(Contact* contact, const Company* company, const ZonePolicy& policy) {
  const bool is_given = contact->zone_source == enum_name(ZoneSource::contact) ||
                        contact->zone_source == enum_name(ZoneSource::crm);
  if (is_given && !contact->timezone.empty()) return;
  const auto take = [&](std::string zone, ZoneSource source) {
    if (zone.empty()) return false;
    contact->timezone = std::move(zone);
    contact->zone_source = enum_name(source);
    return true;
  };
  if (take(zone_of_country(contact->country, policy), ZoneSource::country)) return;
  if (take(zone_of_phone(contact->phone, policy), ZoneSource::phone)) return;
  if (company && take(company->timezone, ZoneSource::company)) return;
  if (company && take(zone_of_country(company->country, policy), ZoneSource::company)) return;
  contact->timezone.clear();
  contact->zone_source.clear();
}

}  // namespace sa
