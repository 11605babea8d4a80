#include "mail/meaning/entity.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "base/reflect/reflect.h"
#include "base/text/utf8.h"
#include "mail/address/alias.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxEach = 50;
constexpr std::size_t kMaxText = 65536;
constexpr std::size_t kSignatureLines = 8;

struct EntityWords {
  std::vector<std::string> company_suffixes;
  std::vector<std::string> company_leads;
  std::vector<std::string> not_companies;
  std::vector<std::string> people_leads;
  std::vector<std::string> not_people;
  std::vector<std::string> months;
  std::vector<std::string> weekdays;
  std::vector<std::string> relative_days;
};
BOOST_DESCRIBE_STRUCT(EntityWords, (),
                      (company_suffixes, company_leads, not_companies, people_leads, not_people, months,
                       weekdays, relative_days))

std::set<std::string, std::less<>> plain_set(const std::vector<std::string>& words) {
  std::set<std::string, std::less<>> set;
  for (const std::string& word : words) set.insert(plain_form(word));
  return set;
}

/// The words as one alternation, longest first.
std::string alternation(std::vector<std::string> words) {
  std::ranges::sort(words, [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "|") + RE2::QuoteMeta(word);
  return text;
}

std::string_view trim(std::string_view text) {
  const auto is_edge = [](char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '.' || c == ';' || c == ':';
  };
  while (!text.empty() && is_edge(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_edge(text.back())) text.remove_suffix(1);
  return text;
}

void add(std::vector<std::string>& list, std::string_view value) {
  value = trim(value);
  if (value.empty() || list.size() >= kMaxEach || std::ranges::find(list, value) != list.end()) return;
  list.emplace_back(value);
}

/// What `expression`'s first group matches, wherever it does.
void collect(std::string_view text, const RE2& expression, std::vector<std::string>& list) {
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece found;
  while (list.size() < kMaxEach && RE2::FindAndConsume(&rest, expression, &found)) {
    add(list, {found.data(), found.size()});
    if (found.empty()) rest.remove_prefix(1);
    if (rest.empty()) break;
  }
}

const RE2& email_expression() {
  static const RE2 kEmail(
      R"((?i)(?:^|[\s<>("'\[,;:=|/])([a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}))");
  return kEmail;
}
const RE2& url_expression() {
  static const RE2 kUrl(R"((?i)((?:https?://|www\.)[^\s<>"'()\[\]{}|\\^`]+[^\s<>"'()\[\]{}|\\^`.,;:!?]))");
  return kUrl;
}
const RE2& phone_expression() {
  static const RE2 kPhone(
      R"((?:^|[^\w+.-])((?:\+|00)\d{1,3}[ .\-/]?(?:\(0?\d{1,4}\)[ .\-/]?)?\d{1,4}(?:[ .\-/]?\d{2,4}){1,4}|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4}|0\d{2,4}[ /-]\d{3,8}(?:[ -]?\d{2,4}){0,2})(?:$|[^\w]))");
  return kPhone;
}
const RE2& money_expression() {
  static const RE2 kMoney(
      R"((?i)(?:^|[^\w])((?:US\$|R\$|A\$|C\$|\$|€|£|¥|EUR|USD|GBP|CHF|BRL) ?\d[\d.,' ]*\d*(?: ?(?:k|m|mn|mio|million|billion|bn|thousand|mil|milhões))?\b|\d[\d.,']*(?: ?(?:k|m|mio|million))? ?(?:€|£|\$|EUR|USD|GBP|CHF|euros?|dollars?|pounds|reais)(?:\b|[^\w]|$)))");
  return kMoney;
}

}  // namespace

struct EntityPolicy::State {
  std::set<std::string, std::less<>> not_companies;
  std::set<std::string, std::less<>> not_people;
  std::unique_ptr<RE2> company_by_suffix;
  std::unique_ptr<RE2> company_by_lead;
  std::unique_ptr<RE2> person_by_lead;
  std::unique_ptr<RE2> date;
};

EntityPolicy::EntityPolicy() = default;

Result<EntityPolicy> EntityPolicy::load(std::string_view json) {
  TRY(const EntityWords words, from_json_text<EntityWords>(json));
  auto state = std::make_shared<State>();
  state->not_companies = plain_set(words.not_companies);
  state->not_people = plain_set(words.not_people);
  // Capitals and letters as coarse ranges: the exact Unicode classes make automata a hundred times larger.
  const std::string capital = R"([A-Z\x{C0}-\x{DE}\x{100}-\x{17F}\x{391}-\x{3A9}\x{410}-\x{42F}])";
  const std::string letter = R"([A-Za-z\x{C0}-\x{24F}\x{370}-\x{52F}'’-])";
  const std::string edge = R"([^A-Za-z0-9\x{C0}-\x{52F}])";
  const std::string name = capital + R"([A-Za-z0-9\x{C0}-\x{52F}&'.-]*)";
  state->company_by_suffix = std::make_unique<RE2>(
      "((?:" + name + "[ ])+(?i:" + alternation(words.company_suffixes) + "))(?:$|" + edge + ")");
  state->company_by_lead = std::make_unique<RE2>("(?:^|" + edge + ")(?i:" + alternation(words.company_leads) +
                                                 ")[ ](" + name + "(?:[ ]" + name + "){0,3})");
  state->person_by_lead = std::make_unique<RE2>(
      "(?:^|" + edge + ")(?i:" + alternation(words.people_leads) +
      ")[ ](?:(?i:my|our|mr|mrs|ms|dr|herrn?|frau|colleague|boss|manager|kollegin?|kollegen)\\.?[ "
      "]){0,2}(" +
      capital + letter + "+(?:[ ]" + capital + "[.]?" + letter + "*){0,2})");
  const std::string months = alternation(words.months);
  const std::string weekdays = alternation(words.weekdays);
  state->date = std::make_unique<RE2>(
      "(?i)(?:^|[^A-Za-z0-9\\x{C0}-\\x{52F}/.-])(\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[./]\\d{1,2}[./"
      "]\\d{2,4}|\\d{1,2}(?:st|nd|rd|th|\\.)?[ ](?:of |de )?(?:" +
      months + ")\\b(?:,?[ ](?:de )?\\d{4})?|(?:" + months +
      ")[ ]\\d{1,2}(?:st|nd|rd|th)?\\b(?:,?[ ]\\d{4})?|(?:(?:next|this|on|nächsten|kommenden|prochain)[ "
      "])?(?:" +
      weekdays +
      ")\\b(?:[ ](?:next|prochain|morning|afternoon|evening))?(?:,?[ ](?:at|um|à|a las|às|alle|om)[ "
      "]\\d{1,2}(?:[:h.]\\d{2})?(?:[ ]?(?:am|pm|uhr|h))?)?|" +
      alternation(words.relative_days) + ")(?:$|" + edge + ")");
  for (const RE2* one : {state->company_by_suffix.get(), state->company_by_lead.get(),
                         state->person_by_lead.get(), state->date.get()})
    if (!one->ok()) return invalid("The patterns in entity.json do not compile: " + one->error());
  EntityPolicy policy;
  policy.state_ = std::move(state);
  return policy;
}

namespace {

class Collector {
 public:
  Collector(const Message& message, const EntityPolicy::State& policy, const FreemailPolicy& freemail)
      : message_(message), policy_(policy), freemail_(freemail) {}

  Entities run(std::string_view text, std::string_view signature) {
    add(entities_.emails, message_.from.address.find('@') == std::string::npos
                              ? std::string()
                              : fold_address(message_.from.address));
    scan(utf8_cut(text, kMaxText));
    scan(utf8_cut(signature, kMaxText));
    sign(utf8_cut(signature, kMaxText));
    company_of_sender();
    person_of_sender();
    return std::move(entities_);
  }

 private:
  void scan(std::string_view text) {
    std::vector<std::string> found;
    collect(text, email_expression(), found);
    for (const std::string& email : found) add(entities_.emails, fold_address(email));
    collect(text, url_expression(), entities_.urls);
    collect(text, phone_expression(), entities_.phones);
    collect(text, money_expression(), entities_.money);
    collect(text, *policy_.date, entities_.dates);
    collect_companies(text, *policy_.company_by_suffix);
    collect_companies(text, *policy_.company_by_lead);
    collect_people(text);
  }

  bool is_known_word(const std::set<std::string, std::less<>>& words, std::string_view name) const {
    const std::string plain = plain_form(name);
    return words.contains(plain) || words.contains(plain.substr(0, plain.find(' ')));
  }

  void collect_companies(std::string_view text, const RE2& expression) {
    std::vector<std::string> found;
    collect(text, expression, found);
    for (const std::string& name : found)
      if (!is_known_word(policy_.not_companies, name) && !is_known_word(policy_.not_people, name) &&
          name.size() > 1)
        add(entities_.companies, name);
  }

  void collect_people(std::string_view text) {
    std::vector<std::string> found;
    collect(text, *policy_.person_by_lead, found);
    for (const std::string& name : found)
      if (!is_known_word(policy_.not_people, name)) add(entities_.people, name);
  }

  /// The first lines of a signature: a name, then a company.
  void sign(std::string_view signature) {
    static const RE2 kName(R"(^[\s*_–—-]*((?:\p{Lu}[\pL'’.-]+)(?:[ ]\p{Lu}[\pL'’.-]*){1,3})[\s*_,]*$)");
    for (std::size_t line = 0; line < kSignatureLines && !signature.empty(); ++line) {
      const std::size_t end = signature.find('\n');
      const std::string_view text = signature.substr(0, end);
      signature.remove_prefix(end == signature.npos ? signature.size() : end + 1);
      std::string name;
      if (text.size() > 80 || !RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), kName, &name))
        continue;
      if (is_known_word(policy_.not_people, name) || is_known_word(policy_.not_companies, name)) continue;
      if (std::ranges::find(entities_.companies, name) == entities_.companies.end())
        add(entities_.people, name);
      return;
    }
  }

  /// "jane@mail.acme.co.uk" -> "Acme": the label before the public part, when the domain is a company's.
  void company_of_sender() {
    const auto address = normalize_address(message_.from.address);
    if (!address) return;
    const std::string domain = company_domain(*address, freemail_);
    const std::string label = domain.substr(0, domain.find('.'));
    std::string name = label;
    if (name.starts_with("xn--") || name.empty()) return;
    name[0] = static_cast<char>(name[0] >= 'a' && name[0] <= 'z' ? name[0] - 32 : name[0]);
    const auto same = [&](const std::string& one) { return plain_form(one).starts_with(label); };
    if (std::ranges::none_of(entities_.companies, same)) add(entities_.companies, name);
  }

  void person_of_sender() {
    const std::string& name = message_.from.name;
    if (name.find('@') == name.npos && !name.empty() && !is_known_word(policy_.not_people, name))
      add(entities_.people, name);
  }

  const Message& message_;
  const EntityPolicy::State& policy_;
  const FreemailPolicy& freemail_;
  Entities entities_;
};

}  // namespace

Entities find_entities(const Message& message, std::string_view reply_text, std::string_view signature,
                       const EntityPolicy& policy, const FreemailPolicy& freemail) {
  return Collector(message, policy.state(), freemail).run(reply_text, signature);
}

}  // namespace sa
