// Finds a mail of ours among those that Gmail shows as sent, to settle a doubt and before every further
// send. Gmail may have replaced our Message-ID, and its search lags behind.
// THREADS: any. ERRORS: a failed query is reported in Look::failure and never counts as "not there".
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/http/vendor_api.h"
#include "ports/mailbox.h"

namespace sa {

/// A mail that Gmail shows as sent.
struct SentMail {
  std::string id;
  std::string thread_id;
  std::string message_id;           ///< the Message-ID it really has
  std::string original_message_id;  ///< ours, where Gmail kept it under another name
  std::string to;
  std::string subject;
  std::string list_unsubscribe;
  Instant at;  ///< 0: not said

  bool is_of(const SendTicket& ticket) const;
  /// It may be the mail of `ticket` under another Message-ID: nothing of it says that it is another mail of ours.
  bool is_like(const SendTicket& ticket) const;
};

class GmailSent {
 public:
  /// The result of a search.
  struct Look {
    std::optional<SentMail> mail;
    std::string failure;    ///< why nothing can be said; empty with no mail: it is nowhere to be seen
    bool is_whole = false;  ///< all that was sent since the attempt began was looked at
    Lookup answer() const;
  };

  /// `api` outlives it.
  explicit GmailSent(VendorApi& api) : api_(api) {}

  /// Looks everywhere for the mail of `ticket`, sent since `ticket.started_at`.
  Task<Look> find(const SendTicket& ticket, std::optional<Instant> deadline = {});
  /// Null: there is none, or it is not a sent one.
  Task<Result<std::optional<SentMail>>> get(std::string id, std::optional<Instant> deadline = {});

 private:
  Task<Look> find_by_id(const SendTicket& ticket, std::optional<Instant> deadline);
  Task<Look> find_among(const SendTicket& ticket, std::string list, std::optional<Instant> deadline);

  VendorApi& api_;
  std::mutex mutex_;
  std::map<std::string, SentMail>
      known_;  ///< what was read before, by Gmail's id: a sent mail does not change
};

}  // namespace sa
