// sales-agent suppressions list|add|check|remove: who must not be written to.
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
  std::string proof;
  std::optional<std::string> why;
  std::optional<std::string> source;
  std::optional<std::string> by;
  std::optional<std::string> lifted;
};

/// "ada@example.com", "@example.com", or the beginning of the hash of somebody whose address is not kept.
std::string name_of(const Suppression& suppression) {
  constexpr std::size_t kHashChars = 12;
  if (!suppression.shown) return suppression.key_hash.substr(0, kHashChars) + "...";
  return (suppression.scope == SuppressionScope::domain ? "@" : "") + shown(*suppression.shown);
}

/// A suppression as a program reads it: `key` is the address, or "@domain"; empty where neither is known any more.
struct SuppressionLine : Suppression {
  std::string key;
};
BOOST_DESCRIBE_STRUCT(SuppressionLine, (Suppression), (key))

SuppressionLine line_of(const Suppression& each) {
  const char* at = each.scope == SuppressionScope::domain ? "@" : "";
  return {each, each.shown ? at + *each.shown : std::string()};
}

/// What was lifted of one address or domain, oldest first.
Result<ExitCode> list_lifted(Shell& shell, const std::string& address) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const SuppressionKey key, suppression_key(*app->services, address));
  TRY(const std::vector<SuppressionRemoval> removals,
      app->db->read_now([&](ReadTx& tx) { return list_suppression_removals(tx, key.key_hash); }));
  for (const SuppressionRemoval& each : removals) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      shell.out.line(format_rfc3339(each.removed_at) + "  " + std::string(enum_name(each.reason)) +
                     ", lifted by " + shown(each.removed_by) +
                     (each.removal_reason.empty() ? "" : ": " + shown(each.removal_reason)));
    }
  }
  if (!shell.json && removals.empty())
    shell.err.line("No suppression was ever lifted for " + shown(key.shown) + '.');
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
        app->db->read_now([&](ReadTx& tx) { return list_suppressions(tx, {}, after, kPage); }));
    for (const Suppression& each : page) {
      if (shell.json) {
        shell.write_json_line(line_of(each));
      } else {
        table.add_row({name_of(each), std::string(enum_name(each.reason)), format_rfc3339(each.created_at),
                       shown(each.source)});
      }
    }
    count += static_cast<std::int64_t>(page.size());
    if (page.empty()) break;
    after = page.back().suppression_id;
  }
  if (!shell.json && count > 0) shell.out.write(table.text(shell.out));
  if (!shell.json) shell.err.line(counted(count, "suppression", "suppressions"));
  return ExitCode::ok;
}

Result<ExitCode> add(Shell& shell, const Wish& wish) {
  SuppressionWish wanted;
  wanted.source = wish.source;
  (wish.address.starts_with('@') ? wanted.domain : wanted.address) =
      wish.address.substr(wish.address.starts_with('@') ? 1 : 0);
  if (wish.why) {
    wanted.reason = parse_enum<SuppressionReason>(*wish.why);
    if (!wanted.reason)
      return refuse_word(shell,
                         invalid("--why must be unsubscribe, objection, complaint, hard_bounce or manual."));
  }
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const KeptSuppression kept, sync_wait(add_suppression(*app->services, actor, wanted)));
  const Suppression& stored = kept.suppression;
  if (shell.json) {
    shell.write_json_line(stored);
  } else {
    shell.out.line(name_of(stored) + " is suppressed (" + std::string(enum_name(stored.reason)) + ", since " +
                   format_rfc3339(stored.created_at) + ").");
  }
  return ExitCode::ok;
}

Result<ExitCode> check(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const SuppressionCheck found, sync_wait(check_suppression(*app->services, wish.address)));
  if (shell.json) {
    shell.write_json_line(found);
    return ExitCode::ok;
  }
  for (const Suppression& each : found.suppressions) {
    shell.out.line(name_of(each) + " is suppressed (" + std::string(enum_name(each.reason)) + ", since " +
                   format_rfc3339(each.created_at) + ", " + shown(each.source) + ").");
  }
  if (!found.suppressed) shell.out.line(shown(found.address) + " may be contacted.");
  return ExitCode::ok;
}

Result<ExitCode> remove(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const std::vector<SuppressionRemoval> removals,
      sync_wait(remove_suppressions(*app->services, actor, wish.address, {wish.reason, wish.proof})));
  for (const SuppressionRemoval& each : removals) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      shell.out.line(shown(each.shown.value_or(wish.address)) +
                     " may be contacted again; it was suppressed for " + std::string(enum_name(each.reason)) +
                     '.');
    }
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
      .option("--why", "REASON", &wish->why,
              "unsubscribe, objection, complaint, hard_bounce or manual (default)")
      .option("--source", "WORDS", &wish->source, "Where the request came from (default: you)")
      .option("--by", "NAME", &wish->by, kByHelp)
      .run([wish](Shell& shell) { return add(shell, *wish); });
  family.command("check", "Say whether an address is suppressed, in any spelling")
      .argument("ADDRESS", &wish->address, "An address such as ada@example.com")
      .run([wish](Shell& shell) { return check(shell, *wish); });
  family.command("remove", "Remove a suppression; the record of it and the reason for its removal are kept")
      .argument("ADDRESS", &wish->address,
                "An address such as ada@example.com, or a domain such as @example.com")
      .option("--reason", "WORDS", &wish->reason,
              "Reason for the removal; required after an unsubscribe, a complaint, an objection or a bounce")
      .option("--proof", "WORDS", &wish->proof,
              "Where the new consent is kept; required after an unsubscribe, a complaint or an objection")
      .option("--by", "NAME", &wish->by, kByHelp)
      .run([wish](Shell& shell) { return remove(shell, *wish); });
}

}  // namespace sa
