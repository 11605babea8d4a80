// Our mailboxes as people see and change them.
// THREADS: any.
// ERRORS: not_found; invalid, naming the field; conflict when the version is stale (the details hold what is there now) or the address is
// taken; those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "base/reflect/reflect.h"
#include "core/mailbox/health.h"
#include "core/mailbox/mailbox.h"
#include "core/user/actor.h"
#include "ports/mailbox_opener.h"

namespace sa {

/// What can be told of how a mailbox does. Null: not known.
struct MailboxHealth {
  std::optional<double> bounce_rate;
  std::optional<double> complaint_rate;
  std::optional<MailboxHold> warning;
  std::optional<Instant> last_read_at;
  std::optional<Instant> last_sent_at;
  static std::vector<Rule> rules() {
    return {rule(&MailboxHealth::bounce_rate)
                .describe("of the last " + std::to_string(kHealthMails) +
                          " mails, the part that came back for good; null: fewer than " +
                          std::to_string(kFewestMails) + " were sent"),
            rule(&MailboxHealth::complaint_rate)
                .describe("of the last " + std::to_string(kHealthMails) +
                          " mails, the part that was complained of"),
            rule(&MailboxHealth::warning)
                .describe("`mailbox.bounces` from " + percent_of(kBounceLimit.warns) +
                          ", `mailbox.complaints` from " + percent_of(kComplaintLimit.warns) + "; from " +
                          percent_of(kBounceLimit.pauses) + " and " + percent_of(kComplaintLimit.pauses) +
                          " the next report pauses the mailbox")};
  }
};
BOOST_DESCRIBE_STRUCT(MailboxHealth, (), (bounce_rate, complaint_rate, warning, last_read_at, last_sent_at))

struct MailboxView {
  std::string mailbox_id;
  std::string address;
  std::string name;
  std::string provider;
  bool is_first = false;
  std::optional<std::string> user_id;
  std::vector<std::string> shared_with;
  MailboxVisibility visibility = MailboxVisibility::own;
  std::string signature;
  std::optional<MailboxWindow> window;
  MailboxLimits limits;
  MailboxStatus status = MailboxStatus::DISCONNECTED;
  std::optional<MailboxHold> hold;
  MailboxHealth health;
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;

  static constexpr const char* kAbout =
      "An address that the team sends from and reads. `hold` says why it does not send; the settings make "
      "the first one.";
};
BOOST_DESCRIBE_STRUCT(MailboxView, (),
                      (mailbox_id, address, name, provider, is_first, user_id, shared_with, visibility,
                       signature, window, limits, status, hold, health, created_at, updated_at, version))

/// What a person writes into a mailbox; what is null stays as it is. An empty window (no days) means always.
struct MailboxFields {
  std::optional<std::string> name;
  std::optional<std::string> user_id;  ///< "": nobody's
  std::optional<std::vector<std::string>> shared_with;
  std::optional<MailboxVisibility> visibility;
  std::optional<std::string> signature;
  std::optional<MailboxWindow> window;
  std::optional<MailboxLimits> limits;

  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(MailboxFields, (), (name, user_id, shared_with, visibility, signature, window, limits))

struct NewMailbox : MailboxFields {
  std::string address;
  std::optional<std::string> provider;  ///< outbox when it is left out

  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(NewMailbox, (MailboxFields), (address, provider))

/// A filter on the list. Empty members match everything.
struct MailboxFilter {
  std::string q;  ///< a part of address or name
  std::string user_id;
  std::optional<MailboxStatus> status;
};

/// The first mailbox, then the others by age, after `after_id`.
Task<Result<std::vector<MailboxView>>> list_mailbox_views(Services& services, MailboxFilter filter,
                                                          std::string after_id, std::int64_t limit);
Task<Result<MailboxView>> get_mailbox_view(Services& services, std::string mailbox_id);
/// An address that was ours before is ours again, with all that belongs to it.
Task<Result<MailboxView>> create_mailbox(Services& services, const Actor& actor, NewMailbox fields);
/// `version` is what the person saw.
Task<Result<MailboxView>> update_mailbox(Services& services, const Actor& actor, std::string mailbox_id,
                                         std::int64_t version, MailboxFields fields);
/// Nothing is sent or read there any more; its mail stays, and what its provider was told is forgotten. One that is not there is gone
/// already. ERRORS: conflict for the first, and while a mail of it is being sent.
Task<Result<Unit>> delete_mailbox(Services& services, const Actor& actor, std::string mailbox_id);

/// The servers of a mailbox of provider smtp, tried once: it is ACTIVE when they let us in, else AUTH_FAILING with their words. An outbox needs
/// none. ERRORS: invalid, naming the field; conflict for the first mailbox and for one that signs in in the browser.
Task<Result<MailboxView>> connect_mailbox(Services& services, const Actor& actor, std::string mailbox_id,
                                          MailServers servers);

/// Nothing leaves until somebody resumes it, or until `until`.
Task<Result<MailboxView>> pause_mailbox(Services& services, const Actor& actor, std::string mailbox_id,
                                        std::string reason, std::optional<Instant> until);
/// What waited goes at once. ERRORS: conflict for one that must be connected first.
Task<Result<MailboxView>> resume_mailbox(Services& services, const Actor& actor, std::string mailbox_id);

}  // namespace sa
