// An import of a contact list: what was wished for, how its columns were understood, how far it has come, and what became of its rows.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/contact/contact.h"

namespace sa {

enum class ImportStatus { RUNNING, DONE, FAILED, CANCELLED };
BOOST_DESCRIBE_ENUM(ImportStatus, RUNNING, DONE, FAILED, CANCELLED)

/// What becomes of a row whose person is known already. fill: what is empty is written; overwrite: what the row has is written; both add
/// addresses. skip: nothing is written.
enum class ImportConflict { fill, overwrite, skip };
BOOST_DESCRIBE_ENUM(ImportConflict, fill, overwrite, skip)

/// What became of a row: exactly one of these.
enum class RowOutcome { created, updated, unchanged, duplicate_in_file, suppressed, rejected, blank };
BOOST_DESCRIBE_ENUM(RowOutcome, created, updated, unchanged, duplicate_in_file, suppressed, rejected, blank)

struct ImportOptions {
  std::string map;     ///< "email=E-Mail,name=Kunde": for these columns instead of what their names say
  std::string source;  ///< of rows that name none, as the three below
  std::optional<ContactBasis> basis;
  std::string basis_at;
  std::string owner;  ///< a user's id or address
  ImportConflict on_conflict = ImportConflict::fill;
  bool dry_run = false;
};
BOOST_DESCRIBE_STRUCT(ImportOptions, (), (map, source, basis, basis_at, owner, on_conflict, dry_run))

struct ColumnMapping {
  std::string column;  ///< as the header has it
  std::string field;   ///< "email", ..., "custom.<slug>"
  bool guess = true;   ///< understood by its name; false: as `map` says
};
BOOST_DESCRIBE_STRUCT(ColumnMapping, (), (column, field, guess))

struct ContactImport {
  std::string import_id;
  std::string fingerprint;  ///< of the file's bytes and the options
  ImportStatus status = ImportStatus::RUNNING;
  bool dry_run = false;
  std::string path;  ///< the name of an uploaded file; empty: the file is the caller's
  ImportOptions options;
  std::vector<ColumnMapping> mapping;
  std::string encoding;
  std::string delimiter;
  std::int64_t rows = 0;                         ///< done so far, without the header
  std::map<std::string, std::int64_t> outcomes;  ///< by RowOutcome; they add up to `rows`
  std::int64_t bytes = 0;                        ///< of the file
  std::string error;                             ///< why it failed
  std::string created_by;
  Instant created_at;
  Instant updated_at;
  std::optional<Instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(ContactImport, (),
                      (import_id, fingerprint, status, dry_run, path, options, mapping, encoding, delimiter,
                       rows, outcomes, bytes, error, created_by, created_at, updated_at, finished_at))

/// A row that was refused.
struct ImportError {
  std::string import_id;
  std::int64_t line = 0;
  std::string column_name;  ///< empty: the row as a whole
  std::string rule;
  std::string words;
  std::string row_text;  ///< as it stands in the file
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ImportError, (), (import_id, line, column_name, rule, words, row_text, created_at))

}  // namespace sa
