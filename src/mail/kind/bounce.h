// Reads a non-delivery report (which address failed, for how long, and for which mail of ours), and a report of spam or of an opt-out by a
// provider (whose reader, and of which mail of ours).
// THREADS: pure functions over immutable policy.
// SOURCE: RFC 3464 (delivery-status), RFC 3463 (status codes), RFC 5965 (feedback reports), policy/message_kind.json for the texts.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mail/kind/kind_policy.h"
#include "mail/mime/message.h"

namespace sa {

/// hard: this address does not exist, suppress it. soft: it may work later. policy: we were refused, not the
/// address.
enum class BounceType { hard, soft, policy };
BOOST_DESCRIBE_ENUM(BounceType, hard, soft, policy)

struct Bounce {
  BounceType type = BounceType::soft;
  std::optional<std::string> code;      ///< "5.1.1", else the SMTP code "550"
  std::vector<std::string> recipients;  ///< that failed, in normal form
  std::optional<std::string> original_message_id;
};
BOOST_DESCRIBE_STRUCT(Bounce, (), (type, code, recipients, original_message_id))

/// The overall result of a report's delivery-status part.
struct DeliveryStatus {
  bool present = false;
  bool failed = false;  ///< some recipient: Action failed
  bool delayed = false;
  bool delivered = false;  ///< delivered, relayed or expanded
};
DeliveryStatus read_delivery_status(const Message& message);

/// REQUIRES: the mail was judged a bounce.
Bounce read_bounce(const Message& message, const KindPolicy& policy);

/// Who complained, or opted out at their provider, and about which mail: `type` is policy, as no address failed. Providers often hide the
/// address; then the mail's Message-ID alone says who it was. REQUIRES: the mail was judged a feedback report.
Bounce read_feedback(const Message& message);

/// The words of the report itself, without the copy of our mail below them; at most 8 KB.
std::string bounce_text(const Message& message);

}  // namespace sa
