#include "actions/contact/import.h"

#include <algorithm>
#include <set>
#include <utility>

#include "actions/contact/import_columns.h"
#include "actions/contact/import_job.h"
#include "actions/contact/import_row.h"
#include "base/crypto/hash.h"
#include "base/reflect/reflect.h"
#include "core/contact/csv.h"
#include "store/audit/audit.h"
#include "store/contact/import.h"

namespace sa {
namespace {

constexpr std::size_t kReadBytes = 256 << 10;
/// Rows of one transaction: enough to make a commit cheap, few enough to let others write in between.
constexpr std::size_t kBatchRows = 200;
constexpr std::int64_t kKeepErrorsMs = 30 * kDayMs;
/// Long enough for whoever starts a stopped machine after a weekend.
constexpr std::int64_t kKeepUnfinishedMs = 7 * kDayMs;

constexpr const char* kFile = "file";

std::map<std::string, std::int64_t> no_outcomes() {
  std::map<std::string, std::int64_t> outcomes;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<RowOutcome>>(
      [&](auto each) { outcomes[each.name] = 0; });
  return outcomes;
}

/// Rows from a source, its bytes read as they are needed.
class RowSource {
 public:
  explicit RowSource(ByteSource& source) : source_(source) {}
  /// Null at the end.
  Result<std::optional<CsvRow>> next() {
    CsvRow row;
    while (!reader_.next(&row)) {
      if (is_finished_) return std::optional<CsvRow>();
      TRY(const std::string bytes, source_.read(kReadBytes));
      if (bytes.empty()) {
        is_finished_ = true;
        reader_.finish();
      } else {
        read_ += static_cast<std::int64_t>(bytes.size());
        reader_.feed(bytes);
      }
    }
    return std::optional(std::move(row));
  }
  const CsvReader& reader() const { return reader_; }
  double part() const {
    return static_cast<double>(read_) / static_cast<double>(std::max<std::int64_t>(source_.size(), 1));
  }

 private:
  ByteSource& source_;
  CsvReader reader_;
  std::int64_t read_ = 0;
  bool is_finished_ = false;
};

/// Of the bytes and of what is wished for. Two imports of the same are one.
Result<std::string> fingerprint_of(ByteSource& source, const ImportOptions& options) {
  // A hash over the hashes of pieces: the file is never whole in memory.
  std::string all = to_json_text(options);
  TRY_OK(source.rewind());
  std::string seal;
  while (true) {
    TRY(const std::string bytes, source.read(kReadBytes));
    if (bytes.empty()) break;
    seal = sha256_bytes(seal + sha256_bytes(bytes));
  }
  TRY_OK(source.rewind());
  return sha256_hex(Canonical().add(all).add(seal).text());
}

Result<std::vector<std::string>> read_header(RowSource& rows) {
  TRY(const auto header, rows.next());
  if (!header || header->is_blank)
    return invalid_field(kFile, "The file has no header. Put the names of the columns into its first line.");
  if (header->problem) return invalid_field(kFile, "The header cannot be read. " + header->problem->words);
  if (header->cells.size() > kCsvColumns)
    return invalid_field(kFile, "The file has " + std::to_string(header->cells.size()) +
                                    " columns, and 200 is the most. Leave out what is not needed.");
  return header->cells;
}

/// One transaction of rows.
class Batch {
 public:
  Batch(Services& services, ImportDesk& desk) : services_(services), desk_(desk) {}
  std::vector<CsvRow> rows;
  std::vector<ImportError> rejected;  ///< of these rows, once they are stored or tried out
  bool is_last = false;

  /// Stores the rows and where the import stands then; the import as it stands. Nothing, when somebody else has moved it.
  Result<ContactImport> store(const ContactImport& before) {
    return services_.db.write_now([&](Tx& tx) -> Result<ContactImport> {
      rejected.clear();  // a transaction may be tried again
      TRY(ContactImport import, get_import(tx, before.import_id));
      if (import.status != ImportStatus::RUNNING || import.rows != before.rows) return import;
      const Instant now = services_.clock.now();
      for (const CsvRow& row : rows) {
        TRY(JudgedRow judged, desk_.take(tx, row, now));
        count(std::move(judged), &import);
      }
      finish(&import, now);
      TRY_OK(update_import(tx, import));
      return import;
    });
  }

