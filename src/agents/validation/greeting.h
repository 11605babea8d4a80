// Finds the greeting of a mail, the person it names, and whether that is a real name.
// THREADS: pure functions; linear in the first line of the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/policy/validation_policy.h"

namespace sa {

/// A word between blanks, without the punctuation at its end.
struct GreetedWord {
  std::size_t start = 0;  ///< bytes of the body, [start, end)
  std::size_t end = 0;
  std::string plain;  ///< plain_form() of it
};

/// The first line of a body, when it greets: "Dear Ms Jane Doe," -> titles 1, words "Jane", "Doe".
struct Greeting {
  std::size_t titles = 0;           ///< how many titles stand before the words
  bool ends_in_lone_title = false;  ///< a title that needs a name has none
  std::vector<GreetedWord> words;   ///< whom it names, without greeting and titles; empty: nobody
  std::size_t start = 0;            ///< of what is addressed, titles included; [start, end)
  std::size_t end = 0;
};

std::optional<Greeting> greeting_of(std::string_view body, const ValidationPolicy& policy);

/// The recipient, as far as known.
struct GreetedPerson {
  std::string_view name;     ///< empty: not known
  std::string_view address;  ///< empty: not known
};

/// True when the greeting names nobody: a value of a program, the name of a field, an address or a handle, a shared
/// mailbox, a company. A word that is a real name now and then is one when `person` bears it.
bool greets_nobody(const Greeting& greeting, std::string_view body, const GreetedPerson& person,
                   const ValidationPolicy& policy);

}  // namespace sa
