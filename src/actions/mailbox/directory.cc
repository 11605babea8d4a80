#include "actions/mailbox/directory.h"

#include <algorithm>
#include <map>

#include "actions/contact/contact.h"
#include "actions/mailbox/line.h"
#include "actions/mailbox/mailbox.h"
#include "base/text/ascii.h"
#include "store/account/oauth.h"
#include "store/audit/audit.h"
#include "store/mailbox/health.h"
#include "store/mailbox/mailbox.h"
#include "store/user/user.h"

namespace sa {
namespace {

constexpr std::size_t kMaxShared = 200;
constexpr std::size_t kMaxNameChars = 100;
constexpr std::size_t kMaxSignatureChars = 2000;
constexpr const char* kProviders[] = {"outbox", "gmail", "smtp"};

MailboxHealth health_of(const MailboxActivity& activity, const MailboxFigures& figures) {
  MailboxHealth health;
  health.bounce_rate = bounce_rate(figures);
  health.complaint_rate = complaint_rate(figures);
  if (auto finding = judge_health(figures)) health.warning = std::move(finding->hold);
  health.last_read_at = activity.last_read_at;
  health.last_sent_at = activity.last_sent_at;
  return health;
}

MailboxView view_of(const TeamMailbox& mailbox, MailboxHealth health, Instant now) {
  MailboxView view;
  view.mailbox_id = mailbox.mailbox_id;
  view.address = mailbox.address;
  view.name = mailbox.name;
  view.provider = mailbox.provider;
  view.is_first = mailbox.is_first;
  view.user_id = mailbox.user_id;
  view.shared_with = mailbox.shared_with;
  view.visibility = mailbox.visibility;
  view.signature = mailbox.signature;
  view.window = mailbox.window;
  view.limits = mailbox.limits;
  view.status = status_at(mailbox, now);
  view.hold = hold_at(mailbox, now);
  view.health = std::move(health);
  view.created_at = mailbox.created_at;
  view.updated_at = mailbox.updated_at;
  view.version = mailbox.version;
  return view;
}

Result<MailboxView> load_view(const Services& services, ReadTx& tx, const TeamMailbox& mailbox) {
  TRY(const auto activity, list_mailbox_activity(tx, mailbox.mailbox_id));
  TRY(const auto figures, list_mailbox_figures(tx, mailbox.mailbox_id));
  MailboxHealth health = health_of(activity.empty() ? MailboxActivity{} : activity.front(),
                                   figures.empty() ? MailboxRecord{} : figures.front());
  return view_of(mailbox, std::move(health), services.clock.now());
}

Result<TeamMailbox> get_used(ReadTx& tx, const std::string& mailbox_id) {
  TRY(auto found, find_mailbox(tx, mailbox_id));
  if (!found || found->retired_at) return not_found("There is no mailbox " + mailbox_id + ".");
  return *std::move(found);
}

bool matches(const MailboxFilter& filter, const MailboxView& view) {
  const std::string q = ascii_lower(filter.q);
  return (q.empty() || ascii_lower(view.address).find(q) != std::string::npos ||
          ascii_lower(view.name).find(q) != std::string::npos) &&
         (filter.user_id.empty() || filter.user_id == view.user_id) &&
         (!filter.status || *filter.status == view.status);
}

Result<Unit> check_user(ReadTx& tx, const char* field, const std::string& user_id) {
  TRY(const auto user, find_user(tx, user_id));
  if (user) return ok();
  return invalid_field(field, "There is no user " + user_id + ".");
}

/// Takes what a person wrote over what is there.
Result<Unit> apply(ReadTx& tx, const MailboxFields& fields, Instant now, TeamMailbox* mailbox) {
  if (fields.name) {
    if (mailbox->is_first && *fields.name != mailbox->name)
      return invalid_field("name",
                           "The first mailbox has the name that SENDER_NAME gives it. Change that setting.");
    mailbox->name = trimmed(*fields.name);
  }
  if (fields.user_id) {
    mailbox->user_id.reset();
    if (!fields.user_id->empty()) {
      TRY_OK(check_user(tx, "user_id", *fields.user_id));
      mailbox->user_id = fields.user_id;
    }
  }
  if (fields.shared_with) {
    if (fields.shared_with->size() > kMaxShared)
      return invalid_field("shared_with", "A mailbox can be shared with at most 200 people.");
    mailbox->shared_with.clear();
    for (const std::string& each : *fields.shared_with) {
      TRY_OK(check_user(tx, "shared_with", each));
      if (std::ranges::find(mailbox->shared_with, each) == mailbox->shared_with.end())
        mailbox->shared_with.push_back(each);
    }
  }
  if (fields.visibility) mailbox->visibility = *fields.visibility;
  if (fields.signature) mailbox->signature = trimmed(*fields.signature);
  if (fields.window) {
    mailbox->window.reset();
    if (!fields.window->days.empty()) {
      TRY_OK(check_window(*fields.window));
      mailbox->window = fields.window;
    }
  }
  if (!fields.limits) return ok();
  TRY_OK(check_limits(*fields.limits));
  const bool is_same_ramp = fields.limits->ramp == mailbox->limits.ramp;
  if (!is_same_ramp) mailbox->ramp_from = now;
  mailbox->limits = *fields.limits;
  return ok();
}

/// The names of the fields that somebody wrote, for the trail.
boost::json::array named(const MailboxFields& fields) {
  boost::json::array names;
  const auto add = [&](const char* name, bool is_there) {
    if (is_there) names.emplace_back(name);
  };
  add("name", fields.name.has_value());
  add("user_id", fields.user_id.has_value());
  add("shared_with", fields.shared_with.has_value());
  add("visibility", fields.visibility.has_value());
  add("signature", fields.signature.has_value());
  add("window", fields.window.has_value());
  add("limits", fields.limits.has_value());
  return names;
}

/// The address in normal form, which is the mailbox's id.
Result<std::string> read_id(const NewMailbox& fields) {
  const auto key = read_address(trimmed(fields.address));
  if (!key) return invalid_field("address", key.error().message);
  // The outbox has a folder of that name.
  if (key->find_first_of("/\\") != std::string::npos || key->front() == '.')
    return invalid_field("address", "A mailbox's address must not contain a slash or begin with a dot.");
  return *key;
}

Error stale(const MailboxView& view, std::int64_t version) {
  return conflict("The mailbox is version " + std::to_string(view.version) + " now, you changed version " +
                  std::to_string(version) + ": read it again.")
      .with_details("version", view.version)
      .with_details("current", to_json(view));
}

}  // namespace

std::vector<Rule> MailboxFields::rules() {
  return {
      rule(&MailboxFields::name).one_line().max_length(kMaxNameChars).describe("in From, beside the address"),
      rule(&MailboxFields::user_id).max_length(200).describe("whose it is; \"\": nobody's, it is shared"),
      rule(&MailboxFields::shared_with).max_length(200).describe("ids of further users who work with it"),
      rule(&MailboxFields::visibility)
          .describe("who sees its mail: own (its user and shared_with), team (leads, too), all"),
      rule(&MailboxFields::signature)
          .printable()
          .max_length(kMaxSignatureChars)
          .describe("stands below the body of its mails"),
      rule(&MailboxFields::window).describe("the hours in which it sends by itself; without days: always"),
      rule(&MailboxFields::limits)};
}

std::vector<Rule> NewMailbox::rules() {
  return {rule(&NewMailbox::address).email().example("ben@example.com"),
          rule(&NewMailbox::provider).describe("outbox (the default), gmail or smtp")};
}

Task<Result<std::vector<MailboxView>>> list_mailbox_views(Services& services, MailboxFilter filter,
                                                          std::string after_id, std::int64_t limit) {
  const Instant now = services.clock.now();
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<std::vector<MailboxView>> {
    TRY(const auto mailboxes, list_mailboxes(tx));
    TRY(const auto activity, list_mailbox_activity(tx, ""));
    std::map<std::string, MailboxActivity> of;
    for (const MailboxActivity& each : activity) of[each.mailbox_id] = each;
    TRY(const auto figures, list_mailbox_figures(tx));
    std::map<std::string, MailboxFigures> figures_of;
    for (const MailboxRecord& each : figures) figures_of[each.mailbox_id] = each;
    std::vector<MailboxView> views;
    bool is_after = after_id.empty();
    for (const TeamMailbox& each : mailboxes) {
      if (static_cast<std::int64_t>(views.size()) >= limit) break;
      MailboxView view = view_of(each, health_of(of[each.mailbox_id], figures_of[each.mailbox_id]), now);
      if (is_after && matches(filter, view)) views.push_back(std::move(view));
      is_after = is_after || each.mailbox_id == after_id;
    }
    return views;
  });
}

