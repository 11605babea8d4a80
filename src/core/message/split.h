// MailSplit: the part of the inbox in which a person finds a mail.
// THREADS: pure.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <string_view>

#include "core/message/message.h"

namespace sa {

enum class MailSplit {
  interested,
  question,
  not_now,
  out_of_office,
  opt_out,
  bounce,
  doubt,
  quarantine,
  other
};
BOOST_DESCRIBE_ENUM(MailSplit, interested, question, not_now, out_of_office, opt_out, bounce, doubt,
                    quarantine, other)

/// What decides besides the kind. `intent`: the strongest of the mail's analysis.
struct SplitFacts {
  std::string_view intent;
  bool speaks_to_machines = false;  ///< the analysis suspects an injection
  bool is_asked_about = false;      ///< a question about a doubt of this mail is open
};

/// What a stored analysis says of it; whether anybody is asked about it is not known there. The facts point into `analysis`.
SplitFacts split_facts(const boost::json::value& analysis);

/// A mail that speaks to machines is set apart, whatever else it says; what waits for a person comes before what it wants. A notice
/// of a machine, an opt-out or a complaint is what it is: its consequence has been drawn already.
MailSplit split_of(MessageKind kind, const SplitFacts& facts);

}  // namespace sa
