#include "core/draft/row.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"
#include "core/draft/standing.h"

namespace sa {
namespace {

constexpr std::size_t kMostTextBytes = 160;

/// One line, without what only takes room.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char each : utf8_cut(text, 4 * kMostTextBytes)) {
    const bool is_blank = static_cast<unsigned char>(each) <= ' ';
    if (is_blank && (line.empty() || line.back() == ' ')) continue;
    line += is_blank ? ' ' : each;
  }
  return std::string(utf8_cut(line, kMostTextBytes));
}

Instant shown_at(const Draft& draft) {
  if (draft.status == DraftStatus::PENDING_APPROVAL) return draft.created_at;
  return draft.sent_at.value_or(draft.rejected_at.value_or(draft.approved_at.value_or(draft.created_at)));
}

/// When what it waits for is over. Closed hours alone are none: a person may leave them.
std::optional<Instant> shown_until(const Draft& draft, Instant now) {
  if (is_snoozed(draft, now)) return draft.snoozed_until;
  const bool waits_for_more = std::ranges::any_of(draft.verdict.reasons, [](const Reason& reason) {
    return reason.severity == Severity::hold && !is_closed_hours(reason);
  });
  return waits_for_more ? draft.verdict.until : std::nullopt;
}

/// Takes bytes off the end of a text, as many as are too many; it keeps at least `least`.
void cut(std::string* text, std::size_t least, std::size_t* over) {
  if (*over == 0 || text->size() <= least) return;
  const std::size_t before = text->size();
  const std::size_t room = before - std::min(before - least, *over);
  *text = std::string(utf8_cut(*text, room));
  *over -= std::min(*over, before - text->size());
}

}  // namespace

DeskRow desk_row(const Draft& draft, const DeskRowFacts& facts, Instant now) {
  DeskRow row;
  row.id = draft.id;
  row.name = one_line(facts.name.empty() ? draft.recipient : facts.name);
  row.company = one_line(facts.company);
  row.subject = one_line(draft.subject);
  row.words = one_line(facts.words);
  row.intent = facts.intent;
  row.word = word_of(draft);
  row.points = count_points(draft);
  row.status = draft.status;
  row.at = shown_at(draft);
  row.until = shown_until(draft, now);
  row.version = draft.version;
  // A sign that JSON writes as several bytes may leave some over: then more is cut.
  while (true) {
    const std::size_t size = to_json_text(row).size();
    std::size_t over = size > kDeskRowBytes ? size - kDeskRowBytes : 0;
    if (over == 0) return row;
    cut(&row.words, 0, &over);
    cut(&row.subject, 24, &over);
    cut(&row.company, 12, &over);
    cut(&row.name, 24, &over);
    if (to_json_text(row).size() == size) return row;  // only the id is that long
  }
}

}  // namespace sa
