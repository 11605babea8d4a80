// Contact lists into the directory. Each row has exactly one outcome, and each transaction stores the outcomes of its rows together with
// how far it came: after a crash at any instant the same call goes on behind the last row that counted.
// THREADS: any; an import blocks its thread. Two that run the same import at once share its rows.
// ERRORS: forbidden; invalid, with details.mapping, when the columns are not understood; not_found; conflict when it does not run; those of the
// source and of store/engine/db.h.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "actions/job/kind.h"
#include "actions/services.h"
#include "core/contact/import.h"
#include "core/user/actor.h"
#include "ports/byte_source.h"

namespace sa {

/// What a caller sees of an import.
struct ImportCard {
  std::string import_id;
  ImportStatus status = ImportStatus::RUNNING;
  bool dry_run = false;
  std::int64_t rows = 0;
  std::vector<ColumnMapping> mapping;
  std::string encoding;
  std::string delimiter;
  std::map<std::string, std::int64_t> outcomes;  ///< every RowOutcome
  std::string error;
  Instant created_at;
  Instant updated_at;  ///< when the last rows were done
  std::optional<Instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(ImportCard, (),
                      (import_id, status, dry_run, rows, mapping, encoding, delimiter, outcomes, error,
                       created_at, updated_at, finished_at))
ImportCard card_of(const ContactImport& import);

/// Reads the header and the options, and notes the import; one of the same bytes and options that is unfinished is continued. `upload`: the
/// name of an uploaded file, which a job reads; empty for a file of the caller, of which a dry run is noted nowhere.
Result<ContactImport> begin_import(Services& services, const Actor& actor, ByteSource& source,
                                   const ImportOptions& options, const std::string& upload = {});

/// Gets, after each transaction, the import as it stands, the rows that were refused in it, and how much of the file was read (0-1).
using ImportWatch =
    std::function<void(const ContactImport&, const std::vector<ImportError>& rejected, double part)>;

/// Reads the rows to the end, or about `most` of them; the import as it has become. A dry run begins anew and is read whole.
Result<ContactImport> run_import(Services& services, ByteSource& source, ContactImport import,
                                 const ImportWatch& watch, std::int64_t most = INT64_MAX);

/// Hourly: forgets the rows that were refused 30 days ago, ends imports that nobody has continued for a week, and removes what ended
/// imports and broken requests have left.
JobRow forget_imports_job();

}  // namespace sa
