// sales-agent mailbox list|show|add|connect|pause|resume|handover: the addresses that the team sends from and reads.
#include "actions/contact/contact.h"
#include "actions/draft/handover.h"
#include "actions/mailbox/directory.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/password.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

struct Wish {
  std::string mailbox;
  std::string to;
  std::optional<std::string> name;
  std::optional<std::string> provider;
  std::optional<std::string> user_id;
  std::optional<std::string> visibility;
  std::optional<std::string> smtp_url;
  std::optional<std::string> imap_url;
  std::optional<std::string> user;
  std::optional<std::string> reason;
  std::optional<std::string> by;
};

/// Whatever its spelling, an address is the id of its mailbox.
std::string id_of(const std::string& written) {
  const auto key = read_address(written);
  return key ? *key : written;
}

void show(Shell& shell, const MailboxView& view) {
  if (shell.json) {
    shell.write_json_line(view);
    return;
  }
  const auto line = [&](const char* name, const std::string& text) {
    if (!text.empty()) shell.out.line(std::string(name) + ": " + shown(text));
  };
  line("mailbox", view.mailbox_id);
  line("name", view.name);
  line("provider", view.provider);
  line("status", std::string(enum_name(view.status)));
  if (view.hold) line("why", view.hold->words);
  if (view.hold && view.hold->until) line("until", format_rfc3339(*view.hold->until));
  line("user", view.user_id.value_or(""));
  for (const std::string& each : view.shared_with) line("shared with", each);
  line("visibility", std::string(enum_name(view.visibility)));
  if (view.limits.day) line("mails a day", std::to_string(*view.limits.day));
  if (view.limits.gap_s > 0) line("seconds between mails", std::to_string(view.limits.gap_s));
  if (view.health.warning) line("warning", view.health.warning->words);
  if (view.health.last_sent_at) line("last sent", format_rfc3339(*view.health.last_sent_at));
  if (view.health.last_read_at) line("last read", format_rfc3339(*view.health.last_read_at));
  line("signature", view.signature);
}

Result<ExitCode> list(Shell& shell) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  Table table({{"mailbox"}, {"name", Table::Align::left, true}, {"provider"}, {"status"}, {"visibility"}});
  constexpr std::int64_t kAll = 10'000;
  TRY(const auto views, sync_wait(list_mailbox_views(*app->services, {}, {}, kAll)));
  for (const MailboxView& each : views) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      table.add_row({shown(each.mailbox_id), shown(each.name), each.provider,
                     std::string(enum_name(each.status)), std::string(enum_name(each.visibility))});
    }
  }
  if (!shell.json) shell.out.write(table.text(shell.out));
  return ExitCode::ok;
}

Result<ExitCode> show_one(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const MailboxView view, sync_wait(get_mailbox_view(*app->services, id_of(wish.mailbox))));
  show(shell, view);
  return ExitCode::ok;
}

Result<ExitCode> add(Shell& shell, const Wish& wish) {
  NewMailbox fields;
  fields.address = wish.mailbox;
  fields.name = wish.name;
  fields.provider = wish.provider;
  fields.user_id = wish.user_id;
  if (wish.visibility) {
    fields.visibility = parse_enum<MailboxVisibility>(*wish.visibility);
    if (!fields.visibility)
      return refuse_word(shell, invalid_field("--visibility", "--visibility must be own, team or all."));
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const MailboxView view, sync_wait(create_mailbox(*app->services, actor, std::move(fields))));
  show(shell, view);
  if (view.status == MailboxStatus::DISCONNECTED)
    shell.err.line("Connect it now: sales-agent mailbox connect " + view.mailbox_id);
  return ExitCode::ok;
}

