#include "actions/contact/import_columns.h"

#include <algorithm>
#include <set>

#include "base/embedded.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr const char* kEmail = "email";
constexpr std::string_view kCustom = "custom.";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// How names of columns are compared.
std::string key_of(std::string_view name) {
  std::string key;
  for (const char c : plain_form(name))
    if (is_letter(c) || is_digit(c)) key += c;
  return key;
}

/// "E-Mail 2" is a column of addresses, too.
std::string without_digits(std::string key) {
  std::erase_if(key, is_digit);
  return key;
}

std::map<std::string, std::string> fields_by_key(const ImportColumns& columns) {
  std::map<std::string, std::string> fields;
  for (const auto& [field, names] : columns.fields) {
    fields[key_of(field)] = field;
    for (const std::string& name : names) fields[key_of(name)] = field;
  }
  return fields;
}

struct Pair {
  std::string field;
  std::string column;
};

Result<std::vector<Pair>> read_map(const std::string& map, const ImportColumns& columns) {
  std::vector<Pair> pairs;
  for (std::string_view rest = map; !trimmed(rest).empty();) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view item = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equals = item.find('=');
    if (equals == item.npos)
      return invalid_field(
          "map", "A mapping is FIELD=COLUMN, several of them with commas, such as email=E-Mail,name=Kunde.");
    Pair pair{std::string(trimmed(item.substr(0, equals))), std::string(trimmed(item.substr(equals + 1)))};
    const bool is_custom = pair.field.starts_with(kCustom);
    if (is_custom) pair.field = std::string(kCustom) + slug_of(pair.field.substr(kCustom.size()));
    if (!is_custom && pair.field != kContactIdColumn && !columns.fields.contains(pair.field))
      return invalid_field("map", "\"" + pair.field +
                                      "\" is no field of a contact; a field of your own is named custom." +
                                      slug_of(pair.field) + '.');
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

/// Names a custom field that no other column has. An export's "custom.plan" is plan.
std::string custom_field(std::string_view column, std::set<std::string>* taken) {
  if (column.starts_with(kCustom)) column.remove_prefix(kCustom.size());
  const std::string slug = slug_of(column);
  std::string field = std::string(kCustom) + (slug.empty() ? "column" : slug);
  const std::string first = field;
  for (int number = 2; !taken->insert(field).second; ++number) field = first + '_' + std::to_string(number);
  return field;
}

Error with_mapping(std::string words, const std::vector<ColumnMapping>& mapping) {
  return invalid_field("map", std::move(words)).with_details("mapping", to_json(mapping));
}

}  // namespace

Result<ImportColumns> load_import_columns() {
  constexpr const char* kPath = "policy/import_columns.json";
  const auto text = find_embedded(kPath);
  if (!text) return not_found(std::string(kPath) + " is no part of this program.");
  return from_json_text<ImportColumns>(*text);
}

std::string slug_of(std::string_view name) {
  std::string slug;
  for (const char c : plain_form(name)) {
    if (is_letter(c) || is_digit(c)) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '_') {
      slug += '_';
    }
  }
  if (!slug.empty() && slug.back() == '_') slug.pop_back();
  return slug;
}

Result<std::vector<ColumnMapping>> map_columns(const std::vector<std::string>& header, const std::string& map,
                                               const ImportColumns& columns) {
  TRY(const std::vector<Pair> pairs, read_map(map, columns));
  const std::map<std::string, std::string> fields = fields_by_key(columns);
  std::vector<ColumnMapping> mapping;
  for (const std::string& column : header) mapping.push_back({column, "", true});
  std::string problem;  // the first one; the rest is understood nevertheless, so that the guess is whole
  std::set<std::string> taken;
  for (const Pair& pair : pairs) {
    const auto at = std::ranges::find_if(mapping, [&](const ColumnMapping& each) {
      return each.field.empty() &&
             (each.column == pair.column || equal_ignoring_case(each.column, pair.column));
    });
    if (at == mapping.end()) {
      if (problem.empty())
        problem = "The file has no column \"" + pair.column + "\" that could be " + pair.field + '.';
      continue;
    }
    if (!taken.insert(pair.field).second && pair.field != kEmail && problem.empty())
      problem = "The mapping names two columns for " + pair.field + ": choose one.";
    at->field = pair.field;
    at->guess = false;
  }
  const std::set<std::string> given = taken;
  std::map<std::string, std::string> first;
  for (ColumnMapping& each : mapping) {
    if (!each.field.empty()) continue;
    if (each.column == kContactIdColumn && taken.insert(kContactIdColumn).second) {
      each.field = kContactIdColumn;
      continue;
    }
    const std::string key = key_of(each.column);
    auto found = fields.find(key);
    if (found == fields.end()) {
      found = fields.find(without_digits(key));
      if (found != fields.end() && found->second != kEmail) found = fields.end();
    }
    if (found == fields.end()) continue;
    // A field that --map has given away is not ambiguous.
    if (found->second != kEmail && given.contains(found->second)) continue;
    each.field = found->second;
    const auto [other, is_first] = first.emplace(each.field, each.column);
    if (!is_first && each.field != kEmail && problem.empty()) {
      problem = "The columns \"" + other->second + "\" and \"" + each.column + "\" both look like " +
                each.field + ": say which one is in the mapping, such as " + each.field + '=' + each.column +
                '.';
    }
    taken.insert(each.field);
  }
  for (ColumnMapping& each : mapping)
    if (each.field.empty()) each.field = custom_field(each.column, &taken);
  if (!problem.empty()) return with_mapping(problem, mapping);
  const bool has_address =
      std::ranges::any_of(mapping, [](const ColumnMapping& each) { return each.field == kEmail; });
  if (!has_address)
    return with_mapping(
        "No column is known to hold addresses: say which one does in the mapping, such as email=E-Mail.",
        mapping);
  return mapping;
}

}  // namespace sa
