#include "actions/message/import.h"

#include "actions/message/mail_intake.h"
#include "actions/search/embedding.h"
#include "base/reflect/reflect.h"
#include "store/message/import.h"

namespace sa {
namespace {

/// Enough to make the commit's sync cheap, few enough that a kill costs little.
constexpr std::size_t kBatch = 64;
/// Reads a source batch by batch.
class Import {
 public:
  Import(Services& services, MailSource& source,
         const std::function<void(const ImportCounts&, std::uint64_t)>& progress, std::string mailbox_id)
      : intake_{services, {}, new_id(services.clock, services.random), {}, std::move(mailbox_id)},
        source_(source),
        progress_(progress) {}

  Result<ImportCounts> run() {
    TRY_OK(intake_.services.db.read_now([&](ReadTx& tx) { return intake_.load(tx); }));
    row_.path = source_.path();
    row_.fingerprint = source_.fingerprint();
    TRY(const auto before,
        intake_.services.db.read_now([&](ReadTx& tx) { return find_import(tx, row_.path); }));
    if (before && before->fingerprint == row_.fingerprint) resume(*before);
    std::optional<Error> failure;
    TRY_OK(source_.read(static_cast<std::uint64_t>(row_.next_offset), [&](RawMail&& mail) {
      take(std::move(mail));
      if (pending_ < kBatch) return true;
      if (auto stored = store(false); !stored) failure = std::move(stored).error();
      return !failure;
    }));
    if (failure) return *std::move(failure);
    TRY_OK(store(true));
    return counts_;
  }

 private:
  void resume(const ImportRow& before) {
    row_ = before;
    counts_.read = before.read_count;
    counts_.added = before.new_count;
    counts_.duplicate = before.duplicate_count;
    counts_.skipped = before.skipped_count;
    counts_.resumed_at = before.next_offset;
  }

  void take(RawMail&& mail) {
    ++pending_;
    ++counts_.read;
    row_.next_offset = static_cast<std::int64_t>(mail.next_offset);
    if (!mail.skipped.empty()) return skip(mail.skipped);
    if (mail.raw.empty()) return skip("The mail is empty.");
    auto read = intake_.read(mail.raw, row_.path);
    if (!read) return skip(read.error().message);
    batch_.push_back(*std::move(read));
  }

  void skip(const std::string& reason) {
    ++counts_.skipped;
    ++counts_.skipped_reasons[reason];
  }

  /// One transaction: the batch, and how far the import has come.
  Result<Unit> store(bool finished) {
    const Instant now = intake_.services.clock.now();
    TRY(const ImportCounts after, intake_.services.db.write_now([&](Tx& tx) -> Result<ImportCounts> {
      ImportCounts counts = counts_;
      for (const IncomingMail& mail : batch_) {
        TRY(const bool added, intake_.store(tx, mail, now));
        ++(added ? counts.added : counts.duplicate);
        if (added) ++counts.kinds[std::string(enum_name(mail.analysis.kind))];
      }
      if (counts.added > counts_.added) TRY_OK(ask_to_embed_messages(intake_.services, tx, intake_.trace_id));
      if (finished) {
        TRY_OK(delete_import(tx, row_.path));
        return counts;
      }
      ImportRow row = row_;
      row.read_count = counts.read;
      row.new_count = counts.added;
      row.duplicate_count = counts.duplicate;
      row.skipped_count = counts.skipped;
      row.updated_at = now;
      TRY_OK(save_import(tx, row));
      return counts;
    }));
    counts_ = after;
    batch_.clear();
    pending_ = 0;
    if (progress_) progress_(counts_, static_cast<std::uint64_t>(row_.next_offset));
    return ok();
  }

  MailIntake intake_;
  MailSource& source_;
  const std::function<void(const ImportCounts&, std::uint64_t)>& progress_;
  ImportRow row_;
  ImportCounts counts_;
  std::vector<IncomingMail> batch_;
  std::size_t pending_ = 0;
};

}  // namespace

void add(ImportCounts* sum, const ImportCounts& part) {
  sum->read += part.read;
  sum->added += part.added;
  sum->duplicate += part.duplicate;
  sum->skipped += part.skipped;
  for (const auto& [reason, count] : part.skipped_reasons) sum->skipped_reasons[reason] += count;
  for (const auto& [kind, count] : part.kinds) sum->kinds[kind] += count;
  sum->resumed_at += part.resumed_at;
}

Result<ImportCounts> import_mail(Services& services, MailSource& source,
                                 const std::function<void(const ImportCounts&, std::uint64_t)>& progress,
                                 std::string mailbox_id) {
  return Import(services, source, progress, std::move(mailbox_id)).run();
}

}  // namespace sa