Result<ExitCode> connect(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  const std::string id = id_of(wish.mailbox);
  TRY(const MailboxView before, sync_wait(get_mailbox_view(*app->services, id)));
  if (before.provider == "gmail" && !before.is_first)
    return conflict(
        "A Gmail mailbox signs in in the browser: open Mailboxes in the web app, or POST /api/mailboxes/" +
        id + "/connect.");
  MailServers servers{wish.smtp_url.value_or(""), wish.imap_url.value_or(""), wish.user.value_or(id), {}};
  if (before.provider == "smtp" && !before.is_first)
    servers.password = ask_secretly(shell, "Password for " + servers.user + ": ");
  TRY(const MailboxView view, sync_wait(connect_mailbox(*app->services, actor, id, std::move(servers))));
  show(shell, view);
  return view.status == MailboxStatus::AUTH_FAILING ? ExitCode::failed : ExitCode::ok;
}

Result<ExitCode> pause(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const MailboxView view, sync_wait(pause_mailbox(*app->services, actor, id_of(wish.mailbox),
                                                      wish.reason.value_or(""), std::nullopt)));
  show(shell, view);
  return ExitCode::ok;
}

Result<ExitCode> resume(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const MailboxView view, sync_wait(resume_mailbox(*app->services, actor, id_of(wish.mailbox))));
  show(shell, view);
  return ExitCode::ok;
}

Result<ExitCode> hand_over(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const Handover done,
      sync_wait(hand_over_mailbox(*app->services, actor, id_of(wish.mailbox), id_of(wish.to))));
  if (shell.json) {
    shell.write_json_line(done);
    return ExitCode::ok;
  }
  shell.out.line("contacts: " + std::to_string(done.contacts));
  shell.out.line("threads: " + std::to_string(done.threads));
  shell.out.line("drafts that need approval again: " + std::to_string(done.drafts));
  return ExitCode::ok;
}

}  // namespace

void add_mailbox(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  CommandSpec family = all.command("mailbox", "Manage the mailboxes that the team sends from and reads");
  const auto of_one = [&](const char* name, const char* about) {
    CommandSpec command = family.command(name, about);
    command.argument("ADDRESS", &wish->mailbox, "The mailbox's address");
    return command;
  };
  const auto change = [&](const char* name, const char* about) {
    CommandSpec command = of_one(name, about);
    command.option("--by", "NAME", &wish->by, "Who you are (default: your login name)");
    return command;
  };
  family.command("list", "List all mailboxes").run([](Shell& shell) { return list(shell); });
  of_one("show", "Show a mailbox").run([wish](Shell& shell) { return show_one(shell, *wish); });
  change("add", "Add a mailbox")
      .option("--name", "NAME", &wish->name, "The name in the From field")
      .option("--provider", "PROVIDER", &wish->provider, "outbox (the default), gmail or smtp")
      .option("--user", "USER_ID", &wish->user_id, "Whose mailbox it is")
      .option("--visibility", "WHO", &wish->visibility, "Who sees its mail: own, team or all")
      .run([wish](Shell& shell) { return add(shell, *wish); });
  change("connect", "Sign a mailbox in at its mail servers; asks for the password")
      .option("--smtp-url", "URL", &wish->smtp_url, "smtps://host:465 or smtp://host:587")
      .option("--imap-url", "URL", &wish->imap_url, "imaps://host:993 or imap://host:143")
      .option("--user", "USER", &wish->user, "The user name (default: the address)")
      .run([wish](Shell& shell) { return connect(shell, *wish); });
  change("pause", "Pause a mailbox: nothing leaves from it")
      .option("--reason", "WORDS", &wish->reason, "Why, for the audit trail")
      .run([wish](Shell& shell) { return pause(shell, *wish); });
  change("handover", "Hand contacts, threads and open drafts over to another mailbox")
      .argument("TO", &wish->to, "The address of the mailbox that takes over")
      .run([wish](Shell& shell) { return hand_over(shell, *wish); });
  change("resume", "Resume a paused mailbox").run([wish](Shell& shell) { return resume(shell, *wish); });
}

}  // namespace sa
