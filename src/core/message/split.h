// MailSplit: the part of the inbox in which a person finds a mail.
// THREADS: pure.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <string_view>

#include "core/message/message.h"

namespace sa {

enum class MailSplit { interested, question, not_now, out_of_office, opt_out, bounce, doubt, other };
BOOST_DESCRIBE_ENUM(MailSplit, interested, question, not_now, out_of_office, opt_out, bounce, doubt, other)

/// `intent`: the strongest of the mail's analysis; `has_doubt`: a person should be asked about it. Doubt comes first of what a
/// person wrote: it waits for somebody.
MailSplit split_of(MessageKind kind, std::string_view intent, bool has_doubt);

}  // namespace sa
