// Takes in one mail: parses it, judges it, and stores it with its consequences - its thread, the contact, a suppression, a
// place in the quotas, a job that analyses it. Every source of mail (import, sync) uses this, so that a mail means the
// same wherever it came from.
// THREADS: any. `read` is pure work on the calling thread; `store` runs inside a transaction.
// ERRORS: read: invalid for a mail that cannot be parsed. store: those of store/engine/db.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/services.h"
#include "mail/analysis.h"
#include "mail/mime/message.h"
#include "ports/mail_feed.h"
#include "store/engine/db.h"

namespace sa {

/// A mail that was read and judged, and not yet stored.
struct IncomingMail {
  Message message;
  Analysis analysis;
  std::string source;                    ///< the file, or the provider, that it came from
  std::string provider_id = {};          ///< empty: it has none
  std::string provider_thread_id = {};   ///< as ports/mail_feed.h
  std::vector<std::string> labels = {};  ///< as ports/mail_feed.h
};

/// The part that all mails of a run share.
struct MailIntake {
  Services& services;
  std::vector<std::string> own_addresses;
  std::string trace_id;                       ///< of the whole run: what its mails lead to can be found by it
  std::vector<std::string> mailbox_ids = {};  ///< of the mailboxes in use
  std::string mailbox_id = {};                ///< that all of it belongs to; empty: as each mail says

  /// Reads which addresses and mailboxes are ours.
  Result<Unit> load(ReadTx& tx);
  Result<IncomingMail> read(std::string_view raw, std::string source) const;
  /// A mail that never was bytes: its parts came from elsewhere (a form of the CRM).
  IncomingMail read(Message message, std::string source) const;
  /// The same of a mail that a provider brought. Anybody can put our address into From: it is our own mail only where the
  /// provider filed it as sent; else it is held to be bulk, which causes nothing.
  Result<IncomingMail> read(FeedMail mail, std::string source) const;
  /// False when it is there already: by Message-ID (or content, when a mail has none), by the provider's id, or because
  /// it is the copy of a draft that we sent.
  Result<bool> store(Tx& tx, const IncomingMail& mail, Instant now) const;
};

}  // namespace sa
