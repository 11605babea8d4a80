// sales-agent import contacts: a contact list into the directory.
#include "actions/contact/import.h"
#include "app/cli/command_import.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/progress.h"
#include "app/cli/table.h"
#include "connectors/local/file_source.h"
#include "store/contact/import.h"

namespace sa {
namespace {

struct Wish {
  std::string path;
  std::string map;
  std::string source;
  std::optional<std::string> basis;
  std::string basis_at;
  std::string owner;
  std::string on_conflict = "fill";
  bool dry_run = false;
  std::optional<std::string> by;
};

Result<ImportOptions> options_of(const Wish& wish) {
  ImportOptions options;
  options.map = wish.map;
  options.source = wish.source;
  options.basis_at = wish.basis_at;
  options.owner = wish.owner;
  options.dry_run = wish.dry_run;
  if (wish.basis) {
    options.basis = parse_enum<ContactBasis>(*wish.basis);
    if (!options.basis)
      return invalid_field("--basis",
                           "A basis is consent, customer, legitimate_interest or public_business.");
  }
  const auto on_conflict = parse_enum<ImportConflict>(wish.on_conflict);
  if (!on_conflict) return invalid_field("--on-conflict", "It is fill, overwrite or skip.");
  options.on_conflict = *on_conflict;
  return options;
}

constexpr std::int64_t kErrorsAtOnce = 500;

void show_mapping(Terminal& terminal, const std::vector<ColumnMapping>& mapping) {
  Table table({{"column", Table::Align::left, true}, {"is"}, {"by"}});
  for (const ColumnMapping& each : mapping)
    table.add_row({shown(each.column), shown(each.field), each.guess ? "its name" : "--map"});
  terminal.write(table.text(terminal));
}

void show(Shell& shell, const ContactImport& import) {
  shell.out.line(import.dry_run ? "This was a dry run: nothing was written." : "Imported.");
  Facts facts = {{"encoding", import.encoding},
                 {"delimiter", import.delimiter == "\t" ? "tab" : import.delimiter},
                 {"rows", grouped(import.rows)}};
  for (const auto& [outcome, count] : import.outcomes)
    if (count > 0) facts.emplace_back("  " + outcome, grouped(count));
  shell.out.write(fact_lines(shell.out, facts));
}

/// As compilers name a place: FILE:LINE: COLUMN: what is wrong.
void show_rejected(Shell& shell, const Wish& wish, const std::vector<ImportError>& rejected) {
  for (const ImportError& each : rejected) {
    const std::string column = each.column_name.empty() ? "" : shown(each.column_name) + ": ";
    shell.err.line(shown(wish.path) + ':' + std::to_string(each.line) + ": " + column + shown(each.words));
  }
}

/// Those of the run that was interrupted.
Result<Unit> show_rejected_before(Shell& shell, App& app, const Wish& wish, const ContactImport& import) {
  std::int64_t line = 0;
  while (true) {
    TRY(const auto rejected, app.db->read_now([&](ReadTx& tx) {
      return list_import_errors(tx, import.import_id, line, kErrorsAtOnce);
    }));
    if (rejected.empty()) return ok();
    show_rejected(shell, wish, rejected);
    line = rejected.back().line;
  }
}

/// What the columns were taken for, when they were not understood.
void show_guess(Shell& shell, const Error& error) {
  const auto* mapping = error.details.if_contains("mapping");
  if (!mapping) return;
  const auto columns = from_json<std::vector<ColumnMapping>>(*mapping, Unknown::ignore);
  if (columns) show_mapping(shell.err, *columns);
}

/// A file or an option that is wrong is wrong usage.
Result<ExitCode> refused(Shell& shell, Error error) {
  if (error.code == ErrorCode::invalid) return refuse_word(shell, error);
  return error;
}

Result<ExitCode> import_file(Shell& shell, const Wish& wish) {
  const auto options = options_of(wish);
  if (!options) return refuse_word(shell, options.error());
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  auto source = FileSource::open(wish.path);
  if (!source) return refused(shell, std::move(source).error());
  auto begun = begin_import(*app->services, actor, **source, *options);
  if (!begun) {
    show_guess(shell, begun.error());
    return refused(shell, std::move(begun).error());
  }
  if (!shell.json) show_mapping(shell.err, begun->mapping);
  const std::int64_t before = begun->rows;
  if (before > 0) {
    shell.err.line("An import of this file was interrupted after " + counted(before, "row", "rows") +
                   "; it is continued.");
    TRY_OK(show_rejected_before(shell, *app, wish, *begun));
  }
  Progress progress(shell.err, app->clock, "Reading " + shown(wish.path), "rows");
  const auto watch = [&](const ContactImport& import, const std::vector<ImportError>& rejected, double part) {
    if (!rejected.empty()) progress.clear();
    show_rejected(shell, wish, rejected);
    progress.update(part, import.rows - before);
  };
  TRY(const ContactImport done, run_import(*app->services, **source, *std::move(begun), watch));
  progress.clear();
  if (shell.json) {
    shell.write_json_line(card_of(done));
  } else {
    show(shell, done);
  }
  return done.status == ImportStatus::DONE ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

void add_import_contacts(CommandSpec& family) {
  auto wish = std::make_shared<Wish>();
  family
      .command("contacts",
               "Import a contact list (CSV). The same command continues an import that was interrupted")
      .argument("FILE", &wish->path,
                "The list, with a header; columns are recognised by their names in eight languages")
      .option("--map", "FIELD=COLUMN", &wish->map,
              "The field that a column holds, several with commas, such as email=Contact,custom.plan=Tier")
      .option("--source", "TEXT", &wish->source, "Where the data comes from, for rows without a source")
      .option("--basis", "BASIS", &wish->basis,
              "The legal basis for rows without one: consent, customer, legitimate_interest or "
              "public_business")
      .option("--basis-at", "DATE", &wish->basis_at, "The date of the legal basis, such as 2026-11-22")
      .option("--owner", "USER", &wish->owner, "The user who owns the contacts, by id or address")
      .option("--on-conflict", "HOW", &wish->on_conflict,
              "For contacts that exist: fill empty fields (default), overwrite, or skip")
      .flag("--dry-run", &wish->dry_run, "Write nothing; report what would happen to each row")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return import_file(shell, *wish); });
}

}  // namespace sa
