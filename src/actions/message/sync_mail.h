// Reads a mail feed: new mails become stored messages with their consequences (actions/message/mail_intake.h), together with
// the position in the feed. After a crash in between, a page is read again and its mails are found to be known.
// THREADS: any. Two syncs of one feed at a time do no harm: the second finds the mails known.
// ERRORS: those of the feed (unavailable, limited, unauthenticated); unavailable when the database cannot be used. A single
// mail that cannot be taken is counted as skipped.
#pragma once

#include <cstdint>

#include "actions/job/kind.h"
#include "actions/message/import.h"
#include "actions/services.h"
#include "ports/mail_feed.h"

namespace sa {

struct SyncCounts {
  ImportCounts mail;
  std::int64_t pages = 0;
  bool was_reset =
      false;  ///< a bounded first reading: of a new feed, or because the provider forgot where we were
  bool has_more = false;  ///< the job goes on
};
BOOST_DESCRIBE_STRUCT(SyncCounts, (), (mail, pages, was_reset, has_more))

/// Under which name the place in the feed is kept: the first mailbox's, or another's.
std::string mail_stream(const Services& services, const MailFeed& feed, const std::string& mailbox_id = {});

/// Reads at most `max_pages` pages. When there is more, a job `sync_mail` goes on: it is written in the transaction of the
/// last page. All of it belongs to the first mailbox, or to `mailbox_id`.
Task<Result<SyncCounts>> sync_mail(Services& services, MailFeed& feed, std::int64_t max_pages,
                                   std::string mailbox_id = {});

/// The mailboxes beside the first that can be read.
Result<std::vector<std::string>> list_readable_mailboxes(const Services& services, ReadTx& tx);
/// As sync_mail, of one of them; notes whether its provider lets us in. Nothing of one that is deleted or not connected.
Task<Result<SyncCounts>> sync_mailbox(Services& services, std::string mailbox_id, std::int64_t max_pages);

/// One page of the feed, so that other jobs are not kept waiting. An error that trying again at once would not cure is worth
/// another try later all the same: somebody may mend the settings of the provider meanwhile. Nothing without a feed.
JobRow sync_mail_job();
/// The same of the other mailboxes: the first asks for the second once for each of them, so that one that hangs or is refused keeps no
/// other waiting.
JobRow sync_mailboxes_job();
JobRow sync_mailbox_job();
Result<Unit> ask_to_sync_mail(const Services& services, Tx& tx, const JobWish& wish);
/// Asks the provider to go on telling of new mail: Gmail forgets a watch after a week, and asks to be told once a day.
JobRow renew_push_job();
Result<Unit> ask_to_renew_push(const Services& services, Tx& tx, const JobWish& wish);

}  // namespace sa
