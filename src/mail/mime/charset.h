// Decodes the bytes of a mail to the characters that its writer saw, as valid UTF-8 without NUL; one decoder for bodies and header fields.
// THREADS: pure functions. ERRORS: none; every byte string has an answer.
// SOURCE: WHATWG Encoding (which set a label really means, read 2026-11-30); libuchardet for bytes that nobody named a set for.
#pragma once

#include <string>
#include <string_view>

namespace sa {

/// In this order: what is valid UTF-8 is UTF-8, whatever is declared; UTF-8 with a few broken bytes stays UTF-8, and each costs
/// one character; else the declared set, when it decodes plausibly; else the guess of a detector. UTF-8 that somebody took for
/// Windows-1252 and encoded once more is undone. `charset` may be empty or nonsense.
std::string charset_to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace sa
