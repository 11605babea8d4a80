// Claims: the facts that a text states (numbers, money, dates, names, links), and where each was found. What
// was found nowhere is marked, so that a person looks at it.
//
// A finder by form, not by meaning: it would rather mark one fact too many than miss one that is wrong.
// THREADS: pure functions over immutable policy.
// ERRORS: load_claim_policy: invalid, naming the file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/draft/check.h"
#include "mail/analysis.h"

namespace sa {

/// A text that facts may come from.
struct Evidence {
  std::string source;  ///< "message:<id>", "contact:name", "sender:company", "document:<id>"
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (source, text))

class ClaimPolicy {
 public:
  struct State;
  const State& state() const { return *state_; }
  friend Result<ClaimPolicy> load_claim_policy(const PolicyLookup& lookup);

 private:
  std::shared_ptr<const State> state_;
};

Result<ClaimPolicy> load_claim_policy(const PolicyLookup& lookup);

/// The claims of `text`, in order, at most 200, none overlapping another; kind is "url", "email", "money",
/// "date", "number" or "name". `language` is ISO 639-1 or empty. `source` is null in each.
std::vector<Claim> find_claims(std::string_view text, std::string_view language, const ClaimPolicy& policy);

/// Sets `source` of every claim that one of `evidence` states, the first that does: figures by value ("1,000"
/// is "1000"), dates by day ("12 March" is in "2026-03-12"), names as whole words.
void find_sources(std::vector<Claim>* claims, const std::vector<Evidence>& evidence,
                  const ClaimPolicy& policy);

/// True when `text` holds a link or a mail address.
bool has_link(std::string_view text, const ClaimPolicy& policy);

}  // namespace sa
