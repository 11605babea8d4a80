// Imports mail: raw mails become stored messages in threads, with their consequences (a contact, a suppression, a job that
// analyses them), all in one transaction.
// THREADS: any.
// ERRORS: unavailable when the source or the database cannot be read; a single broken mail is counted as skipped.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "actions/services.h"
#include "ports/mail_source.h"

namespace sa {

struct ImportCounts {
  std::int64_t read = 0;
  std::int64_t added = 0;
  std::int64_t duplicate = 0;
  std::int64_t skipped = 0;
  std::map<std::string, std::int64_t> skipped_reasons;
  std::map<std::string, std::int64_t> kinds;  ///< of what was added
  std::int64_t resumed_at = 0;                ///< where an interrupted import went on; 0: at the beginning
};
BOOST_DESCRIBE_STRUCT(ImportCounts, (), (read, added, duplicate, skipped, skipped_reasons, kinds, resumed_at))

/// Adds the counts of a part to those of the whole.
void add(ImportCounts* sum, const ImportCounts& part);

/// Reads one source to its end, some mails to a transaction, and remembers how far it came: after a crash the next
/// call goes on there. Mails that are stored already, by Message-ID (or by content, when a mail has none), count as
/// duplicates. All of it belongs to `mailbox_id`, or each mail to the mailbox of ours that it names, else to the first. `progress` gets the counts and the position after each transaction.
Result<ImportCounts> import_mail(
    Services& services, MailSource& source,
    const std::function<void(const ImportCounts&, std::uint64_t position)>& progress,
    std::string mailbox_id = {});

}  // namespace sa
