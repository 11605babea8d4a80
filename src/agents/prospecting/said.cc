#include "agents/prospecting/said.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "agents/claim/claim_policy.h"
#include "agents/word.h"
#include "base/text/ascii.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxTimeBytes = 80;
constexpr std::size_t kMaxNameBytes = 60;
constexpr std::int64_t kNearBytes = 60;  // between a name and the word that refers to it
constexpr std::size_t kPlaces = 10;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A place in the text: bytes [start, end).
struct Range {
  std::size_t start = 0;
  std::size_t end = 0;
};

/// From the mark of `marks` before `range` to the one behind it.
Range widened(std::string_view text, Range range, std::string_view marks) {
  const auto parts = [&](std::size_t at) {
    const bool last =
        at + 1 >= text.size() || text[at + 1] == ' ' || text[at + 1] == '\n' || text[at + 1] == '\r';
    return text[at] == '\n' || (last && marks.find(text[at]) != std::string_view::npos);
  };
  while (range.start > 0 && !parts(range.start - 1)) --range.start;
  while (range.end < text.size() && !parts(range.end)) ++range.end;
  return range;
}

Range sentence_of(std::string_view text, Range range) {
  return widened(text, range, ".!?");
}
Range clause_of(std::string_view text, Range range) {
  return widened(text, range, ".!?,;:");
}

std::string_view part_of(std::string_view text, Range range) {
  return text.substr(range.start, range.end - range.start);
}

/// A mail as it is read for what it settles.
class Listener {
 public:
  Listener(const Analysis& analysis, const std::string& own_name, const SaidPolicy& policy,
           const ClaimPolicy& claims)
      : analysis_(analysis),
        own_name_(own_name),
        policy_(policy),
        claims_(claims),
        text_(analysis.reply_text),
        plain_(text_),
        words_(words_of(text_, 2000)),
        phone_(find_phone()) {}

  Said listen() const {
    Said said;
    const bool later = analysis_.intent == Intent::not_now || policy_.later.any(plain_);
    said.phone = part_of(text_, phone_);
    said.time = later ? std::string() : find_time();
    said.person = find_person();
    said.topic = topic_of(said, later);
    if (said.topic != "time_named" && said.topic != "call_wanted") said.time.clear();
    if (said.topic != "call_wanted") said.phone.clear();
    if (said.topic != "referral") said.person.clear();
    return said;
  }

 private:
  std::string topic_of(const Said& said, bool later) const {
    const Intent intent = analysis_.intent;
    const bool asks = intent == Intent::question || intent == Intent::info_request;
    const bool settles_nothing = intent == Intent::neutral || intent == Intent::greeting;
    if ((asks || settles_nothing) && holds(policy_.reminded)) return "reminded";
    if (is_accepted()) return "accepted";
    if (!later && holds(policy_.call)) return "call_wanted";
    if (!said.time.empty()) return "time_named";
    if (!said.person.empty() || intent == Intent::referral) return "referral";
    if (settles_nothing && holds(policy_.document)) return "document_sent";
    return {};
  }

  bool is_hostile(Range range) const {
    const auto& spans = analysis_.injection.spans;
    return std::any_of(spans.begin(), spans.end(), [&](const Span& span) {
      return span.start < static_cast<std::int64_t>(range.end) &&
             static_cast<std::int64_t>(range.start) < span.end;
    });
  }
  std::vector<Range> places(const PatternSet& set) const {
    std::vector<Range> found;
    for (const PatternMatch& match : set.find(plain_, kPlaces)) {
      const Span span = plain_.to_original(match.start, match.end);
      const Range range{static_cast<std::size_t>(span.start), static_cast<std::size_t>(span.end)};
      if (!is_hostile(range)) found.push_back(range);
    }
    return found;
  }
  bool holds(const PatternSet& set) const { return !places(set).empty(); }

