// Gmail as a mailbox: drafts.create, then drafts.send, then the Message-ID that Gmail really gave is read back.
//
// Gmail has no idempotency key, but a draft can be sent once: a second drafts.send finds no such draft. So the draft's id
// (stored before drafts.send is called) settles every doubt: while the draft is there nothing left, and deleting it makes
// sure that nothing will; when it is gone the mail is looked for. That we are about to delete it is stored first: if then
// the answer is lost, or we die, a draft that is gone and a mail that is nowhere mean that it did not leave.
// THREADS: any. ERRORS: in the outcomes of ports/mailbox.h.
// SOURCE: developers.google.com/gmail/api/reference/rest/v1/users.drafts and .../guides/sending, read 2026-11-22.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

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
  Task<Unit> discard(std::string prepared_id) override;
  Task<Result<Unit>> ready() override;

 private:
  struct Header;
  struct SentMail;
  struct MadeDraft;
  struct Look;
  Task<VendorAnswer> get(std::string path, std::int64_t units, std::optional<Instant> deadline = {});
  Task<Lookup> find_message(const SendTicket& ticket, std::optional<Instant> deadline = {});
  Task<Look> look_everywhere(const SendTicket& ticket, std::optional<Instant> deadline = {});
  Task<Result<std::vector<std::string>>> list_ids(std::string path, const char* what,
                                                  std::optional<Instant> deadline);
  Task<Result<std::optional<SentMail>>> get_sent(std::string id, std::optional<Instant> deadline = {});
  Task<Look> find_by_id(const SendTicket& ticket, std::optional<Instant> deadline);
  Task<Look> find_among(const SendTicket& ticket, std::string list, std::optional<Instant> deadline);
  Task<SendOutcome> settle_doubt(const SendTicket& ticket, const VendorAnswer& answer, Instant deadline);
  Task<std::vector<MadeDraft>> find_drafts(const SendTicket& ticket, std::optional<Instant> deadline = {});
  Task<std::string> find_made(const SendTicket& ticket, const std::string& bytes, Instant deadline);
  Task<VendorAnswer> delete_draft(std::string id, std::optional<Instant> deadline = {});
  Task<Lookup> withdraw(const SendTicket& ticket, std::string id);
  Task<std::optional<SendOutcome>> clear_away(const SendTicket& ticket, Instant deadline);
  SendOutcome not_now(const VendorAnswer& answer) const;
  SendOutcome failure_of(const VendorAnswer& answer) const;

  VendorApi& api_;
  const Clock& clock_;
  const std::int64_t settled_ms_;
};

}  // namespace sa
