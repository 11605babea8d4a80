// Conditions on a contact: of the steps of a sequence and of segments.
//
//   {"all": [{"field": "stage", "op": "in", "value": ["initial"]}, {"not": {"field": "tag", "op": "is", "value": "vip"}}]}
//
// `all`, `any` and `not` may hold each other; a comparison is `field`, `op` (is, in, exists, before, after, contains) and
// `value`. A field is a column of the contact, `tag`, `company_domain`, or `custom.<slug>`. An instant is compared with RFC 3339 or with
// a date, the day in UTC, which is neither before nor after itself. ASCII letters are compared without their case. A missing value meets
// no comparison but `exists` false.
// THREADS: values and pure functions.
// ERRORS: check_condition: invalid, with the pointer of the place below `pointer`.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/contact/contact.h"

namespace sa {

/// Whether `condition` is well-formed: at most 8 levels and 200 comparisons. Null is: it is always met.
Result<Unit> check_condition(const boost::json::value& condition, const std::string& pointer);

/// Whether the contact meets it. REQUIRES: check_condition.
bool meets(const Contact& contact, const std::optional<Company>& company,
           const boost::json::value& condition);

}  // namespace sa
