// Reads the text that Outlook packs into winmail.dat (application/ms-tnef). Our own reader of three of its properties, because
// libytnef is under the GPL, which our binary is not (docs/adr/0012). Bounded: one pass, no recursion.
// THREADS: pure functions. ERRORS: none; what cannot be read gives nothing.
// SOURCE: MS-OXTNEF 2.1 (attributes), 2.1.3.4 (properties); MS-OXCMSG (PidTagBody, PidTagHtml); MS-OXRTFCP (compressed RTF).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sa {

struct TnefBody {
  std::string text;  ///< UTF-8
  std::string html;  ///< UTF-8
};

/// Nothing when the bytes are no TNEF or hold no words that we can read.
std::optional<TnefBody> read_tnef(std::string_view bytes);

}  // namespace sa
