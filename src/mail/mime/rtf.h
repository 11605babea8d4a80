// Extracts the text from the rich text (RTF) that Outlook packs into winmail.dat. Bounded by the size of the input.
// THREADS: pure functions. ERRORS: none; what is broken gives what could be read.
// SOURCE: MS-OXRTFCP 3.1 (LZFu, its dictionary), RTF 1.9.1, MS-OXRTFEX (\htmlrtf hides RTF that stands for HTML).
#pragma once

#include <string>
#include <string_view>

namespace sa {

/// Compressed or stored RTF, as PidTagRtfCompressed holds it. At most 4 MiB.
std::string unpacked_rtf(std::string_view packed);

/// The words, with a line a paragraph; pictures, fonts, style sheets and links' addresses are left out. Valid UTF-8.
std::string rtf_to_text(std::string_view rtf);

}  // namespace sa
