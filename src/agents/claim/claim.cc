#include "agents/claim/claim.h"

#include <algorithm>
#include <optional>

#include "agents/claim/claim_policy.h"
#include "agents/word.h"
#include "base/text/ascii.h"
#include "mail/address/alias.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kMaxClaims = 200;

/// Whether mail programs make a link of "label.label/path": it has a path, or ends as domains do. What people write in
/// examples counts, too (RFC 2606).
bool is_link(std::string_view text, const ClaimPolicy::State& policy) {
  const std::string_view host = text.substr(0, text.find_first_of(":/"));
  if (policy.not_links.contains(plain_form(host))) return false;
  if (host.size() < text.size() && text.find('/') != std::string_view::npos) return true;
  std::size_t last = host.rfind('.');
  for (const std::string_view dot : {"。", "．", "｡"}) {
    if (const std::size_t at = host.rfind(dot); at != host.npos && (last == host.npos || at > last))
      last = at + dot.size() - 1;
  }
  const std::string label = ascii_lower(host.substr(last + 1));
  return label == "example" || label == "test" || is_top_level_domain(label);
}

/// Claims as they are found; a byte belongs to one claim at most.
class Finder {
 public:
  Finder(std::string_view text, const ClaimPolicy::State& policy)
      : text_(text), policy_(policy), taken_(text.size(), false) {}

  void find_forms() {
    for (const std::size_t form : policy_.forms.matching(text_)) {
      re2::StringPiece rest = piece(text_);
      re2::StringPiece match;
      while (claims_.size() < kMaxClaims && RE2::FindAndConsume(&rest, policy_.forms[form], &match)) {
        const auto start = static_cast<std::size_t>(match.data() - text_.data());
        add(policy_.kinds[form], start, start + match.size());
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
    if (kind == "host") {
      if (!is_link(found, policy_)) return;
      kind = "url";
    }
    if (kind == "month") {
      // "may" and "march" are verbs too; as a month they are written with a capital, inside a sentence.
      const bool capital = found[0] >= 'A' && found[0] <= 'Z' && start > 0 && text_[start - 1] == ' ';
      if (!capital && policy_.ambiguous_months.contains(plain_form(found))) return;
      kind = "date";
    }
    std::fill(taken_.begin() + static_cast<std::ptrdiff_t>(start),
              taken_.begin() + static_cast<std::ptrdiff_t>(end), true);
    Claim claim;
    claim.kind = kind;
    claim.text = found;
    claim.span = {static_cast<std::int64_t>(start), static_cast<std::int64_t>(end)};
    claims_.push_back(std::move(claim));
  }

  std::string_view text_;
  const ClaimPolicy::State& policy_;
  std::vector<bool> taken_;
  std::vector<Claim> claims_;
};

}  // namespace

std::vector<Claim> find_claims(std::string_view text, std::string_view language, const ClaimPolicy& policy) {
  Finder finder(text, policy.state());
  finder.find_forms();
  finder.find_names(language);
  return finder.take();
}

bool has_link(std::string_view text, const ClaimPolicy& policy) {
  Finder finder(text, policy.state());
  finder.find_forms();
  const std::vector<Claim> claims = finder.take();
  return std::any_of(claims.begin(), claims.end(),
                     [](const Claim& claim) { return claim.kind == "url" || claim.kind == "email"; });
}

}  // namespace sa
