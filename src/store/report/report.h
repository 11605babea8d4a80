// The facts behind the reports, over a period [from, to). What is read of many rows is handed on one by one, so that a long period takes no
// more memory than a short one.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/report/agent.h"
#include "core/report/operator.h"
#include "core/report/pipeline.h"
#include "core/report/report.h"
#include "core/report/sending.h"
#include "store/engine/db.h"

namespace sa {

/// The mails that left in the period and are seen by who asks, in the order of sending, each with what has come back for it until now.
Result<Unit> for_each_sent_mail(ReadTx& tx, Instant from, Instant to,
                                const std::function<void(const CountedMail&)>& take);
/// Drafts of agents on which a person decided in the period, if the decision stands.
Result<Unit> for_each_decided_draft(ReadTx& tx, Instant from, Instant to,
                                    const std::function<void(const DecidedDraft&)>& take);
/// What people did in the period, in order.
Result<Unit> for_each_operator_step(ReadTx& tx, Instant from, Instant to,
                                    const std::function<void(const OperatorStep&)>& take);

/// A mail that was answered.
struct AnsweredMail {
  std::string user_id;  ///< who approved the answer
  Instant received_at;
  Instant sent_at;
};
BOOST_DESCRIBE_STRUCT(AnsweredMail, (), (user_id, received_at, sent_at))
Result<std::vector<AnsweredMail>> list_answered_mails(ReadTx& tx, Instant from, Instant to);

/// All deals that have an amount.
Result<std::vector<DealWorth>> list_deals_worth(ReadTx& tx);

/// The counts of the outcome reporter (agents/outcome_reporter/outcome_reporter.h).
Result<EngagementFacts> count_engagement(ReadTx& tx, Instant from, Instant to);
Result<FunnelFacts> count_funnel(ReadTx& tx, Instant from, Instant to);
Result<AgentFacts> count_agents(ReadTx& tx, Instant from, Instant to);

}  // namespace sa
