#include "agents/claim.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "agents/prompt.h"
#include "agents/word.h"
#include "base/utf8.h"
#include "mail/pattern.h"

namespace sa {

struct ClaimWords {
  std::string about;
  std::map<std::string, std::int64_t> months;
  std::vector<std::string> ambiguous_months;
  std::vector<std::string> weekdays;
  std::map<std::string, std::string> currencies;
  std::vector<std::string> noun_languages;
  std::vector<std::string> not_names;
};
BOOST_DESCRIBE_STRUCT(ClaimWords, (),
                      (about, months, ambiguous_months, weekdays, currencies, noun_languages, not_names))

/// A form of a claim: what group 1 of the pattern matches is one.
struct ClaimForm {
  const char* kind;
  std::unique_ptr<RE2> pattern;
};

struct ClaimPolicy::State {
  std::map<std::string, std::int64_t> months;  // by plain form
  std::set<std::string> ambiguous_months;
  std::set<std::string> weekdays;
  std::map<std::string, std::string> currencies;
  std::set<std::string> noun_languages;
  std::set<std::string> not_names;
  std::vector<ClaimForm> forms;  // the earlier form wins where two overlap
};

namespace {

constexpr std::size_t kMaxClaims = 200;
constexpr std::size_t kMaxEvidenceBytes = 65536;
constexpr std::size_t kMaxEvidence = 50;
constexpr const char* kNumber = "\\d{1,15}(?:[.,'’]\\d{1,12}){0,5}";

RE2::Options options() {
  RE2::Options made;
  made.set_log_errors(false);
  made.set_case_sensitive(false);
  return made;
}

/// "a|b|c", the longest first, each also without its accents.
std::string any_of(std::set<std::string> words) {
  for (const std::string& word : std::vector(words.begin(), words.end())) words.insert(plain_form(word));
  std::vector<std::string> sorted(words.begin(), words.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
  std::string all;
  for (const std::string& word : sorted) all += (all.empty() ? "" : "|") + RE2::QuoteMeta(word);
  return all;
}

template <class Map>
std::set<std::string> keys_of(const Map& map) {
  std::set<std::string> keys;
  for (const auto& [key, value] : map) keys.insert(key);
  return keys;
}

/// Pattern texts in the order in which they are tried.
std::vector<std::pair<const char*, std::string>> form_texts(const ClaimWords& words) {
  const std::string month = "(?:" + any_of(keys_of(words.months)) + ")";
  const std::string weekday = "(?:" + any_of({words.weekdays.begin(), words.weekdays.end()}) + ")";
  const std::string currency = "(?:" + any_of(keys_of(words.currencies)) + ")";
  const std::string number = kNumber;
  const std::string scale = "(?: ?(?:k|m|mio|tsd|thousand|million|bn|billion)\\b\\.?)?";
  const std::string begin = "(?:^|[^\\pL\\pN_])";
  const std::string end = "(?:$|[^\\pL\\pN_])";
  const std::string ordinal = "(?:st|nd|rd|th|er|\\.)?";
  return {
      {"url", "((?:https?://|www\\.)[^\\s<>\"“”«»()\\[\\]]+)"},
      {"email",
       "([^\\s<>\"“”«»()\\[\\],;:@]+@(?:[^\\s<>\"“”«»()\\[\\],;:@./]+\\.)+[^\\s<>\"“”«»()\\[\\],;:@./!?]+)"},
      {"url", begin +
                  "((?:[a-z0-9-]+\\.)+(?:com|org|net|io|dev|app|eu|info|biz|example|test)"
                  "(?:/[^\\s<>\"“”«»()\\[\\]]*)?)" +
                  end},
      {"money", begin + "(" + currency + " ?" + number + scale + ")"},
      {"money", "([$€£¥₹] ?" + number + scale + ")"},
      {"money", begin + "(" + number + scale + " ?[$€£¥₹])"},
      {"money", begin + "(" + number + scale + " ?" + currency + ")" + end},
      {"date", begin + "(\\d{4}-\\d{2}-\\d{2})" + end},
      {"date", begin + "(\\d{1,2}[./]\\d{1,2}[./](?:\\d{4}|\\d{2}))" + end},
      {"date", begin + "(\\d{1,2}" + ordinal + " (?:of |de )?" + month + "(?:,? (?:de )?\\d{4})?)" + end},
      {"date", begin + "(" + month + " \\d{1,2}" + ordinal + "(?:,? \\d{4})?)" + end},
      {"date", begin + "(" + month + " \\d{4})" + end},
      {"date", begin + "(q[1-4](?: \\d{4})?)" + end},
      {"date", begin + "(\\d{1,2}:\\d{2}(?: ?[ap]m)?|\\d{1,2} ?[ap]m)" + end},
      {"date", begin + "(" + weekday + ")" + end},
      {"month", begin + "(" + month + ")" + end},
      {"number", begin + "(" + number + "(?: ?%|(?:k|x|st|nd|rd|th)\\b)?)"},
  };
}

/// Claims as they are found; a byte belongs to one claim at most.
class Finder {
 public:
  Finder(std::string_view text, const ClaimPolicy::State& policy)
      : text_(text), policy_(policy), taken_(text.size(), false) {}

  void find_forms() {
    for (const ClaimForm& form : policy_.forms) {
      re2::StringPiece rest(text_);
      re2::StringPiece match;
      while (claims_.size() < kMaxClaims && RE2::FindAndConsume(&rest, *form.pattern, &match)) {
        const auto start = static_cast<std::size_t>(match.data() - text_.data());
        add(form.kind, start, start + match.size());
        // The character after a claim may be the one before the next.
        rest = re2::StringPiece(match.data() + match.size(), text_.size() - start - match.size());
        if (match.empty()) break;
      }
    }
  }

  void find_names(std::string_view language) {
    const bool nouns = policy_.noun_languages.contains(std::string(language));
    const std::vector<Word> words = words_of(text_);
    for (std::size_t i = 0; i < words.size() && claims_.size() < kMaxClaims; ++i) {
      if (!is_name_part(words[i])) continue;
      const std::size_t first = i;
      while (i + 1 < words.size() && words[i].joined_to_next && is_name_part(words[i + 1])) ++i;
      if (const auto begin = name_begin(words, first, i, nouns))
        add("name", words[*begin].start, words[i].end);
    }
  }

  std::vector<Claim> take() {
    std::sort(claims_.begin(), claims_.end(),
              [](const Claim& a, const Claim& b) { return a.span.start < b.span.start; });
    return std::move(claims_);
  }

 private:
  /// Where the name begins in a run of capitalised words [first, last]; null when it is none. The first word of a
  /// sentence has its capital from there, unless it was greeted or the run is a line of its own (a signature).
  std::optional<std::size_t> name_begin(const std::vector<Word>& words, std::size_t first, std::size_t last,
                                        bool nouns) const {
    if (words[first].begins_line && words[last].ends_line) return first;
    const bool greeted = first > 0 && words[first - 1].begins_sentence && words[first - 1].joined_to_next &&
                         words[first - 1].capital && policy_.not_names.contains(words[first - 1].plain);
    if (greeted) return first;
    if (nouns) {
      if (words[first].begins_sentence) ++first;
      return last > first ? std::optional(first) : std::nullopt;
    }
    return words[first].begins_sentence && first == last ? std::nullopt : std::optional(first);
  }

  bool is_name_part(const Word& word) const {
    if (!word.capital || word.end - word.start < 2 || taken_[word.start]) return false;
    if (policy_.not_names.contains(word.plain)) return false;
    return !std::any_of(word.plain.begin(), word.plain.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  void add(std::string_view kind, std::size_t start, std::size_t end) {
    while (end > start && std::string_view(".,;:!?'").find(text_[end - 1]) != std::string_view::npos) {
      if (kind == "date" && text_[end - 1] == '.') break;
      --end;
    }
    if (end <= start || std::find(taken_.begin() + static_cast<std::ptrdiff_t>(start),
                                  taken_.begin() + static_cast<std::ptrdiff_t>(end),
                                  true) != taken_.begin() + static_cast<std::ptrdiff_t>(end)) {
      return;
    }
    const std::string_view found = text_.substr(start, end - start);
    if (kind == "month") {
      // "may" and "march" are verbs too; as a month they are written with a capital, inside a sentence.
      const bool capital = found[0] >= 'A' && found[0] <= 'Z' && start > 0 && text_[start - 1] == ' ';
      if (!capital && policy_.ambiguous_months.contains(plain_form(found))) return;
      kind = "date";
    }
    std::fill(taken_.begin() + static_cast<std::ptrdiff_t>(start),
              taken_.begin() + static_cast<std::ptrdiff_t>(end), true);
    claims_.push_back({std::string(kind),
                       std::string(found),
                       {static_cast<std::int64_t>(start), static_cast<std::int64_t>(end)},
                       std::nullopt});
  }

  std::string_view text_;
  const ClaimPolicy::State& policy_;
  std::vector<bool> taken_;
  std::vector<Claim> claims_;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The digits of the first number in `text`, with "." before a fraction: "1.000,50" -> "1000.50", "40k" ->
/// "40000".
std::string number_value(std::string_view text) {
  std::string value;
  std::size_t at = 0;
  while (at < text.size() && !is_digit(text[at])) ++at;
  while (at < text.size()) {
    if (is_digit(text[at])) {
      value += text[at++];
      continue;
    }
    std::size_t next = at + (text.substr(at, 3) == "’" ? 3 : 1);
    std::size_t digits = 0;
    while (next + digits < text.size() && is_digit(text[next + digits])) ++digits;
    const bool separates = text[at] == ',' || text[at] == '.' || text[at] == '\'' || next == at + 3;
    if (!separates || digits == 0) break;
    if (digits != 3) value += '.';  // three digits after a mark are thousands, anything else is a fraction
    at = next;
  }
  const std::string_view rest = trimmed(text.substr(at));
  if (rest.starts_with('k') || rest.starts_with('K') || rest.starts_with("tho") || rest.starts_with("tsd")) {
    value += "000";
  }
  if (rest.starts_with('%')) value += '%';
  return value;
}

std::string currency_of(const std::string& plain, const ClaimPolicy::State& policy) {
  for (const auto& [word, code] : policy.currencies) {
    if (!is_digit(word[0]) && plain.find(word) != std::string::npos) return code;
  }
  return {};
}

/// "2026-03-12", "--03-12", "2026-03", "--03" or the plain words.
std::string date_value(const std::string& plain, const ClaimPolicy::State& policy) {
  if (parse_date(plain)) return plain;
  std::string year = "-";
  std::string month;
  std::string day;
  std::vector<std::string> numbers;
  for (const Word& word : words_of(plain)) {
    const auto found = policy.months.find(word.plain);
    if (found != policy.months.end()) {
      month = std::to_string(100 + found->second).substr(1);
    } else if (is_digit(word.plain[0])) {
      numbers.push_back(word.plain.substr(0, word.plain.find_first_not_of("0123456789")));
    }
  }
  if (month.empty() && numbers.size() == 3 && plain.find(':') == std::string::npos) {
    // 12.03.2026: day first, as everywhere but in the United States; the other order is found by its words.
    if (numbers[1].size() < 2) numbers[1].insert(0, "0");
    month = numbers[1];
    numbers.erase(numbers.begin() + 1);
  }
  if (month.empty()) return plain;
  for (const std::string& number : numbers) {
    if (number.size() == 4) {
      year = number;
    } else if (day.empty()) {
      day = number.size() < 2 ? "0" + number : number;
    }
  }
  return year + "-" + month + (day.empty() ? "" : "-" + day);
}

std::string link_value(std::string link) {
  for (const std::string_view prefix : {"https://", "http://", "www."}) {
    if (link.starts_with(prefix)) link.erase(0, prefix.size());
  }
  while (link.ends_with('/')) link.pop_back();
  return link;
}

std::string value_of(const Claim& claim, const ClaimPolicy::State& policy) {
  std::string plain = plain_form(claim.text);
  if (claim.kind == "number") return number_value(claim.text);
  if (claim.kind == "money") return currency_of(plain, policy) + " " + number_value(claim.text);
  if (claim.kind == "date") return date_value(plain, policy);
  if (claim.kind == "url" || claim.kind == "email") return link_value(std::move(plain));
  return plain;
}

/// True when the evidence's date says what the claim's does: the same, or more.
bool covers(const std::string& known, const std::string& claimed) {
  if (known == claimed) return true;
  if (!claimed.starts_with("--")) return known.starts_with(claimed + "-");
  const std::size_t month = known.find('-', known.starts_with('-') ? 1 : 0);
  if (month == std::string::npos) return false;
  const std::string_view rest = std::string_view(known).substr(month + 1);
  const std::string_view wanted = std::string_view(claimed).substr(2);
  return rest == wanted || (wanted.size() == 2 && rest.starts_with(wanted));
}

bool holds_words(const std::string& text, const std::string& words) {
  const auto is_inner = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
    const std::size_t end = at + words.size();
    if ((at == 0 || !is_inner(text[at - 1])) && (end == text.size() || !is_inner(text[end]))) return true;
  }
  return false;
}

/// One evidence text, read once.
struct Known {
  std::string source;
  std::string plain;
  std::set<std::pair<std::string, std::string>> values;  // kind, value

  bool states(const Claim& claim, const std::string& value) const {
    if (value.empty()) return false;
    if (values.contains({claim.kind, value})) return true;
    if (claim.kind == "date") {
      return std::any_of(values.begin(), values.end(), [&](const auto& each) {
        return each.first == "date" && covers(each.second, value);
      });
    }
    return claim.kind == "name" && holds_words(plain, value);
  }
};

Known read(const Evidence& evidence, const ClaimPolicy& policy) {
  const std::string_view text = utf8_cut(evidence.text, kMaxEvidenceBytes);
  Known known{evidence.source, plain_form(text), {}};
  std::replace(known.plain.begin(), known.plain.end(), '\n', ' ');
  for (const Claim& claim : find_claims(text, {}, policy)) {
    const std::string value = value_of(claim, policy.state());
    known.values.insert({claim.kind, value});
    // A figure keeps its meaning without its currency: "40" answers "40 EUR" only the other way round.
    if (claim.kind == "money") known.values.insert({"number", number_value(claim.text)});
  }
  return known;
}

}  // namespace

Result<ClaimPolicy> load_claim_policy(const PolicyLookup& lookup) {
  constexpr std::string_view kPath = "policy/claims.json";
  TRY(const ClaimWords words, read_policy<ClaimWords>(lookup, kPath));
  auto state = std::make_shared<ClaimPolicy::State>();
  for (const auto& [month, number] : words.months) state->months[plain_form(month)] = number;
  const auto add_plain = [](const std::vector<std::string>& from, std::set<std::string>* to) {
    for (const std::string& word : from) to->insert(plain_form(word));
  };
  add_plain(words.ambiguous_months, &state->ambiguous_months);
  add_plain(words.weekdays, &state->weekdays);
  add_plain(words.not_names, &state->not_names);
  add_plain(words.noun_languages, &state->noun_languages);
  // A weekday or month is never part of a name ("Dear Monday people").
  state->not_names.insert(state->weekdays.begin(), state->weekdays.end());
  for (const auto& [month, number] : state->months) state->not_names.insert(month);
  state->currencies = words.currencies;
  for (const auto& [kind, text] : form_texts(words)) {
    auto pattern = std::make_unique<RE2>(text, options());
    if (!pattern->ok())
      return in_file(invalid("a form of " + std::string(kind) + ": " + pattern->error()), kPath);
    state->forms.push_back({kind, std::move(pattern)});
  }
  ClaimPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

std::vector<Claim> find_claims(std::string_view text, std::string_view language, const ClaimPolicy& policy) {
  Finder finder(text, policy.state());
  finder.find_forms();
  finder.find_names(language);
  return finder.take();
}

void find_sources(std::vector<Claim>* claims, const std::vector<Evidence>& evidence,
                  const ClaimPolicy& policy) {
  std::vector<Known> all;
  for (const Evidence& each : evidence) {
    if (all.size() < kMaxEvidence) all.push_back(read(each, policy));
  }
  for (Claim& claim : *claims) {
    const std::string value = value_of(claim, policy.state());
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Known& known) { return known.states(claim, value); });
    if (found != all.end()) claim.source = found->source;
  }
}

bool has_link(std::string_view text, const ClaimPolicy& policy) {
  for (const ClaimForm& form : policy.state().forms) {
    const std::string_view kind = form.kind;
    if ((kind == "url" || kind == "email") && RE2::PartialMatch(re2::StringPiece(text), *form.pattern))
      return true;
  }
  return false;
}

}  // namespace sa
