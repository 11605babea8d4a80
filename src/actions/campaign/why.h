// Why mail does not go out: of the whole house, of a mailbox, of a campaign or of one draft, by the gate's verdicts of now, the states of
// enrolments, mailboxes and campaigns, a campaign's checklist, and the providers.
// THREADS: any. Time and memory: of 300 waiting drafts, those under way and approved first; further ones that wait for approval are counted.
// ERRORS: not_found for a draft or campaign that is not there; invalid for a mailbox that the asker does not see; those of
// store/engine/db.h.
#pragma once

#include <string>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/draft/why.h"

namespace sa {

/// About what somebody asks; all empty: the house. A draft says it alone.
struct WhyQuestion {
  std::string mailbox_id;
  std::string campaign_id;
  std::string draft_id;
  static std::vector<Rule> rules() {
    return {
        rule(&WhyQuestion::mailbox_id).optional().describe("only mail from this mailbox"),
        rule(&WhyQuestion::campaign_id).optional().describe("only mail of this campaign"),
        rule(&WhyQuestion::draft_id).optional().describe("only this draft; the others are not looked at")};
  }
};
BOOST_DESCRIBE_STRUCT(WhyQuestion, (), (mailbox_id, campaign_id, draft_id))

Task<Result<Why>> find_why(Services& services, WhyQuestion question);

}  // namespace sa
