// sales-agent config: every setting, its value and where it comes from.
#include "app/cli/command.h"
#include "app/cli/table.h"

namespace sa {
namespace {

struct Wish {
  bool example = false;
  bool page = false;
};

std::string_view source_words(ConfigSource source) {
  switch (source) {
    case ConfigSource::environment:
      return "environment";
    case ConfigSource::dotenv:
      return ".env";
    case ConfigSource::default_:
      return "default";
  }
  return "";
}

Result<ExitCode> show(Shell& shell, const Wish& wish) {
  if (wish.example) {
    shell.out.write(env_example());
    return ExitCode::ok;
  }
  if (wish.page) {
    shell.out.write(settings_page());
    return ExitCode::ok;
  }
  TRY(const LoadedConfig loaded, read_config(shell));
  Table table({{"setting"}, {"value", Table::Align::left, true}, {"source"}});
  for (const ConfigLine& line : list_config(loaded)) {
    if (shell.json) {
      shell.write_json_line(line);
    } else {
      const bool is_default = line.source == ConfigSource::default_;
      const Style style = is_default ? Style::dim : Style::plain;
      table.add_row({line.name, {shown(line.value), style}, {std::string(source_words(line.source)), style}});
    }
  }
  if (!shell.json) shell.out.write(table.text(shell.out));
  for (const std::string& warning : loaded.warnings) shell.err.line(shown(warning));
  for (const std::string& name : list_unused_settings(loaded))
    shell.err.line(name + " is set but has no effect yet.");
  return ExitCode::ok;
}

}  // namespace

void add_config(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  all.command("config", "Show every setting, its value, and where the value comes from")
      .flag("--example", &wish->example, "Print the contents of .env.example")
      .flag("--page", &wish->page, "Print the contents of docs/settings.md")
      .run([wish](Shell& shell) { return show(shell, *wish); });
}

}  // namespace sa
