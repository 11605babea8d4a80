// How a contact came to be known, which decides who sees it (sql/query/sight.sql).
// THREADS: values.
#pragma once

#include <boost/describe.hpp>

namespace sa {

/// By hand or from a list: everybody sees it. From mail, or a draft: who sees the mail.
enum class ContactOrigin { person, import_, mail };
BOOST_DESCRIBE_ENUM(ContactOrigin, person, import_, mail)

}  // namespace sa
