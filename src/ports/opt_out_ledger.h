// A copy of the opt-outs and erasures outside the database, as hashes, from which a database restored from an older backup learns
// whom it must not contact.
// THREADS: any.
// ERRORS: unavailable, with what to do, when it cannot be read or written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/contact/suppression.h"

namespace sa {

struct OptOutEntry {
  std::string key_hash;
  SuppressionScope scope = SuppressionScope::address;
  std::optional<SuppressionReason> reason;  ///< null: all that stood before of this hash was lifted
  bool is_erasure = false;
  Instant at;
  bool operator==(const OptOutEntry&) const = default;
};

class OptOutLedger {
 public:
  virtual ~OptOutLedger() = default;
  /// Durable when it returns.
  virtual Result<Unit> append(const std::vector<OptOutEntry>& entries) = 0;
  /// All of them, oldest first.
  virtual Result<std::vector<OptOutEntry>> read() = 0;
};

}  // namespace sa
