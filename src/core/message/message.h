// The direction and the kind of a message. mail/kind/ judges the kind; the gate,
// the agents and the reports use it.
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
