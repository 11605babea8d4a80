// The validation agent: finds what in a draft breaks a rule, embarrasses its sender, or has no
// source.
//
// One function has two uses: for a draft (its footer counts as the way to opt out), and for a plain text
// (POST /api/agents/validation/check: the body only). It asks no model: rules decide, a person approves.
// THREADS: pure functions over immutable policy; linear in the length of the text.
// SOURCE: CAN-SPAM Act, 15 U.S.C. 7704 (true subjects, a working opt-out); the rules themselves are
// policy/validation.json.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/claim/claim.h"
#include "agents/policy/validation_policy.h"
#include "core/draft/check.h"

namespace sa {

struct ValidationInput {
  std::string recipient;
  std::string subject;
  std::string body;
  std::optional<std::string>
      footer;                  ///< set: a draft, with what will stand below its body; null: the body alone
  bool is_reply = false;       ///< it answers a message of its thread
  std::string recipient_name;  ///< of the contact; empty: not known
  std::string language;        ///< ISO 639-1; empty or "und": not known
  std::vector<Evidence> evidence;  ///< what its facts may come from
};

struct ValidationResult {
  Checks checks;
  std::vector<Claim> claims;  ///< the facts that the body states, each with its source in the evidence
};

/// Every rule over the input. Issues are ordered by rule and place, at most `limits.issues_max` in each
/// group.
ValidationResult validate(const ValidationInput& input, const ValidationPolicy& policy);

enum class ApprovalStatus { approved, requires_review };
BOOST_DESCRIBE_ENUM(ApprovalStatus, approved, requires_review)

/// The answer of POST /api/agents/validation/check.
struct ValidationReport {
  std::string draft_id;
  std::string recipient;
  Checks checks;
  std::int64_t passed_checks = 0;
  std::int64_t total_checks = 0;
  ApprovalStatus approval_status = ApprovalStatus::requires_review;
  std::vector<Issue> issues;  ///< of all checks
  std::vector<Claim> claims;
};
BOOST_DESCRIBE_STRUCT(ValidationReport, (),
                      (draft_id, recipient, checks, passed_checks, total_checks, approval_status, issues,
                       claims))

/// validate() in the answer's form.
ValidationReport check_draft(const std::string& draft_id, const ValidationInput& input,
                             const ValidationPolicy& policy);

}  // namespace sa
