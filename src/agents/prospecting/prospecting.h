// The prospecting agent: decides whether an incoming mail deserves an answer, why, and which one. Pure: the action
// gathers the context, passes the request from `ask` to the writer, and stores the decision from `decide`.
//
//   if (auto request = agent.ask(context)) reply = co_await llm.write(*request);   // in actions/
//   ProspectingDecision decision = agent.decide(context, reply);
//
// An automatic mail, or one that says no, never gets a draft, whatever its score.
// THREADS: immutable; share freely. REQUIRES: the policy outlives the agent.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agents/answer.h"
#include "agents/claim/claim.h"
#include "agents/policy/agent_policy.h"
#include "agents/prospecting/said.h"
#include "core/agent/llm.h"
#include "mail/analysis.h"

namespace sa {

/// Known facts about the person who wrote. Empty: not known.
struct ContactCard {
  std::string name;
  std::string company;
  std::string suppressed_because;  ///< set: nothing may be sent to them
  std::string language = {};       ///< ISO 639-1, as the CRM says
};
BOOST_DESCRIBE_STRUCT(ContactCard, (), (name, company, suppressed_because, language))

/// The person who answers.
struct SenderCard {
  std::string name;
  std::string email;
  std::string company;
};
BOOST_DESCRIBE_STRUCT(SenderCard, (), (name, email, company))

struct ProspectingContext {
  std::string message_id;  ///< ours, or the caller's
  std::string sender;      ///< From, as it was given
  Analysis analysis;
  ContactCard contact;
  SenderCard own;
  bool answers_ours = false;         ///< a mail of ours stands before it in the conversation
  std::string thread_language = {};  ///< ISO 639-1, of its other mails; empty: not known
};

enum class ProspectingAction { draft_required, archive };
BOOST_DESCRIBE_ENUM(ProspectingAction, draft_required, archive)

struct ProspectingNext {
  ProspectingStep step = ProspectingStep::none;
  std::string words;                 ///< for a person
  std::optional<std::string> until;  ///< ISO date, for a pause that ends
};
BOOST_DESCRIBE_STRUCT(ProspectingNext, (), (step, words, until))

struct ProspectingDecision {
  ProspectingAction action = ProspectingAction::archive;
  /// Null for archive, and where no writer answered or its text was refused: `reasons` say so then.
  std::optional<AnswerText> answer;
  std::vector<AnalysisReason> reasons;
  ProspectingNext next_action;
};
BOOST_DESCRIBE_STRUCT(ProspectingDecision, (), (action, answer, reasons, next_action))

/// The answer of POST /api/agents/prospecting/analyze.
struct ProspectingAnalysis {
  std::string message_id;
  std::string sender;
  std::string subject;
  IntentFlags intent_analysis;
  double relevance_score = 0;
  Entities entities;
  std::optional<std::string> response_prompt;  ///< the recommended answer
  ProspectingAction action = ProspectingAction::archive;
  MessageKind kind = MessageKind::human_reply;
  std::vector<AnalysisReason> reasons;
};
BOOST_DESCRIBE_STRUCT(ProspectingAnalysis, (),
                      (message_id, sender, subject, intent_analysis, relevance_score, entities,
                       response_prompt, action, kind, reasons))

class Prospecting {
 public:
  explicit Prospecting(const AgentPolicy& policy) : policy_(policy) {}

  static constexpr const char* kName = "prospecting";
  const std::string& version() const { return policy_.version(kName); }

  /// The request to the writer; null if the mail gets no draft.
  std::optional<LlmRequest> ask(const ProspectingContext& context) const;

  /// `reply`: what the writer answered to ask(); null when it was not asked or did not answer.
  ProspectingDecision decide(const ProspectingContext& context, const std::optional<LlmReply>& reply) const;

 private:
  struct Judged;
  Judged judge(const ProspectingContext& context) const;
  LlmRequest request_of(const ProspectingContext& context, const Said& said) const;
  const AgentPolicy& policy_;
};

ProspectingAnalysis analysis_of(const ProspectingContext& context, const ProspectingDecision& decision);

}  // namespace sa
