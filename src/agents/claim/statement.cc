#include "agents/claim/statement.h"

#include <algorithm>
#include <set>

#include "agents/claim/claim_policy.h"
#include "agents/word.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxStatements = 50;
constexpr std::size_t kMaxBytes = 300;
constexpr std::size_t kPlaces = 20;       // of one pattern
constexpr std::size_t kAbbreviation = 3;  // letters before a full stop that ends no sentence ("Mio.", "Nr.")

struct Clause {
  std::size_t start = 0;  // bytes, [start, end)
  std::size_t end = 0;
  std::size_t sentence = 0;  // which one it belongs to
  bool quoted = false;
  bool offer = false;
  bool commitment = false;
  bool reference = false;
  bool hedged = false;
  bool about_them = false;
  bool grants = false;
  bool directs = false;
  bool meets = false;
};

/// The mark at `at` that parts clauses; 0 where there is none. Sentences end at '.', '!', '?' and a line's end.
struct Mark {
  std::size_t length = 0;
  bool ends_sentence = false;
  int quote = 0;  // +1 opens, -1 closes, 2 does either
};

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

Mark mark_at(std::string_view text, std::size_t at, std::size_t start) {
  const std::string_view rest = text.substr(at);
  if (rest[0] == '\n') return {1, true, 0};
  if (rest[0] == '"') return {1, false, 2};
  if (rest.starts_with("„")) return {3, false, 1};
  if (rest.starts_with("“")) return {3, false, 2};
  if (rest.starts_with("”")) return {3, false, -1};
  if (rest.starts_with("«") || rest.starts_with("»")) return {2, false, 2};
  if (rest.size() > 1 && !is_blank(rest[1])) return {};
  if (rest[0] == ',' || rest[0] == ';' || rest[0] == ':') return {1, false, 0};
  if (rest[0] == '!' || rest[0] == '?') return {1, true, 0};
  if (rest[0] != '.') return {};
  std::size_t letters = 0;
  while (letters < at - start && !is_blank(text[at - 1 - letters])) ++letters;
  const bool line_ends = rest.size() == 1 || rest[1] == '\n' || rest[1] == '\r';
  return letters > kAbbreviation || line_ends ? Mark{1, true, 0} : Mark{};
}

std::vector<Clause> clauses_of(std::string_view text) {
  std::vector<Clause> clauses;
  Clause now;
  const auto close = [&](std::size_t end) {
    while (now.start < end && is_blank(text[now.start])) ++now.start;
    while (end > now.start && is_blank(text[end - 1])) --end;
    now.end = end;
    if (now.end > now.start) clauses.push_back(now);
  };
  for (std::size_t at = 0; at < text.size();) {
    const Mark mark = mark_at(text, at, now.start);
    if (mark.length == 0) {
      ++at;
      continue;
    }
    close(at);
    at += mark.length;
    now.start = at;
    if (mark.ends_sentence) {
      ++now.sentence;
      if (text[at - 1] == '\n') now.quoted = false;
    }
    if (mark.quote == 2) now.quoted = !now.quoted;
    if (mark.quote == 1) now.quoted = true;
    if (mark.quote == -1) now.quoted = false;
  }
  close(text.size());
  return clauses;
}

/// A text in clauses, with what the patterns say of each.
class Reading {
 public:
  Reading(std::string_view text, const ClaimPolicy::State& policy)
      : policy_(policy), plain_(text), clauses(clauses_of(text)) {
    find_binding();
    mark(policy.hedges, &Clause::hedged);
    mark(policy.about_them, &Clause::about_them);
    mark(policy.grants, &Clause::grants);
    mark(policy.directs, &Clause::directs);
    mark(policy.meets, &Clause::meets);
  }

  Clause* clause_at(std::size_t at) {
    const auto after =
        std::upper_bound(clauses.begin(), clauses.end(), at,
                         [](std::size_t place, const Clause& each) { return place < each.start; });
    return after == clauses.begin() ? nullptr : &*(after - 1);
  }

 private:
  const ClaimPolicy::State& policy_;
  PlainText plain_;

 public:
  std::vector<Clause> clauses;

