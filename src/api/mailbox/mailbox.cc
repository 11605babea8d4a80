// Our mailboxes: which there are, making and changing them, signing them in, pausing them.
#include "actions/account/connect.h"
#include "actions/mailbox/directory.h"
#include "api/routes.h"

namespace sa {
namespace {

struct MailboxQuery {
  std::string q;
  std::string user_id;
  std::optional<MailboxStatus> status;
  std::int64_t limit = 50;
  std::string after;
  static std::vector<Rule> rules() {
    return {rule(&MailboxQuery::q).optional().max_length(200).describe("a part of address or name"),
            rule(&MailboxQuery::user_id).optional().max_length(200).describe("whose they are"),
            rule(&MailboxQuery::limit).optional().min(1).max(200),
            rule(&MailboxQuery::after).optional().max_length(320).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(MailboxQuery, (), (q, user_id, status, limit, after))

struct MailboxPage {
  std::vector<MailboxView> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(MailboxPage, (), (items, next))

struct MailboxChange : MailboxFields {
  std::int64_t version = 0;
  static std::vector<Rule> rules() {
    return {rule(&MailboxChange::version).min(1).describe("of the mailbox that you changed")};
  }
};
BOOST_DESCRIBE_STRUCT(MailboxChange, (MailboxFields), (version))

struct PauseInput {
  std::string reason;
  std::optional<Instant> until;
  static std::vector<Rule> rules() {
    return {rule(&PauseInput::reason).optional().one_line().max_length(300),
            rule(&PauseInput::until)
                .describe("when it ends by itself; without it, when somebody resumes the mailbox")};
  }
};
BOOST_DESCRIBE_STRUCT(PauseInput, (), (reason, until))

struct MailboxSignIn {
  std::string smtp_url;
  std::string imap_url;
  std::string user;
  std::string password;
  static std::vector<Rule> rules() {
    return {
        rule(&MailboxSignIn::smtp_url)
            .optional()
            .max_length(2000)
            .describe("smtp only: smtps://host:465 (TLS) or smtp://host:587 (STARTTLS)"),
        rule(&MailboxSignIn::imap_url)
            .optional()
            .max_length(2000)
            .describe(
                "imaps://host:993 (TLS) or imap://host:143 (STARTTLS); without it the mailbox is not read"),
        rule(&MailboxSignIn::user).optional().one_line().max_length(320),
        rule(&MailboxSignIn::password).optional().max_length(2000)};
  }
};
BOOST_DESCRIBE_STRUCT(MailboxSignIn, (), (smtp_url, imap_url, user, password))

struct ConnectedMailbox : MailboxView {
  std::optional<std::string> authorize_url;
  static std::vector<Rule> rules() {
    return {
        rule(&ConnectedMailbox::authorize_url)
            .describe(
                "gmail: where the person gives consent in the browser; it works once, within ten minutes")};
  }
};
BOOST_DESCRIBE_STRUCT(ConnectedMailbox, (MailboxView), (authorize_url))

Task<Result<Reply<MailboxPage>>> list(Call& call, FromQuery<MailboxQuery> query) {
  CO_TRY(std::vector<MailboxView> found,
         co_await list_mailbox_views(call.services(), {query->q, query->user_id, query->status}, query->after,
                                     query->limit + 1));
  MailboxPage page;
  if (found.size() > static_cast<std::size_t>(query->limit)) {
    found.resize(static_cast<std::size_t>(query->limit));
    page.next = found.back().mailbox_id;
  }
  page.items = std::move(found);
  co_return page;
}

Task<Result<Reply<MailboxView>>> create(Call& call, NewMailbox input) {
  CO_TRY(MailboxView made, co_await create_mailbox(call.services(), call.actor, std::move(input)));
  co_return Reply<MailboxView>(std::move(made), 201);
}

Task<Result<Reply<MailboxView>>> get(Call& call) {
  CO_TRY(MailboxView view, co_await get_mailbox_view(call.services(), call.param("mailbox_id")));
  co_return view;
}

Task<Result<Reply<MailboxView>>> change(Call& call, MailboxChange input) {
  const std::int64_t version = input.version;
  CO_TRY(MailboxView view, co_await update_mailbox(call.services(), call.actor, call.param("mailbox_id"),
                                                   version, std::move(input)));
  co_return view;
}

Task<Result<Reply<Nothing>>> remove(Call& call) {
  CO_TRY_OK(co_await delete_mailbox(call.services(), call.actor, call.param("mailbox_id")));
  co_return Reply<Nothing>(Nothing{}, 204);
}

Task<Result<Reply<ConnectedMailbox>>> connect(Call& call, MailboxSignIn input) {
  const std::string& id = call.param("mailbox_id");
  CO_TRY(MailboxView view, co_await get_mailbox_view(call.services(), id));
  if (view.provider == "gmail" && !view.is_first) {
    CO_TRY(AccountLink* const link, get_account_link(call.services(), "google"));
    const std::string back = call.api.settings.public_url + "/connect/" + link->provider();
    CO_TRY(std::string url, co_await begin_connecting(call.services(), call.actor, *link, back, id));
    co_return ConnectedMailbox{std::move(view), std::move(url)};
  }
  MailServers servers{std::move(input.smtp_url), std::move(input.imap_url), std::move(input.user),
                      std::move(input.password)};
  CO_TRY(view, co_await connect_mailbox(call.services(), call.actor, id, std::move(servers)));
  co_return ConnectedMailbox{std::move(view), std::nullopt};
}

Task<Result<Reply<MailboxView>>> pause_one(Call& call, PauseInput input) {
  CO_TRY(MailboxView view, co_await pause_mailbox(call.services(), call.actor, call.param("mailbox_id"),
                                                  std::move(input.reason), input.until));
  co_return view;
}

Task<Result<Reply<MailboxView>>> resume_one(Call& call) {
  CO_TRY(MailboxView view, co_await resume_mailbox(call.services(), call.actor, call.param("mailbox_id")));
  co_return view;
}

}  // namespace

std::vector<Route> mailbox_routes() {
  constexpr std::string_view kPath = "/api/mailboxes";
  constexpr std::string_view kOne = "/api/mailboxes/{mailbox_id}";
  return {
      route<list>(
          "list_mailboxes", Method::GET, kPath, Scope::read, "List our mailboxes",
          {.tag = "mailboxes", .about = "The first, which the settings make, then the others by age."}),
      route<create>(
          "create_mailbox", Method::POST, kPath, Scope::settings, "Add a mailbox",
          {.tag = "mailboxes",
           .statuses = {201},
           .errors = {409, 422},
           .about = "An outbox sends at once (into a folder); smtp and gmail must be connected first. 409 if "
                    "there is a mailbox of that address.",
           .example_input = R"({"address": "ben@example.com", "name": "Ben Otto", "provider": "outbox"})"}),
      route<get>("get_mailbox", Method::GET, kOne, Scope::read, "Get a mailbox",
                 {.tag = "mailboxes", .errors = {404}}),
      route<change>(
          "update_mailbox", Method::PATCH, kOne, Scope::settings, "Change a mailbox",
          {.tag = "mailboxes",
           .errors = {404, 409, 422},
           .about = "Omitted fields keep their values; `limits` and `window` are replaced whole. 409 if the "
                    "version is stale; `current` is the mailbox as it is now."}),
      route<remove>(
          "delete_mailbox", Method::DELETE, kOne, Scope::settings, "Delete a mailbox",
          {.tag = "mailboxes",
           .statuses = {204},
           .errors = {409},
           .about = "Its mail stays; nothing is sent or read there any more. 409 for the first mailbox, and "
                    "while a mail is being sent from it."}),
      route<connect>(
          "connect_mailbox", Method::POST, "/api/mailboxes/{mailbox_id}/connect", Scope::settings,
          "Sign a mailbox in",
          {.tag = "mailboxes",
           .replay = false,
           .errors = {404, 409, 422},
           .about = "smtp: the servers and the sign-in, which are stored encrypted and tried at once; "
                    "`status` says whether they work. gmail: answers `authorize_url`."}),
      route<pause_one>("pause_mailbox", Method::POST, "/api/mailboxes/{mailbox_id}/pause", Scope::send,
                       "Pause a mailbox: nothing leaves from it",
                       {.tag = "mailboxes", .errors = {404, 409, 422}}),
      route<resume_one>("resume_mailbox", Method::POST, "/api/mailboxes/{mailbox_id}/resume", Scope::send,
                        "Resume a paused mailbox", {.tag = "mailboxes", .errors = {404, 409}}),
  };
}

}  // namespace sa
