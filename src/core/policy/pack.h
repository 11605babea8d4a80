// Policy packs: what the law of a country asks of a mail, as data (policy/packs/*.json). A rule is a condition over named facts, with its
// legal source, its words and its test vectors in the same file; the gate judges a mail by the packs that are switched on and cites them.
//
//   {"all": [{"fact": "is_answer", "op": "is", "value": false}, {"not": {"fact": "basis", "op": "in", "parameter": "accepted"}}]}
//
// `all`, `any` and `not` may hold each other. A comparison is `fact` (a member of PolicyFacts), `op` (is, in, exists, within_months,
// older_than_months) and `value`, or `parameter`: the value of that parameter of the rule. What is not known is in no list, and neither
// within nor older than any time. Months are those of the calendar, in UTC.
// THREADS: values and pure functions.
// ERRORS: check_pack: invalid, naming the rule, and the vector that fails.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/reflect/reflect.h"
#include "base/result.h"
#include "base/time.h"
#include "core/contact/contact.h"

namespace sa {

/// What a rule says of a mail, in the order of severity; pass: nothing.
enum class PolicyOutcome { pass, info, warn, hold, block };
BOOST_DESCRIBE_ENUM(PolicyOutcome, pass, info, warn, hold, block)

/// What rules go by. The defaults are those of a mail that we made, to somebody of whom nothing is known.
struct PolicyFacts {
  std::string country;                 ///< of the contact, ISO 3166-1; empty: not known
  std::optional<ContactBasis> basis;   ///< why we may write to them; null: none that holds
  std::optional<Instant> basis_at;     ///< since when; null: not known
  bool consent_ended = false;          ///< the last basis ran out, and there is no other
  bool has_proof = false;              ///< it is noted where the basis was obtained
  bool has_source = false;             ///< it is noted where the contact's data is from
  bool names_source = false;           ///< the mail says so
  std::optional<Instant> wrote_at;     ///< when they last wrote to us themselves
  std::optional<Instant> inquired_at;  ///< when they last asked for something, or showed interest
  std::optional<Instant> known_since;  ///< since when we have their data
  bool is_first = true;                ///< no mail of ours has gone to them
  bool is_answer = false;              ///< it answers a mail of theirs
  bool is_private_address = false;     ///< at a provider of free mailboxes
  bool has_postal_address = true;      ///< the footer has ours
  bool has_sender_name = true;         ///< From says by a name who writes
  bool has_opt_out = true;             ///< the footer has a link to opt out
  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(PolicyFacts, (),
                      (country, basis, basis_at, consent_ended, has_proof, has_source, names_source, wrote_at,
                       inquired_at, known_since, is_first, is_answer, is_private_address, has_postal_address,
                       has_sender_name, has_opt_out))

struct LegalSource {
  std::string law;      ///< "UWG"
  std::string article;  ///< "section 7(2) no. 2"
  std::string url;      ///< of the primary text
};
BOOST_DESCRIBE_STRUCT(LegalSource, (), (law, article, url))

struct PolicyVector {
  std::string name;
  std::optional<Instant> now;  ///< null: the 1st of June 2026
  PolicyFacts facts;
  PolicyOutcome outcome = PolicyOutcome::pass;  ///< what the rule must say of them
};
BOOST_DESCRIBE_STRUCT(PolicyVector, (), (name, now, facts, outcome))

struct PolicyRule {
  std::string rule_id;  ///< "de.consent"
  std::string rule;     ///< the gate's, the same in every pack: "consent.none"
  PolicyOutcome outcome = PolicyOutcome::warn;
  LegalSource source;
  Date effective_from;  ///< before it, the rule says nothing
  boost::json::object parameters;
  boost::json::value when;  ///< it speaks where this is met
  std::string words;        ///< for a person: what is wrong, and what to do
  std::vector<PolicyVector> vectors;
};
BOOST_DESCRIBE_STRUCT(PolicyRule, (),
                      (rule_id, rule, outcome, source, effective_from, parameters, when, words, vectors))

struct PolicyPack {
  std::string pack_id;
  std::string name;
  std::string about;
  std::vector<std::string> countries;  ///< ISO 3166-1; none: of every contact
  bool enabled_at_start = false;
  std::int64_t strictness = 0;  ///< the highest is the pack for contacts whose country is not known
  std::vector<PolicyRule> rules;
};
BOOST_DESCRIBE_STRUCT(PolicyPack, (), (pack_id, name, about, countries, enabled_at_start, strictness, rules))

/// What somebody switched; a pack without a row is as it was at the start.
struct PackSwitch {
  std::string pack_id;
  bool enabled = false;
  std::string changed_by;
  Instant changed_at;
};
BOOST_DESCRIBE_STRUCT(PackSwitch, (), (pack_id, enabled, changed_by, changed_at))

using PolicyPacks = std::vector<const PolicyPack*>;

/// Whether its rules are well-formed, each with a vector in which it speaks and one in which it is silent, and every vector holds.
Result<Unit> check_pack(const PolicyPack& pack);

/// Those of `packs` that are switched on.
PolicyPacks enabled_packs(const std::vector<PolicyPack>& packs, const std::vector<PackSwitch>& switches);
/// Those of `enabled` that judge a mail to that country: the country's, and those of every contact; where the country is not known,
/// the strictest in place of the country's.
PolicyPacks packs_for(const PolicyPacks& enabled, std::string_view country);
/// Whether it needs to know anything of the contact: it is of some countries, or has a rule that goes by more than the mail itself.
bool goes_by_contact(const PolicyPack* pack);

/// What the rule says of the facts: its outcome, or pass.
PolicyOutcome judge_rule(const PolicyRule& rule, const PolicyFacts& facts, Instant now);

/// A rule that has something to say.
struct PolicyFinding {
  const PolicyPack* pack = nullptr;
  const PolicyRule* rule = nullptr;

  /// Its words with the law in brackets: "Get consent first (UWG, section 7(2) no. 2)."
  std::string words() const;
  /// "de.consent of the pack Germany, https://..."
  std::string evidence() const;
};
/// In the order of packs and rules. Of several that say the same (`rule`), the most severe; of those, the first.
std::vector<PolicyFinding> judge_packs(const PolicyPacks& packs, const PolicyFacts& facts, Instant now);

}  // namespace sa