  bool is_asked(Range range) const {
    const Range sentence = sentence_of(text_, range);
    return sentence.end < text_.size() && text_[sentence.end] == '?';
  }
  bool is_negated(Range range) const {
    const Range clause = clause_of(text_, range);
    return std::any_of(words_.begin(), words_.end(), [&](const Word& word) {
      return word.start >= clause.start && word.end <= clause.end && policy_.negations.contains(word.plain);
    });
  }
  bool is_accepted() const {
    const auto all = places(policy_.accepted);
    return std::any_of(all.begin(), all.end(),
                       [&](Range range) { return !is_asked(range) && !is_negated(range); });
  }

  // ------------------------------------------------------------------------------------------------ times

  enum class Role { none, day, number, unit, link };

  Role role_of(std::size_t i) const {
    const Word& word = words_[i];
    const ClaimPolicy::State& state = claims_.state();
    if (word.start < phone_.end && phone_.start < word.end) return Role::none;
    if (is_digit(word.plain[0])) return Role::number;
    if (state.weekdays.contains(word.plain) || policy_.days.contains(word.plain)) return Role::day;
    if (state.months.contains(word.plain) && is_beside_number(i)) return Role::day;
    if (policy_.units.contains(word.plain)) return Role::unit;
    if (policy_.links.contains(word.plain)) return Role::link;
    // "London time"
    const bool is_zone = word.capital && i + 1 < words_.size() && words_[i + 1].plain == "time";
    return is_zone ? Role::unit : Role::none;
  }
  bool is_beside_number(std::size_t i) const {
    const auto is_number = [&](std::size_t at) {
      return at < words_.size() && is_digit(words_[at].plain[0]);
    };
    return (i > 0 && (is_number(i - 1) ||
                      (i > 1 && policy_.links.contains(words_[i - 1].plain) && is_number(i - 2)))) ||
           is_number(i + 1);
  }
  /// Words of one run stand on one line, and no sentence ends between them.
  bool is_joined(std::size_t before, std::size_t next) const {
    const std::string_view gap = text_.substr(words_[before].end, words_[next].start - words_[before].end);
    if (gap.size() > 3 || gap.find_first_not_of(" ,.:'") != std::string_view::npos) return false;
    // "demain matin, ce sera": what follows a comma begins with a day or a number, or something else.
    if (gap.find(',') != std::string_view::npos && policy_.links.contains(words_[next].plain)) return false;
    const bool full_stop = gap.find(". ") != std::string_view::npos;
    return !full_stop || is_digit(words_[before].plain[0]) || role_of(before) == Role::unit;
  }

  /// The run of words that begins with word `first`; null when it names no time. `first` moves behind it.
  std::optional<Range> take_run(std::size_t* first) const {
    std::size_t last = *first;
    bool day = false;
    bool clock = false;
    for (std::size_t i = *first; i < words_.size(); ++i) {
      const Role role = role_of(i);
      if (role == Role::none || (i > *first && !is_joined(i - 1, i))) break;
      if (role != Role::link) last = i;
      day = day || role == Role::day;
      const std::string& plain = words_[i].plain;
      const bool marked =
          plain.ends_with("pm") || plain.ends_with("am") || plain.find('h') != std::string::npos;
      clock = clock || (role == Role::number && marked) ||
              (role == Role::unit && i > *first && role_of(i - 1) == Role::number);
    }
    const std::size_t begin = *first;
    *first = last + 1;
    const Range range{words_[begin].start, words_[last].end};
    if ((!day && !clock) || range.end - range.start > kMaxTimeBytes) return std::nullopt;
    return is_bounded(begin) || is_hostile(range) ? std::nullopt : std::optional(range);
  }
  /// "until Tuesday", "after the 3rd": no time to meet.
  bool is_bounded(std::size_t begin) const {
    for (std::size_t back = 1; back <= 3 && back <= begin; ++back) {
      const std::size_t i = begin - back;
      if (!is_joined(i, i + 1)) return false;
      if (policy_.bounds.contains(words_[i].plain)) return true;
      if (!policy_.links.contains(words_[i].plain)) return false;
    }
    return false;
  }
  bool overlaps_any(const std::vector<Range>& all, Range range) const {
    return std::any_of(all.begin(), all.end(),
                       [&](Range each) { return each.start < range.end && range.start < each.end; });
  }

