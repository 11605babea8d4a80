#include "actions/mailbox/line.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "store/account/secret.h"
#include "store/mailbox/mailbox.h"
#include "store/mailbox/sight.h"

namespace sa {
namespace {

std::string secret_name(const std::string& mailbox_id) {
  return "mailbox/" + mailbox_id;
}
std::string secret_owner(const std::string& mailbox_id) {
  return "secrets/" + secret_name(mailbox_id);
}

Error not_connected(const std::string& mailbox_id) {
  return conflict("The mailbox " + mailbox_id + " is not connected. Connect it first.");
}

Result<MailServers> find_servers(const Services& services, ReadTx& tx, const std::string& mailbox_id) {
  TRY(const auto sealed, find_secret(tx, secret_name(mailbox_id)));
  if (!sealed || !services.secrets) return not_connected(mailbox_id);
  const auto text = services.secrets->open(sealed->sealed, secret_owner(mailbox_id));
  if (!text)
    return conflict(
        "The sign-in of mailbox " + mailbox_id +
        " cannot be decrypted with this SECRET_KEY. Connect the mailbox again, or put the key that it "
        "was encrypted with into SECRET_KEY_PREVIOUS.");
  TRY(const boost::json::value json, parse_json(*text));
  return from_json<MailServers>(json, Unknown::ignore);
}

/// What belongs to the process, and outlives every line.
template <class T>
std::shared_ptr<T> borrowed(T* part) {
  return std::shared_ptr<T>(std::shared_ptr<void>(), part);
}

/// What says that a mailbox cannot be opened is no failure for those who can do without it; any other error is.
Result<std::optional<MailboxLine>> if_connected(Result<MailboxLine> line) {
  if (line) return std::optional(*std::move(line));
  const ErrorCode code = line.error().code;
  const bool is_unconnected = code == ErrorCode::conflict || code == ErrorCode::invalid;
  if (is_unconnected) return std::optional<MailboxLine>();
  return std::move(line).error();
}

}  // namespace

Result<MailboxLine> open_line(const Services& services, ReadTx& tx, const TeamMailbox& mailbox) {
  if (mailbox.is_first) return MailboxLine{borrowed(&services.mailbox), borrowed(services.feed)};
  if (mailbox.retired_at || !services.mailbox_opener) return not_connected(mailbox.mailbox_id);
  MailboxAccess access{mailbox.mailbox_id, mailbox.provider, std::nullopt};
  if (mailbox.provider == "smtp") {
    TRY(access.servers, find_servers(services, tx, mailbox.mailbox_id));
  }
  return services.mailbox_opener->open(access);
}

Result<MailboxLine> open_line(const Services& services, ReadTx& tx, const std::string& mailbox_id) {
  TRY(const auto mailbox, find_mailbox(tx, mailbox_id));
  if (!mailbox) return not_connected(mailbox_id);
  return open_line(services, tx, *mailbox);
}

Result<std::optional<MailboxLine>> find_line(const Services& services, ReadTx& tx,
                                             const TeamMailbox& mailbox) {
  return if_connected(open_line(services, tx, mailbox));
}

Result<std::optional<MailboxLine>> find_line(const Services& services, ReadTx& tx,
                                             const std::string& mailbox_id) {
  return if_connected(open_line(services, tx, mailbox_id));
}

bool delivers(const Services& services, const TeamMailbox& mailbox) {
  return mailbox.is_first ? services.mailbox.delivers() : mailbox.provider != "outbox";
}

Result<MailboxFacts> get_mailbox_facts(const Services& services, ReadTx& tx, const std::string& mailbox_id,
                                       Instant now) {
  MailboxFacts facts;
  facts.mailbox_id = mailbox_id;
  TRY(const auto mailbox, find_mailbox(tx, mailbox_id));
  if (!mailbox) {
    facts.hold = no_mailbox(mailbox_id);
    return facts;
  }
  facts.delivers = delivers(services, *mailbox);
  facts.hold = hold_at(*mailbox, now);
  facts.day_limit = day_limit(*mailbox, services.gate_policy.limits.mailbox_day, now);
  facts.gap_s = mailbox->limits.gap_s;
  facts.window = mailbox->window;
  return facts;
}

Result<TeamMailbox> choose_mailbox(ReadTx& tx, const MailboxWish& wish, Instant now) {
  TRY(const auto all, list_mailboxes(tx));
  const auto find = [&](const std::string& id) {
    return std::ranges::find(all, id, &TeamMailbox::mailbox_id);
  };
  if (wish.mailbox_id) {
    TRY_OK(check_mailbox(tx, *wish.mailbox_id));
    const auto named = find(*wish.mailbox_id);
    if (named != all.end()) return *named;
    return invalid_field("mailbox_id", "There is no mailbox " + *wish.mailbox_id + ".");
  }
  std::optional<std::string> preferred = wish.contact_mailbox_id;
  const bool is_known = preferred && find(*preferred) != all.end();
  if (!is_known && wish.user_id.empty()) preferred = wish.came_to;
  const TeamMailbox* chosen = choose_mailbox(all, preferred, wish.user_id, now);
  if (chosen) return *chosen;
  return unavailable(
      "There is no mailbox to send from. Restart the server: it makes the first one from SENDER_EMAIL.");
}

Result<Unit> save_servers(const Services& services, Tx& tx, const std::string& mailbox_id,
                          const MailServers& servers) {
  if (!services.secrets)
    return unavailable("This program keeps no secrets, so that no sign-in can be stored.");
  TRY_OK(forget_servers(tx, mailbox_id));
  std::string sealed =
      services.secrets->seal(to_json_text(servers), secret_owner(mailbox_id), services.random);
  return insert_secret(tx, {secret_name(mailbox_id), std::move(sealed), services.clock.now()});
}

Result<Unit> forget_servers(Tx& tx, const std::string& mailbox_id) {
  return delete_secret(tx, secret_name(mailbox_id));
}

}  // namespace sa