  Result<ContactImport> try_out(ContactImport import) {
    rejected.clear();
    TRY(import, judge(std::move(import)));
    if (import.path.empty()) return import;
    // By HTTP it is seen while it runs, and can be cancelled.
    return services_.db.write_now([&](Tx& tx) -> Result<ContactImport> {
      TRY(const bool runs, update_import(tx, import));
      return runs ? Result<ContactImport>(import) : get_import(tx, import.import_id);
    });
  }

 private:
  Result<ContactImport> judge(ContactImport import) {
    return services_.db.read_now([&](ReadTx& tx) -> Result<ContactImport> {
      const Instant now = services_.clock.now();
      for (const CsvRow& row : rows) {
        TRY(JudgedRow judged, desk_.try_out(tx, row, now));
        count(std::move(judged), &import);
      }
      finish(&import, now);
      return import;
    });
  }
  void count(JudgedRow judged, ContactImport* import) {
    ++import->outcomes[std::string(enum_name(judged.outcome))];
    ++import->rows;
    if (judged.error) rejected.push_back(*std::move(judged.error));
  }
  void finish(ContactImport* import, Instant now) const {
    import->updated_at = now;
    if (!is_last) return;
    import->status = ImportStatus::DONE;
    import->finished_at = now;
  }

  Services& services_;
  ImportDesk& desk_;
};

Result<Unit> forget_addresses(Services& services) {
  while (true) {
    TRY(const std::int64_t rows, services.db.write_now([](Tx& tx) { return forget_seen(tx); }));
    if (rows == 0) return ok();
  }
}

/// One of the command that was killed, and that nobody has continued, says so. One that came over HTTP has a job.
Result<Unit> end_abandoned(Services& services) {
  const Instant now = services.clock.now();
  return services.db.write_now([&](Tx& tx) -> Result<Unit> {
    TRY(const auto running, list_running_imports(tx));
    for (ContactImport import : running) {
      if (!import.path.empty() || import.updated_at >= now - kKeepUnfinishedMs) continue;
      import.status = ImportStatus::FAILED;
      import.error =
          "The import was interrupted, and nobody continued it for a week. Import the same file again: the "
          "rows that were done count as unchanged then.";
      import.finished_at = now;
      TRY_OK(update_import(tx, import));
    }
    return ok();
  });
}

Result<Unit> remove_left_uploads(Services& services) {
  if (!services.uploads) return ok();
  TRY(const auto running, services.db.read_now([](ReadTx& tx) { return list_running_imports(tx); }));
  std::set<std::string> kept;
  for (const ContactImport& import : running) kept.insert(import.path);
  return services.uploads->remove_others(kept);
}

Task<Result<Unit>> run_forget(Services& services, NoInput, JobTry) {
  const Instant before = services.clock.now() - kKeepErrorsMs;
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return forget_import_errors(tx, before); }));
  CO_TRY_OK(end_abandoned(services));
  CO_TRY_OK(remove_left_uploads(services));
  co_return forget_addresses(services);
}

constexpr JobKind<NoInput> kForget{"forget_imports", 3, run_forget, Lane::ordinary, {kHourMs}};

}  // namespace

JobRow forget_imports_job() {
  return row_of(kForget);
}

ImportCard card_of(const ContactImport& import) {
  return {import.import_id, import.status,     import.dry_run,    import.rows,
          import.mapping,   import.encoding,   import.delimiter,  import.outcomes,
          import.error,     import.created_at, import.updated_at, import.finished_at};
}

