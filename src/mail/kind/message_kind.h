// Decides the kind of an incoming mail, with the reason. Structure first (RFC fields and parts), text second.
// THREADS: pure functions over immutable policy.
// SOURCE: RFC 3834 (automatic), 3464 and 3463 (delivery status), 5965 (complaints), 8098 (receipts), 6591
// (DMARC failure), 2369/2919 (lists). Order of judgement: delivery report, feedback report, Auto-Submitted,
// vendor headers, words of an absence, list and bulk, human.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/message/message.h"
#include "mail/kind/bounce.h"
#include "mail/kind/kind_policy.h"
#include "mail/mime/message.h"
#include "mail/text/reply_text.h"

namespace sa {

struct KindVerdict {
  MessageKind kind = MessageKind::human_reply;
  std::string reason;  ///< in words: which field or which text decided
  std::optional<Bounce> bounce;
};
BOOST_DESCRIBE_STRUCT(KindVerdict, (), (kind, reason, bounce))

/// `own_addresses` (normal form): mail from one of them is `own`. `reply` is the text that the sender wrote.
KindVerdict judge_kind(const Message& message, const ReplyText& reply, const KindPolicy& policy,
                       std::span<const std::string> own_addresses = {});

}  // namespace sa