 private:
  Clause* clause_of(const PatternMatch& match) {
    return clause_at(static_cast<std::size_t>(plain_.to_original(match.start, match.end).start));
  }
  void mark(const PatternSet& set, bool Clause::* flag) {
    for (const PatternMatch& match : set.find(plain_, kPlaces)) {
      if (Clause* clause = clause_of(match)) clause->*flag = true;
    }
  }
  void find_binding() {
    const auto excepted = policy_.except.find(plain_, kPlaces);
    for (const PatternMatch& match : policy_.binding.find(plain_, kPlaces)) {
      const bool excused = std::any_of(excepted.begin(), excepted.end(), [&](const PatternMatch& except) {
        return except.start < match.end && match.start < except.end;
      });
      Clause* clause = excused ? nullptr : clause_of(match);
      if (clause == nullptr) continue;
      bool& flag = match.pattern >= policy_.first_reference    ? clause->reference
                   : match.pattern >= policy_.first_commitment ? clause->commitment
                                                               : clause->offer;
      flag = true;
    }
  }
};

bool binds(const Clause& clause) {
  if (clause.hedged) return false;
  if (clause.about_them && !clause.grants && !clause.commitment) return false;
  return clause.offer || clause.commitment || clause.reference;
}

/// A reference is the whole sentence: who the customer is may stand in another clause of it.
Span span_of(const std::vector<Clause>& clauses, std::size_t number) {
  std::size_t first = number;
  std::size_t last = number;
  if (clauses[number].reference) {
    while (first > 0 && clauses[first - 1].sentence == clauses[number].sentence) --first;
    while (last + 1 < clauses.size() && clauses[last + 1].sentence == clauses[number].sentence) ++last;
  }
  return {static_cast<std::int64_t>(clauses[first].start), static_cast<std::int64_t>(clauses[last].end)};
}

bool is_percentage(const Claim& item) {
  return item.kind == "number" && item.text.ends_with('%');
}

void set_class(const Clause& clause, const ClaimPolicy::State& policy, Claim* item) {
  const bool is_time =
      item->text.find(':') != std::string::npos || policy.weekdays.contains(plain_form(item->text));
  if (item->kind == "date" && (clause.meets || is_time)) item->class_ = ClaimClass::event;
  if ((item->kind == "url" || item->kind == "email") && clause.directs && !clause.about_them)
    item->class_ = ClaimClass::offer;
}

// ------------------------------------------------------------------------------------- what we said before

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A text as it is compared: its words without small ones, and its values.
struct Gist {
  std::set<std::string> words;
  std::set<std::string> values;
};

Gist gist_of(std::string_view text, const ClaimPolicy& policy) {
  const ClaimPolicy::State& state = policy.state();
  Gist gist;
  std::vector<bool> taken(text.size(), false);
  for (const Claim& item : find_claims(text, {}, policy)) {
    if (item.kind == "name") continue;
    gist.values.insert(item.kind + " " + claim_value(item, state));
    std::fill(taken.begin() + item.span.start, taken.begin() + item.span.end, true);
  }
  for (const Word& word : words_of(text)) {
    if (taken[word.start]) continue;
    if (const auto number = state.numbers.find(word.plain); number != state.numbers.end()) {
      gist.values.insert("number " + std::to_string(number->second));
    } else if (word.plain.size() > 2 && !is_digit(word.plain[0]) && !state.small_words.contains(word.plain)) {
      gist.words.insert(word.plain);
    }
  }
  return gist;
}

/// One word in two forms: "Lizenz" and "Lizenzen".
bool is_same_word(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const std::size_t shorter = std::min(a.size(), b.size());
  if (shorter < 4) return false;
  const std::size_t wanted = std::max<std::size_t>(4, shorter - 2);
  return a.compare(0, wanted, b, 0, wanted) == 0 && std::max(a.size(), b.size()) - shorter < 5;
}

std::size_t shared_words(const Gist& claim, const Gist& said) {
  return static_cast<std::size_t>(
      std::count_if(claim.words.begin(), claim.words.end(), [&](const auto& word) {
        return std::any_of(said.words.begin(), said.words.end(),
                           [&](const auto& other) { return is_same_word(word, other); });
      }));
}

/// What one of our own sentences says to a claim.
enum class Bearing { none, verifies, contradicts };

