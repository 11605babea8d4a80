// sales-agent import mail: mail from files into the database, then drafts for what deserves an answer.
#include <filesystem>

#include "actions/contact/contact.h"
#include "actions/mailbox/directory.h"
#include "actions/message/import.h"
#include "app/cli/command.h"
#include "app/cli/command_import.h"
#include "app/cli/progress.h"
#include "app/cli/table.h"
#include "app/wiring/wire.h"
#include "base/log.h"
#include "connectors/mail/mail_file.h"
#include "store/draft/draft.h"
#include "store/job/job.h"

namespace sa {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kTypicalMailBytes = 8 << 10;

struct Wish {
  std::vector<std::string> paths;
  bool no_analyze = false;
  std::optional<std::string> mailbox;
};

struct PathFailure {
  std::string path;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(PathFailure, (), (path, message))

struct Outcome {
  ImportCounts mail;
  std::vector<PathFailure> failed;
  std::int64_t analyzed = 0;  ///< mails that were looked at for an answer
  std::int64_t drafts_added = 0;
  std::int64_t drafts_waiting = 0;  ///< for a person, in the whole database
  std::int64_t elapsed_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Outcome, (), (mail, failed, analyzed, drafts_added, drafts_waiting, elapsed_ms))

/// How much of the whole a source is, about, in bytes.
double weight_of(const MailSource& source) {
  std::error_code failure;
  const bool is_file = fs::is_regular_file(source.path(), failure);
  const std::uint64_t bytes =
      is_file ? fs::file_size(source.path(), failure) : source.size() * kTypicalMailBytes;
  return std::max(1.0, static_cast<double>(failure ? 0 : bytes));
}

/// The sources of all paths, and the paths that have none.
struct Sources {
  std::vector<std::unique_ptr<MailSource>> all;
  std::vector<PathFailure> failed;
};

/// How far an import has come is remembered by path, and the next one may begin in another folder. A pipe has no such
/// memory, and often no path.
std::string remembered_path(const std::string& path) {
  std::error_code failure;
  const bool is_kept = fs::is_regular_file(path, failure) || fs::is_directory(path, failure);
  const fs::path absolute = is_kept ? fs::canonical(path, failure) : fs::path(path);
  return failure ? path : absolute.string();
}

Sources open_all(const std::vector<std::string>& paths) {
  Sources sources;
  for (const std::string& path : paths) {
    auto opened = open_mail_sources(remembered_path(path));
    if (!opened) {
      sources.failed.push_back({path, opened.error().message});
      continue;
    }
    for (auto& source : *opened) sources.all.push_back(std::move(source));
  }
  return sources;
}

void import_all(Shell& shell, App& app, Sources sources, const std::string& mailbox_id, Outcome* outcome) {
  double total = 0, before = 0;
  for (const auto& source : sources.all) total += weight_of(*source);
  outcome->failed = std::move(sources.failed);
  Progress progress(shell.err, app.clock, "", "mails");
  for (const auto& source : sources.all) {
    progress.label("Reading " + shown(fs::path(source->path()).filename().string()));
    say_what_is_awaited(shell, source->path());
    const double weight = weight_of(*source);
    const auto size = std::max(1.0, static_cast<double>(source->size()));
    std::optional<std::int64_t> read_before;
    const auto imported = import_mail(
        *app.services, *source,
        [&](const ImportCounts& counts, std::uint64_t position) {
          // What an interrupted run had read is no speed of this one.
          if (!read_before) {
            read_before = counts.resumed_at > 0 ? counts.read : 0;
            progress.begin_at((before + weight * static_cast<double>(counts.resumed_at) / size) / total);
          }
          const double part = std::min(1.0, static_cast<double>(position) / size);
          progress.update((before + weight * part) / total, outcome->mail.read + counts.read - *read_before);
        },
        mailbox_id);
    before += weight;
    if (imported) {
      add(&outcome->mail, *imported);
    } else {
      outcome->failed.push_back({source->path(), imported.error().message});
    }
  }
}

Result<std::int64_t> count_jobs_of(Db& db, std::string_view kind) {
  TRY(const std::vector<JobCount> counts, db.read_now([](ReadTx& tx) { return count_jobs(tx); }));
  std::int64_t jobs = 0;
  for (const JobCount& each : counts) {
    if (each.kind == kind && each.state != JobState::DEAD) jobs += each.jobs;
  }
  return jobs;
}

Result<std::int64_t> count_waiting(Db& db) {
  TRY(const QueueDepth depth, db.read_now([](ReadTx& tx) { return get_queue_depth(tx); }));
  return depth.drafts;
}

/// Runs what is due until nothing is. A server that runs at the same time takes its share; leases keep the two apart.
Result<Unit> analyze_all(Shell& shell, App& app, Outcome* outcome) {
  TRY(const std::int64_t total, count_jobs_of(*app.db, "analyze_message"));
  Progress progress(shell.err, app.clock, "Drafting answers", "mails");
  while (true) {
    TRY(const std::int64_t ran, app.runner->run_due());
    if (ran == 0) return ok();
    TRY(const std::int64_t left, count_jobs_of(*app.db, "analyze_message"));
    outcome->analyzed = total - left;
    const double part =
        static_cast<double>(outcome->analyzed) / static_cast<double>(std::max<std::int64_t>(total, 1));
    progress.update(std::min(1.0, part), outcome->analyzed);
  }
}

std::string kind_words(std::string kind) {
  std::replace(kind.begin(), kind.end(), '_', ' ');
  return kind;
}

void show(Shell& shell, const Outcome& outcome, const Wish& wish) {
  const ImportCounts& mail = outcome.mail;
  Facts facts = {
      {"read", grouped(mail.read)}, {"new", grouped(mail.added)}, {"duplicate", grouped(mail.duplicate)}};
  std::string skipped = grouped(mail.skipped);
  for (const auto& [reason, count] : mail.skipped_reasons)
    skipped += "; " + grouped(count) + " x " + shown(reason);
  facts.emplace_back("skipped", skipped);
  std::string kinds;
  for (const auto& [kind, count] : mail.kinds) {
    kinds += (kinds.empty() ? "" : ", ") + grouped(count) + ' ' + kind_words(kind);
  }
  if (!kinds.empty()) facts.emplace_back("kinds", kinds);
  facts.emplace_back("time", duration_words(outcome.elapsed_ms));
  shell.out.line(mail.resumed_at > 0 ? "Resumed an interrupted import." : "Imported.");
  shell.out.write(fact_lines(shell.out, facts));
  if (wish.no_analyze) {
    shell.out.line("The mails were not analysed (--no-analyze). A running server will analyse them.");
  } else {
    shell.out.write(
        paragraph(shell.out, counted(outcome.drafts_added, "new draft", "new drafts") + "; " +
                                 grouped(outcome.drafts_waiting) +
                                 " waiting for a person. See sales-agent drafts list or the web app."));
  }
}

Result<ExitCode> import_paths(Shell& shell, const Wish& wish) {
  TRY(LoadedConfig loaded, read_config(shell));
  start_log_for(LogFor::command, shell, loaded);
  Sources sources = open_all(wish.paths);
  Outcome outcome;
  outcome.failed = sources.failed;
  if (!sources.all.empty()) {
    TRY(const std::unique_ptr<App> app, wire(std::move(loaded)));
    const Instant started_at = app->clock.now();
    TRY(const std::int64_t waiting_before, count_waiting(*app->db));
    std::string mailbox_id;
    if (wish.mailbox) {
      const auto key = read_address(*wish.mailbox);
      TRY(const MailboxView mailbox, sync_wait(get_mailbox_view(*app->services, key ? *key : *wish.mailbox)));
      mailbox_id = mailbox.mailbox_id;
    }
    import_all(shell, *app, std::move(sources), mailbox_id, &outcome);
    if (!wish.no_analyze) TRY_OK(analyze_all(shell, *app, &outcome));
    TRY(outcome.drafts_waiting, count_waiting(*app->db));
    outcome.drafts_added = std::max<std::int64_t>(0, outcome.drafts_waiting - waiting_before);
    outcome.elapsed_ms = app->clock.now() - started_at;
    if (!shell.json) show(shell, outcome, wish);
  }
  if (shell.json) shell.write_json_line(outcome);
  for (const PathFailure& failure : outcome.failed) {
    shell.err.line("sales-agent: not imported: " + shown(failure.path) + ": " + shown(failure.message));
  }
  return outcome.failed.empty() ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

void add_import(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  CommandSpec family = all.command("import", "Import mail and contacts");
  family.command("mail", "Import mail from files; mail that was imported before is skipped")
      .arguments("PATH", &wish->paths, false,
                 "An mbox file, an .eml file, a Maildir, a folder of these, or - for standard input")
      .option("--mailbox", "ADDRESS", &wish->mailbox,
              "Our mailbox that all of it belongs to (default: as each mail says, else the first)")
      .flag("--no-analyze", &wish->no_analyze, "Store the mail without analysing it or drafting answers")
      .run([wish](Shell& shell) { return import_paths(shell, *wish); });
  add_import_contacts(family);
}

}  // namespace sa
