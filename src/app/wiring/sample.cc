#include "app/wiring/sample.h"

#include "app/wiring/wire.h"
#include "base/crypto/hash.h"
#include "base/embedded.h"
#include "mail/address/address.h"
#include "mail/mime/mbox.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"

namespace sa {
namespace {

constexpr const char* kPath = "samples/inbox.mbox";

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

/// What the sample company sent itself is its own mail.
Result<Unit> save_sample_mailboxes(App& app) {
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

}  // namespace

Result<std::optional<ImportCounts>> load_samples(App& app) {
  using Loaded = std::optional<ImportCounts>;
  const auto text = find_embedded(kPath);
  if (app.config().api_env != ApiEnv::development || !text) return Loaded();
  TRY(const auto stored,
      app.db->read_now([](ReadTx& tx) { return list_messages(tx, {std::nullopt, {}, 1}); }));
  if (!stored.empty()) return Loaded();
  TRY_OK(save_sample_mailboxes(app));
  EmbeddedMbox source(*text);
  TRY(const ImportCounts counts, import_mail(*app.services, source, {}));
  while (true) {
    TRY(const std::int64_t ran, app.runner->run_due());
    if (ran == 0) return Loaded(counts);
  }
}

}  // namespace sa
