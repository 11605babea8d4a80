#include "connectors/local/upload_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "connectors/local/file_source.h"

namespace sa {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameBytes = 16;
/// A request that is still arriving has written within this time.
constexpr std::chrono::hours kAbandoned{1};

Error failed(const fs::path& path, const char* doing, const std::string& why) {
  return unavailable(path.string() + " cannot be " + doing + ": " + why +
                     ". Check the disk and the folder (STATE_DIR); nodes with one database must share it.");
}

class FileWriter final : public UploadWriter {
 public:
  FileWriter(fs::path path, int file)
      : path_(std::move(path)), name_(path_.filename().string()), file_(file) {}
  ~FileWriter() override {
    if (file_ >= 0) ::close(file_);
    std::error_code ignored;  // what is left behind is removed later
    if (!is_kept_) fs::remove(path_, ignored);
  }
  const std::string& name() const override { return name_; }
  Result<Unit> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return failed(path_, "written", std::strerror(errno));
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ok();
  }
  Result<Unit> finish() override {
    if (::fsync(file_) != 0) return failed(path_, "written", std::strerror(errno));
    // The name, too, must outlive a power cut.
    const std::string folder = path_.parent_path().string();
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_synced = opened >= 0 && ::fsync(opened) == 0;
    const std::string why = is_synced ? "" : std::strerror(errno);
    if (opened >= 0) ::close(opened);
    return is_synced ? ok() : failed(folder, "written", why);
  }
  void keep() override { is_kept_ = true; }

 private:
  fs::path path_;
  std::string name_;
  int file_;
  bool is_kept_ = false;
};

}  // namespace

Result<std::unique_ptr<UploadWriter>> UploadFolder::create() {
  std::error_code failure;
  fs::create_directories(folder_, failure);
  if (failure) return failed(folder_, "created", failure.message());
  const fs::path path = folder_ / random_hex(random_, kNameBytes);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return failed(path, "created", std::strerror(errno));
  return std::unique_ptr<UploadWriter>(new FileWriter(path, file));
}

Result<std::unique_ptr<ByteSource>> UploadFolder::open(const std::string& name) {
  const fs::path path = folder_ / name;
  std::error_code failure;
  if (!fs::is_regular_file(path, failure)) return failed(path, "read", "it is not there");
  TRY(auto source, FileSource::open(path.string()));
  return std::unique_ptr<ByteSource>(std::move(source));
}

Result<Unit> UploadFolder::remove(const std::string& name) {
  std::error_code failure;
  fs::remove(folder_ / name, failure);
  if (failure) return failed(folder_ / name, "deleted", failure.message());
  return ok();
}

Result<Unit> UploadFolder::remove_others(const std::set<std::string>& kept) {
  std::error_code failure;
  if (!fs::exists(folder_, failure)) return ok();
  const auto before = fs::file_time_type::clock::now() - kAbandoned;
  for (const fs::directory_entry& each : fs::directory_iterator(folder_, failure)) {
    const std::string name = each.path().filename().string();
    std::error_code gone;  // somebody else may have removed it
    const auto written = each.last_write_time(gone);
    if (!gone && written < before && !kept.contains(name)) TRY_OK(remove(name));
  }
  if (failure) return failed(folder_, "read", failure.message());
  return ok();
}

}  // namespace sa
