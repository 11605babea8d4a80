#include "actions/draft/withdraw.h"

#include "actions/draft/judge.h"
#include "actions/draft/sweep.h"
#include "base/reflect/reflect.h"
#include "store/audit/audit.h"
#include "store/draft/draft.h"

namespace sa {

Result<Unit> withdraw_draft_of_step(const Services& services, Tx& tx, const Actor& actor, const Draft& before,
                                    const std::string& reason) {
  const Instant now = services.clock.now();
  TRY(Draft after, reject(before, actor.name, reason, now));
  TRY_OK(judge(services, tx, &after, now));
  TRY_OK(update_draft(tx, after));
  TRY_OK(append_audit(tx, actor, "reject", before.status, after, reason,
                      {{"verdict", to_json(after.verdict)}}, now));
  // It may lie ready at the provider.
  return before.status == DraftStatus::APPROVED ? ask_to_sweep(services, tx, actor.trace_id) : ok();
}

}  // namespace sa
