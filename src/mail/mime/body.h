// Extracts the text of a mail from its parts: chooses the part to read, reads calendars, TNEF and attached mails, and reports what
// cannot be read. THREADS: pure functions. SOURCE: RFC 2046 5.1.4 (alternatives), 3676 (format=flowed), 5546 (calendar answers).
#pragma once

#include "mail/mime/message.h"
#include "mail/mime/part.h"

namespace sa {

/// Fills text, html, attachments, report, calendar and `cut` of `message`.
void read_body(const PartList& list, const ParseLimits& limits, Message& message);

/// LF alone ends a line.
std::string lf_only(std::string text);

}  // namespace sa
