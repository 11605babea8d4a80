// Templates of sequences: text with strict places. {{field}} must have a value when it is rendered; {{field|"text"}} has a
// fallback. A field is a text column of the contact, company, or custom.<slug>; and sender_name, sender_email of the mailbox.
// THREADS: pure functions.
// ERRORS: check_template: invalid, with what is wrong and where. render: not an error but the names of what is missing.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/contact/contact.h"

namespace sa {

/// Whether every place closes, names a known field, and nothing else holds "{{" or "}}".
Result<Unit> check_template(std::string_view text);

/// Who the mail is from.
struct TemplateSender {
  std::string name;
  std::string email;
};

struct Rendered {
  std::string text;                  ///< without any place; of no use while something is missing
  std::vector<std::string> missing;  ///< fields without a value, each once
};

/// REQUIRES: check_template. A value that holds "{{" or "}}" loses them: it can never look like a place.
Rendered render(std::string_view text, const Contact& contact, const TemplateSender& sender);

}  // namespace sa
