#include "core/enrollment/spread.h"

#include <algorithm>
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

std::optional<std::string> sequence_mailbox(const std::vector<std::optional<std::string>>& known,
                                            std::vector<std::string> allowed,
                                            const std::vector<TeamMailbox>& mailboxes,
                                            const std::string& enrollment_id) {
  const auto is_in_use = [&](const std::string& id) {
    const auto found = std::ranges::find(mailboxes, id, &TeamMailbox::mailbox_id);
    return found != mailboxes.end() && !found->retired_at;
  };
  for (const auto& each : known)
    if (each && is_in_use(*each)) return each;
  std::erase_if(allowed, [&](const std::string& id) { return !is_in_use(id); });
  std::ranges::sort(allowed);
  std::string chosen = choose_sequence_mailbox(allowed, enrollment_id);
  return chosen.empty() ? std::nullopt : std::optional(std::move(chosen));
}

std::vector<std::string> active_mailboxes(const std::vector<TeamMailbox>& mailboxes, Instant now) {
  std::vector<std::string> ids;
  for (const TeamMailbox& each : mailboxes)
    if (status_at(each, now) == MailboxStatus::ACTIVE) ids.push_back(each.mailbox_id);
  return ids;
}

}  // namespace sa
