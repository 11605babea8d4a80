// Reads the attributes of an element of HTML mail: whether a reader sees it, and whether its mail program marked it as
// quoted. THREADS: pure functions.
// SOURCE: what Gmail, Outlook, Thunderbird, Yahoo, Apple Mail, Proton and Zoho write (looked at on 2026-11-30).
#pragma once

#include <gumbo.h>

#include <string_view>

namespace sa {

/// The properties that an element passes on to its children.
struct HtmlPaint {
  bool dark = false;       ///< lies on a background that is not white
  bool white_ink = false;  ///< is written in white, or as good as
  bool hidden = false;     ///< in no way shown: display:none, size 0, no opacity

  bool is_visible() const { return !hidden && (dark || !white_ink); }
};

HtmlPaint painted(const GumboNode& element, HtmlPaint around);

enum class HtmlRole {
  plain,
  quote,        ///< the old mail: a blockquote of a mail program, Yahoo's box
  attribution,  ///< "On ... wrote:", marked as such
  signature,
};
HtmlRole role_of(const GumboNode& element);

/// A blockquote that nobody marked: it may be the writer's own, who indents or cites.
bool is_unmarked_blockquote(const GumboNode& element);

}  // namespace sa
