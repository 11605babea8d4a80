// Where the claims of a text come from: find_sources and judge_claims of agents/claim/claim.h.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "agents/claim/claim_policy.h"
#include "agents/claim/statement.h"
#include "agents/word.h"
#include "base/crypto/hash.h"
#include "base/reflect/reflect.h"
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
  // "349,00" is "349".
  if (const std::size_t point = value.find('.'); point != std::string::npos) {
    while (value.ends_with('0')) value.pop_back();
    if (value.ends_with('.')) value.pop_back();
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
  const Evidence* evidence = nullptr;
  std::string plain;
  std::map<std::pair<std::string, std::string>, std::string> values;  // kind, value -> the words there

  /// The words that state it; null when none do.
  std::optional<std::string> find(const Claim& claim, const std::string& value) const {
    if (value.empty()) return std::nullopt;
    if (const auto found = values.find({claim.kind, value}); found != values.end()) return found->second;
    if (claim.kind == "date") {
      for (const auto& [key, words] : values) {
        if (key.first == "date" && covers(key.second, value)) return words;
      }
    }
    if (claim.kind == "name" && holds_words(plain, value)) return claim.text;
    return std::nullopt;
  }
};

Known read(const Evidence& evidence, const ClaimPolicy& policy) {
  const std::string_view text = utf8_cut(evidence.text, kMaxEvidenceBytes);
  Known known{&evidence, plain_form(text), {}};
  std::replace(known.plain.begin(), known.plain.end(), '\n', ' ');
  for (const Claim& claim : find_claims(text, {}, policy)) {
    known.values.insert({{claim.kind, claim_value(claim, policy.state())}, claim.text});
    // A figure keeps its meaning without its currency: "40" answers "40 EUR" only the other way round.
    if (claim.kind == "money") known.values.insert({{"number", number_value(claim.text)}, claim.text});
  }
  for (const Word& word : words_of(text)) {
    if (const auto number = policy.state().numbers.find(word.plain); number != policy.state().numbers.end())
      known.values.insert({{"number", std::to_string(number->second)}, word.plain});
  }
  return known;
}

/// Whether this side may state such a thing.
bool may_verify(const Evidence& evidence, const Claim& claim) {
  if (evidence.stated_by == StatedBy::us) return true;
  if (claim.class_ == ClaimClass::offer || claim.class_ == ClaimClass::commitment) return false;
  if (claim.kind == "account") return false;  // whoever pays there by our word pays by ours
  const bool is_bait = claim.kind == "url" || claim.kind == "email" || claim.kind == "money";
  return !(evidence.hostile && is_bait);
}

/// 12 hex digits: the same claim at the same place keeps its id.
std::string id_of(const Claim& claim) {
  return sha256_hex(std::string(enum_name(claim.class_)) + "\n" + claim.kind + "\n" +
                    std::to_string(claim.span.start) + "\n" + claim.text)
      .substr(0, 12);
}

bool lies_in(const Claim& item, const Claim& statement) {
  return item.span.start < statement.span.end && statement.span.start < item.span.end;
}

}  // namespace

std::string claim_value(const Claim& claim, const ClaimPolicy::State& policy) {
  std::string plain = plain_form(claim.text);
  if (claim.kind == "number") return number_value(claim.text);
  if (claim.kind == "money") return currency_of(plain, policy) + " " + number_value(claim.text);
  if (claim.kind == "date") return date_value(plain, policy);
  if (claim.kind == "url" || claim.kind == "email") return link_value(std::move(plain));
  if (claim.kind == "account") std::erase(plain, ' ');
  return plain;
}

void find_sources(std::vector<Claim>* claims, const std::vector<Evidence>& evidence,
                  const ClaimPolicy& policy) {
  std::vector<Known> all;
  for (const Evidence& each : evidence) {
    if (all.size() < kMaxEvidence) all.push_back(read(each, policy));
  }
  for (Claim& claim : *claims) {
    const std::string value = claim_value(claim, policy.state());
    for (const Known& known : all) {
      const auto words = known.find(claim, value);
      if (!words) continue;
      const ClaimEvidence found = cite(*known.evidence, *words);
      if (!may_verify(*known.evidence, claim)) {
        claim.evidence.push_back(found);
        continue;
      }
      claim.source = found.source;
      claim.status = ClaimStatus::VERIFIED;
      claim.evidence = {found};
      break;
    }
  }
}

ClaimEvidence cite(const Evidence& evidence, std::string quote) {
  const std::string& source = evidence.source;
  return {source, source.substr(0, source.find(':')), std::move(quote), evidence.stated_by, evidence.sha256};
}

std::vector<Claim> judge_claims(std::string_view text, std::string_view language,
                                const std::vector<Evidence>& evidence, const ClaimPolicy& policy) {
  std::vector<Claim> items = find_claims(text, language, policy);
  std::vector<Statement> statements = find_statements(text, &items, policy);
  find_sources(&items, evidence, policy);
  std::vector<Claim> all;
  for (Statement& statement : statements) {
    find_statement_source(&statement, evidence, policy);
    std::erase_if(items, [&](const Claim& item) { return lies_in(item, statement.claim); });
    all.push_back(std::move(statement.claim));
  }
  all.insert(all.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
  std::sort(all.begin(), all.end(),
            [](const Claim& a, const Claim& b) { return a.span.start < b.span.start; });
  for (Claim& claim : all) claim.claim_id = id_of(claim);
  return all;
}

}  // namespace sa
