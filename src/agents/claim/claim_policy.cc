#include "agents/claim/claim_policy.h"

#include <algorithm>

#include "agents/prompt.h"
#include "mail/text/pattern.h"

namespace sa {

struct ClaimWords {
  std::string about;
  std::map<std::string, std::int64_t> months;
  std::vector<std::string> ambiguous_months;
  std::vector<std::string> weekdays;
  std::map<std::string, std::string> currencies;
  std::vector<std::string> noun_languages;
  std::vector<std::string> not_names;
  std::vector<std::string> not_links;
};
BOOST_DESCRIBE_STRUCT(ClaimWords, (),
                      (about, months, ambiguous_months, weekdays, currencies, noun_languages, not_names,
                       not_links))

namespace {

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

/// Pattern texts in the order in which they are tried. A "host" is a "url" if it can be one (claim.cc).
std::vector<std::pair<const char*, std::string>> form_texts(const ClaimWords& words) {
  const std::string month = "(?:" + any_of(keys_of(words.months)) + ")";
  const std::string weekday = "(?:" + any_of({words.weekdays.begin(), words.weekdays.end()}) + ")";
  const std::string currency = "(?:" + any_of(keys_of(words.currencies)) + ")";
  const std::string number = kNumber;
  const std::string scale = "(?: ?(?:k|m|mio|tsd|thousand|million|bn|billion)\\b\\.?)?";
  const std::string begin = "(?:^|[^\\pL\\pN_])";
  const std::string end = "(?:$|[^\\pL\\pN_])";
  const std::string octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  const std::string after_host = "(?::\\d{1,5})?(?:/[^\\s<>\"“”«»()\\[\\]]*)?";
  const std::string ordinal = "(?:st|nd|rd|th|er|\\.)?";
  return {
      {"url", "((?:https?://|www\\.)[^\\s<>\"“”«»()\\[\\]]+)"},
      {"email",
       "([^\\s<>\"“”«»()\\[\\],;:@]+@(?:[^\\s<>\"“”«»()\\[\\],;:@./]+\\.)+[^\\s<>\"“”«»()\\[\\],;:@./!?]+)"},
      {"url", begin + "((?:" + octet + "\\.){3}" + octet + after_host + ")" + end},
      {"host", "((?:[\\pL\\pM\\pN_-]+[.。．｡])+\\pL[\\pL\\pM\\pN-]*[\\pL\\pM\\pN]" + after_host + ")"},
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

}  // namespace

ClaimPolicy::State::State() : forms(options()) {}

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
  add_plain(words.not_links, &state->not_links);
  add_plain(words.noun_languages, &state->noun_languages);
  // A weekday or month is never part of a name ("Dear Monday people").
  state->not_names.insert(state->weekdays.begin(), state->weekdays.end());
  for (const auto& [month, number] : state->months) state->not_names.insert(month);
  state->currencies = words.currencies;
  for (const auto& [kind, text] : form_texts(words)) {
    if (auto added = state->forms.add(text); !added) return in_file(std::move(added).error(), kPath);
    state->kinds.push_back(kind);
  }
  ClaimPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

}  // namespace sa
