#include "actions/mailbox/mailbox.h"

#include "store/mailbox/mailbox.h"

namespace sa {
namespace {

const TeamMailbox* first_of(const std::vector<TeamMailbox>& mailboxes) {
  return !mailboxes.empty() && mailboxes.front().is_first ? &mailboxes.front() : nullptr;
}

Result<Unit> update_unchanged(Tx& tx, TeamMailbox mailbox, Instant now) {
  mailbox.updated_at = now;
  ++mailbox.version;
  TRY(const bool is_updated, update_mailbox(tx, mailbox));
  if (is_updated) return ok();
  return conflict("Mailbox " + mailbox.mailbox_id + " was changed at the same time. Try again.");
}

Result<Unit> retire(Tx& tx, TeamMailbox mailbox, const std::string& successor, Instant now) {
  mailbox.is_first = false;
  mailbox.status = MailboxStatus::DISCONNECTED;
  mailbox.hold.reset();
  mailbox.retired_at = now;
  TRY_OK(update_unchanged(tx, mailbox, now));
  return move_mailbox(tx, mailbox.mailbox_id, successor);
}

/// The first mailbox as the settings have it; what people have set stays.
TeamMailbox as_set(const Services& services, TeamMailbox mailbox) {
  const std::string provider = services.mailbox.provider();
  const bool is_other = !mailbox.is_first || mailbox.provider != provider;
  mailbox.mailbox_id = services.sender.mailbox_id;
  mailbox.address = services.sender.address;
  mailbox.name = services.sender.name;
  mailbox.provider = provider;
  mailbox.is_first = true;
  mailbox.retired_at.reset();
  if (is_other) {
    mailbox.status = MailboxStatus::ACTIVE;
    mailbox.hold.reset();
  }
  return mailbox;
}

}  // namespace

Result<Unit> keep_first_mailbox(Services& services) {
  const Instant now = services.clock.now();
  const std::string& id = services.sender.mailbox_id;
  return services.db.write_now([&](Tx& tx) -> Result<Unit> {
    TRY(const auto mailboxes, list_mailboxes(tx));
    const TeamMailbox* former = first_of(mailboxes);
    if (former && former->mailbox_id != id) TRY_OK(retire(tx, *former, id, now));
    TRY(const auto known, find_mailbox(tx, id));
    if (!known) {
      TeamMailbox made;
      made.visibility = MailboxVisibility::all;
      made.created_at = made.updated_at = made.ramp_from = now;
      return insert_mailbox(tx, as_set(services, std::move(made)));
    }
    const TeamMailbox wanted = as_set(services, *known);
    // At most starts nothing has changed: a read costs less than a synced write.
    const bool is_same = known->is_first && known->address == wanted.address && known->name == wanted.name &&
                         known->provider == wanted.provider;
    return is_same ? ok() : update_unchanged(tx, wanted, now);
  });
}

}  // namespace sa
