// sales-agent sync: reads what is new in the mailbox now, then drafts for what deserves an answer.
#include "actions/message/sync_mail.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/table.h"
#include "store/draft/draft.h"

namespace sa {
namespace {

/// Enough for any first reading; a mailbox that fills faster than it is read must not hold the command for ever.
constexpr std::int64_t kMaxPages = 1000;

struct Outcome {
  SyncCounts sync;
  std::int64_t drafts_waiting = 0;  ///< for a person, in the whole database
};
BOOST_DESCRIBE_STRUCT(Outcome, (), (sync, drafts_waiting))

Result<Unit> run_due_jobs(App& app) {
  while (true) {
    TRY(const std::int64_t ran, app.runner->run_due());
    if (ran == 0) return ok();
  }
}

void show(Shell& shell, const Outcome& outcome) {
  const ImportCounts& mail = outcome.sync.mail;
  Facts facts = {
      {"read", grouped(mail.read)}, {"new", grouped(mail.added)}, {"duplicate", grouped(mail.duplicate)}};
  std::string skipped = grouped(mail.skipped);
  for (const auto& [reason, count] : mail.skipped_reasons)
    skipped += "; " + grouped(count) + " x " + shown(reason);
  facts.emplace_back("skipped", skipped);
  shell.out.line(outcome.sync.was_reset ? "Read the mailbox's newest mail (first sync)."
                                        : "Read new mail from the mailbox.");
  shell.out.write(fact_lines(shell.out, facts));
  shell.out.write(paragraph(shell.out, counted(outcome.drafts_waiting, "draft waits", "drafts wait") +
                                           " for a person. See sales-agent drafts list or the web app."));
}

Result<ExitCode> sync(Shell& shell, bool no_analyze) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const auto others,
      app->db->read_now([&](ReadTx& tx) { return list_readable_mailboxes(*app->services, tx); }));
  if (!app->feed && others.empty()) {
    return invalid(
        "No mailbox is set up for reading. Set MAIL_PROVIDER=gmail and sign in (docs/connect-gmail.md), or "
        "IMAP_URL, IMAP_USER and IMAP_PASSWORD (docs/connect-smtp.md).");
  }
  Outcome outcome;
  // One that is refused keeps no other from being read.
  ExitCode exit = ExitCode::ok;
  const auto refuse = [&](const std::string& id, const Error& error) {
    shell.err.line("sales-agent: " + shown(id) + ": " + shown(error.message));
    exit = ExitCode::failed;
  };
  if (app->feed) {
    auto synced = sync_wait(sync_mail(*app->services, *app->feed, kMaxPages));
    if (synced)
      outcome.sync = *std::move(synced);
    else
      refuse(app->services->sender.mailbox_id, synced.error());
  }
  for (const std::string& id : others) {
    const auto synced = sync_wait(sync_mailbox(*app->services, id, kMaxPages));
    if (synced)
      add(&outcome.sync.mail, synced->mail);
    else
      refuse(id, synced.error());
  }
  if (!no_analyze) TRY_OK(run_due_jobs(*app));
  TRY(const QueueDepth depth, app->db->read_now([](ReadTx& tx) { return get_queue_depth(tx); }));
  outcome.drafts_waiting = depth.drafts;
  if (shell.json) {
    shell.write_json_line(outcome);
  } else {
    show(shell, outcome);
  }
  return exit;
}

}  // namespace

void add_sync(CommandSpec& all) {
  auto no_analyze = std::make_shared<bool>(false);
  all.command("sync", "Fetch new mail now; a running server does this every minute")
      .flag("--no-analyze", no_analyze.get(), "Store the mail without analysing it or drafting answers")
      .run([no_analyze](Shell& shell) { return sync(shell, *no_analyze); });
}

}  // namespace sa
