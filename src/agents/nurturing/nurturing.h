// The nurturing agent: decides the next step for a contact, its date, and its task and note. The day is a
// business day where the contact is. It sends nothing and creates nothing: the action does. THREADS:
// immutable; share freely. REQUIRES: the policy outlives the agent. ERRORS: invalid, naming the field, for an
// unknown stage.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agents/answer.h"
#include "agents/policy/agent_policy.h"
#include "agents/prospecting/prospecting.h"
#include "core/agent/llm.h"

namespace sa {

struct NurturingContext {
  std::string contact_id;
  std::string company_id;
  std::string engagement_stage;  ///< an id or alias of policy/nurturing.json
  ContactCard contact;
  SenderCard own;
  std::string timezone;      ///< IANA name of the contact's zone; empty: not known
  std::string own_timezone;  ///< used where the contact's is not known; empty: UTC
  std::string country;       ///< ISO 3166-1; empty: that of the zone
  std::string language;      ///< of the conversation, ISO 639-1; empty or "und": not known
  std::string subject;       ///< of the conversation; empty: a new one
  std::string conversation;  ///< the words of the contact so far; inbound text
  bool write_text = false;   ///< ask for the text of the follow-up as well
};

struct NurturingNextAction {
  std::string title;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(NurturingNextAction, (), (title, body))

/// The task and note for the CRM (or the local list).
struct NurturingTask {
  std::string title;
  std::string body;
  Instant due_at;
};
BOOST_DESCRIBE_STRUCT(NurturingTask, (), (title, body, due_at))

struct NurturingNote {
  std::string body;                  ///< for a person
  boost::json::object context_json;  ///< for agent_notes.context_json: stage, dates, what moved them, version
};
BOOST_DESCRIBE_STRUCT(NurturingNote, (), (body, context_json))

struct NurturingDecision {
  std::string contact_id;
  std::string company_id;
  std::string stage;  ///< as it was given
  std::string type;   ///< of the next step: "introduction", "share_example", ...
  NurturingNextAction next_action;
  Date follow_up_date;  ///< in the contact's zone
  NurturingTask task;
  NurturingNote note;
  std::vector<std::string> reasons;  ///< how the day was found
  std::optional<AnswerText> answer;  ///< the follow-up's text, where a writer gave one
};
BOOST_DESCRIBE_STRUCT(NurturingDecision, (),
                      (contact_id, company_id, stage, type, next_action, follow_up_date, task, note, reasons,
                       answer))

/// The answer of POST /api/agents/nurturing/schedule.
struct NurturingSchedule {
  std::string contact_id;
  std::string company_id;
  std::string stage;
  NurturingNextAction next_action;
  Date follow_up_date;
  std::string task_id;
  std::optional<std::string>
      draft_id;  ///< of the mail that is due then; null: the contact has no address, or wants no mail
};
BOOST_DESCRIBE_STRUCT(NurturingSchedule, (),
                      (contact_id, company_id, stage, next_action, follow_up_date, task_id, draft_id))

class Nurturing {
 public:
  explicit Nurturing(const AgentPolicy& policy) : policy_(policy) {}

  static constexpr const char* kName = "nurturing";
  const std::string& version() const { return policy_.version(kName); }

  /// Null unless `write_text` is set and the stage is known.
  std::optional<LlmRequest> ask(const NurturingContext& context) const;
  Result<NurturingDecision> decide(const NurturingContext& context, Instant now,
                                   const std::optional<LlmReply>& reply) const;

  /// The stage that the contact's replies show: the id of policy/nurturing.json.
  std::string stage_of(const std::vector<Analysis>& replies) const;

 private:
  const AgentPolicy& policy_;
};

NurturingSchedule schedule_of(const NurturingDecision& decision, const std::string& task_id);

}  // namespace sa
