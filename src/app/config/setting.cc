// The table of settings, gathered from their owners, and the texts that are made from it.
#include <algorithm>
#include <cctype>

#include "app/config/config.h"

namespace sa {
namespace {

std::string upper(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return made;
}

template <class Owner>
SettingGroup group_of() {
  SettingGroup group{Owner::kTitle, {}};
  const std::vector<reflect::Field>& fields = reflect::structure_of<Owner>().fields;
  for (Setting& setting : Owner::settings()) {
    const auto field = std::find_if(fields.begin(), fields.end(), [&](const reflect::Field& each) {
      return each.offset == setting.rule.offset;
    });
    group.settings.push_back({upper(field->name), std::string(field->name),
                              std::move(setting.rule.description), std::move(setting.otherwise),
                              setting.is_secret, setting.is_unused});
  }
  return group;
}

/// A JSON value as it would stand behind NAME=.
std::string as_text(const boost::json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(value.get_string());
  if (!value.is_array()) return to_json_text(value);
  std::string joined;
  for (const boost::json::value& item : value.get_array())
    joined += (joined.empty() ? "" : ",") + as_text(item);
  return joined;
}

/// As it stands in a table of Markdown: what looks like HTML is none.
std::string escaped(const std::string& words) {
  std::string made;
  for (const char c : words) {
    if (c == '|' || (c == '<' && words.front() != '`')) made += '\\';
    made += c;
  }
  return made;
}

std::string quoted_if_needed(const std::string& value) {
  const bool is_plain = std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("._-:/@+,").find(static_cast<char>(c)) != std::string_view::npos;
  });
  return is_plain ? value : '"' + value + '"';
}

}  // namespace

const std::vector<SettingGroup>& setting_groups() {
  static const std::vector<SettingGroup> groups = [] {
    std::vector<SettingGroup> all;
    boost::mp11::mp_for_each<reflect::Bases<Config>>(
        [&](auto owner) { all.push_back(group_of<typename decltype(owner)::type>()); });
    return all;
  }();
  return groups;
}

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  for (const SettingGroup& group : setting_groups()) {
    for (const NamedSetting& setting : group.settings) names.push_back(setting.name);
  }
  return names;
}

const NamedSetting* find_setting(std::string_view name) {
  for (const SettingGroup& group : setting_groups()) {
    for (const NamedSetting& setting : group.settings) {
      if (setting.name == name) return &setting;
    }
  }
  return nullptr;
}

std::vector<ConfigLine> list_config(const LoadedConfig& loaded) {
  const boost::json::value values = to_json(loaded.config);
  std::vector<ConfigLine> lines;
  for (const SettingGroup& group : setting_groups()) {
    for (const NamedSetting& setting : group.settings) {
      const std::string value = as_text(values.at(setting.field));
      const auto source = loaded.sources.find(setting.name);
      const bool is_masked = setting.is_secret && !value.empty();
      lines.push_back({setting.name, is_masked ? "***" : mask_credentials(value),
                       source == loaded.sources.end() ? ConfigSource::default_ : source->second});
    }
  }
  return lines;
}

std::vector<std::string> list_unused_settings(const LoadedConfig& loaded) {
  std::vector<std::string> names;
  for (const std::string_view name : setting_names()) {
    const bool is_given = loaded.sources.contains(std::string(name));
    if (is_given && find_setting(name)->is_unused) names.emplace_back(name);
  }
  return names;
}

std::string env_example() {
  const boost::json::value defaults = to_json(Config{});
  std::string text =
      "# Every setting of sales-agent with its default. Copy this file to .env and change what you need; "
      "the\n# environment takes precedence over .env, and an empty value counts as not set.\n# Made from the "
      "settings' owners (src/app/config/config.h lists them) by: sales-agent config --example\n";
  for (const SettingGroup& group : setting_groups()) {
    text += "\n# ---- " + group.title + " ----\n";
    for (const NamedSetting& setting : group.settings) {
      text += "\n# " + setting.help;
      if (setting.is_unused) text += " (not used yet)";
      if (!setting.otherwise.empty()) text += " Default: " + setting.otherwise + ".";
      const std::string value = as_text(defaults.at(setting.field));
      text += "\n#" + setting.name + '=' + (setting.otherwise.empty() ? quoted_if_needed(value) : "") + '\n';
    }
  }
  return text;
}

std::string settings_page() {
  const boost::json::value defaults = to_json(Config{});
  std::string text =
      "# Settings\n\nEvery setting, from the environment or from `.env`; the environment takes precedence, "
      "and an empty value counts as not set.\n`sales-agent config` shows each value and where it comes from. "
      "This page is made by `make generate`.\n";
  for (const SettingGroup& group : setting_groups()) {
    text += "\n## " + group.title + "\n\n| Setting | Default | What it is |\n|---|---|---|\n";
    for (const NamedSetting& setting : group.settings) {
      const std::string value = as_text(defaults.at(setting.field));
      const std::string shown =
          setting.otherwise.empty() ? (value.empty() ? "" : '`' + value + '`') : setting.otherwise;
      text += "| `" + setting.name + "` | " + escaped(shown) + " | " + escaped(setting.help) +
              (setting.is_secret ? " Secret." : "") + (setting.is_unused ? " (not used yet)" : "") + " |\n";
    }
  }
  return text;
}

std::string problem_lines(const Error& error) {
  if (error.fields.empty()) return error.message + '\n';
  std::string lines;
  for (const FieldError& field : error.fields) lines += field.path + ' ' + field.message + '\n';
  return lines;
}

}  // namespace sa
