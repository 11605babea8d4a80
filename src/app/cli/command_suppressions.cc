// sales-agent suppressions list|add|remove: who must not be written to.
#include "actions/contact/suppression.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 500;

struct Wish {
  std::string address;
  std::string reason;
  std::optional<std::string> by;
  std::optional<std::string> lifted;
};

/// What was lifted of one address or domain, oldest first.
Result<ExitCode> list_lifted(Shell& shell, const std::string& address) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const std::string key, suppression_key(address));
  TRY(const std::vector<SuppressionRemoval> removals,
      app->db->read_now([&](ReadTx& tx) { return list_suppression_removals(tx, key); }));
  for (const SuppressionRemoval& each : removals) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      shell.out.line(format_rfc3339(each.removed_at) + "  " + each.reason + ", lifted by " +
                     shown(each.removed_by) +
                     (each.removal_reason.empty() ? "" : ": " + shown(each.removal_reason)));
    }
  }
  if (!shell.json && removals.empty()) shell.err.line("Nothing was lifted of " + shown(key) + '.');
  return ExitCode::ok;
}

Result<ExitCode> list(Shell& shell, const Wish& wish) {
  if (wish.lifted) return list_lifted(shell, *wish.lifted);
  TRY(const std::unique_ptr<App> app, open_app(shell));
  Table table({{"address or domain"}, {"reason"}, {"since"}, {"source", Table::Align::left, true}});
  std::string after;
  std::int64_t count = 0;
  while (true) {
    TRY(const std::vector<Suppression> page,
        app->db->read_now([&](ReadTx& tx) { return list_suppressions(tx, after, kPage); }));
    for (const Suppression& each : page) {
      if (shell.json) {
        shell.write_json_line(each);
      } else {
        table.add_row({shown(each.key), each.reason, format_rfc3339(each.created_at), shown(each.source)});
      }
    }
    count += static_cast<std::int64_t>(page.size());
    if (page.empty()) break;
    after = page.back().key;
  }
  if (!shell.json && count > 0) shell.out.write(table.text(shell.out));
  if (!shell.json) shell.err.line(counted(count, "suppression", "suppressions"));
  return ExitCode::ok;
}

Result<ExitCode> add(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const Suppression stored, sync_wait(add_suppression(*app->services, actor, wish.address)));
  if (shell.json) {
    shell.write_json_line(stored);
  } else {
    shell.out.line(shown(stored.key) + " is not written to (" + stored.reason + ", since " +
                   format_rfc3339(stored.created_at) + ").");
  }
  return ExitCode::ok;
}

Result<ExitCode> remove(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const SuppressionRemoval removal,
      sync_wait(remove_suppression(*app->services, actor, wish.address, wish.reason)));
  if (shell.json) {
    shell.write_json_line(removal);
  } else {
    shell.out.line(shown(removal.key) + " may be written to again; it was suppressed for " + removal.reason +
                   '.');
  }
  return ExitCode::ok;
}

}  // namespace

void add_suppressions(CommandSpec& all) {
  constexpr const char* kByHelp = "Your name, recorded in the trail (default: your login name)";
  auto wish = std::make_shared<Wish>();
  CommandSpec family = all.command("suppressions", "Manage the addresses and domains that must not get mail");
  family.command("list", "List suppressed addresses and domains")
      .option("--lifted", "ADDRESS", &wish->lifted, "List the removed suppressions of this address or domain")
      .run([wish](Shell& shell) { return list(shell, *wish); });
  family.command("add", "Suppress an address or a whole domain: no mail is sent to it")
      .argument("ADDRESS", &wish->address,
                "An address such as ada@example.com, or a domain such as @example.com")
      .option("--by", "NAME", &wish->by, kByHelp)
      .run([wish](Shell& shell) { return add(shell, *wish); });
  family.command("remove", "Remove a suppression; the record of it and the reason for its removal are kept")
      .argument("ADDRESS", &wish->address,
                "An address such as ada@example.com, or a domain such as @example.com")
      .option("--reason", "WORDS", &wish->reason,
              "Reason for the removal; required after an unsubscribe, a complaint, an objection or a bounce")
      .option("--by", "NAME", &wish->by, kByHelp)
      .run([wish](Shell& shell) { return remove(shell, *wish); });
}

}  // namespace sa
