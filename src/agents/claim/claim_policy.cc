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
  StatementWords statements;
  std::map<std::string, std::int64_t> numbers;
};
BOOST_DESCRIBE_STRUCT(ClaimWords, (),
                      (about, months, ambiguous_months, weekdays, currencies, noun_languages, not_names,
                       not_links, statements, numbers))

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
      {"url", "((?:https?://|www\\.)[^\\s<>\"“”«»()]+)"},
      // Whatever a mail program makes a link of: no scheme of a model's text is harmless.
      {"url", begin + "((?:tel|data|file|callto|javascript|vbscript|mailto|sms|skype|ftps?|smb|ssh|intent|"
                      "market|blob|cid|"
                      "ms-[a-z]{2,20}|itms(?:-[a-z]+)?):[^\\s<>\"“”«»]*[^\\s<>\"“”«».,;:!?)])"},
      {"url", "((?:[a-z][a-z0-9+.-]{1,20}://)[^\\s<>\"“”«»()]+)"},
      {"url", begin + "(\\[[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*\\]" + after_host + ")"},
      {"account", begin + "((?-i:[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?))" + end},
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

Result<PatternSet> compile(const StatementWords::ByLanguage& words) {
  std::vector<std::string> all;
  for (const auto& [language, list] : words) all.insert(all.end(), list.begin(), list.end());
  return PatternSet::compile(all);
}

Result<Unit> add_statements(StatementWords words, ClaimPolicy::State* state) {
  std::vector<std::vector<std::string>> groups;
  std::size_t size = 0;
  for (const auto* by_language : {&words.offer, &words.commitment, &words.reference}) {
    if (by_language == &words.commitment) state->first_commitment = size;
    if (by_language == &words.reference) state->first_reference = size;
    std::vector<std::string> group;
    for (const auto& [language, list] : *by_language) group.insert(group.end(), list.begin(), list.end());
    size += group.size();
    groups.push_back(std::move(group));
  }
  TRY(state->binding, PatternSet::compile_groups(groups));
  TRY(state->except, PatternSet::compile(words.except));
  TRY(state->hedges, compile(words.hedges));
  TRY(state->about_them, compile(words.about_them));
  TRY(state->grants, PatternSet::compile(words.grants));
  TRY(state->directs, PatternSet::compile(words.directs));
  TRY(state->meets, PatternSet::compile(words.meets));
  for (const std::string& word : words.small_words) state->small_words.insert(plain_form(word));
  state->statements = std::move(words);
  return ok();
}

}  // namespace

ClaimPolicy::State::State() : forms(options()) {}

Result<ClaimPolicy> load_claim_policy(const PolicyLookup& lookup) {
  constexpr std::string_view kPath = "policy/claims.json";
  TRY(ClaimWords words, read_policy<ClaimWords>(lookup, kPath));
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
  for (const auto& [word, value] : words.numbers) state->numbers[plain_form(word)] = value;
  if (auto added = add_statements(std::move(words.statements), state.get()); !added)
    return in_file(std::move(added).error(), kPath);
  for (const auto& [kind, text] : form_texts(words)) {
    if (auto added = state->forms.add(text); !added) return in_file(std::move(added).error(), kPath);
    state->kinds.push_back(kind);
  }
  ClaimPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

}  // namespace sa
