// sales-agent contacts erase: a person's right to be forgotten.
#include "actions/contact/erasure.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

struct Wish {
  std::string address;
  std::string confirm;
  std::optional<std::string> by;
};

Result<ExitCode> erase(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const Erasure erasure, sync_wait(erase_person(*app->services, actor, wish.address, wish.confirm)));
  if (shell.json) {
    shell.write_json_line(erasure);
    return ExitCode::ok;
  }
  shell.out.line("Erased. Row " + std::to_string(erasure.audit_seq) + " of the audit trail records it.");
  for (const auto& [table, rows] : erasure.rows_by_table)
    shell.out.line("  " + std::string(table) + ": " + std::to_string(rows.as_int64()));
  shell.out.line("Copies may still exist elsewhere:");
  for (const std::string& place : erasure.elsewhere)
    shell.out.write(paragraph(shell.out, place + '.', "  - "));
  return ExitCode::ok;
}

}  // namespace

void add_contacts(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  CommandSpec family = all.command("contacts", "Manage contacts");
  family.command("erase", "Permanently erase a person: address, name and words")
      .argument("ADDRESS", &wish->address, "One of the person's addresses")
      .option("--confirm", "ADDRESS", &wish->confirm, "The address again, as confirmation")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return erase(shell, *wish); });
}

}  // namespace sa
