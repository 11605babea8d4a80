// Proposals: mails of a large import that we would answer. Nothing is written until a person says so.
// THREADS: any.
// ERRORS: not_found; those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/user/actor.h"
#include "store/agent/agent.h"
#include "store/draft/draft.h"

namespace sa {

struct Proposals {
  std::int64_t answers = 0;  ///< how many we would answer
  std::int64_t mails = 0;    ///< of so many that came in; 0 when there is no proposal
  std::int64_t unread = 0;   ///< mails that nobody has judged yet: further proposals may come
  std::vector<ProposalRow> items;
};

/// Newest first; one more than `place.limit` when there is a further page.
Task<Result<Proposals>> list_proposals(Services& services, Page place);

enum class ProposalAnswer { answer, dismiss };
BOOST_DESCRIBE_ENUM(ProposalAnswer, answer, dismiss)

/// Has drafts written for these mails, or decides that they need none; without ids for all proposals. How many it were.
Task<Result<std::int64_t>> decide_proposals(Services& services, const Actor& actor, ProposalAnswer answer,
                                            std::optional<std::vector<std::string>> message_ids);

/// The mark that somebody's mail is no lead.
struct LeadMark {
  std::string message_id;
  std::string address;
  bool not_a_lead = true;
  std::optional<std::string> draft_id;  ///< of the pending answer, which is rejected with it
};
BOOST_DESCRIBE_STRUCT(LeadMark, (), (message_id, address, not_a_lead, draft_id))

/// Remembers that who wrote the mail is no lead: no mail from there gets a draft by itself, and a pending answer to this one is rejected.
/// `not_a_lead` false takes the mark away.
Task<Result<LeadMark>> mark_lead(Services& services, const Actor& actor, std::string message_id,
                                 bool not_a_lead);

}  // namespace sa
