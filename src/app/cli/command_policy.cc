// sales-agent policy packs list|show|enable|disable: the rules of law by country.
#include <algorithm>
#include <boost/json/serialize.hpp>

#include "actions/policy/policy.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

struct Wish {
  std::string pack_id;
  std::optional<std::string> by;
};

std::string countries_of(const PolicyPack& pack) {
  if (pack.countries.empty()) return "every country";
  std::string all;
  for (const std::string& each : pack.countries) all += (all.empty() ? "" : " ") + each;
  return all;
}

std::string state_of(const PolicyPackCard& card) {
  return card.enabled ? "on" : "off";
}

Result<ExitCode> list(Shell& shell) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const auto cards, sync_wait(list_policy_packs(*app->services)));
  Table table({{"pack"}, {"state"}, {"name"}, {"rules", Table::Align::right}, {"countries", {}, true}});
  for (const PolicyPackCard& each : cards) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      table.add_row({shown(each.pack_id),
                     {state_of(each), each.enabled ? Style::good : Style::dim},
                     shown(each.name),
                     std::to_string(each.rules.size()),
                     shown(countries_of(each))});
    }
  }
  if (shell.json) return ExitCode::ok;
  shell.out.write(table.text(shell.out));
  shell.err.line("Switch one with: sales-agent policy packs enable PACK_ID");
  return ExitCode::ok;
}

void show_rule(Shell& shell, const PolicyRule& rule) {
  shell.out.line("");
  shell.out.line(shell.out.styled(Style::bold, shown(rule.rule_id)) + "  " + shown(rule.rule) + ", " +
                 std::string(enum_name(rule.outcome)));
  Facts facts = {{"says", shown(rule.words)},
                 {"source", shown(rule.source.law + ", " + rule.source.article)},
                 {"text", shown(rule.source.url)},
                 {"since", format_date(rule.effective_from)}};
  if (!rule.parameters.empty()) facts.emplace_back("with", shown(boost::json::serialize(rule.parameters)));
  facts.emplace_back("tested", counted(static_cast<std::int64_t>(rule.vectors.size()), "vector", "vectors"));
  shell.out.write(fact_lines(shell.out, facts));
}

Result<ExitCode> show(Shell& shell, const Wish& wish) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const auto cards, sync_wait(list_policy_packs(*app->services)));
  const auto card = std::ranges::find(cards, wish.pack_id, &PolicyPackCard::pack_id);
  if (card == cards.end()) return not_found("There is no policy pack " + wish.pack_id + '.');
  if (shell.json) {
    shell.write_json_line(*card);
    return ExitCode::ok;
  }
  std::string state = state_of(*card);
  if (card->changed_by)
    state += ", switched by " + *card->changed_by + " at " + format_rfc3339(*card->changed_at);
  shell.out.write(fact_lines(shell.out, {{"pack", shown(card->pack_id)},
                                         {"name", shown(card->name)},
                                         {"state", shown(state)},
                                         {"countries", shown(countries_of(*card))},
                                         {"about", shown(card->about)}}));
  for (const PolicyRule& each : card->rules) show_rule(shell, each);
  return ExitCode::ok;
}

Result<ExitCode> change(Shell& shell, const Wish& wish, bool enabled) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const PolicyPackCard card, sync_wait(switch_policy_pack(*app->services, actor, wish.pack_id, enabled)));
  if (shell.json) {
    shell.write_json_line(card);
  } else {
    shell.out.line(shown(card.name) + " (" + shown(card.pack_id) + ") is " + state_of(card) + '.');
  }
  return ExitCode::ok;
}

}  // namespace

void add_policy(CommandSpec& all) {
  CommandSpec family = all.command("policy", "Look at the rules of law by country, and switch them");
  CommandSpec packs =
      family.command("packs", "Manage policy packs: what the law of a country asks of a mail");
  packs.run([](Shell& shell) { return list(shell); });
  const auto wish = std::make_shared<Wish>();
  const auto of_one = [&](const char* name, const char* about) {
    CommandSpec command = packs.command(name, about);
    command.argument("PACK_ID", &wish->pack_id, "The id that policy packs list shows");
    return command;
  };
  packs.command("list", "List the policy packs, and which are on").run([](Shell& shell) {
    return list(shell);
  });
  of_one("show", "Show a policy pack with its rules and their legal sources").run([wish](Shell& shell) {
    return show(shell, *wish);
  });
  of_one("enable", "Switch a policy pack on")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return change(shell, *wish, true); });
  of_one("disable", "Switch a policy pack off")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return change(shell, *wish, false); });
}

}  // namespace sa