Task<Result<MailboxView>> get_mailbox_view(Services& services, std::string mailbox_id) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<MailboxView> {
    TRY(const TeamMailbox mailbox, get_used(tx, mailbox_id));
    return load_view(services, tx, mailbox);
  });
}

Task<Result<MailboxView>> create_mailbox(Services& services, const Actor& actor, NewMailbox fields) {
  CO_TRY(const std::string id, read_id(fields));
  const std::string provider = fields.provider.value_or("outbox");
  if (std::ranges::find(kProviders, provider) == std::end(kProviders))
    co_return invalid_field("provider", "The provider must be outbox, gmail or smtp.");
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<MailboxView> {
    TRY(const auto known, find_mailbox(tx, id));
    if (known && !known->retired_at)
      return conflict("There is a mailbox " + id + " already.")
          .with_details("mailbox_id", boost::json::value(id));
    TeamMailbox made;
    made.mailbox_id = id;
    made.address = trimmed(fields.address);
    made.provider = provider;
    made.created_at = known ? known->created_at : now;
    made.updated_at = made.ramp_from = now;
    made.status = provider == "outbox" ? MailboxStatus::ACTIVE : MailboxStatus::DISCONNECTED;
    const bool has_user = fields.user_id && !fields.user_id->empty();
    made.visibility = has_user ? MailboxVisibility::own : MailboxVisibility::all;
    if (has_user && !fields.name) {
      TRY(const auto user, find_user(tx, *fields.user_id));
      if (user) made.name = user->name;
    }
    TRY_OK(apply(tx, fields, now, &made));
    if (known) {
      made.version = known->version;
      TRY_OK(store_change(tx, actor, "create_mailbox", &made, {{"provider", provider}}, now));
    } else {
      TRY_OK(insert_mailbox(tx, made));
      TRY_OK(append_audit(tx, actor, "create_mailbox", {{"mailbox_id", id}, {"provider", provider}}, now));
    }
    return load_view(services, tx, made);
  });
}

