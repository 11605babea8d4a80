#include "core/report/response.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sa {

bool is_positive(const MailResponse& response) {
  constexpr std::array<std::string_view, 3> kPositive = {"interested", "pricing", "meeting_request"};
  return response.kind == ResponseKind::reply && response.intent &&
         std::ranges::find(kPositive, *response.intent) != kPositive.end();
}

const MailTo* last_before(std::span<const MailTo> mails, ResponseKind kind, Instant at) {
  const MailTo* last = nullptr;
  for (const MailTo& mail : mails) {
    const Instant since{mail.sent_at.ms - mail.sent_at.ms % kSecondMs};
    const bool is_before =
        since <= at && (kind != ResponseKind::reply || at - mail.sent_at <= kReplyWindowMs);
    if (is_before && (!last || mail.sent_at >= last->sent_at)) last = &mail;
  }
  return last;
}

}  // namespace sa