Result<ContactImport> begin_import(Services& services, const Actor& actor, ByteSource& source,
                                   const ImportOptions& options, const std::string& upload) {
  if (!actor.may(Scope::contacts)) return forbidden("Only a lead or an owner may import contacts.");
  if (source.size() > kCsvFileBytes)
    return invalid_field(kFile, "The file is larger than 2 GB. Split it into smaller files.");
  TRY(const ImportColumns columns, load_import_columns());
  ContactImport import;
  TRY(import.fingerprint, fingerprint_of(source, options));
  RowSource rows(source);
  TRY(const std::vector<std::string> header, read_header(rows));
  import.encoding = rows.reader().encoding();
  import.delimiter = std::string(1, rows.reader().delimiter());
  TRY(import.mapping, map_columns(header, options.map, columns));
  import.import_id = new_id(services.clock, services.random);
  import.dry_run = options.dry_run;
  import.path = upload;
  import.options = options;
  import.outcomes = no_outcomes();
  import.bytes = source.size();
  import.created_by = actor.name;
  import.created_at = import.updated_at = services.clock.now();
  TRY_OK(source.rewind());
  ImportDesk desk(services, import);
  TRY_OK(services.db.read_now([&](ReadTx& tx) { return desk.read_options(tx); }));
  if (import.dry_run && upload.empty()) return import;
  std::string before;  // the file of an earlier request, which is the same
  TRY(import, services.db.write_now([&](Tx& tx) -> Result<ContactImport> {
    before.clear();
    TRY(auto unfinished, find_unfinished_import(tx, import.fingerprint));
    if (!unfinished) {
      TRY_OK(insert_import(tx, import));
      // A dry run writes its own row alone.
      if (!import.dry_run)
        TRY_OK(append_audit(tx, actor, "import_contacts",
                            {{"import_id", import.import_id},
                             {"bytes", import.bytes},
                             {"on_conflict", enum_name(options.on_conflict)}},
                            import.created_at));
    } else if (!upload.empty()) {
      before = std::exchange(unfinished->path, upload);
      TRY_OK(set_import_path(tx, *unfinished));
    }
    const ContactImport& noted = unfinished ? *unfinished : import;
    if (!noted.path.empty()) TRY_OK(ask_to_import(services, tx, noted, actor.trace_id));
    return noted;
  }));
  // What cannot be removed now is removed within the hour.
  if (!before.empty()) (void)services.uploads->remove(before);
  return import;
}

Result<ContactImport> run_import(Services& services, ByteSource& source, ContactImport import,
                                 const ImportWatch& watch, std::int64_t most) {
  TRY_OK(source.rewind());
  RowSource rows(source);
  TRY_OK(read_header(rows));
  ImportDesk desk(services, import);
  TRY_OK(services.db.read_now([&](ReadTx& tx) { return desk.read_options(tx); }));
  const bool is_tried_out = import.dry_run;
  if (is_tried_out) {
    import.rows = 0;
    import.outcomes = no_outcomes();
  }
  const std::int64_t until = is_tried_out || most > INT64_MAX - import.rows ? INT64_MAX : import.rows + most;
  std::int64_t place = 0;  // rows of the file that were read
  std::optional<CsvRow> ahead;
  TRY(ahead, rows.next());
  while (import.status == ImportStatus::RUNNING && import.rows < until) {
    // What counted before an interruption, or by somebody else's hand, is passed over.
    for (; ahead && place < import.rows; ++place) {
      TRY(ahead, rows.next());
    }
    Batch batch(services, desk);
    while (ahead && batch.rows.size() < kBatchRows) {
      batch.rows.push_back(*std::move(ahead));
      ++place;
      TRY(ahead, rows.next());
    }
    batch.is_last = !ahead;
    if (is_tried_out) {
      TRY(import, batch.try_out(std::move(import)));
    } else {
      TRY(import, batch.store(import));
    }
    watch(import, batch.rejected, rows.part());
  }
  if (!is_tried_out && import.status != ImportStatus::RUNNING) TRY_OK(forget_addresses(services));
  return import;
}

}  // namespace sa
