#include "connectors/mail/outbox.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/crypto/hash.h"

namespace sa {
namespace {

namespace fs = std::filesystem;

/// How long a full disk or a missing permission makes a mail wait.
constexpr std::int64_t kRetryMs = 5 * kMinuteMs;

/// The name that a mail with this Message-ID has, and no other mail.
std::string file_name(const std::string& rfc_message_id) {
  return sha256_hex(rfc_message_id).substr(0, 40) + ".eml";
}

/// Where the mail lies: in new/, or in cur/ once a mail reader has seen it (with flags after the name).
std::optional<fs::path> find_file(const fs::path& folder, const std::string& name) {
  std::error_code failure;
  if (fs::exists(folder / "new" / name, failure)) return folder / "new" / name;
  if (fs::exists(folder / "cur" / name, failure)) return folder / "cur" / name;
  for (const auto& entry : fs::directory_iterator(folder / "cur", failure)) {
    if (entry.path().filename().string().starts_with(name + ":")) return entry.path();
  }
  return std::nullopt;
}

std::string read_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

class File {
 public:
  File(const fs::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool write(std::string_view bytes) const {
    while (descriptor_ >= 0 && !bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return descriptor_ >= 0;
  }
  bool sync() const { return descriptor_ >= 0 && ::fsync(descriptor_) == 0; }

 private:
  int descriptor_;
};

bool make_folders(const fs::path& folder) {
  std::error_code failure;
  for (const char* part : {"tmp", "new", "cur"}) {
    fs::create_directories(folder / part, failure);
    if (failure) {
      errno = failure.value();
      return false;
    }
  }
  return true;
}

SendOutcome not_now(const Clock& clock, const fs::path& folder) {
  const std::string words = std::strerror(errno);
  return {SendOutcome::Kind::not_now,
          {},
          {},
          "The outbox " + folder.string() + " cannot be written: " + words + ".",
          clock.now() + kRetryMs};
}

/// Puts the bytes there in one step; what is there already stays.
SendOutcome deliver(const fs::path& folder, const std::string& name, const std::string& bytes,
                    const Clock& clock, Instant deadline, bool is_synced) {
  if (!make_folders(folder)) return not_now(clock, folder);
  SendOutcome accepted{SendOutcome::Kind::accepted, name, sha256_hex(bytes), {}, {}};
  if (const auto there = find_file(folder, name)) {
    accepted.bytes_sha256 = sha256_hex(read_bytes(*there));
    return accepted;
  }
  const fs::path temporary = folder / "tmp" / (name + "." + std::to_string(::getpid()));
  const File file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
  const bool written = file.write(bytes) && (!is_synced || file.sync());
  if (!written) {
    const int cause = errno;
    ::unlink(temporary.c_str());
    errno = cause;
    return not_now(clock, folder);
  }
  // From here on somebody else may believe that this attempt is over (ports/mailbox.h).
  if (clock.now() > deadline) {
    ::unlink(temporary.c_str());
    return {SendOutcome::Kind::not_now, {}, {}, "Writing the mail took too long.", clock.now()};
  }
  const int linked = ::link(temporary.c_str(), (folder / "new" / name).c_str());
  const int cause = errno;
  ::unlink(temporary.c_str());
  errno = cause;
  if (linked != 0 && cause != EEXIST) return not_now(clock, folder);
  // The file is there; without this a power cut could still lose its name. What is then unknown is asked for later.
  if (is_synced && !File(folder / "new", O_RDONLY | O_DIRECTORY).sync()) {
    return {SendOutcome::Kind::unknown, {}, {}, "The outbox folder could not be synced to disk.", {}};
  }
  return accepted;
}

}  // namespace

OutboxMailbox::OutboxMailbox(std::filesystem::path folder, const Clock& clock, bool is_synced)
    : folder_(std::move(folder)), clock_(clock), is_synced_(is_synced) {}

Task<SendOutcome> OutboxMailbox::send(const ApprovedDraft& mail, const SendTicket& ticket, Instant deadline) {
  auto bytes = build_message(outgoing_mail(mail.draft(), ticket.date.value_or(clock_.now())));
  if (!bytes) co_return SendOutcome{SendOutcome::Kind::refused, {}, {}, bytes.error().message, {}};
  const std::string name = file_name(mail.draft().rfc_message_id);
  co_return co_await worker_.run(
      [&] { return deliver(folder_, name, *bytes, clock_, deadline, is_synced_); });
}

Task<Lookup> OutboxMailbox::find_sent(const SendTicket& ticket) {
  const std::string name = file_name(ticket.rfc_message_id);
  co_return co_await worker_.run([&] {
    const auto there = find_file(folder_, name);
    if (!there) return Lookup{Lookup::Kind::absent, {}, {}};
    return Lookup{Lookup::Kind::found, name, sha256_hex(read_bytes(*there))};
  });
}

Task<Result<Unit>> OutboxMailbox::ready() {
  co_return co_await worker_.run([&]() -> Result<Unit> {
    if (make_folders(folder_) && ::access((folder_ / "new").c_str(), W_OK) == 0) return ok();
    return unavailable("The outbox " + folder_.string() + " cannot be written: " + std::strerror(errno) +
                       ". Give this user the right to write there, or set OUTBOX_DIR.");
  });
}

}  // namespace sa
