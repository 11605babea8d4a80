// Finds the plain address behind an address as a person, a form or a header spells it.
//
// Undone: a display name and < >, comments, "mailto:" with what follows a ?, a source route, white space and invisible
// characters, full-width letters, quotes and backslashes that change nothing, a dot behind the domain, an international
// domain's A-labels, the two ways in which Unicode writes one letter, capitals. Letters that only look alike stay different,
// and so do "ü" and "ue": they are other mailboxes.
//
// THREADS: pure functions.
// ERRORS: none; what is no address comes back as it stands, in lower case.
// SOURCE: RFC 5322 3.2.2, 3.2.4, 3.4 and 4.4 (comments, quoted strings, obsolete forms), RFC 6068 (mailto), RFC 6532 3.1 (NFC).
#pragma once

#include <string>
#include <string_view>

namespace sa {

/// `"J\.Doe" @ (office) Exämple.org.` -> `j.doe@xn--exmple-cua.org`. Not always an address that can be written to: a quoted
/// local part that needs its quotes keeps them, letters outside ASCII stay.
std::string plain_address(std::string_view written);

}  // namespace sa
