// Invitations and answers to them: UTF-8 whatever came in.
#include "base/text/utf8.h"
#include "mail/mime/calendar.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = sa::utf8_repaired(sa::fuzz_text(data, size));
  if (const auto note = sa::read_calendar(text))
    SA_PROMISE(sa::is_utf8(sa::calendar_words(*note)), "valid UTF-8");
  sa::read_calendar("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n" + text + "\nEND:VEVENT\nEND:VCALENDAR\n");
  return 0;
}
