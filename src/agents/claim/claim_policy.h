// policy/claims.json, compiled, shared by the finder (claim.cc) and the search for sources (claim_source.cc).
// THREADS: immutable once loaded.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agents/claim/claim.h"
#include "base/text/regex.h"
#include "mail/text/pattern.h"

namespace sa {

/// The patterns of sentences that bind us (`statements` in the file).
struct StatementWords {
  using ByLanguage = std::map<std::string, std::vector<std::string>>;
  std::string about;
  ByLanguage offer;
  ByLanguage commitment;
  ByLanguage reference;
  std::vector<std::string> except;
  ByLanguage hedges;
  ByLanguage about_them;
  std::vector<std::string> grants;
  std::vector<std::string> directs;
  std::vector<std::string> meets;
  std::vector<std::string> small_words;
  std::vector<std::string> offer_matches;  ///< test vectors, as the next three
  std::vector<std::string> commitment_matches;
  std::vector<std::string> reference_matches;
  std::vector<std::string> misses;
};
BOOST_DESCRIBE_STRUCT(StatementWords, (),
                      (about, offer, commitment, reference, except, hedges, about_them, grants, directs,
                       meets, small_words, offer_matches, commitment_matches, reference_matches, misses))

struct ClaimPolicy::State {
  std::map<std::string, std::int64_t> months;  // by plain form
  std::set<std::string> ambiguous_months;
  std::set<std::string> weekdays;
  std::map<std::string, std::string> currencies;
  std::set<std::string> noun_languages;
  std::set<std::string> not_names;
  std::set<std::string> not_links;
  /// The forms of claims: what group 1 of an expression matches is one; the earlier form wins where two overlap.
  RegexSet forms;
  std::vector<std::string_view> kinds;  // of the forms, by the same numbers

  StatementWords statements;
  PatternSet binding;                // offer, commitment, reference, in this order
  std::size_t first_commitment = 0;  // the patterns of `binding` before it are offers
  std::size_t first_reference = 0;
  PatternSet except;
  PatternSet hedges;
  PatternSet about_them;
  PatternSet grants;
  PatternSet directs;
  PatternSet meets;
  std::set<std::string> small_words;
  std::map<std::string, std::int64_t> numbers;  // in words, by plain form

  State();
};

/// The normal form in which two equal claims of one kind agree: "349,00 €" and "349 €" are "eur 349".
std::string claim_value(const Claim& claim, const ClaimPolicy::State& policy);

}  // namespace sa
