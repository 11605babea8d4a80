#include "mail/meaning/return_date.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

constexpr std::size_t kPlacesPerLead = 4;
constexpr std::size_t kReach = 60;  // bytes behind a lead in which its date stands
constexpr int kFarthestDays = 400;  // a return later than this is some other date
constexpr int kPastDays = 3;        // answers keep arriving for days after a return

struct ReturnDateFile {
  std::map<std::string, int> months;
  std::map<std::string, int> weekdays;
  std::vector<std::string> leads;
  std::vector<std::string> inclusive;
  std::vector<std::string> tomorrow;
};
BOOST_DESCRIBE_STRUCT(ReturnDateFile, (), (months, weekdays, leads, inclusive, tomorrow))

template <class Map>
std::string alternatives(const Map& words) {
  std::vector<std::string> names;
  for (const auto& [name, value] : words) names.push_back(plain_form(name));
  std::ranges::sort(names, [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : "|") + name;
  return text;
}

bool exists(const Date& date) {
  const auto read = parse_date(format_date(date));
  return date.month >= 1 && date.month <= 12 && date.day >= 1 && read && *read == date;
}

}  // namespace

struct ReturnDatePolicy::State {
  PatternSet leads;
  PatternSet inclusive;
  std::map<std::string, int, std::less<>> months;
  std::map<std::string, int, std::less<>> weekdays;
  std::vector<std::string> tomorrow;
  std::unique_ptr<RE2> day_month;  ///< "12. september 2026", "12 de septiembre"
  std::unique_ptr<RE2> month_day;  ///< "september 12th, 2026"
  std::unique_ptr<RE2> weekday;
};

ReturnDatePolicy::ReturnDatePolicy() = default;

