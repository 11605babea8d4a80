// sales-agent migrate: brings the database up to this program.
#include "app/cli/command.h"
#include "app/wiring/wire.h"
#include "base/log.h"
#include "store/engine/db.h"
#include "store/engine/migrate.h"

namespace sa {
namespace {

struct Outcome {
  std::string database;
  std::vector<std::string> applied;
  std::vector<std::string> known;
};
BOOST_DESCRIBE_STRUCT(Outcome, (), (database, applied, known))

Result<ExitCode> migrate(Shell& shell) {
  TRY(const LoadedConfig loaded, read_config(shell));
  TRY(const std::vector<Db::Migration> migrations, get_migrations(loaded.config));
  TRY(const std::unique_ptr<Db> db, open_named_db({.url = loaded.config.database_url}));
  Outcome outcome;
  outcome.database = mask_credentials(loaded.config.database_url);
  TRY(outcome.applied, db->migrate(migrations));
  for (const Db::Migration& each : migrations) outcome.known.push_back(each.name);
  if (shell.json) {
    shell.write_json_line(outcome);
    return ExitCode::ok;
  }
  shell.out.line(outcome.database);
  const std::size_t before = outcome.known.size() - outcome.applied.size();
  for (std::size_t i = 0; i < outcome.known.size(); ++i) {
    const bool is_new = i >= before;
    const std::string state = is_new ? shell.out.styled(Style::good, "applied now ") : "applied     ";
    shell.out.line("  " + state + ' ' + outcome.known[i]);
  }
  if (outcome.applied.empty()) shell.out.line("Nothing to do: the database is up to date.");
  return ExitCode::ok;
}

}  // namespace

void add_migrate(CommandSpec& all) {
  all.command("migrate", "Update the database schema for this program, and list the migrations").run(migrate);
}

}  // namespace sa
