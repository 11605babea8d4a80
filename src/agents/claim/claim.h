// Claims: the statements of a text (numbers, money, dates, names, links, sentences that bind us), each with its source. A claim
// without a source, or only with one that does not count, is marked for a person to check.
//
// Every source has a side. What the other party wrote verifies facts about them, never a commitment, an offer or a reference
// customer of ours: those need a mail of ours. A finder by form, not by meaning: it would rather mark one claim too many than
// miss one that is wrong.
// THREADS: pure functions over immutable policy.
// ERRORS: load_claim_policy: invalid, naming the file.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/reflect/reflect.h"
#include "core/draft/check.h"
#include "mail/analysis.h"

namespace sa {

/// A text that claims may come from.
struct Evidence {
  std::string source;  ///< "message:<id>", "contact:name", "sender:company", "document:<id>"
  std::string text;
  StatedBy stated_by = StatedBy::them;
  bool hostile = false;                    ///< it speaks to a machine: no link, sum or account of it counts
  std::optional<std::string> sha256 = {};  ///< of `text`, for who wants to know later whether it changed

  static std::vector<Rule> rules() {
    return {rule(&Evidence::stated_by).optional(), rule(&Evidence::hostile).optional()};
  }
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (source, text, stated_by, hostile, sha256))

/// `quote` as evidence of a claim.
ClaimEvidence cite(const Evidence& evidence, std::string quote);

class ClaimPolicy {
 public:
  struct State;
  const State& state() const { return *state_; }
  friend Result<ClaimPolicy> load_claim_policy(const PolicyLookup& lookup);

 private:
  std::shared_ptr<const State> state_;
};

Result<ClaimPolicy> load_claim_policy(const PolicyLookup& lookup);

/// The values that `text` states, in order, at most 200, none overlapping another; kind is "url", "email", "account",
/// "money", "date", "number" or "name". `language` is ISO 639-1 or empty. No source is looked for.
std::vector<Claim> find_claims(std::string_view text, std::string_view language, const ClaimPolicy& policy);

/// Finds the source of every value that one of `evidence` states, the first that does and may: figures by value ("1,000"
/// is "1000", "sixty" is "60"), dates by day ("12 March" is in "2026-03-12"), names as whole words.
void find_sources(std::vector<Claim>* claims, const std::vector<Evidence>& evidence,
                  const ClaimPolicy& policy);

/// Everything that `text` states, with its source: the sentences that bind us (kind "statement"), and the values outside of
/// them. In order, each with its id.
std::vector<Claim> judge_claims(std::string_view text, std::string_view language,
                                const std::vector<Evidence>& evidence, const ClaimPolicy& policy);

/// True when `text` holds a link or a mail address.
bool has_link(std::string_view text, const ClaimPolicy& policy);

}  // namespace sa
