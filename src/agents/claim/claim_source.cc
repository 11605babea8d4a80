// Where the facts of a text come from: find_sources of agents/claim/claim.h.
#include <algorithm>
#include <optional>
#include <set>

#include "agents/claim/claim_policy.h"
#include "agents/word.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "base/time.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxEvidenceBytes = 65536;
constexpr std::size_t kMaxEvidence = 50;

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

}  // namespace sa
