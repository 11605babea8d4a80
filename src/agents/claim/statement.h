// Sentences that bind us: an offer, a commitment, a reference customer.
// THREADS: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "agents/claim/claim.h"

namespace sa {

/// A clause of a text that binds us, as a claim of the kind "statement".
struct Statement {
  Claim claim;
  bool quoted = false;  ///< it stands in quotation marks: perhaps the words of somebody else
};

/// The statements of `text`, in order, at most 50. `items` are its values (find_claims); the class of each is set, too: a
/// link that the reader is told to act on is an offer, a date of a meeting an event.
std::vector<Statement> find_statements(std::string_view text, std::vector<Claim>* items,
                                       const ClaimPolicy& policy);

/// Whether one of `evidence` bears a statement out, contradicts it, or neither. Only what we said ourselves can; words of the
/// other party can be quoted.
void find_statement_source(Statement* statement, const std::vector<Evidence>& evidence,
                           const ClaimPolicy& policy);

}  // namespace sa
