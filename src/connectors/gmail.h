// Gmail as a mailbox: drafts.create, then drafts.send, then the Message-ID that Gmail really gave is read back.
//
// Gmail has no idempotency key, but a draft can be sent once: a second drafts.send finds no such draft. So the draft's id
// (stored before drafts.send is called) settles every doubt: while the draft is there nothing left, and deleting it makes
// sure that nothing will; when it is gone the mail is looked for.
// THREADS: any. ERRORS: in the outcomes of ports/mailbox.h.
// SOURCE: developers.google.com/gmail/api/reference/rest/v1/users.drafts and .../guides/sending, read 2026-11-22.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/vendor_api.h"
#include "ports/mailbox.h"

namespace sa {

/// The options of every call to Gmail: its rate in quota units, and its own way to say "too fast".
VendorApi::Options gmail_call_options(VendorApi::Options options, std::int64_t units_per_minute);

class GmailMailbox final : public Mailbox {
 public:
  /// Both outlive it.
  GmailMailbox(VendorApi& api, const Clock& clock);

  std::string provider() const override { return "gmail"; }
  bool delivers() const override { return true; }
  bool prepares() const override { return true; }
  Task<Preparation> prepare(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) override;
  Task<SendOutcome> send(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) override;
  Task<Lookup> find_sent(const SendTicket& ticket) override;
  Task<Result<Unit>> ready() override;

 private:
  struct Header;
  struct SentMail;
  Task<VendorAnswer> get(std::string path, std::int64_t units);
  Task<Lookup> find_message(const SendTicket& ticket);
  Task<Result<std::vector<std::string>>> list_ids(std::string path, const char* what);
  Task<std::optional<SentMail>> get_sent(std::string id);
  Task<std::optional<Lookup>> find_by_id(const SendTicket& ticket);
  Task<std::optional<Lookup>> find_among_newest(const SendTicket& ticket);
  Task<std::optional<std::string>> find_draft(const SendTicket& ticket);
  Task<std::optional<std::string>> delete_drafts(const SendTicket& ticket);
  SendOutcome not_now(const VendorAnswer& answer) const;
  SendOutcome failure_of(const VendorAnswer& answer) const;

  VendorApi& api_;
  const Clock& clock_;
};

}  // namespace sa
