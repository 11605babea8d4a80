// Reads a text/calendar part of a mail: an invitation, or an answer to one. THREADS: pure functions; libical keeps
// its buffers per thread. ERRORS: none; what is no calendar gives nothing. SOURCE: RFC 5545, 5546 (methods); libical.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace sa {

struct CalendarNote {
  std::string method;    ///< "REPLY", "REQUEST", "COUNTER", "CANCEL", ...; empty when it says none
  std::string status;    ///< of who answers: "ACCEPTED", "DECLINED", "TENTATIVE"; empty otherwise
  std::string attendee;  ///< address of who answers
  std::string summary;
  std::string start;  ///< as written there, "2025-06-16 10:00", with its zone in brackets
  std::string location;
  std::string comment;  ///< what the person added
};
BOOST_DESCRIBE_STRUCT(CalendarNote, (), (method, status, attendee, summary, start, location, comment))

std::optional<CalendarNote> read_calendar(std::string_view text);

/// One line that a person can read: "Accepted: Counting stock, 2025-06-16 10:00".
std::string calendar_words(const CalendarNote& note);

}  // namespace sa
