#include "core/enrollment/spread.h"

#include <cstdint>

#include "base/crypto/hash.h"

namespace sa {

std::string choose_sequence_mailbox(const std::vector<std::string>& mailbox_ids,
                                    const std::string& enrollment_id) {
  if (mailbox_ids.empty()) return {};
  const std::string bytes = sha256_bytes(enrollment_id + "\nmailbox");
  std::uint64_t bucket = 0;
  for (std::size_t i = 0; i < 4; ++i) bucket = bucket << 8 | static_cast<unsigned char>(bytes[i]);
  return mailbox_ids[bucket % mailbox_ids.size()];
}

}  // namespace sa
