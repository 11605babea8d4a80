// The demo agent: a preview for a visitor before any mailbox is connected. It runs the real agents on mails that
// come with the program (samples/demo/); nothing in its answers is written by hand.
//
//   if (TRY(auto request, demo.ask(type, domain)); request) reply = ...;   // the writer's part, in actions/
//   demo.prospecting(domain, reply);  demo.validation(domain);  demo.nurturing(domain, now, reply);
// THREADS: immutable once loaded; share freely. REQUIRES: both policies outlive it.
// ERRORS: invalid, naming `company_domain`, if it is not a domain.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/nurturing/nurturing.h"
#include "agents/policy/agent_policy.h"
#include "agents/prospecting/prospecting.h"
#include "agents/validation/validation.h"
#include "core/agent/llm.h"

namespace sa {

enum class DemoType { prospecting, validation, nurturing };
BOOST_DESCRIBE_ENUM(DemoType, prospecting, validation, nurturing)

/// Used where the visitor names none (GET).
inline constexpr const char* kDemoDomain = "example.com";

struct DemoMessage {
  std::string from;
  std::string subject;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(DemoMessage, (), (from, subject, body))

struct DemoIntent {
  double intent_score = 0;
  std::vector<std::string> key_signals;
  std::string next_action;
};
BOOST_DESCRIBE_STRUCT(DemoIntent, (), (intent_score, key_signals, next_action))

struct DemoProspectingScenario {
  DemoMessage incoming_message;
  DemoIntent analysis;
  std::optional<std::string> suggested_response;
};
BOOST_DESCRIBE_STRUCT(DemoProspectingScenario, (), (incoming_message, analysis, suggested_response))

struct DemoProspecting {
  DemoType demo_type = DemoType::prospecting;
  std::string company_domain;
  DemoProspectingScenario scenario;
};
BOOST_DESCRIBE_STRUCT(DemoProspecting, (), (demo_type, company_domain, scenario))

struct DemoDraft {
  std::string to;
  std::string subject;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(DemoDraft, (), (to, subject, body))

struct DemoValidationResults {
  Check compliance_check;  ///< its violations as `issues`, as the seed names them
  Check quality_check;
  Check tone_check;
  Check length_check;
  ApprovalStatus overall_status = ApprovalStatus::requires_review;
  std::vector<Claim> claims;
};
BOOST_DESCRIBE_STRUCT(DemoValidationResults, (),
                      (compliance_check, quality_check, tone_check, length_check, overall_status, claims))

struct DemoValidationScenario {
  DemoDraft draft;
  DemoValidationResults validation_results;
  std::string operator_action;  ///< "ready_for_send" or "revise"
};
BOOST_DESCRIBE_STRUCT(DemoValidationScenario, (), (draft, validation_results, operator_action))

struct DemoValidation {
  DemoType demo_type = DemoType::validation;
  std::string company_domain;
  DemoValidationScenario scenario;
};
BOOST_DESCRIBE_STRUCT(DemoValidation, (), (demo_type, company_domain, scenario))

struct DemoContact {
  std::string name;
  std::string company;
  std::string engagement_stage;
};
BOOST_DESCRIBE_STRUCT(DemoContact, (), (name, company, engagement_stage))

struct DemoEvent {
  Date date;
  std::string type;    ///< "initial_outreach", "follow_up", "reply"
  std::string result;  ///< of ours: "replied" or "no_reply"; of theirs: the main intent
};
BOOST_DESCRIBE_STRUCT(DemoEvent, (), (date, type, result))

struct DemoNextAction {
  std::string type;
  std::string content;
  Date timing;
  std::optional<std::string> draft;  ///< the follow-up's text
};
BOOST_DESCRIBE_STRUCT(DemoNextAction, (), (type, content, timing, draft))

struct DemoNurturingScenario {
  DemoContact contact;
  std::vector<DemoEvent> engagement_history;
  DemoNextAction next_action;
};
BOOST_DESCRIBE_STRUCT(DemoNurturingScenario, (), (contact, engagement_history, next_action))

struct DemoNurturing {
  DemoType demo_type = DemoType::nurturing;
  std::string company_domain;
  DemoNurturingScenario scenario;
};
BOOST_DESCRIBE_STRUCT(DemoNurturing, (), (demo_type, company_domain, scenario))

/// samples/identity.json: who the sample mailbox belongs to.
struct SampleIdentity {
  std::string about;
  std::string name;
  std::string email;
  std::string shared_email;
  std::string company;
  std::string postal_address;
  std::string timezone;
};
BOOST_DESCRIBE_STRUCT(SampleIdentity, (),
                      (about, name, email, shared_email, company, postal_address, timezone))

Result<SampleIdentity> load_sample_identity(const PolicyLookup& lookup);

/// samples/demo/validation.json: a draft with faults on purpose.
struct SampleDraft {
  std::string about;
  std::string recipient_name;
  std::string subject;
  std::string body;
  std::vector<Evidence> evidence;
};
BOOST_DESCRIBE_STRUCT(SampleDraft, (), (about, recipient_name, subject, body, evidence))

class Demo {
 public:
  static constexpr const char* kName = "demo";

  /// Reads samples/demo/* by `lookup`.
  static Result<Demo> load(const PolicyLookup& lookup, const AgentPolicy& policy, const MailPolicy& mail);

  /// The request to the writer for that demo; null if it needs no text.
  Result<std::optional<LlmRequest>> ask(DemoType type, const std::string& company_domain) const;

  Result<DemoProspecting> prospecting(const std::string& company_domain,
                                      const std::optional<LlmReply>& reply) const;
  Result<DemoValidation> validation(const std::string& company_domain) const;
  Result<DemoNurturing> nurturing(const std::string& company_domain, Instant now,
                                  const std::optional<LlmReply>& reply) const;

  const std::string& version() const { return policy_->version(kName); }

 private:
  Demo(const AgentPolicy& policy, const MailPolicy& mail) : policy_(&policy), mail_(&mail) {}
  Result<ProspectingContext> prospect(const std::string& company_domain) const;
  Result<NurturingContext> nurture(const std::string& company_domain) const;
  Analysis judge(const Message& message) const;

  const AgentPolicy* policy_;
  const MailPolicy* mail_;
  SampleIdentity identity_;
  Message incoming_;
  std::vector<Message> history_;  ///< oldest first
  SampleDraft draft_;
};

}  // namespace sa
