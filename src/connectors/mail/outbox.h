// The outbox: a mailbox that writes into a Maildir folder on this machine, one file per mail, byte for byte.
//
// A mail's file name comes from its Message-ID, and the file appears in one step (link), so the same mail cannot be
// there twice however often it is handed over, and whether it is there can always be told.
// THREADS: any. File work runs on a thread of its own.
// ERRORS: refused for a mail that cannot be built; not_now when the disk is full or the folder is not writable.
// SOURCE: https://cr.yp.to/proto/maildir.html
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/async/worker.h"
#include "base/clock.h"
#include "mail/mime/build.h"
#include "ports/mailbox.h"

namespace sa {

class OutboxMailbox final : public Mailbox {
 public:
  /// `clock` outlives the mailbox. The folder is made when it is first needed. Without `is_synced` a mail is not waited for until it is on the
  /// disk: for samples.
  OutboxMailbox(std::filesystem::path folder, const Clock& clock, bool is_synced = true);

  std::string provider() const override { return "outbox"; }
  bool delivers() const override { return false; }
  Task<SendOutcome> send(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) override;
  Task<Lookup> find_sent(const SendTicket& ticket) override;
  Task<Result<Unit>> ready() override;

 private:
  std::filesystem::path folder_;
  const Clock& clock_;
  bool is_synced_;
  Worker worker_;
};

}  // namespace sa
