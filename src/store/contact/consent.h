// Rows of consents.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/contact/consent.h"
#include "store/engine/db.h"

namespace sa {

Result<Unit> insert_consent(Tx& tx, const Consent& consent);
/// Newest first.
Result<std::vector<Consent>> list_consents(ReadTx& tx, const std::string& contact_id);
/// Contacts with a consent that has run out and is still their basis, by id after `after_id`.
Result<std::vector<std::string>> list_expired_consents(ReadTx& tx, Instant now, const std::string& after_id,
                                                       std::int64_t limit);
/// When and by whom it was withdrawn. False when it was withdrawn before.
Result<bool> withdraw_consent(Tx& tx, const Consent& consent);

}  // namespace sa
