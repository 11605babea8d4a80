// A file of this machine as a ByteSource.
// THREADS, ERRORS: as ports/byte_source.h.
#pragma once

#include <fstream>
#include <memory>
#include <string>

#include "ports/byte_source.h"

namespace sa {

class FileSource final : public ByteSource {
 public:
  /// ERRORS: invalid for what is no file; unavailable.
  static Result<std::unique_ptr<FileSource>> open(const std::string& path);

  std::int64_t size() const override { return size_; }
  Result<Unit> rewind() override;
  Result<std::string> read(std::size_t most) override;

 private:
  FileSource(std::string path, std::int64_t size);
  std::string path_;
  std::int64_t size_;
  std::ifstream file_;
};

}  // namespace sa
