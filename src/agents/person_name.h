// The name of a person as a mail header shows it, made fit for a greeting. A display name is inbound data:
// what does not look like a person's name is dropped, and the greeting does without. THREADS: pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sa {

struct PersonName {
  std::string full;   ///< "Jane Doe"; empty when the text is no person's name
  std::string first;  ///< "Jane"; empty when it cannot be told
};

/// Words in plain form (plain_form), from policy/prospecting.json.
struct NameWords {
  std::vector<std::string> titles;      ///< "dr", "frau": left out
  std::vector<std::string> not_person;  ///< "team", "gmbh": a name that has one is no person's
};

/// "Doe, Jane" and "JANE DOE (Acme)" and "Dr. Jane Doe | Acme" -> "Jane Doe", "Jane".
PersonName person_name(std::string_view display_name, const NameWords& words);

}  // namespace sa
