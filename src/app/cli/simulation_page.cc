#include "app/cli/simulation_page.h"

#include "api/http/sheet.h"
#include "app/cli/terminal.h"
#include "base/time.h"

namespace sa {
namespace {

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --text: #1b1f24; --back: #ffffff; --line: #d0d7de; --soft: #57606a; --fill: #2563eb; --warn: #9a3412; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --back: #0d1117; --line: #30363d; --soft: #9da7b1; --fill: #60a5fa; --warn: #fdba74; } }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; }
tr.rest td, tr.rest th { color: var(--soft); }
meter { width: 5rem; vertical-align: middle; } .held { color: var(--warn); } .soft { color: var(--soft); }
code { font-size: .85em; overflow-wrap: anywhere; }
@media print { body { max-width: none; } }
)";

constexpr const char* kDays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                 "Friday", "Saturday", "Sunday"};

std::string weekday_of(const std::string& date) {
  const auto read = parse_date(date);
  return read ? kDays[weekday(*read)] : "";
}

std::string number(std::int64_t value) {
  return grouped(value);
}

std::string cell(const PlanSummary::Day& day) {
  std::string text = "<td class=\"number\">" + number(day.sent) + " <span class=\"soft\">of " +
                     number(day.quota) + "</span>";
  if (day.held > 0) text += "<br><span class=\"held\">" + number(day.held) + " held</span>";
  return text + "</td>";
}

std::string calendar(const PlanSummary& plan) {
  std::string text =
      "<h2>Calendar</h2><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Day (UTC)</th><th "
      "scope=\"col\" class=\"number\">All</th>";
  for (const std::string& each : plan.mailboxes)
    text += "<th scope=\"col\" class=\"number\">" + html_escaped(each) + "</th>";
  text += "</tr></thead><tbody>";
  for (const auto& [date, boxes] : plan.days) {
    PlanSummary::Day all;
    for (const auto& [mailbox, day] : boxes)
      all.sent += day.sent, all.quota += day.quota, all.held += day.held;
    text += std::string(all.sent == 0 ? "<tr class=\"rest\">" : "<tr>") + "<th scope=\"row\">" + date +
            " <span class=\"soft\">" + weekday_of(date) + "</span></th>" + cell(all);
    for (const std::string& each : plan.mailboxes) {
      const auto day = boxes.find(each);
      text += cell(day == boxes.end() ? PlanSummary::Day{} : day->second);
    }
    text += "</tr>";
  }
  return text + "</tbody></table></div>";
}

std::string causes(const char* title, const char* none,
                   const std::map<std::string, PlanSummary::Cause>& by_rule) {
  std::string text = std::string("<h2>") + title + "</h2>";
  if (by_rule.empty()) return text + "<p>" + none + "</p>";
  text +=
      "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Rule</th><th scope=\"col\" "
      "class=\"number\">How many</th><th scope=\"col\">Why, and for example whom</th></tr></thead><tbody>";
  for (const auto& [rule, cause] : by_rule) {
    text += "<tr><th scope=\"row\"><code>" + html_escaped(rule) + "</code></th><td class=\"number\">" +
            number(cause.count) + "</td><td>" + html_escaped(cause.words);
    if (cause.open > 0) text += number(cause.open) + " of them do not leave within these days.";
    text += " <span class=\"soft\">";
    for (std::size_t i = 0; i < cause.sample.size(); ++i)
      text += (i == 0 ? "" : ", ") + ("<code>" + html_escaped(cause.sample[i]) + "</code>");
    text += "</span></td></tr>";
  }
  return text + "</tbody></table></div>";
}

}  // namespace

std::string simulation_page(std::string_view title, const PlanSummary& plan) {
  const std::string name = html_escaped(title);
  std::string text =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\"><title>Plan: " +
      name + "</title><style>" + std::string(kStyle) + "</style></head><body><main><h1>Plan: " + name +
      "</h1><p>" + number(plan.total.sends) + " mails; " + number(plan.total.contacts) + " contacts; " +
      number(plan.total.skips) + " skipped; " + number(plan.total.holds) + " held. Plan <code>" +
      plan.total.plan_hash + "</code>.</p>";
  text += calendar(plan);
  text += causes("Skipped", "Nobody is skipped.", plan.skips);
  text += causes("Held", "No mail has to wait.", plan.holds);
  return text + "</main></body></html>\n";
}

}  // namespace sa
