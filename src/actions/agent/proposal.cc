#include "actions/agent/proposal.h"

#include "actions/agent/prospecting.h"
#include "actions/contact/contact.h"
#include "actions/draft/judge.h"
#include "base/reflect/reflect.h"
#include "store/audit/audit.h"
#include "store/engine/onlooker.h"
#include "store/job/job.h"
#include "store/message/message.h"

namespace sa {
namespace {

constexpr std::int64_t kBatch = 200;

Result<std::int64_t> count_unread(ReadTx& tx) {
  TRY(const std::vector<JobCount> counts, count_jobs(tx));
  std::int64_t unread = 0;
  for (const JobCount& each : counts)
    if (each.kind == analyze_message_job().name && each.state != JobState::DEAD) unread += each.jobs;
  return unread;
}

Result<bool> decide_one(Services& services, Tx& tx, const Actor& actor, ProposalAnswer answer,
                        const std::string& message_id) {
  const bool is_wanted = answer == ProposalAnswer::answer;
  TRY(const bool is_closed, close_proposal(tx, message_id, is_wanted ? "draft_required" : "archive"));
  if (is_closed && is_wanted) TRY_OK(ask_to_analyze_message(services, tx, message_id, actor.trace_id));
  return is_closed;
}

/// How many were decided; the trail says by whom.
Result<std::int64_t> decide_some(Services& services, Tx& tx, const Actor& actor, ProposalAnswer answer,
                                 const std::vector<std::string>& message_ids) {
  std::int64_t decided = 0;
  for (const std::string& id : message_ids) {
    TRY(const bool is_decided, decide_one(services, tx, actor, answer, id));
    decided += is_decided ? 1 : 0;
  }
  if (decided > 0)
    TRY_OK(append_audit(tx, actor, "decide_proposals", {{"answer", enum_name(answer)}, {"decided", decided}},
                        services.clock.now()));
  return decided;
}

/// The pending answer to the mail goes, and the trail says why.
Result<std::optional<std::string>> reject_answer(Services& services, Tx& tx, const Actor& actor,
                                                 const std::string& message_id, Instant now) {
  TRY(const auto answer, find_answer(tx, message_id));
  if (!answer) return std::optional<std::string>();
  TRY(const Draft before, get_draft(tx, *answer));
  if (before.status != DraftStatus::PENDING_APPROVAL) return std::optional<std::string>();
  const std::string reason = "Not a lead.";
  TRY(Draft draft, reject(before, actor.name, reason, now));
  {
    const UnseenWork unseen;  // the gate counts also what the person does not see
    TRY_OK(judge(services, tx, &draft, now));
  }
  TRY_OK(update_draft(tx, draft));
  TRY_OK(append_audit(tx, actor, "reject", before.status, draft, reason,
                      {{"verdict", to_json(draft.verdict)}}, now));
  return answer;
}

}  // namespace

Task<Result<Proposals>> list_proposals(Services& services, Page place) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<Proposals> {
    Proposals found;
    TRY(found.answers, count_proposals(tx));
    TRY(found.unread, count_unread(tx));
    if (found.answers == 0) return found;
    TRY(found.mails, count_incoming(tx));
    TRY(found.items,
        list_proposals(tx, place.after_at.value_or(Instant{INT64_MAX}), place.after_id, place.limit));
    return found;
  });
}

Task<Result<std::int64_t>> decide_proposals(Services& services, const Actor& actor, ProposalAnswer answer,
                                            std::optional<std::vector<std::string>> message_ids) {
  if (message_ids) {
    co_return co_await services.db.write(
        [&](Tx& tx) { return decide_some(services, tx, actor, answer, *message_ids); });
  }
  // Some to a transaction: others write meanwhile.
  std::int64_t decided = 0;
  while (true) {
    CO_TRY(const std::int64_t some, co_await services.db.write([&](Tx& tx) -> Result<std::int64_t> {
      TRY(const auto rows, list_proposals(tx, Instant{INT64_MAX}, "", kBatch));
      std::vector<std::string> ids;
      for (const ProposalRow& row : rows) ids.push_back(row.message_id);
      return decide_some(services, tx, actor, answer, ids);
    }));
    decided += some;
    if (some < kBatch) co_return decided;
  }
}

Task<Result<LeadMark>> mark_lead(Services& services, const Actor& actor, std::string message_id,
                                 bool not_a_lead) {
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<LeadMark> {
    TRY(const MessageRow message, get_message(tx, message_id));
    const std::string hash = key_hash_of(services, message.sender_key);
    LeadMark mark{message_id, message.sender, not_a_lead, std::nullopt};
    TRY_OK(append_audit(tx, actor, not_a_lead ? "mark_not_a_lead" : "unmark_not_a_lead", {{"key_hash", hash}},
                        now));
    if (!not_a_lead) {
      TRY_OK(unmark_not_lead(tx, hash));
      return mark;
    }
    TRY_OK(mark_not_lead(tx, hash, actor.name, now));
    TRY_OK(close_proposal(tx, message_id, "archive"));
    TRY(mark.draft_id, reject_answer(services, tx, actor, message_id, now));
    return mark;
  });
}

}  // namespace sa
