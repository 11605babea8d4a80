#include "connectors/local/file_source.h"

#include <filesystem>

namespace sa {

FileSource::FileSource(std::string path, std::int64_t size)
    : path_(std::move(path)), size_(size), file_(path_, std::ios::binary) {}

Result<std::unique_ptr<FileSource>> FileSource::open(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure))
    return invalid(path + " does not exist, or is not a file.");
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path, failure));
  std::unique_ptr<FileSource> source(new FileSource(path, size));
  if (failure || !source->file_) return unavailable(path + " cannot be read: check its permissions.");
  return source;
}

Result<Unit> FileSource::rewind() {
  file_.clear();
  file_.seekg(0);
  if (!file_) return unavailable(path_ + " cannot be read from its beginning.");
  return ok();
}

Result<std::string> FileSource::read(std::size_t most) {
  std::string bytes(most, '\0');
  file_.read(bytes.data(), static_cast<std::streamsize>(most));
  if (file_.bad()) return unavailable(path_ + " cannot be read to its end.");
  bytes.resize(static_cast<std::size_t>(file_.gcount()));
  return bytes;
}

}  // namespace sa
