// Compares a draft's tables with what its trail says that they must contain.
// THREADS: pure functions.
#pragma once

#include <functional>
#include <string>

#include "actions/audit/audit.h"
#include "core/audit/replay.h"
#include "store/audit/audit_check.h"

namespace sa {

/// Takes each difference: its kind, and the words for a person.
using Differs = std::function<void(AuditFault, std::string)>;

/// The draft's content against its own hash, and who decided what against the trail. `changed_fields` names the fields
/// in which it differs from what its version kept ("body, subject"), empty when none does or that is not known.
void compare_draft(const StoredDraft& draft, const Replay& trail, const std::string& changed_fields,
                   const Differs& differs);

/// A version's content against its hash, and that against the trail. False when it was written before migration 0002,
/// so that its content cannot be proved.
bool compare_version(const StoredVersion& version, const Replay& trail, const Differs& differs);

/// Compares the end of an attempt and the hash of the sent bytes with the trail.
void compare_attempt(const StoredAttempt& attempt, const Replay& trail, const Differs& differs);

/// The fields of the mail in which a draft differs from its version of the same number.
std::string list_changed_fields(const StoredDraft& draft, const StoredVersion& version);

}  // namespace sa