Bearing bearing_of(const Gist& claim, const Gist& said) {
  if (claim.words.size() + claim.values.size() < 2) return Bearing::none;  // "it is free": of what?
  const std::size_t shared = shared_words(claim, said);
  const bool same_values =
      std::includes(said.values.begin(), said.values.end(), claim.values.begin(), claim.values.end());
  if (same_values && shared == claim.words.size()) return Bearing::verifies;
  const bool same_subject = shared > 0 && 2 * shared >= claim.words.size();
  return same_subject && !same_values && !said.values.empty() ? Bearing::contradicts : Bearing::none;
}

/// The sentences of a text: clauses of one number, joined.
std::vector<std::string_view> sentences_of(std::string_view text) {
  std::vector<std::string_view> sentences;
  const std::vector<Clause> clauses = clauses_of(text);
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const std::size_t start = clauses[i].start;
    while (i + 1 < clauses.size() && clauses[i + 1].sentence == clauses[i].sentence) ++i;
    sentences.push_back(text.substr(start, clauses[i].end - start));
  }
  return sentences;
}

std::string one_line(std::string_view text) {
  std::string line = plain_form(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

}  // namespace

std::vector<Statement> find_statements(std::string_view text, std::vector<Claim>* items,
                                       const ClaimPolicy& policy) {
  Reading reading(text, policy.state());
  for (Claim& item : *items) {
    Clause* clause = reading.clause_at(static_cast<std::size_t>(item.span.start));
    if (clause == nullptr) continue;
    set_class(*clause, policy.state(), &item);
    // A sum is a price, unless it is theirs; a percentage that we confirm is a discount.
    if ((item.kind == "money" && !clause->about_them) || (is_percentage(item) && clause->grants))
      clause->offer = true;
  }
  std::vector<Statement> statements;
  for (std::size_t i = 0; i < reading.clauses.size() && statements.size() < kMaxStatements; ++i) {
    const Clause& clause = reading.clauses[i];
    if (!binds(clause)) continue;
    Statement made;
    made.quoted = clause.quoted;
    Claim& claim = made.claim;
    claim.kind = "statement";
    claim.class_ = clause.reference    ? ClaimClass::reference
                   : clause.commitment ? ClaimClass::commitment
                                       : ClaimClass::offer;
    claim.span = span_of(reading.clauses, i);
    const auto start = static_cast<std::size_t>(claim.span.start);
    claim.text = utf8_cut(text.substr(start, static_cast<std::size_t>(claim.span.end) - start), kMaxBytes);
    claim.span.end = claim.span.start + static_cast<std::int64_t>(claim.text.size());
    const bool again = !statements.empty() && statements.back().claim.span.end > claim.span.start;
    if (!again) statements.push_back(std::move(made));
  }
  return statements;
}

void find_statement_source(Statement* statement, const std::vector<Evidence>& evidence,
                           const ClaimPolicy& policy) {
  Claim& claim = statement->claim;
  const Gist gist = gist_of(claim.text, policy);
  const std::string words = one_line(claim.text);
  for (const Evidence& each : evidence) {
    if (each.stated_by != StatedBy::us) {
      if (one_line(each.text).find(words) == std::string::npos) continue;
      claim.evidence.push_back(cite(each, claim.text));
      if (!statement->quoted || each.hostile) continue;
      claim.class_ = ClaimClass::fact;  // it tells what they said
      claim.status = ClaimStatus::VERIFIED;
      claim.source = each.source;
      return;
    }
    for (const std::string_view sentence : sentences_of(each.text)) {
      const Bearing bearing = bearing_of(gist, gist_of(sentence, policy));
      if (bearing == Bearing::none) continue;
      const ClaimEvidence found = cite(each, std::string(utf8_cut(sentence, kMaxBytes)));
      if (bearing == Bearing::verifies) {
        claim.status = ClaimStatus::VERIFIED;
        claim.source = each.source;
        claim.expected.reset();
        claim.evidence = {found};
        return;
      }
      claim.status = ClaimStatus::CONTRADICTED;
      claim.expected = found.quote;
      claim.evidence.push_back(found);
    }
  }
}

}  // namespace sa
