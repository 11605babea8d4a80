// What the mailbox and the feed of Gmail share: the account's path, and what a call costs in Gmail's quota units.
// SOURCE: developers.google.com/gmail/api/reference/quota, read 2026-11-22 (units of a project created since 2026-05-01;
// for drafts.create and drafts.delete no figure of the new quota was found: that of a read is taken).
#pragma once

#include <cstdint>
#include <string>

namespace sa {

inline const std::string kGmailUser = "/gmail/v1/users/me";

inline constexpr std::int64_t kGmailSendUnits = 100;
inline constexpr std::int64_t kGmailWatchUnits = 100;
inline constexpr std::int64_t kGmailDraftUnits = 20;
inline constexpr std::int64_t kGmailGetUnits = 20;
inline constexpr std::int64_t kGmailListUnits = 5;
inline constexpr std::int64_t kGmailHistoryUnits = 2;
inline constexpr std::int64_t kGmailProfileUnits = 1;

}  // namespace sa
