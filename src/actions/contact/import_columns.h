// What the columns of a contact list mean: by --map, else by their names in eight languages (policy/import_columns.json), else they are
// fields of the contact's own, custom.<slug>.
// THREADS: pure functions.
// ERRORS: invalid, with the mapping as far as it was understood in details.mapping, when two columns mean one field other than email, no
// column holds addresses, or `map` names what is not there.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/contact/import.h"

namespace sa {

/// The column of ids that the list's owner chose. It is known by exactly this name: another program's "Contact ID" is no id of ours.
inline constexpr const char* kContactIdColumn = "contact_id";

struct ImportColumns {
  std::string about;
  std::map<std::string, std::vector<std::string>> fields;  ///< names, by field
};
BOOST_DESCRIBE_STRUCT(ImportColumns, (), (about, fields))

/// The rules that are part of the program.
Result<ImportColumns> load_import_columns();

/// One mapping for each cell of the header, in order.
Result<std::vector<ColumnMapping>> map_columns(const std::vector<std::string>& header, const std::string& map,
                                               const ImportColumns& columns);

/// A name in lower case, every run of other characters as one _: "Letzter Kauf (EUR)" is letzter_kauf_eur.
std::string slug_of(std::string_view name);

}  // namespace sa
