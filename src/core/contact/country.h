// The country that a contact is in, as an ISO 3166-1 code, from what somebody wrote.
// THREADS: pure functions.
// ERRORS: none.
#pragma once

#include <string>
#include <string_view>

#include "core/calendar/holiday.h"
#include "core/contact/zone.h"

namespace sa {

/// Whether it is a code that ISO 3166-1 assigns: every one has a zone or a name in policy/country_zones.json. "EU" and "XX" are none.
bool is_country(std::string_view code, const ZonePolicy& zones);

/// By its code or its name, in whatever case; empty: not a country, or not understood.
std::string known_country(std::string_view text, const HolidayPolicy& holidays, const ZonePolicy& zones);

}  // namespace sa
