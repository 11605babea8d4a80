// The calendar: when mail may be sent automatically. A send window of hours, on working days where the reader is: not at weekends
// or on public holidays of the zone's country.
// THREADS: values and pure functions.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "core/calendar/holiday.h"

namespace sa {

/// Local hours.
struct SendWindow {
  int start_hour = 8;  ///< at which sending may begin
  int end_hour = 18;   ///< at which it ends
};

struct Calendar {
  std::string timezone = "UTC";  ///< of the sender; it counts where the contact's is not known
  SendWindow window;
  HolidayPolicy holidays;
};

/// When the send window is open next.
struct WindowOpening {
  Instant at;                        ///< `now` where it is open
  std::vector<std::string> skipped;  ///< days off that were passed over, as in BusinessDay
};

/// The next instant at or after `now` that lies in the send window of `zone`.
WindowOpening next_in_window(Instant now, const std::string& zone, const Calendar& calendar);

}  // namespace sa
