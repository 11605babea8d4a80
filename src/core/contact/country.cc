#include "core/contact/country.h"

#include <algorithm>

#include "base/text/ascii.h"

namespace sa {

bool is_country(std::string_view code, const ZonePolicy& zones) {
  return zones.zones.contains(std::string(code)) ||
         std::ranges::any_of(zones.names, [&](const auto& each) { return each.second == code; });
}

std::string known_country(std::string_view text, const HolidayPolicy& holidays, const ZonePolicy& zones) {
  std::string code = country_code(text, holidays);
  if (!code.empty() && is_country(code, zones)) return code;
  const auto named = zones.names.find(ascii_lower(trimmed(text)));
  return named == zones.names.end() ? std::string() : named->second;
}

}  // namespace sa
