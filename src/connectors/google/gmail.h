// Gmail as a mailbox: drafts.create, then drafts.send, then the Message-ID that Gmail really gave is read back.
//
// Gmail has no idempotency key, but a draft can be sent once: a second drafts.send finds no such draft. So the draft's id
// (stored before drafts.send is called) settles every doubt: while the draft is there nothing left, and deleting it makes
// sure that nothing will; when it is gone the mail is looked for. That we are about to delete it is stored first: if then
// the answer is lost, or we die, a draft that is gone and a mail that is nowhere mean that it did not leave.
//
// A mail that Gmail refused stays in the person's drafts until the next attempt, and they may send it there. So each further
// attempt first takes it away and looks for the mail among the sent ones, whatever the deletion answered.
// THREADS: any. ERRORS: in the outcomes of ports/mailbox.h.
// SOURCE: developers.google.com/gmail/api/reference/rest/v1/users.drafts and .../guides/sending, read 2026-11-22.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/google/gmail_draft.h"
#include "connectors/google/gmail_sent.h"
#include "connectors/http/vendor_api.h"
#include "ports/mailbox.h"

namespace sa {

/// The options of every call to Gmail: its rate in quota units, and its own way to say "too fast".
VendorApi::Options gmail_call_options(VendorApi::Options options, std::int64_t units_per_minute);

class GmailMailbox final : public Mailbox {
 public:
  /// After so long what Gmail's search shows is whole, and no request of an attempt is still on its way.
  static constexpr std::int64_t kSettledMs = 2 * kMinuteMs;
  /// Both outlive it.
  GmailMailbox(VendorApi& api, const Clock& clock, std::int64_t settled_ms = kSettledMs);

  std::string provider() const override { return "gmail"; }
  bool delivers() const override { return true; }
  bool prepares() const override { return true; }
  Task<Preparation> prepare(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) override;
  Task<SendOutcome> send(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) override;
  Task<Lookup> find_sent(const SendTicket& ticket) override;
  Task<Result<std::vector<PreparedMail>>> list_prepared() override { return drafts_.list(); }
  Task<bool> discard(std::string prepared_id) override;
  void end_pause(bool is_mended) override { api_.end_pause(is_mended); }
  Task<Result<Unit>> ready() override;

 private:
  Task<std::optional<Preparation>> settle_earlier(const SendTicket& ticket, Instant deadline);
  Task<std::string> find_made(const SendTicket& ticket, const std::string& bytes, Instant deadline);
  Task<SendOutcome> settle_doubt(const SendTicket& ticket, const VendorAnswer& answer, Instant deadline);
  Task<Unit> remove_all(const SendTicket& ticket, std::optional<Instant> deadline = {},
                        std::string kept = {});
  Task<Lookup> withdraw(const SendTicket& ticket, std::string id);
  SendOutcome wait(std::string words, Instant until) const;
  SendOutcome not_now(const VendorAnswer& answer) const;
  SendOutcome failure_of(const VendorAnswer& answer) const;

  VendorApi& api_;
  const Clock& clock_;
  const std::int64_t settled_ms_;
  GmailDrafts drafts_;
  GmailSent sent_;
};

}  // namespace sa
