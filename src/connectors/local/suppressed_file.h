// STATE_DIR/suppressed: opt-outs and erasures as lines of text, only ever appended to:
//
//   <mark> <key_hash> <address|domain> <reason|erasure|lifted> <instant>
//
// The mark identifies the installation: a folder may have served another database, whose hashes mean nothing to this one. The file
// contains no address. THREADS: any. ERRORS: as ports/opt_out_ledger.h; a line that was cut off by a crash is skipped.
#pragma once

#include <mutex>
#include <string>

#include "ports/opt_out_ledger.h"

namespace sa {

class SuppressedFile final : public OptOutLedger {
 public:
  /// `mark`: one word, the same for this installation always.
  SuppressedFile(std::string path, std::string mark) : path_(std::move(path)), mark_(std::move(mark)) {}
  Result<Unit> append(const std::vector<OptOutEntry>& entries) override;
  Result<std::vector<OptOutEntry>> read() override;

 private:
  std::string path_;
  std::string mark_;
  std::mutex mutex_;
};

}  // namespace sa
