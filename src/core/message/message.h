// What a message is to us, beside its bytes: which way it went, and what kind of mail it is. mail/kind/ judges the kind; the gate,
// the agents and the figures go by it.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>

namespace sa {

enum class Direction { in, out };
BOOST_DESCRIBE_ENUM(Direction, in, out)

enum class MessageKind {
  human_reply,
  auto_reply,
  bounce,
  delivery_notice,
  complaint,
  unsubscribe,
  auth_failure_report,
  read_receipt,
  calendar,
  list,
  bulk,
  own
};
BOOST_DESCRIBE_ENUM(MessageKind, human_reply, auto_reply, bounce, delivery_notice, complaint, unsubscribe,
                    auth_failure_report, read_receipt, calendar, list, bulk, own)

}  // namespace sa
