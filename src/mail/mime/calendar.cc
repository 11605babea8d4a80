#include "mail/mime/calendar.h"

#include <libical/ical.h>

#include <memory>

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxCalendar = 256u << 10;
constexpr std::size_t kMaxValue = 1000;

std::string value_of(icalcomponent* component, icalproperty_kind kind) {
  icalproperty* property = icalcomponent_get_first_property(component, kind);
  if (!property) return {};
  const std::unique_ptr<char, decltype(&free)> text(icalproperty_get_value_as_string_r(property), &free);
  if (!text) return {};
  std::string value;
  for (const char* at = text.get(); *at && value.size() < kMaxValue; ++at) {
    if (*at == '\\' && at[1]) {
      ++at;
      value += *at == 'n' || *at == 'N' ? '\n' : *at;
    } else {
      value += *at;
    }
  }
  return to_valid_utf8(std::string(trimmed(utf8_cut(value, kMaxValue))));
}

std::string parameter(icalproperty* property, const char* name) {
  const std::unique_ptr<char, decltype(&free)> text(icalproperty_get_parameter_as_string_r(property, name),
                                                    &free);
  return text ? to_valid_utf8(text.get()) : std::string();
}

/// "20250616T100000" as people write it.
std::string readable_time(icalcomponent* event) {
  icalproperty* property = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
  const std::string raw = value_of(event, ICAL_DTSTART_PROPERTY);
  if (!property || raw.size() < 8) return raw;
  std::string time = raw.substr(0, 4) + "-" + raw.substr(4, 2) + "-" + raw.substr(6, 2);
  if (raw.size() >= 13 && raw[8] == 'T') time += " " + raw.substr(9, 2) + ":" + raw.substr(11, 2);
  const std::string zone = raw.ends_with('Z') ? "UTC" : parameter(property, "TZID");
  return zone.empty() ? time : time + " (" + zone + ")";
}

void read_answer(icalcomponent* event, CalendarNote& note) {
  icalproperty* attendee = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY);
  if (!attendee || (note.method != "REPLY" && note.method != "COUNTER")) return;
  note.status = parameter(attendee, "PARTSTAT");
  const std::string address = value_of(event, ICAL_ATTENDEE_PROPERTY);
  note.attendee = ascii_lower(address).starts_with("mailto:") ? address.substr(7) : address;
}

}  // namespace

std::optional<CalendarNote> read_calendar(std::string_view text) {
  if (text.size() > kMaxCalendar || text.find("BEGIN:VCALENDAR") == text.npos) return std::nullopt;
  const std::string terminated(text);
  const std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)> calendar(
      icalparser_parse_string(terminated.c_str()), &icalcomponent_free);
  if (!calendar) return std::nullopt;
  CalendarNote note;
  note.method = value_of(calendar.get(), ICAL_METHOD_PROPERTY);
  icalcomponent* event = icalcomponent_get_first_real_component(calendar.get());
  if (!event) return note.method.empty() ? std::nullopt : std::optional(note);
  note.summary = value_of(event, ICAL_SUMMARY_PROPERTY);
  note.location = value_of(event, ICAL_LOCATION_PROPERTY);
  note.comment = value_of(event, ICAL_COMMENT_PROPERTY);
  note.start = readable_time(event);
  read_answer(event, note);
  return note;
}

std::string calendar_words(const CalendarNote& note) {
  std::string words = note.status == "ACCEPTED"    ? "Accepted"
                      : note.status == "DECLINED"  ? "Declined"
                      : note.status == "TENTATIVE" ? "Tentative"
                      : note.method == "COUNTER"   ? "New time proposed"
                      : note.method == "CANCEL"    ? "Cancelled"
                                                   : "Invitation";
  if (!note.summary.empty()) words += ": " + note.summary;
  if (!note.start.empty()) words += ", " + note.start;
  if (!note.location.empty()) words += ", " + note.location;
  return words;
}

}  // namespace sa