  /// The last time that they offer or accept; of several to choose from, the first.
  std::string find_time() const {
    const std::vector<Range> denials = places(policy_.denials);
    const std::vector<Range> meets = places(policy_.meets);
    const bool meeting = analysis_.intents.meeting_request;
    std::optional<Range> chosen;
    for (std::size_t i = 0; i < words_.size();) {
      const Role role = role_of(i);
      const std::size_t at = i;
      if (role != Role::day && role != Role::number) {
        ++i;
        continue;
      }
      const auto run = take_run(&i);
      if (i <= at) i = at + 1;
      if (!run || overlaps_any(denials, clause_of(text_, *run))) continue;
      if (!meeting && !overlaps_any(meets, sentence_of(text_, *run))) continue;
      const bool is_choice = chosen && std::any_of(words_.begin(), words_.end(), [&](const Word& word) {
                               return word.start >= chosen->end && word.end <= run->start &&
                                      policy_.choices.contains(word.plain);
                             });
      const bool same_sentence =
          chosen && sentence_of(text_, *chosen).start == sentence_of(text_, *run).start;
      if (!(is_choice && same_sentence)) chosen = run;
    }
    return chosen ? std::string(part_of(text_, *chosen)) : std::string();
  }

  // --------------------------------------------------------------------------------------- persons, numbers

  /// A name of two words or more that stands near words which refer to somebody.
  std::string find_person() const {
    const std::vector<Range> referrals = places(policy_.referral);
    if (referrals.empty()) return {};
    for (const Claim& claim : find_claims(text_, analysis_.language, claims_)) {
      const Range range{static_cast<std::size_t>(claim.span.start), static_cast<std::size_t>(claim.span.end)};
      if (claim.kind != "name" || claim.text.find(' ') == std::string::npos) continue;
      if (claim.text.size() > kMaxNameBytes || is_hostile(range) || is_party(claim.text)) continue;
      const Range sentence = sentence_of(text_, range);
      const bool named = std::any_of(referrals.begin(), referrals.end(), [&](Range each) {
        const auto gap = std::max(static_cast<std::int64_t>(each.start) - claim.span.end,
                                  claim.span.start - static_cast<std::int64_t>(each.end));
        return gap < kNearBytes && each.start < sentence.end && sentence.start < each.end;
      });
      if (named) return claim.text;
    }
    return {};
  }
  /// The sender, or we: nobody whom they could refer us to.
  bool is_party(const std::string& name) const {
    for (const Word& word : words_of(name)) {
      for (const std::string* party : {&own_name_, &analysis_.from.name}) {
        for (const Word& other : words_of(*party)) {
          if (word.plain == other.plain) return true;
        }
      }
    }
    return false;
  }

  Range find_phone() const {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (!is_digit(text_[at]) && text_[at] != '+') continue;
      std::size_t end = at + 1;
      std::size_t digits = is_digit(text_[at]) ? 1 : 0;
      while (
          end < text_.size() &&
          (is_digit(text_[end]) || (end + 1 < text_.size() && is_digit(text_[end + 1]) &&
                                    std::string_view(" -/.()").find(text_[end]) != std::string_view::npos))) {
        digits += is_digit(text_[end]) ? 1 : 0;
        ++end;
      }
      const bool is_number =
          digits >= 7 && digits <= 15 && (text_[at] == '+' || text_[at] == '0' || digits >= 9);
      if (is_number && !is_hostile({at, end})) return {at, end};
      at = end;
    }
    return {};
  }

  const Analysis& analysis_;
  const std::string& own_name_;
  const SaidPolicy& policy_;
  const ClaimPolicy& claims_;
  std::string_view text_;
  PlainText plain_;
  std::vector<Word> words_;
  Range phone_;  // empty: none
};

}  // namespace

Said what_was_said(const Analysis& analysis, const std::string& own_name, const SaidPolicy& policy,
                   const ClaimPolicy& claims) {
  if (analysis.injection.suspected) return {};
  return Listener(analysis, own_name, policy, claims).listen();
}

}  // namespace sa
