#include "mail/meaning/return_date.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/text/regex.h"

namespace sa {
namespace {

constexpr std::size_t kPlacesPerLead = 4;
constexpr std::size_t kReach = 60;      // bytes behind a lead in which its date stands
constexpr std::size_t kReachBack = 40;  // bytes before words that follow their date
constexpr int kFarthestDays = 400;      // a return later than this is some other date
constexpr int kPastDays = 3;            // answers keep arriving for days after a return

struct ReturnDateFile {
  std::map<std::string, int> months;
  std::map<std::string, int> weekdays;
  std::vector<std::string> leads;
  std::vector<std::string> inclusive;
  std::vector<std::string> trails;  ///< stand behind their date: "... bin ich wieder da"
  std::vector<std::string> gone;    ///< nobody comes back
  std::vector<std::string> tomorrow;
  std::vector<std::string> not_tomorrow;
  std::vector<std::string> answers;    ///< what somebody does who is back
  std::map<std::string, int> in_days;  ///< "the day after tomorrow"
  std::map<std::string, int> numbers;
  std::map<std::string, int> units;  ///< of days
  std::vector<std::string> ahead;    ///< before a number of units: "in two weeks"
  std::vector<std::string> from_today;
  std::vector<std::string> rest_of_week;
  std::vector<std::string> weeks;     ///< before the number of a week
  std::vector<std::string> next_day;  ///< after the one day of an absence
};
BOOST_DESCRIBE_STRUCT(ReturnDateFile, (),
                      (months, weekdays, leads, inclusive, trails, gone, tomorrow, not_tomorrow, answers,
                       in_days, numbers, units, ahead, from_today, rest_of_week, weeks, next_day))

template <class Map>
std::string alternatives(const Map& words) {
  std::vector<std::string> names;
  for (const auto& [name, value] : words) names.push_back(plain_form(name));
  std::ranges::sort(names, [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string text;
  // RE2 knows word boundaries of ASCII alone.
  for (const std::string& name : names)
    text += (text.empty() ? "" : "|") + name + (static_cast<unsigned char>(name.back()) < 0x80 ? "\\b" : "");
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
  PatternSet trails;
  PatternSet gone;
  PatternSet tomorrow;
  PatternSet not_tomorrow;
  PatternSet answers;
  PatternSet rest_of_week;
  PatternSet next_day;
  std::map<std::string, int, std::less<>> in_days;
  std::map<std::string, int, std::less<>> numbers;
  std::map<std::string, int, std::less<>> units;
  std::unique_ptr<RE2> day_month;  ///< "12. september 2026", "12 de septiembre"
  std::unique_ptr<RE2> month_day;  ///< "september 12th, 2026"
  std::unique_ptr<RE2> weekday;
  std::unique_ptr<RE2> month;      ///< alone: "until September"
  std::unique_ptr<RE2> week;       ///< "week 30"
  std::unique_ptr<RE2> range;      ///< "6th-17th July": from the second day on
  std::unique_ptr<RE2> us_range;   ///< "Nov 20-27"
  std::unique_ptr<RE2> days_away;  ///< "in two weeks", "from today for three weeks"
};

std::unique_ptr<RE2> expression(const std::string& text) {
  return std::make_unique<RE2>(text);
}

std::string joined(const std::vector<std::string>& patterns) {
  std::string text;
  for (const std::string& pattern : patterns) text += (text.empty() ? "" : "|") + pattern;
  return text;
}

ReturnDatePolicy::ReturnDatePolicy() = default;

Result<ReturnDatePolicy> ReturnDatePolicy::load(std::string_view json) {
  TRY(const ReturnDateFile file, from_json_text<ReturnDateFile>(json));
  auto state = std::make_shared<State>();
  TRY(state->leads, PatternSet::compile(file.leads));
  TRY(state->inclusive, PatternSet::compile(file.inclusive));
  for (const auto& [name, month] : file.months) state->months[plain_form(name)] = month;
  for (const auto& [name, day] : file.weekdays) state->weekdays[plain_form(name)] = day;
  TRY(state->trails, PatternSet::compile(file.trails));
  TRY(state->gone, PatternSet::compile(file.gone));
  TRY(state->tomorrow, PatternSet::compile(file.tomorrow));
  TRY(state->not_tomorrow, PatternSet::compile(file.not_tomorrow));
  TRY(state->answers, PatternSet::compile(file.answers));
  TRY(state->rest_of_week, PatternSet::compile(file.rest_of_week));
  TRY(state->next_day, PatternSet::compile(file.next_day));
  for (const auto& [word, days] : file.in_days) state->in_days[plain_form(word)] = days;
  for (const auto& [word, number] : file.numbers) state->numbers[plain_form(word)] = number;
  for (const auto& [word, days] : file.units) state->units[plain_form(word)] = days;
  const std::string months = alternatives(file.months);
  const std::string weekdays = alternatives(file.weekdays);
  state->day_month =
      std::make_unique<RE2>("^(\\d{1,2})(?:st|nd|rd|th|er|\\.|º|°|a)?[ \\n]*(?:of |de |di |d')?(" + months +
                            ")\\.?(?:,? (?:de |del )?(\\d{4}))?");
  state->month_day =
      std::make_unique<RE2>("^(" + months + ")\\.? (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? (\\d{4}))?");
  state->weekday = std::make_unique<RE2>("^(" + weekdays + ")");
  const std::string to =
      "(?:st|nd|rd|th|er|\\.)?(?: ?- ?| (?:to|until|bis(?: "
      "zum)?|au|al|a|t/m|tot|til|till|do|through|thru|ate|e) )";
  state->month = expression("^(?:the )?(?:end of |start of |early |mid )?(" + months +
                            ")(?:,? (?:de |del )?(\\d{4})|[.,!?;)\\n]| [^0-9]|$)");
  state->week = expression("^(?:" + joined(file.weeks) + ") ?(\\d{1,2})\\b");
  state->range = expression("\\b\\d{1,2}" + to +
                            "(?:den |the |zum |le )?(\\d{1,2})(?:st|nd|rd|th|er|\\.)? ?(?:of |de |di )?(" +
                            months + ")\\.?(?:,? (?:de |del )?(\\d{4}))?");
  state->us_range =
      expression("\\b(" + months + ")\\.? \\d{1,2}" + to + "(\\d{1,2})\\b(?:st|nd|rd|th)?(?:,? (\\d{4}))?");
  state->days_away = expression("\\b(?:" + joined(file.ahead) + "|" + joined(file.from_today) +
                                ") (?:ca\\.? |about |etwa )?(\\d{1,2}|" + alternatives(file.numbers) + ") (" +
                                alternatives(file.units) + ")");
  for (const RE2* expression :
       {state->day_month.get(), state->month_day.get(), state->weekday.get(), state->month.get(),
        state->week.get(), state->range.get(), state->us_range.get(), state->days_away.get()})
    if (!expression->ok())
      return invalid("The patterns in return_date.json do not compile: " + expression->error());
  ReturnDatePolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

/// Monday to Friday; who is away until a Friday inclusive is back on Monday.
Date next_business_day(Date date) {
  do date = add_days(date, 1);
  while (weekday(date) > 4);
  return date;
}

class Reader {
 public:
  Reader(const PlainText& plain, std::optional<Instant> sent, std::string_view language,
         const ReturnDatePolicy::State& policy)
      : text_(plain.text()), plain_(plain), policy_(policy) {
    if (sent) today_ = to_local(*sent, "UTC").date;
    day_first_ = order_of_slashes(language);
  }

  std::optional<Date> run() {
    if (policy_.gone.any(plain_)) return std::nullopt;
    for (const PatternMatch& lead : policy_.leads.find(plain_, kPlacesPerLead)) offer(read_at(lead));
    for (const PatternMatch& trail : policy_.trails.find(plain_, kPlacesPerLead)) offer(read_before(trail));
    offer(read_range());
    if (!best_ && policy_.next_day.any(plain_)) offer(day_after(first_date(text_)));
    if (!best_ && today_) offer(read_distance());
    return best_;
  }

 private:
  /// Where two dates are given, the later one ends the absence.
  void offer(std::optional<Date> date) {
    if (date && is_plausible(*date) && (!best_ || *date > *best_)) best_ = date;
  }

  /// "24/12" says by itself which number is the day, and so for the dates beside it; outside English the day is first.
  std::optional<bool> order_of_slashes(std::string_view language) const {
    static const RE2 kSlashes(R"(\b(\d{1,2})/(\d{1,2})\b)");
    re2::StringPiece rest = piece(text_);
    int first = 0;
    int second = 0;
    while (RE2::FindAndConsume(&rest, kSlashes, &first, &second)) {
      if (first > 12 && second <= 12) return true;
      if (second > 12 && first <= 12) return false;
    }
    if (!language.empty() && language != "und" && language != "en") return true;
    return std::nullopt;
  }

  /// The date in front of words that say "am I back".
  std::optional<Date> read_before(const PatternMatch& trail) const {
    const std::size_t from = trail.start > kReachBack ? trail.start - kReachBack : 0;
    const std::string_view before = std::string_view(text_).substr(from, trail.start - from);
    const bool through = policy_.inclusive.any(
        PlainText(std::string_view(text_).substr(trail.start, trail.end - trail.start)));
    const auto date = first_date(before);
    return date && through ? std::optional(next_business_day(*date)) : date;
  }

  std::optional<Date> first_date(std::string_view text) const {
    for (std::size_t at = 0; at < text.size(); ++at) {
      const bool begins = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n';
      // What is written without blanks dates by figures.
      const bool follows =
          at > 0 && static_cast<unsigned char>(text[at - 1]) >= 0x80 && text[at] >= '0' && text[at] <= '9';
      if (!begins && !follows) continue;
      if (const auto date = read_date(piece(text.substr(at)))) return date;
    }
    return std::nullopt;
  }

  static std::optional<Date> day_after(const std::optional<Date>& date) {
    return date ? std::optional(add_days(*date, 1)) : std::nullopt;
  }

  /// The days of an absence: its last one is no day of work either.
  std::optional<Date> read_range() const {
    std::string month;
    std::string year;
    int day = 0;
    std::optional<Date> last;
    if (RE2::PartialMatch(piece(text_), *policy_.range, &day, &month, &year) ||
        RE2::PartialMatch(piece(text_), *policy_.us_range, &month, &day, &year))
      last = dated(year, policy_.months.at(month), day);
    return last ? std::optional(next_business_day(*last)) : std::nullopt;
  }

  /// So many days from the day of the mail: tomorrow, in two weeks, the rest of this week. REQUIRES: today_.
  std::optional<Date> read_distance() const {
    for (const auto& [word, days] : policy_.in_days)
      if (text_.find(word) != text_.npos) return add_days(*today_, days);
    std::string number;
    std::string unit;
    if (RE2::PartialMatch(piece(text_), *policy_.days_away, &number, &unit)) {
      const auto word = policy_.numbers.find(number);
      const int count =
          word != policy_.numbers.end() ? word->second : std::stoi(number);  // two digits, by the expression
      return add_days(*today_, count * policy_.units.at(unit));
    }
    if (policy_.rest_of_week.any(plain_)) return add_days(*today_, 7 - weekday(*today_));
    if (policy_.tomorrow.any(plain_) && policy_.answers.any(plain_) && !policy_.not_tomorrow.any(plain_))
      return add_days(*today_, 1);
    return std::nullopt;
  }

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
    const PlainText around(std::string_view(text_).substr(lead.start, lead.end - lead.start + kReach));
    if (!policy_.inclusive.any(around)) return date;
    // "Through September" ends with the month, "through Friday" with the week.
    return is_whole_month(rest) ? std::optional(first_of_next_month(*date)) : next_business_day(*date);
  }

  /// Takes one word that may stand before a date off `rest`.
  bool skip_one(re2::StringPiece& rest) const {
    static const RE2 kWord(
        "^[ "
        "\\n:,(-]*(?:on|the|am|dem|den|der|zum|le|el|il|al|lo|o|a|em|no|dia|at|and|including|und|mit|"
        "einschliesslich|einschl\\.?|"
        "inklusive|inkl\\.?|inclusive|en|met|au|ce|next|this|kommenden|nachsten|proximo|proxima|in|office|to|"
        "work|again|i|late|early|w/c|week of|week commencing|week "
        "beginning|w|na|pa|d\\.?|dag|la|lo|feira|it|og|med|och|"
        "kommande|nasta|neste|naeste|volgende|prochain|begin|medio|na "
        "dan|dem|vanlig|voraussichtlich|dzien|dnia|"
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
      static const RE2 kComma("^[ \\n,.(]+");
      RE2::Consume(&after, kComma);
      if (const auto date = read_plain_date(after)) return date;
      return next_weekday(weekday);
    }
    if (const auto date = read_plain_date(rest)) return date;
    if (const auto date = read_relative(rest)) return date;
    return read_coarse(rest);
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
    static const RE2 kHan("^(?:(\\d{4}) ?年 ?)?(\\d{1,2}) ?月 ?(\\d{1,2}) ?[日号]");
    std::string year;
    int first = 0;
    int second = 0;
    if (RE2::PartialMatch(rest, kHan, &year, &first, &second)) return dated(year, first, second);
    if (RE2::PartialMatch(rest, kIso, &year, &first, &second)) return dated(year, first, second);
    if (RE2::PartialMatch(rest, kDots, &first, &second, &year)) return dated(year, second, first);
    if (!RE2::PartialMatch(rest, kSlashes, &first, &second, &year)) return std::nullopt;
    // 9/8 is two dates, unless its surroundings say which number is the day; 25/8 and 8/25 are one each, and so is 8/8.
    if (first > 12 || first == second || (second <= 12 && day_first_ == true))
      return dated(year, second, first);
    if (second <= 12 && day_first_ == false) return dated(year, first, second);
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
    if (!today_) return std::nullopt;
    for (const auto& [word, days] : policy_.in_days)
      if (text.starts_with(word)) return add_days(*today_, days);
    const auto found = policy_.tomorrow.find(PlainText(text.substr(0, kReach)));
    if (std::ranges::any_of(found, [](const PatternMatch& match) { return match.start == 0; }))
      return add_days(*today_, 1);
    return std::nullopt;
  }

  /// A week or a month: its first day.
  std::optional<Date> read_coarse(re2::StringPiece rest) const {
    int week = 0;
    if (today_ && RE2::PartialMatch(rest, *policy_.week, &week)) return monday_of_week(week);
    std::string month;
    std::string year;
    if (RE2::PartialMatch(rest, *policy_.month, &month, &year))
      return dated(year, policy_.months.at(month), 1);
    return std::nullopt;
  }

  bool is_whole_month(re2::StringPiece rest) const {
    static const RE2 kBlank("^[ \\n:,(-]+");
    RE2::Consume(&rest, kBlank);
    return !read_plain_date(rest) && RE2::PartialMatch(rest, *policy_.month);
  }

  static Date first_of_next_month(const Date& date) {
    return date.month == 12 ? Date{date.year + 1, 1, 1} : Date{date.year, date.month + 1, 1};
  }

  /// ISO 8601: week 1 holds 4 January. Next year's when this year's is over.
  std::optional<Date> monday_of_week(int week) const {
    if (week < 1 || week > 53) return std::nullopt;
    for (int year = today_->year; year <= today_->year + 1; ++year) {
      const Date fourth{year, 1, 4};
      const Date monday = add_days(fourth, 7 * (week - 1) - weekday(fourth));
      if (monday >= add_days(*today_, -kPastDays)) return monday;
    }
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
  std::optional<bool> day_first_;  ///< of numbers between slashes; null when that is not known
  std::optional<Date> best_;
};

}  // namespace

std::optional<Date> find_return_date(const PlainText& plain, std::optional<Instant> sent,
                                     const ReturnDatePolicy& policy, std::string_view language) {
  return Reader(plain, sent, language, policy.state()).run();
}

}  // namespace sa
