// STATE_DIR/uploads: files that came with a request, for this user alone. Nodes that share a database share this folder, too.
// THREADS, ERRORS: as ports/upload_store.h.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "base/clock.h"
#include "ports/upload_store.h"

namespace sa {

class UploadFolder final : public UploadStore {
 public:
  /// The folder is made with the first file.
  UploadFolder(std::filesystem::path folder, Random& random) : folder_(std::move(folder)), random_(random) {}
  Result<std::unique_ptr<UploadWriter>> create() override;
  Result<std::unique_ptr<ByteSource>> open(const std::string& name) override;
  Result<Unit> remove(const std::string& name) override;
  Result<Unit> remove_others(const std::set<std::string>& kept) override;

 private:
  std::filesystem::path folder_;
  Random& random_;
};

}  // namespace sa
