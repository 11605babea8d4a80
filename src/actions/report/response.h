// Notes in the trail what came back for a mail of ours, in the transaction that stores it: in the row of the mail that it counts for
// (core/report/response.h). What nothing of ours can have caused leaves no row.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "core/draft/attempt.h"
#include "core/draft/draft.h"
#include "core/report/response.h"
#include "store/engine/db.h"

namespace sa {

/// `email_key`: who responded, or which address did not take the mail. `named`: the draft whose mail the response names; else it counts for
/// the last one before it. False when there is none.
Result<bool> note_response(Tx& tx, const MailResponse& response, const std::string& email_key,
                           const std::optional<std::string>& named, const std::string& trace_id, Instant now);

/// What the receipt of a mail keeps for the figures: whose mailbox it left, who it went to, and what it was a part of.
Result<boost::json::object> receipt_details(ReadTx& tx, const Draft& draft, const SendAttempt& attempt);

}  // namespace sa