Task<Result<MailboxView>> update_mailbox(Services& services, const Actor& actor, std::string mailbox_id,
                                         std::int64_t version, MailboxFields fields) {
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<MailboxView> {
    TRY(TeamMailbox mailbox, get_used(tx, mailbox_id));
    if (mailbox.version != version) {
      TRY(const MailboxView view, load_view(services, tx, mailbox));
      return stale(view, version);
    }
    TRY_OK(apply(tx, fields, now, &mailbox));
    TRY_OK(store_change(tx, actor, "change_mailbox", &mailbox, {{"fields", named(fields)}}, now));
    // What waits for its turn may leave earlier now.
    if (fields.limits || fields.window) TRY_OK(retry_sends_now(services, tx));
    return load_view(services, tx, mailbox);
  });
}

Task<Result<Unit>> delete_mailbox(Services& services, const Actor& actor, std::string mailbox_id) {
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    TRY(auto mailbox, find_mailbox(tx, mailbox_id));
    if (!mailbox || mailbox->retired_at) return ok();
    if (mailbox->is_first)
      return conflict(
          "This is the first mailbox, which the settings make. Set SENDER_EMAIL to another address instead.");
    TRY(const std::int64_t sending, count_sending(tx, mailbox_id));
    if (sending > 0)
      return conflict(
          "A mail from this mailbox is being sent, or nobody knows yet whether it was. Try again when "
          "that is settled.");
    mailbox->retired_at = now;
    mailbox->status = MailboxStatus::DISCONNECTED;
    mailbox->hold.reset();
    TRY_OK(forget_servers(tx, mailbox_id));
    TRY_OK(delete_oauth_token(tx, MailboxOpener::token_key("google", mailbox_id)));
    return store_change(tx, actor, "delete_mailbox", &*mailbox, {}, now);
  });
}

