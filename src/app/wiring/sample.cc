#include "app/wiring/sample.h"

#include <atomic>

#include "actions/message/import.h"
#include "app/wiring/rehearsal.h"
#include "app/wiring/wire.h"
#include "base/crypto/hash.h"
#include "base/embedded.h"
#include "base/log.h"
#include "mail/address/address.h"
#include "mail/mime/mbox.h"
#include "store/engine/use.h"
#include "store/mailbox/mailbox.h"

namespace sa {
namespace {

constexpr const char* kPath = "samples/inbox.mbox";
/// The sequence takes 16 business days: after one more, its last mails lie in the queue.
constexpr int kBusinessDays = 17;
constexpr int kLaunchHour = 8;

/// An mbox that is part of the program.
class EmbeddedMbox final : public MailSource {
 public:
  explicit EmbeddedMbox(std::string_view text) : text_(text) {}
  const std::string& path() const override { return path_; }
  std::string fingerprint() const override { return sha256_hex(text_); }
  std::uint64_t size() const override { return text_.size(); }
  Result<Unit> read(std::uint64_t offset, const std::function<bool(RawMail&&)>& sink) override {
    MboxSplitter::Options options;
    options.start_offset = offset;
    bool wanted = true;
    MboxSplitter splitter(
        [&](MboxEntry&& entry) {
          if (wanted)
            wanted = sink({std::move(entry.raw), std::move(entry.skipped), entry.index, entry.next_offset});
        },
        options);
    splitter.feed(text_.substr(std::min<std::uint64_t>(offset, text_.size())));
    splitter.finish();
    return ok();
  }

 private:
  std::string path_ = kPath;
  std::string_view text_;
};

/// Set for the campaign's weeks; afterwards the machine's, so that what is measured of the mails is true.
class SampleClock final : public Clock {
 public:
  explicit SampleClock(Instant begin) : set_(begin) {}
  Instant now() const override { return is_set_ ? set_.now() : system_clock().now(); }
  SetClock& hands() { return set_; }
  void release() { is_set_ = false; }

 private:
  SetClock set_;
  std::atomic<bool> is_set_ = true;
};

/// A real mailbox is not mixed with samples.
bool may_have_samples(const Config& config) {
  return config.api_env == ApiEnv::development && config.mail_provider == MailProvider::outbox &&
         config.imap_url.empty() && find_embedded(kPath);
}

/// The morning of the day so many Mondays to Fridays ago.
Instant launch_instant(Instant now, const std::string& zone) {
  LocalTime local = to_local(now, zone);
  for (int left = kBusinessDays; left > 0;) {
    local.date = add_days(local.date, -1);
    constexpr int kSaturday = 5;
    if (weekday(local.date) < kSaturday) --left;
  }
  return from_local({local.date, kLaunchHour, 0, 0}, zone);
}

/// The campaign's weeks until now. Its last mails are left for the newcomer to approve.
Result<std::int64_t> live_through(App& app, SetClock& clock, Instant now) {
  TRY(const auto rehearsal, Rehearsal::open(app, clock));
  TRY(const ContactImport import, rehearsal->prepare());
  TRY_OK(rehearsal->launch());
  const std::string last = rehearsal->sample().sequence.steps.back().step_id;
  TRY_OK(rehearsal->pass_until(now, [&](const Draft& draft) { return draft.source.step_id != last; }));
  return import.rows;
}

/// What the sample company sent itself is its own mail.
Result<Unit> note_sample_addresses(App& app) {
  TRY(const PolicyLookup lookup, policy_lookup(app.config()));
  TRY(const SampleIdentity identity, load_sample_identity(lookup));
  return app.db->write_now([&](Tx& tx) -> Result<Unit> {
    for (const std::string& address : {identity.email, identity.shared_email}) {
      TRY(const std::string mailbox, normalize_address(address));
      if (mailbox == app.services->sender.mailbox_id) continue;
      TRY_OK(note_own_address(tx, mailbox, address, identity.name, app.clock.now()));
    }
    return ok();
  });
}

Result<std::int64_t> import_inbox(App& app) {
  EmbeddedMbox source(*find_embedded(kPath));
  TRY(const ImportCounts counts, import_mail(*app.services, source, {}));
  while (true) {
    TRY(const std::int64_t ran, app.runner->run_due());
    if (ran == 0) return counts.added;
  }
}

}  // namespace

Result<bool> wants_samples(const Config& config) {
  if (!may_have_samples(config)) return false;
  TRY(const std::vector<Db::Migration> migrations, get_migrations(config));
  TRY(const std::unique_ptr<Db> db, open_named_db({.url = config.database_url}));
  TRY(const auto applied, db->migrate(migrations));
  for (const std::string& name : applied)
    log_event(LogLevel::info, "migration_applied", {{"migration", name}});
  return db->read_now([](ReadTx& tx) -> Result<bool> {
    TRY(const bool used, is_used(tx));
    return !used;
  });
}

Result<SampleCounts> load_samples(const LoadedConfig& loaded) {
  SampleCounts counts;
  const Instant now = system_clock().now();
  const bool has_campaign = loaded.config.clock_file.empty();
  SampleClock clock(launch_instant(now, loaded.config.sender_timezone));
  if (!has_campaign) clock.release();
  TRY(const std::unique_ptr<App> app, wire(loaded, {clock, false}));
  if (has_campaign) {
    TRY(counts.contacts, live_through(*app, clock.hands(), now));
  } else {
    TRY_OK(note_sample_addresses(*app));
  }
  clock.release();
  TRY(counts.mails, import_inbox(*app));
  return counts;
}

}  // namespace sa
