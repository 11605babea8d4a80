// Mail on disk: mbox, .eml, Maildir, and folders of those; also plain texts, one per line.
// THREADS, ERRORS: as ports/mail_source.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ports/mail_source.h"

namespace sa {

/// The sources at `path`: a file whose first line begins with "From " is an mbox, any other file one mail; a folder
/// with `cur` or `new` in it is a Maildir; any other folder is searched for all three, in the order of names. `-` is
/// standard input; that, a pipe or a device is an mbox or one mail, read once and in order.
/// ERRORS: not_found when there is nothing; unavailable when it cannot be read.
Result<std::vector<std::unique_ptr<MailSource>>> open_mail_sources(const std::string& path);

/// The lines of a file, a pipe or standard input (`-`) as one source: `raw` is a line's text without its end, empty where
/// the line is. A line of more than 1 MiB is yielded as skipped. An offset counts lines.
/// ERRORS: not_found; invalid for a folder; unavailable when it cannot be read.
Result<std::unique_ptr<MailSource>> open_line_source(const std::string& path);

}  // namespace sa
