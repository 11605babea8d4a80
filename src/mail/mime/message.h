// A mail that was read: raw bytes become a Message. Owned by whoever parsed it; holds copies, never pointers
// into the raw bytes. Every text in it is valid UTF-8 without NUL. THREADS: pure functions; GMime is set up
// once, on first use, from any thread. ERRORS: parse_message fails only (invalid) for an input
// above ParseLimits::max_bytes. Anything else, also an empty input, however broken, gives a Message; what
// was left out is said in `cut`. SOURCE: RFC 5322, 2045-2047, 2231, 6532.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "mail/address/address.h"
#include "mail/mime/calendar.h"

namespace sa {

/// Limits on one mail. Beyond a limit the rest is cut, and `Message::cut` says so.
struct ParseLimits {
  std::size_t max_bytes = 32u << 20;          ///< of the raw mail; above it parse_message refuses
  std::size_t max_depth = 50;                 ///< of parts inside parts
  std::size_t max_parts = 1000;               ///< in the whole mail
  std::size_t max_headers = 1000;             ///< in one header block
  std::size_t max_header_bytes = 256u << 10;  ///< of one header field
  std::size_t max_text_bytes = 4u << 20;      ///< of the plain text, and of the HTML
  std::size_t max_addresses = 2000;           ///< in one header field
};

struct MessageHeader {
  std::string name;   ///< as written
  std::string value;  ///< unfolded and decoded
};
BOOST_DESCRIBE_STRUCT(MessageHeader, (), (name, value))

struct Attachment {
  std::string name;  ///< empty when the part has none
  std::string type;  ///< "application/pdf"
  std::int64_t bytes = 0;
  std::string sha256;  ///< of the decoded bytes
};
BOOST_DESCRIBE_STRUCT(Attachment, (), (name, type, bytes, sha256))

/// A part for machines: of a multipart/report (RFC 6522), any message/* or text/rfc822-headers, and a
/// multipart that cannot be split.
struct ReportPart {
  std::string type;  ///< "message/delivery-status", "message/feedback-report", "message/rfc822", ...
  std::string text;  ///< decoded; at most 64 KiB
};
BOOST_DESCRIBE_STRUCT(ReportPart, (), (type, text))

struct Message {
  Address from;                     ///< the first author; empty when there is none
  std::vector<Address> co_authors;  ///< further addresses in From
  std::optional<Address> sender;
  std::vector<Address> reply_to;
  std::vector<Address> to;
  std::vector<Address> cc;
  std::string subject;
  std::string message_id;           ///< without < >; "sha256-<hex>" of the content when `message_id_derived`
  bool message_id_derived = false;  ///< the mail had no usable Message-ID
  std::vector<std::string> in_reply_to;  ///< ids without < >
  std::vector<std::string> references;   ///< ids without < >, oldest first
  std::optional<Instant> date;
  std::string content_type;            ///< of the whole mail, lower case: "multipart/report"
  std::string report_type;             ///< the report-type parameter, lower case
  std::vector<MessageHeader> headers;  ///< all but the ones above and transport noise, in order
  std::string text;                    ///< plain text; from HTML when there is no plain part. LF line ends
  bool text_from_html = false;
  std::string html;  ///< as sent, UTF-8; never safe to show unsanitised
  bool has_html = false;
  std::vector<Attachment> attachments;
  std::vector<ReportPart> report;
  std::optional<CalendarNote> calendar;  ///< an invitation, or an answer to one (text/calendar)
  std::vector<std::string> cut;          ///< what was left out, in words
  std::vector<std::string> unread;       ///< what may hold words of the sender and cannot be read, in words
  std::string content_sha256;            ///< of the raw bytes
  std::int64_t size_bytes = 0;

  /// The first header of that name (any case), or null.
  const std::string* header(std::string_view name) const;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (from, co_authors, sender, reply_to, to, cc, subject, message_id, message_id_derived,
                       in_reply_to, references, date, content_type, report_type, headers, text,
                       text_from_html, html, has_html, attachments, report, calendar, cut, unread,
                       content_sha256, size_bytes))

Result<Message> parse_message(std::string_view raw, const ParseLimits& limits = {});

/// A Message as if it had been received, from parts that somebody gave (the API); no header, id derived.
Message compose_message(std::string_view sender, std::string_view subject, std::string_view text);

}  // namespace sa
