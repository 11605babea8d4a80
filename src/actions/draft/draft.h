// All actions on a draft except sending (actions/draft/send.h). Each function is one transaction: load, decide
// (core/draft/draft.h), store, append to the trail.
// THREADS: any; may be called from any coroutine.
// ERRORS: as core/draft/draft.h; not_found for an unknown id; unavailable when the database is down.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "actions/job/kind.h"
#include "actions/progress/follow.h"
#include "actions/services.h"
#include "base/async/task.h"
#include "core/draft/draft.h"
#include "core/user/actor.h"
#include "store/draft/draft.h"

namespace sa {

/// A wish for a draft. Who writes it says only what the mail is; From, footer, hashes, checks and verdict are ours.
struct NewDraft {
  std::string id;  ///< empty: we choose one
  std::string recipient;
  std::string subject;
  std::string body;
  boost::json::object metadata;
  std::optional<std::string> message_id;  ///< the message that it answers: our id
  DraftSource source;
  std::optional<std::string> mailbox_id =
      {};                    ///< that it leaves from; null: it is chosen (actions/mailbox/line.h)
  std::string user_id = {};  ///< whose own mailbox counts then; empty: an agent's wish
  std::optional<std::string> follows_id =
      {};                ///< our own mail, which was sent, whose thread it goes on with: a draft's id
  bool goes_on = false;  ///< such a mail that is not there: only to be tried, never stored
};

/// The draft as the person saw it who decides: If-Match of the API.
struct SeenDraft {
  std::int64_t version = 1;
  DraftStatus status = DraftStatus::PENDING_APPROVAL;
};

/// Nobody overrules a colleague without knowing it. ERRORS: conflict with the present `draft`, when it is not as it was `seen`.
Result<Unit> check_seen(const Draft& present, const std::optional<SeenDraft>& seen);

/// Stores the draft as PENDING_APPROVAL, with its checks, claims and verdict; with OPERATOR_APPROVAL_REQUIRED=false
/// and not one finding it is approved by policy at once.
/// The same id with the same content answers the draft as it is; with other content: conflict.
/// ERRORS: invalid with every wrong field, among them a new conversation's body that is too short or too long for
/// policy/validation.json.
Task<Result<Draft>> create_draft(Services& services, const Actor& actor, NewDraft wish);
/// The same in two steps, for who stores more in that transaction. Composing judges the words, which takes longer than storing
/// them and needs no turn to write.
Task<Result<Draft>> compose_draft(Services& services, NewDraft wish);
Result<Draft> store_draft(Services& services, Tx& tx, const Actor& actor, Draft composed);

/// `acknowledged`: the findings that the person looked at and lets stand; the trail keeps them.
/// ERRORS: conflict, when the draft is no longer as it was `seen`; so below.
Task<Result<Draft>> approve_draft(Services& services, const Actor& actor, std::string id,
                                  std::string approved_by, std::optional<std::string> content_hash,
                                  std::vector<std::string> acknowledged = {},
                                  std::optional<SeenDraft> seen = {});
/// A person vouches for one claim of exactly this content: it no longer bars the approval. An edit takes it back.
/// ERRORS: not_found for an unknown draft or claim; conflict for another content, or a claim that needs nobody's word.
Task<Result<Draft>> acknowledge_claim(Services& services, const Actor& actor, std::string id,
                                      std::string claim_id, std::string content_hash, std::string reason);
/// `next`: how the sequence goes on that it is a step of.
Task<Result<Draft>> reject_draft(Services& services, const Actor& actor, std::string id,
                                 std::string rejected_by, std::string reason,
                                 std::optional<SeenDraft> seen = {}, RejectNext next = RejectNext::stop);
/// Takes a rejection back that was a slip.
Task<Result<Draft>> reopen_draft(Services& services, const Actor& actor, std::string id,
                                 std::optional<SeenDraft> seen = {});
/// Puts a draft aside until then; null: it is shown again now.
Task<Result<Draft>> snooze_draft(Services& services, const Actor& actor, std::string id,
                                 std::optional<Instant> until, std::optional<SeenDraft> seen = {});
Task<Result<Draft>> withdraw_draft(Services& services, const Actor& actor, std::string id,
                                   std::optional<SeenDraft> seen = {});
/// `version` is the one that the editor saw; conflict when it is no longer the present one.
Task<Result<Draft>> edit_draft(Services& services, const Actor& actor, std::string id, DraftEdit change,
                               std::optional<std::int64_t> version, std::optional<SeenDraft> seen = {});
/// Moves drafts past their deadline to EXPIRED.
JobRow expire_drafts_job();
/// It is asked for at once, beside its turns.
Result<Unit> ask_to_expire(const Services& services, Tx& tx);

/// Judges those anew whose recipient must not be written to by now.
Result<Unit> judge_suppressed(const Services& services, ReadTx& tx, const std::vector<Draft*>& drafts,
                              Instant now);

/// A page of drafts, for a reader: oldest first of what waits for a person, newest first of the rest. The verdicts are those
/// of the last step, with the moment when a hold ends; only a "no" that came since is judged anew, as it ends everything.
Task<Result<std::vector<Draft>>> list_drafts(Services& services, DraftStatus status, Page page);
/// The draft with its verdict judged anew, as of now: what a reader sees.
Task<Result<Draft>> get_draft(Services& services, std::string id);

}  // namespace sa
