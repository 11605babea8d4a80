// A source of raw mail: an mbox file, an .eml file, a Maildir folder.
// THREADS: one thread at a time.
// ERRORS: unavailable when it cannot be read; a single mail that cannot be taken is yielded with `skipped` set.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace sa {

struct RawMail {
  std::string raw;                ///< the bytes; empty when skipped
  std::string skipped;            ///< why it cannot be taken; empty when it can
  std::uint64_t index = 0;        ///< 0-based within this run
  std::uint64_t next_offset = 0;  ///< where a later run goes on after this mail
};

class MailSource {
 public:
  virtual ~MailSource() = default;
  virtual const std::string& path() const = 0;
  /// Changes when the source's content is no longer a continuation of what it was; then an offset means nothing.
  virtual std::string fingerprint() const = 0;
  /// In the units of `next_offset`; for a progress bar.
  virtual std::uint64_t size() const = 0;
  /// Yields the mails from `offset` on, until the sink answers false.
  virtual Result<Unit> read(std::uint64_t offset, const std::function<bool(RawMail&&)>& sink) = 0;
};

}  // namespace sa
