#include "actions/contact/import_job.h"

#include <algorithm>
#include <optional>

#include "base/async/worker.h"
#include "base/log.h"
#include "core/contact/csv.h"
#include "store/audit/audit.h"
#include "store/contact/import.h"

namespace sa {
namespace {

/// A part ends after so many rows, or after this share of those that are done: what was done must be passed over at the beginning of
/// each, and the other jobs of the lane wait for its end.
constexpr std::int64_t kPartRows = 2000;
constexpr std::int64_t kPartShare = 100;
constexpr std::size_t kErrorPageBytes = 16 << 20;
constexpr std::int64_t kErrorsAtOnce = 500;

struct ImportPart {
  std::string import_id;
};
BOOST_DESCRIBE_STRUCT(ImportPart, (), (import_id))

Result<ContactImport> run_part(Services& services, const std::string& import_id) {
  TRY(ContactImport import, services.db.read_now([&](ReadTx& tx) { return get_import(tx, import_id); }));
  if (import.status == ImportStatus::RUNNING) {
    if (!services.uploads) return no_upload_folder();
    TRY(const auto source, services.uploads->open(import.path));
    const std::int64_t most = std::max(kPartRows, import.rows / kPartShare);
    TRY(import,
        run_import(services, *source, std::move(import), [](const auto&, const auto&, double) {}, most));
  }
  if (import.status != ImportStatus::RUNNING && services.uploads)
    TRY_OK(services.uploads->remove(import.path));
  return import;
}

Result<Unit> fail(Services& services, const std::string& import_id, const Error& error) {
  return services.db.write_now([&](Tx& tx) -> Result<Unit> {
    TRY(ContactImport import, get_import(tx, import_id));
    import.status = ImportStatus::FAILED;
    import.error = error.code == ErrorCode::internal
                       ? "The server had an internal error. Look into its log, then upload the file again."
                       : error.message;
    import.finished_at = import.updated_at = services.clock.now();
    TRY_OK(update_import(tx, import));
    return ok();
  });
}

/// Not the one that uploads go to disk on: they do not wait for a long list.
Worker& import_worker() {
  static Worker worker;
  return worker;
}

Task<Result<Unit>> run(Services& services, ImportPart part, JobTry at) {
  auto import = co_await import_worker().run([&] { return run_part(services, part.import_id); });
  if (import && import->status == ImportStatus::RUNNING)
    co_return co_await services.db.write(
        [&](Tx& tx) { return ask_to_import(services, tx, *import, at.trace_id); });
  if (import) co_return Unit{};
  if (at.is_last || !is_worth_another_try(import.error().code))
    CO_TRY_OK(fail(services, part.import_id, import.error()));
  co_return std::move(import).error();
}

constexpr JobKind<ImportPart> kImport{"import_contacts", 10, run};

std::string line_of(const ImportError& error) {
  const auto cell = [](const std::string& text) { return csv_cell(csv_guarded(text)); };
  return std::to_string(error.line) + ',' + cell(error.column_name) + ',' + cell(error.rule) + ',' +
         cell(error.words) + ',' + cell(error.row_text) + "\r\n";
}

}  // namespace

Result<Unit> ask_to_import(const Services& services, Tx& tx, const ContactImport& import,
                           const std::string& trace_id) {
  // Each part has a key of its own: the job that asks for the next one is alive still.
  const std::string key = import.import_id + '/' + std::to_string(import.rows);
  return ask_for(services, tx, kImport, {key, trace_id}, {import.import_id});
}

JobRow import_contacts_job() {
  return row_of(kImport);
}

Task<Result<ImportCard>> begin_uploaded_import(Services& services, Actor actor, Upload& upload,
                                               ImportOptions options) {
  const auto begin = [&]() -> Result<ContactImport> {
    const std::string& name = upload.file->name();
    TRY(const auto source, services.uploads->open(name));
    upload.file->keep();  // from the commit on, the import needs it
    auto begun = begin_import(services, actor, *source, options, name);
    const bool is_refused = !begun && !is_worth_another_try(begun.error().code);
    // What cannot be removed now is removed within the hour.
    if (is_refused) (void)services.uploads->remove(name);
    return begun;
  };
  CO_TRY(const ContactImport import, co_await upload_disk().run(begin));
  co_return card_of(import);
}

Task<Result<ImportCard>> get_import_card(Services& services, std::string import_id) {
  CO_TRY(const ContactImport import,
         co_await services.db.read([&](ReadTx& tx) { return get_import(tx, import_id); }));
  co_return card_of(import);
}

Task<Result<ImportCard>> cancel_import(Services& services, Actor actor, std::string import_id) {
  CO_TRY(const ContactImport import, co_await services.db.write([&](Tx& tx) -> Result<ContactImport> {
    TRY(ContactImport found, get_import(tx, import_id));
    if (found.status == ImportStatus::CANCELLED) return found;
    if (found.status != ImportStatus::RUNNING)
      return conflict("The import has ended: it is " + std::string(enum_name(found.status)) + '.')
          .with_details("status", boost::json::value(enum_name(found.status)));
    found.status = ImportStatus::CANCELLED;
    found.finished_at = found.updated_at = services.clock.now();
    TRY_OK(update_import(tx, found));
    TRY_OK(append_audit(tx, actor, "cancel_import", {{"import_id", import_id}, {"rows", found.rows}},
                        *found.finished_at));
    return found;
  }));
  if (!import.path.empty() && services.uploads)
    CO_TRY_OK(co_await upload_disk().run([&] { return services.uploads->remove(import.path); }));
  co_return card_of(import);
}

Task<Result<ImportErrorPage>> get_import_errors(Services& services, std::string import_id,
                                                std::int64_t after) {
  CO_TRY_OK(co_await services.db.read([&](ReadTx& tx) { return get_import(tx, import_id); }));
  ImportErrorPage page;
  page.text = "line,column,rule,words,row\r\n";
  while (true) {
    CO_TRY(const auto rows, co_await services.db.read([&](ReadTx& tx) {
      return list_import_errors(tx, import_id, after, kErrorsAtOnce);
    }));
    for (const ImportError& each : rows) {
      page.text += line_of(each);
      after = each.line;
    }
    if (static_cast<std::int64_t>(rows.size()) < kErrorsAtOnce) co_return page;
    if (page.text.size() < kErrorPageBytes) continue;
    page.next_after = after;
    co_return page;
  }
}

}  // namespace sa