Task<Result<MailboxView>> connect_mailbox(Services& services, const Actor& actor, std::string mailbox_id,
                                          MailServers servers) {
  CO_TRY(const TeamMailbox before,
         co_await services.db.read([&](ReadTx& tx) { return get_used(tx, mailbox_id); }));
  if (before.is_first)
    co_return conflict(
        "The settings connect the first mailbox: MAIL_PROVIDER, SMTP_URL, IMAP_URL and the like.");
  if (before.provider == "outbox") co_return co_await get_mailbox_view(services, std::move(mailbox_id));
  if (before.provider != "smtp") co_return conflict("This mailbox signs in at its provider, in the browser.");
  if (servers.user.empty()) co_return invalid_field("user", "Enter the user name for the mail server.");
  if (servers.password.empty())
    co_return invalid_field("password", "Enter the password for the mail server.");
  if (!services.mailbox_opener) co_return unavailable("This program opens no further mailboxes.");
  CO_TRY(const MailboxLine line, services.mailbox_opener->open({mailbox_id, before.provider, servers}));
  const auto ready = co_await line.mailbox->ready();
  co_return co_await services.db.write([&](Tx& tx) -> Result<MailboxView> {
    TRY(TeamMailbox mailbox, get_used(tx, mailbox_id));
    TRY_OK(save_servers(services, tx, mailbox_id, servers));
    TRY_OK(note_connected(services, tx, actor, std::move(mailbox), ready ? "" : ready.error().message));
    TRY(mailbox, get_used(tx, mailbox_id));
    return load_view(services, tx, mailbox);
  });
}

Task<Result<MailboxView>> pause_mailbox(Services& services, const Actor& actor, std::string mailbox_id,
                                        std::string reason, std::optional<Instant> until) {
  const Instant now = services.clock.now();
  if (until && *until <= now)
    co_return invalid_field("until", "The end of the pause must lie in the future.");
  co_return co_await services.db.write([&](Tx& tx) -> Result<MailboxView> {
    TRY(TeamMailbox mailbox, get_used(tx, mailbox_id));
    // Who cannot send for another reason does not become able to by the end of a pause.
    const MailboxStatus status = status_at(mailbox, now);
    if (status == MailboxStatus::AUTH_FAILING || status == MailboxStatus::DISCONNECTED)
      return conflict("The mailbox does not send: it must be connected first.");
    mailbox.status = MailboxStatus::PAUSED;
    mailbox.hold =
        MailboxHold{"mailbox.paused",
                    actor.name + " paused the mailbox " + mailbox_id + (reason.empty() ? "." : ": " + reason),
                    actor.name, until};
    TRY_OK(store_change(tx, actor, "pause_mailbox", &mailbox, {{"reason", reason}}, now));
    return load_view(services, tx, mailbox);
  });
}

Task<Result<MailboxView>> resume_mailbox(Services& services, const Actor& actor, std::string mailbox_id) {
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<MailboxView> {
    TRY(TeamMailbox mailbox, get_used(tx, mailbox_id));
    if (mailbox.status == MailboxStatus::AUTH_FAILING || mailbox.status == MailboxStatus::DISCONNECTED)
      return conflict("The mailbox does not send because it is not signed in. Connect it instead.");
    if (mailbox.status == MailboxStatus::PAUSED) {
      const std::string rule = mailbox.hold ? mailbox.hold->rule : "mailbox.paused";
      mailbox.status = MailboxStatus::ACTIVE;
      mailbox.hold.reset();
      TRY_OK(store_change(tx, actor, "resume_mailbox", &mailbox, {{"rule", rule}}, now));
      TRY_OK(retry_sends_now(services, tx));
    }
    return load_view(services, tx, mailbox);
  });
}

}  // namespace sa
