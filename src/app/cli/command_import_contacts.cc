// sales-agent import contacts: a contact list into the directory.
#include "actions/contact/import.h"
#include "app/cli/command_import.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/progress.h"
#include "app/cli/table.h"
#include "connectors/local/file_source.h"

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

void show_mapping(Terminal& terminal, const std::vector<ColumnMapping>& mapping) {
  Table table({{"column", Table::Align::left, true}, {"is"}, {"by"}});
  for (const ColumnMapping& each : mapping)
    table.add_row({shown(each.column), each.field, each.guess ? "its name" : "--map"});
  terminal.write(table.text(terminal));
}

void show(Shell& shell, const ContactImport& import) {
  shell.out.line(import.dry_run ? "Tried out: nothing was written."
                                : "Imported as " + import.import_id + '.');
  Facts facts = {{"encoding", import.encoding}, {"rows", grouped(import.rows)}};
  for (const auto& [outcome, count] : import.outcomes)
    if (count > 0) facts.emplace_back(outcome, grouped(count));
  shell.out.write(fact_lines(shell.out, facts));
}

/// What the columns were taken for, when they were not understood.
void show_guess(Shell& shell, const Error& error) {
  const auto* mapping = error.details.if_contains("mapping");
  if (!mapping || shell.json) return;
  const auto columns = from_json<std::vector<ColumnMapping>>(*mapping, Unknown::ignore);
  if (columns) show_mapping(shell.err, *columns);
}

Result<ExitCode> import_file(Shell& shell, const Wish& wish) {
  TRY(const ImportOptions options, options_of(wish));
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, std::nullopt));
  TRY(const auto source, FileSource::open(wish.path));
  auto begun = begin_import(*app->services, actor, *source, options, "");
  if (!begun) {
    show_guess(shell, begun.error());
    return std::move(begun).error();
  }
  if (!shell.json) show_mapping(shell.err, begun->mapping);
  Progress progress(shell.err, app->clock, "Reading " + shown(wish.path), "rows");
  const std::int64_t before = begun->rows;
  TRY(const ContactImport done,
      run_import(*app->services, *source, *std::move(begun), [&](const ContactImport& import, double part) {
        progress.update(part, import.rows - before);
      }));
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
  family.command("contacts", "Import a contact list (CSV); each row has exactly one outcome")
      .argument("FILE", &wish->path, "The list: UTF-8, UTF-16 with a mark, or windows-1252")
      .option("--map", "FIELD=COLUMN", &wish->map,
              "What columns are, several with commas, where their names do not say it")
      .option("--source", "TEXT", &wish->source, "Where the data is from, for rows that do not say it")
      .option("--basis", "BASIS", &wish->basis,
              "Why these people may be written to: consent, customer, legitimate_interest or "
              "public_business")
      .option("--basis-at", "DATE", &wish->basis_at, "Since when")
      .option("--owner", "USER", &wish->owner, "Whose contacts they are: a user's id or address")
      .option("--on-conflict", "HOW", &wish->on_conflict,
              "For people who are known: fill what is empty (default), overwrite, or skip")
      .flag("--dry-run", &wish->dry_run, "Write nothing; say what would become of the rows")
      .run([wish](Shell& shell) { return import_file(shell, *wish); });
}

}  // namespace sa
