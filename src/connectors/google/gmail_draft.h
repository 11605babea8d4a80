// The drafts of a Gmail account, in which our mail is prepared: create, read, find again, delete. Most of
// an account's drafts are the person's own: a draft without our Message-ID is never taken for ours.
// THREADS: any. ERRORS: as VendorApi.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/http/vendor_api.h"
#include "ports/mailbox.h"

namespace sa {

/// A draft at Gmail that holds a mail of ours.
struct MadeDraft {
  std::string id;
  std::string message_id;
  std::string date;  ///< as its header says
};

class GmailDrafts {
 public:
  /// `api` outlives it.
  explicit GmailDrafts(VendorApi& api) : api_(api) {}

  /// Not repeated when the answer is lost: a second one would stay behind, for somebody to send by mistake.
  Task<VendorAnswer> create(const std::string& bytes, const std::string& thread_id, Instant deadline);
  Task<VendorAnswer> send(const std::string& id, Instant deadline);
  Task<VendorAnswer> look_at(const std::string& id, std::optional<Instant> deadline = {});
  Task<VendorAnswer> remove(std::string id, std::optional<Instant> deadline = {});
  /// The drafts that hold this mail, as far as Gmail's search shows them.
  Task<std::vector<MadeDraft>> find(const std::string& rfc_message_id, std::optional<Instant> deadline = {});
  /// Every draft of the account with the Message-ID that it has, as far as it could be read in one go: the newest first, and
  /// the rest when it is asked again.
  Task<Result<std::vector<PreparedMail>>> list();

 private:
  Task<Result<MadeDraft>> get(const std::string& id, std::optional<Instant> deadline);

  VendorApi& api_;
  std::mutex mutex_;
  /// What was read before: the Message-ID by Gmail's id of the message, which another one has after a change.
  std::map<std::string, std::string> known_;
};

}  // namespace sa
