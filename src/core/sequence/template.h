// Templates of sequences: text with strict places. {{field}} must have a value when it is rendered; {{field|"text"}} has a
// fallback, which may be empty. A field is one of the contact's: first_name, last_name, name, company, title, phone, email, country,
// timezone, language, linkedin_url, source, stage, custom.<slug>; or sender_name, sender_email of the mailbox.
// THREADS: pure functions.
// ERRORS: check_template: invalid, with what is wrong and where. render: not an error but the names of what is missing.
#pragma once

#include <optional>
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

/// The contact as templates see it: with the company's own name where the contact's record has none.
Contact with_company(Contact contact, const std::optional<Company>& company);

struct Rendered {
  std::string text;                  ///< without any place; of no use while something is missing
  std::vector<std::string> missing;  ///< fields without a value, each once
};

/// REQUIRES: check_template. The text never holds "{{" or "}}": where values bring or make such a pair, it is taken out. A value of
/// blanks is missing; others lose the blanks at their edges.
Rendered render(std::string_view text, const Contact& contact, const TemplateSender& sender);

}  // namespace sa
