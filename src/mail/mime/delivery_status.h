// Reads a report's status for each recipient: the status part of RFC 3464, the same fields pasted into text,
// and the JSON of Amazon SES. THREADS: pure functions.
// SOURCE: RFC 3464 2.3; docs.aws.amazon.com/ses/latest/dg/notification-contents.html, read 2026-11-22.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/mime/message.h"

namespace sa {

/// The fields of one recipient.
struct StatusBlock {
  std::string recipient;
  std::string original_recipient;
  std::string action;
  std::string status;
  std::string diagnostic;
};

inline constexpr std::size_t kMaxStatusBlocks = 50;

/// From the status parts alone: what RFC 3464 calls a report.
std::vector<StatusBlock> read_status_parts(const Message& message);
/// From the status parts or, when there are none, from the text.
std::vector<StatusBlock> read_status_blocks(const Message& message);
bool is_failure(const StatusBlock& block);
bool is_delay(const StatusBlock& block);

/// "Bounce", "Complaint" or "Delivery" when the text is a notification of Amazon SES; else empty.
std::string_view ses_notification(const Message& message);

}  // namespace sa
