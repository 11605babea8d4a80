#include "actions/mailbox/mailbox.h"

#include "core/draft/attempt.h"
#include "store/audit/audit.h"
#include "store/job/job.h"
#include "store/mailbox/handover.h"
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

/// Whoever starts the program with other settings changes what they name.
Actor settings_actor() {
  return system_actor("settings");
}

Result<Unit> retire(Tx& tx, TeamMailbox mailbox, const std::string& successor, Instant now) {
  mailbox.is_first = false;
  mailbox.status = MailboxStatus::DISCONNECTED;
  mailbox.hold.reset();
  mailbox.retired_at = now;
  TRY(const MovedRows moved, move_mailbox(tx, mailbox.mailbox_id, successor, now));
  return store_change(
      tx, settings_actor(), "retire_mailbox", &mailbox,
      {{"to_mailbox_id", successor}, {"contacts", moved.contacts}, {"threads", moved.threads}}, now);
}

/// What the settings change of a mailbox, for the trail.
boost::json::array changed_fields(const TeamMailbox& before, const TeamMailbox& after) {
  boost::json::array names;
  if (before.is_first != after.is_first) names.emplace_back("is_first");
  if (before.address != after.address) names.emplace_back("address");
  if (before.name != after.name) names.emplace_back("name");
  if (before.provider != after.provider) names.emplace_back("provider");
  return names;
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
  if (is_other && mailbox.status != MailboxStatus::PAUSED) {
    mailbox.status = MailboxStatus::ACTIVE;
    mailbox.hold.reset();
  }
  return mailbox;
}

constexpr const char* kSignIn = "mailbox.auth_failing";

/// Makes it send, or say why not. True when that is new.
bool apply_sign_in(const std::string& problem, Instant now, TeamMailbox* mailbox) {
  // A pause is a person's, and stays.
  if (status_at(*mailbox, now) == MailboxStatus::PAUSED) return false;
  if (problem.empty()) {
    const bool is_new = mailbox->status != MailboxStatus::ACTIVE;
    mailbox->status = MailboxStatus::ACTIVE;
    mailbox->hold.reset();
    return is_new;
  }
  const bool is_known =
      mailbox->status == MailboxStatus::AUTH_FAILING && mailbox->hold && mailbox->hold->evidence == problem;
  mailbox->status = MailboxStatus::AUTH_FAILING;
  mailbox->hold = MailboxHold{
      kSignIn,
      "The provider of " + mailbox->mailbox_id + " refuses our sign-in. Connect the mailbox again.",
      problem,
      {}};
  return !is_known;
}

}  // namespace

Result<Unit> retry_sends_now(const Services& services, Tx& tx) {
  return run_jobs_now(tx, kSendDraftJob, services.machine_clock.now());
}

Result<Unit> store_change(Tx& tx, const Actor& actor, const char* action, TeamMailbox* mailbox,
                          boost::json::object details, Instant now) {
  TRY_OK(update_unchanged(tx, *mailbox, now));
  mailbox->updated_at = now;
  ++mailbox->version;
  details["mailbox_id"] = mailbox->mailbox_id;
  TRY_OK(append_audit(tx, actor, action, details, now));
  return ok();
}

Result<Unit> note_connected(const Services& services, Tx& tx, const Actor& actor, TeamMailbox mailbox,
                            const std::string& problem) {
  const Instant now = services.clock.now();
  apply_sign_in(problem, now, &mailbox);
  TRY_OK(store_change(tx, actor, "connect_mailbox", &mailbox, {{"problem", problem}}, now));
  return problem.empty() ? retry_sends_now(services, tx) : ok();
}

Task<Result<Unit>> note_reading(Services& services, std::string mailbox_id, std::string problem) {
  const Instant now = services.clock.now();
  const auto changed = [&](ReadTx& tx) -> Result<std::optional<TeamMailbox>> {
    TRY(auto mailbox, find_mailbox(tx, mailbox_id));
    // Nobody but a person connects what was never connected.
    const bool is_meant = mailbox && !mailbox->retired_at && !mailbox->is_first &&
                          mailbox->status != MailboxStatus::DISCONNECTED;
    if (!is_meant || !apply_sign_in(problem, now, &*mailbox)) mailbox.reset();
    return mailbox;
  };
  // At most readings nothing has changed.
  CO_TRY(const auto seen, co_await services.db.read(changed));
  if (!seen) co_return ok();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    TRY(auto mailbox, changed(tx));
    if (!mailbox) return ok();
    const char* action = problem.empty() ? "mailbox_signed_in" : "mailbox_refused";
    TRY_OK(store_change(tx, system_actor("sync_mail"), action, &*mailbox, {{"problem", problem}}, now));
    return problem.empty() ? retry_sends_now(services, tx) : ok();
  });
}

Result<Unit> keep_first_mailbox(Services& services) {
  const Instant now = services.clock.now();
  const std::string& id = services.sender.mailbox_id;
  return services.db.write_now([&](Tx& tx) -> Result<Unit> {
    TRY(const auto mailboxes, list_mailboxes(tx));
    const TeamMailbox* former = first_of(mailboxes);
    if (former && former->mailbox_id != id) TRY_OK(retire(tx, *former, id, now));
    TRY(const auto known, find_mailbox(tx, id));
    if (!known) {
      // It takes the former one's mail over, so whoever saw that sees it still, and nobody else.
      TeamMailbox made = former ? *former : TeamMailbox{};
      if (!former) made.visibility = MailboxVisibility::all;
      made.version = TeamMailbox{}.version;
      made.created_at = made.updated_at = made.ramp_from = now;
      made = as_set(services, std::move(made));
      TRY_OK(insert_mailbox(tx, made));
      if (!former) return ok();  // a new installation: nobody's mailbox has changed
      TRY_OK(append_audit(tx, settings_actor(), "create_mailbox",
                          {{"mailbox_id", id}, {"provider", made.provider}}, now));
      return ok();
    }
    TeamMailbox wanted = as_set(services, *known);
    boost::json::array changed = changed_fields(*known, wanted);
    // At most starts nothing has changed: a read costs less than a synced write.
    if (changed.empty()) return ok();
    return store_change(tx, settings_actor(), "change_mailbox", &wanted, {{"fields", std::move(changed)}},
                        now);
  });
}

}  // namespace sa
