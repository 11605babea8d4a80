#include "actions/report/response.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "core/user/actor.h"
#include "store/audit/audit.h"
#include "store/draft/draft.h"
#include "store/engine/onlooker.h"
#include "store/report/response.h"

namespace sa {
namespace {

/// Who opts out means the mail that they answer only if it went to them; a report on a mail names whichever it is about.
bool may_name(const MailResponse& response, const std::vector<MailTo>& mails, const std::string& draft_id) {
  const bool is_report = response.kind == ResponseKind::bounce || response.kind == ResponseKind::complaint;
  return is_report || std::ranges::find(mails, draft_id, &MailTo::draft_id) != mails.end();
}

}  // namespace

Result<bool> note_response(Tx& tx, const MailResponse& response, const std::string& email_key,
                           const std::optional<std::string>& named, const std::string& trace_id,
                           Instant now) {
  const UnseenWork unseen;
  TRY(const auto mails, list_mails_to(tx, email_key));
  std::optional<std::string> draft_id;
  if (named && may_name(response, mails, *named)) {
    draft_id = named;
  } else if (const MailTo* last = last_before(mails, response.kind, response.at)) {
    draft_id = last->draft_id;
  }
  if (!draft_id) return false;
  TRY(const Draft draft, get_draft(tx, *draft_id));
  Actor actor = system_actor("responses");
  actor.trace_id = trace_id;
  TRY_OK(
      append_audit(tx, actor, "note_response", draft.status, draft, "", to_json(response).as_object(), now));
  return true;
}

Result<boost::json::object> receipt_details(ReadTx& tx, const Draft& draft, const SendAttempt& attempt) {
  TRY(const ReceiptFacts facts, get_receipt_facts(tx, draft.recipient_key, attempt.mailbox_id));
  return boost::json::object{{"contact_id", to_json(facts.contact_id)},
                             {"key_hash", attempt.key_hash},
                             {"mailbox_id", attempt.mailbox_id},
                             {"user_id", to_json(facts.user_id)},
                             {"source", to_json(draft.source)}};
}

}  // namespace sa