Result<ReturnDatePolicy> ReturnDatePolicy::load(std::string_view json) {
  TRY(const ReturnDateFile file, from_json_text<ReturnDateFile>(json));
  auto state = std::make_shared<State>();
  TRY(state->leads, PatternSet::compile(file.leads));
  TRY(state->inclusive, PatternSet::compile(file.inclusive));
  for (const auto& [name, month] : file.months) state->months[plain_form(name)] = month;
  for (const auto& [name, day] : file.weekdays) state->weekdays[plain_form(name)] = day;
  for (const std::string& word : file.tomorrow) state->tomorrow.push_back(plain_form(word));
  const std::string months = alternatives(file.months);
  const std::string weekdays = alternatives(file.weekdays);
  state->day_month =
      std::make_unique<RE2>("^(\\d{1,2})(?:st|nd|rd|th|er|\\.|º|°|a)?[ \\n]*(?:of |de |di |d')?(" + months +
                            ")\\b\\.?(?:,? (?:de |del )?(\\d{4}))?");
  state->month_day =
      std::make_unique<RE2>("^(" + months + ")\\.? (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? (\\d{4}))?");
  state->weekday = std::make_unique<RE2>("^(" + weekdays + ")\\b");
  for (const RE2* expression : {state->day_month.get(), state->month_day.get(), state->weekday.get()})
    if (!expression->ok())
      return invalid("The words of return_date.json do not compile: " + expression->error());
  ReturnDatePolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

class Reader {
 public:
  Reader(const PlainText& plain, std::optional<Instant> sent, const ReturnDatePolicy::State& policy)
      : text_(plain.text()), plain_(plain), policy_(policy) {
    if (sent) today_ = to_local(*sent, "UTC").date;
  }

  std::optional<Date> run() const {
    auto leads = policy_.leads.find(plain_, kPlacesPerLead);
    std::ranges::sort(leads, [](const auto& a, const auto& b) { return a.start < b.start; });
    std::optional<Date> best;
    for (const PatternMatch& lead : leads) {
      const auto date = read_at(lead);
      // Where two dates are given, the later one ends the absence.
      if (date && is_plausible(*date) && (!best || *date > *best)) best = date;
    }
    return best;
  }

 private:
  bool is_plausible(const Date& date) const {
    if (!today_) return true;
    return date >= add_days(*today_, -kPastDays) && date <= add_days(*today_, kFarthestDays);
  }

  std::optional<Date> read_at(const PatternMatch& lead) const {
    const std::string_view behind = std::string_view(text_).substr(lead.end, kReach);
    re2::StringPiece rest(behind.data(), behind.size());
    auto date = read_date(rest);
    for (int words = 0; !date && words < 4; ++words) {
      if (!skip_one(rest)) break;
      date = read_date(rest);
    }
    if (!date) return std::nullopt;
    const std::size_t from = lead.start > 10 ? lead.start : 0;
    const PlainText around(std::string_view(text_).substr(from, lead.end - from + kReach));
    return policy_.inclusive.any(around) ? add_days(*date, 1) : *date;
  }

  /// Takes one word that may stand before a date off `rest`.
  bool skip_one(re2::StringPiece& rest) const {
    static const RE2 kWord(
        "^[ "
        "\\n:,(-]*(?:on|the|am|dem|den|der|zum|le|el|il|al|lo|o|a|em|no|dia|at|and|including|und|mit|"
        "einschliesslich|einschl\\.?|"
        "inklusive|inkl\\.?|inclusive|en|met|au|ce|next|this|kommenden|nachsten|proximo|proxima|in|office|to|"
        "work|again|i|late|early|"
        "du|del|dal|de|do|ab|by|op|per|wieder|around|about|from|my|von|vom|on)\\b[ \\n:,(-]*");
    return RE2::Consume(&rest, kWord);
  }

  std::optional<Date> read_date(re2::StringPiece rest) const {
    static const RE2 kBlank("^[ \\n:,(-]+");
    RE2::Consume(&rest, kBlank);
    std::string weekday;
    re2::StringPiece after = rest;
    const bool has_weekday = RE2::Consume(&after, *policy_.weekday, &weekday);
    if (has_weekday) {
      while (skip_one(after)) {
      }
      static const RE2 kComma("^[ \\n,.]+");
      RE2::Consume(&after, kComma);
      if (const auto date = read_plain_date(after)) return date;
      return next_weekday(weekday);
    }
    if (const auto date = read_plain_date(rest)) return date;
    return read_relative(rest);
  }

  std::optional<Date> read_plain_date(re2::StringPiece rest) const {
    if (const auto date = read_numeric(rest)) return date;
    std::string month;
    std::string year;
    int day = 0;
    if (RE2::PartialMatch(rest, *policy_.day_month, &day, &month, &year))
      return dated(year, policy_.months.at(month), day);
    if (RE2::PartialMatch(rest, *policy_.month_day, &month, &day, &year))
      return dated(year, policy_.months.at(month), day);
    return std::nullopt;
  }

  std::optional<Date> read_numeric(re2::StringPiece rest) const {
    static const RE2 kIso(R"(^(\d{4})-(\d{1,2})-(\d{1,2})\b)");
    static const RE2 kDots(R"(^(\d{1,2})\.[ ]?(\d{1,2})\.[ ]?(\d{4}|\d{2})?)");
    static const RE2 kSlashes(R"(^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?\b)");
    std::string year;
    int first = 0;
    int second = 0;
    if (RE2::PartialMatch(rest, kIso, &year, &first, &second)) return dated(year, first, second);
    if (RE2::PartialMatch(rest, kDots, &first, &second, &year)) return dated(year, second, first);
    if (!RE2::PartialMatch(rest, kSlashes, &first, &second, &year)) return std::nullopt;
    // 9/8 is two dates; 25/8 and 8/25 are one each, and so is 8/8.
    if (first > 12 || first == second) return dated(year, second, first);
    if (second > 12) return dated(year, first, second);
    return std::nullopt;
  }

  std::optional<Date> read_relative(re2::StringPiece rest) const {
    static const RE2 kOrdinal(R"(^(\d{1,2})(?:st|nd|rd|th|\.)(?:[ \n.,!)]|$))");
    static const RE2 kDayOfMonth(R"(^(\d{1,2}) (?:du mois|of the month|del mes|do mes|del mese))");
    int day = 0;
    if (today_ && (RE2::PartialMatch(rest, kOrdinal, &day) || RE2::PartialMatch(rest, kDayOfMonth, &day)))
      return next_day(day);
    const std::string_view text(rest.data(), rest.size());
    if (today_ && std::ranges::any_of(policy_.tomorrow,
                                      [&](const std::string& word) { return text.starts_with(word); }))
      return add_days(*today_, 1);
    return std::nullopt;
  }

  std::optional<Date> next_weekday(const std::string& name) const {
    if (!today_) return std::nullopt;
    const int ahead = (policy_.weekdays.at(name) - weekday(*today_) + 7) % 7;
    return add_days(*today_, ahead == 0 ? 7 : ahead);
  }

  /// The next day of that number, this month or later.
  std::optional<Date> next_day(int day) const {
    Date date{today_->year, today_->month, day};
    for (int months = 0; months < 3; ++months) {
      if (exists(date) && date > *today_) return date;
      if (++date.month > 12) date = {date.year + 1, 1, day};
    }
    return std::nullopt;
  }

  std::optional<Date> dated(const std::string& year, int month, int day) const {
    if (!year.empty()) {
      const int number = std::stoi(year);  // two or four digits, by the expressions
      const Date date{number < 100 ? 2000 + number : number, month, day};
      return exists(date) ? std::optional(date) : std::nullopt;
    }
    if (!today_) return std::nullopt;
    for (int y = today_->year; y <= today_->year + 1; ++y)
      if (const Date date{y, month, day}; exists(date) && date >= add_days(*today_, -kPastDays)) return date;
    return std::nullopt;
  }

  const std::string& text_;
  const PlainText& plain_;
  const ReturnDatePolicy::State& policy_;
  std::optional<Date> today_;
};

}  // namespace

std::optional<Date> find_return_date(const PlainText& plain, std::optional<Instant> sent,
                                     const ReturnDatePolicy& policy) {
  return Reader(plain, sent, policy.state()).run();
}

}  // namespace sa
