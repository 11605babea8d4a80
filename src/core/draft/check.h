// The results of validating a draft: four groups of checks, each with its findings, and the claims that need a
// source. THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/text/span.h"
#include "core/draft/verdict.h"

namespace sa {

/// One finding of one rule.
struct Issue {
  std::string rule;                    ///< rule id, "tone.pressure"
  std::string words;                   ///< what is wrong and what to do, for a person
  std::string field;                   ///< "subject" or "body"
  std::string text;                    ///< the words that were found
  Span span;                           ///< where, in the field; empty when something is missing
  Severity severity = Severity::warn;  ///< warn: a person decides; block: it must be changed
};
BOOST_DESCRIBE_STRUCT(Issue, (), (rule, words, field, text, span, severity))

struct Check {
  bool passed = true;
  std::vector<Issue> issues;
};
BOOST_DESCRIBE_STRUCT(Check, (), (passed, issues))

struct ComplianceCheck {
  bool passed = true;
  std::vector<Issue> violations;
};
BOOST_DESCRIBE_STRUCT(ComplianceCheck, (), (passed, violations))

struct Checks {
  ComplianceCheck compliance;
  Check quality;
  Check tone;
  Check length;
  bool passed() const { return compliance.passed && quality.passed && tone.passed && length.passed; }
};
BOOST_DESCRIBE_STRUCT(Checks, (), (compliance, quality, tone, length))

/// The side of a source: us (a sent mail of ours, our settings), the other party, or somebody else.
enum class StatedBy { us, them, third };
BOOST_DESCRIBE_ENUM(StatedBy, us, them, third)

/// What a claim binds us to. A commitment, an offer or a reference customer is ours to make: nothing that the other party
/// wrote verifies one.
enum class ClaimClass { fact, commitment, offer, reference, event };
BOOST_DESCRIBE_ENUM(ClaimClass, fact, commitment, offer, reference, event)

enum class ClaimStatus {
  VERIFIED,      ///< a source states it that may
  CONTRADICTED,  ///< a source of ours states another value
  UNSUPPORTED,   ///< no source that may state it does
  ACKNOWLEDGED   ///< a person vouches for it, for exactly this content
};
BOOST_DESCRIBE_ENUM(ClaimStatus, VERIFIED, CONTRADICTED, UNSUPPORTED, ACKNOWLEDGED)

/// The place where a claim, or the statement that contradicts it, was found.
struct ClaimEvidence {
  std::string source;  ///< "message:<id>", "contact:<id>", "sender"
  std::string kind;    ///< "message", "contact", "sender"
  std::string quote;   ///< the words there; empty where the whole source is a value
  StatedBy stated_by = StatedBy::third;
  std::optional<std::string> sha256 = {};  ///< of all the words of the source at that time; null: not known
};
BOOST_DESCRIBE_STRUCT(ClaimEvidence, (), (source, kind, quote, stated_by, sha256))

/// A statement in a draft: a value (a number, a name, a link), or a sentence that binds us.
struct Claim {
  std::string claim_id;  ///< of its class, kind, place and words
  std::string kind;      ///< "number", "date", "money", "name", "url", "email", "statement"
  ClaimClass class_ = ClaimClass::fact;
  std::string text;
  Span span;  ///< in the body
  ClaimStatus status = ClaimStatus::UNSUPPORTED;
  std::optional<std::string> expected;  ///< of a contradicted claim: what our own source says
  /// The source that verifies or contradicts it. For an unsupported claim: somebody else's source, which does not count.
  std::vector<ClaimEvidence> evidence;
  std::optional<std::string> source;  ///< of the evidence that verifies it; null: none does
};
BOOST_DESCRIBE_STRUCT(Claim, (), (claim_id, kind, class_, text, span, status, expected, evidence, source))

/// Whether a person must confirm the claim before the draft can be approved.
bool needs_acknowledgement(const Claim& claim);
/// Whether only a lead or an owner may vouch for it: it binds us to something else than what we said before.
bool needs_lead(const Claim& claim);
/// Of the same words, whose claims were found anew: what a person vouched for stays so, unless a source contradicts it now in other words.
void keep_acknowledged(const std::vector<Claim>& before, std::vector<Claim>* claims);

}  // namespace sa
