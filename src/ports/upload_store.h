// Files that came with a request, kept until a job has read them.
// THREADS: any; an UploadWriter belongs to one thread at a time.
// ERRORS: unavailable, with what to do, when a file cannot be written or read.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ports/byte_source.h"

namespace sa {

/// A file that is being written. It goes with this object, unless it is kept.
class UploadWriter {
 public:
  virtual ~UploadWriter() = default;
  virtual const std::string& name() const = 0;
  virtual Result<Unit> write(std::string_view bytes) = 0;
  /// All of it is on the disk when this returns.
  virtual Result<Unit> finish() = 0;
  virtual void keep() = 0;
};

class UploadStore {
 public:
  virtual ~UploadStore() = default;
  virtual Result<std::unique_ptr<UploadWriter>> create() = 0;
  virtual Result<std::unique_ptr<ByteSource>> open(const std::string& name) = 0;
  /// Nothing when it is gone.
  virtual Result<Unit> remove(const std::string& name) = 0;
  /// Removes what nobody has written to for an hour, but for `kept`.
  virtual Result<Unit> remove_others(const std::set<std::string>& kept) = 0;
};

}  // namespace sa
