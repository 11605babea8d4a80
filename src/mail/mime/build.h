// Builds the exact bytes of an outgoing mail (RFC 5322), equal for equal input. A person approves a hash of
// its fields. THREADS: pure functions. ERRORS: invalid, naming the field, for CR, LF or NUL in a header value, an
// address that is none, an empty body. SOURCE: RFC 5322, 2047 (encoded-words), 2045 (quoted-printable), 2369
// and 8058 (List-Unsubscribe).
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/draft/draft.h"
#include "mail/address/address.h"
#include "mail/mime/message.h"

namespace sa {

struct OutgoingMail {
  Address from;
  Address to;
  std::string subject;
  std::string body;    ///< LF line ends; CRLF is accepted
  std::string footer;  ///< appended after a blank line; empty for none
  Instant date;
  std::string message_id;               ///< without < >
  std::string in_reply_to;              ///< without < >; empty when no reply
  std::vector<std::string> references;  ///< without < >, oldest first (reply_references)
  std::string unsubscribe_url;          ///< https; empty for none
  std::string unsubscribe_mailto;       ///< "mailto:..."; empty for none
};
BOOST_DESCRIBE_STRUCT(OutgoingMail, (),
                      (from, to, subject, body, footer, date, message_id, in_reply_to, references,
                       unsubscribe_url, unsubscribe_mailto))

/// A draft's mail as RFC 5322 parts, dated `date`.
OutgoingMail outgoing_mail(const Draft& draft, Instant date);
/// Whether build_message would build it, without the work.
Result<Unit> check_message(const OutgoingMail& mail);
/// Whether a Message-ID can stand in a header: printable ASCII with an @ (RFC 5322 3.6.4), of bounded length. Others, and
/// the ids that we derive for mails without one, are not referred to.
bool is_message_id(std::string_view id);

/// Lines end in CRLF, at most 78 characters where it can be, header lines never over 998.
Result<std::string> build_message(const OutgoingMail& mail);

/// A mail as it is kept: its text and, where it has one, its HTML.
struct KeptMail {
  Address from;
  std::vector<std::string> to;  ///< addresses
  std::string subject;
  Instant date;
  std::string message_id;   ///< without < >, as the three below
  std::string in_reply_to;  ///< empty: none
  std::vector<std::string> references;
  std::string text;
  std::string html;  ///< empty: none
};
/// As a file that mail programs open. Nothing is refused: what a header cannot carry is left out.
std::string build_kept_message(const KeptMail& mail);

/// Line breaks and control characters as blanks, and no "=?" (of a broken encoded-word).
std::string header_words(std::string_view text);

/// "Re: " + the subject without its reply prefixes ("Re:", "AW:", ...): the words stay as written, but for what a header
/// cannot carry (control characters, and the "=?" that mail programs would decode).
std::string reply_subject(std::string_view subject);
/// The parent's References and its own id, each once: RFC 5322 3.6.4.
std::vector<std::string> reply_references(const std::vector<std::string>& parent_references,
                                          std::string_view parent_id);

}  // namespace sa
