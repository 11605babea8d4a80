#include "agents/demo/demo.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "mail/address/address.h"
#include "mail/mime/mbox.h"

namespace sa {
namespace {

constexpr std::size_t kKeySignals = 5;

Result<Message> read_mail(const PolicyLookup& lookup, std::string_view path) {
  TRY(const std::string raw, read_text(lookup, path));
  return parse_message(raw);
}

Result<std::vector<Message>> read_mails(const PolicyLookup& lookup, std::string_view path) {
  TRY(const std::string raw, read_text(lookup, path));
  std::vector<Message> messages;
  std::optional<Error> failed;
  MboxSplitter splitter([&](MboxEntry&& entry) {
    auto message = parse_message(entry.raw);
    if (message) {
      messages.push_back(*std::move(message));
    } else {
      failed = std::move(message).error();
    }
  });
  splitter.feed(raw);
  splitter.finish();
  if (failed) return in_file(*std::move(failed), path);
  return messages;
}

Result<std::string> checked_domain(const std::string& text) {
  auto domain = normalize_domain(text);
  if (domain && domain->find('.') != std::string::npos) return domain;
  return invalid_field("company_domain", "company_domain must be a domain such as example.com");
}

/// The same person at another company.
std::string at_domain(const std::string& address, const std::string& domain) {
  return std::string(local_part_of(address)) + "@" + domain;
}

/// The words that weighed most, each once.
std::vector<std::string> key_signals(std::vector<AnalysisReason> reasons) {
  std::erase_if(reasons,
                [](const AnalysisReason& reason) { return reason.weight <= 0 || reason.words.empty(); });
  std::sort(reasons.begin(), reasons.end(), [](const AnalysisReason& a, const AnalysisReason& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.words < b.words;
  });
  std::vector<std::string> signals;
  for (const AnalysisReason& reason : reasons) {
    if (signals.size() == kKeySignals) break;
    if (std::find(signals.begin(), signals.end(), reason.words) == signals.end())
      signals.push_back(reason.words);
  }
  return signals;
}

bool is_answered(const Message& message, const std::vector<Message>& history) {
  return std::any_of(history.begin(), history.end(), [&](const Message& each) {
    return std::find(each.in_reply_to.begin(), each.in_reply_to.end(), message.message_id) !=
           each.in_reply_to.end();
  });
}

}  // namespace

Result<SampleIdentity> load_sample_identity(const PolicyLookup& lookup) {
  return read_policy<SampleIdentity>(lookup, "samples/identity.json");
}

Result<Demo> Demo::load(const PolicyLookup& lookup, const AgentPolicy& policy, const MailPolicy& mail) {
  Demo demo(policy, mail);
  TRY(demo.identity_, load_sample_identity(lookup));
  TRY(demo.incoming_, read_mail(lookup, "samples/demo/prospecting.eml"));
  TRY(demo.history_, read_mails(lookup, "samples/demo/nurturing.mbox"));
  TRY(demo.draft_, read_policy<SampleDraft>(lookup, "samples/demo/validation.json"));
  return demo;
}

Analysis Demo::judge(const Message& message) const {
  const std::vector<std::string> own = {identity_.email, identity_.shared_email};
  return analyze(message, *mail_, own);
}

Result<ProspectingContext> Demo::prospect(const std::string& company_domain) const {
  TRY(const std::string domain, checked_domain(company_domain));
  Message message = incoming_;
  message.from.address = at_domain(message.from.address, domain);
  ProspectingContext context;
  context.message_id = message.message_id;
  context.sender = message.from.address;
  context.analysis = judge(message);
  context.own = {identity_.name, identity_.email, identity_.company};
  return context;
}

Result<NurturingContext> Demo::nurture(const std::string& company_domain) const {
  TRY(const std::string domain, checked_domain(company_domain));
  NurturingContext context;
  std::vector<Analysis> replies;
  for (const Message& message : history_) {
    Analysis analysis = judge(message);
    if (analysis.kind != MessageKind::human_reply) continue;
    context.contact.name = message.from.name;
    context.contact_id = at_domain(message.from.address, domain);
    context.subject = message.subject;
    context.conversation += analysis.reply_text + "\n";
    context.language = analysis.language;
    replies.push_back(std::move(analysis));
  }
  context.contact.company = domain;
  context.company_id = domain;
  context.engagement_stage = Nurturing(*policy_).stage_of(replies);
  context.own = {identity_.name, identity_.email, identity_.company};
  context.own_timezone = identity_.timezone;
  context.write_text = true;
  return context;
}

Result<std::optional<LlmRequest>> Demo::ask(DemoType type, const std::string& company_domain) const {
  if (type == DemoType::prospecting) {
    TRY(const ProspectingContext context, prospect(company_domain));
    return Prospecting(*policy_).ask(context);
  }
  if (type == DemoType::nurturing) {
    TRY(const NurturingContext context, nurture(company_domain));
    return Nurturing(*policy_).ask(context);
  }
  return std::optional<LlmRequest>();
}

Result<DemoProspecting> Demo::prospecting(const std::string& company_domain,
                                          const std::optional<LlmReply>& reply) const {
  TRY(const ProspectingContext context, prospect(company_domain));
  ProspectingDecision decision = Prospecting(*policy_).decide(context, reply);
  DemoProspecting demo;
  demo.company_domain = std::string(domain_of(context.sender));
  demo.scenario.incoming_message = {context.sender, context.analysis.subject, context.analysis.reply_text};
  demo.scenario.analysis = {context.analysis.relevance_score, key_signals(decision.reasons),
                            decision.next_action.words};
  if (decision.answer) demo.scenario.suggested_response = std::move(decision.answer->body);
  return demo;
}

Result<DemoValidation> Demo::validation(const std::string& company_domain) const {
  TRY(const std::string domain, checked_domain(company_domain));
  ValidationInput input;
  input.recipient = "sarah@" + domain;
  input.subject = draft_.subject;
  input.body = draft_.body;
  input.recipient_name = draft_.recipient_name;
  input.language = "en";
  input.evidence = draft_.evidence;
  ValidationReport report = check_draft("demo", input, policy_->validation);
  DemoValidation demo;
  demo.company_domain = domain;
  demo.scenario.draft = {input.recipient, input.subject, input.body};
  Checks& checks = report.checks;
  demo.scenario.validation_results = {{checks.compliance.passed, std::move(checks.compliance.violations)},
                                      std::move(checks.quality),
                                      std::move(checks.tone),
                                      std::move(checks.length),
                                      report.approval_status,
                                      std::move(report.claims)};
  demo.scenario.operator_action =
      report.approval_status == ApprovalStatus::approved ? "ready_for_send" : "revise";
  return demo;
}

Result<DemoNurturing> Demo::nurturing(const std::string& company_domain, Instant now,
                                      const std::optional<LlmReply>& reply) const {
  TRY(const NurturingContext context, nurture(company_domain));
  TRY(const NurturingDecision decision, Nurturing(*policy_).decide(context, now, reply));
  DemoNurturing demo;
  demo.company_domain = context.company_id;
  demo.scenario.contact = {context.contact.name, context.contact.company, context.engagement_stage};
  bool first = true;
  for (const Message& message : history_) {
    const Analysis analysis = judge(message);
    const bool ours = analysis.kind == MessageKind::own;
    DemoEvent event;
    event.date = to_local(message.date.value_or(now), "UTC").date;
    event.type = !ours ? "reply" : first ? "initial_outreach" : "follow_up";
    event.result = !ours ? std::string(enum_name(analysis.intent))
                         : (is_answered(message, history_) ? "replied" : "no_reply");
    first = first && !ours;
    demo.scenario.engagement_history.push_back(std::move(event));
  }
  demo.scenario.next_action = {decision.type, decision.next_action.body, decision.follow_up_date,
                               std::nullopt};
  if (decision.answer) demo.scenario.next_action.draft = decision.answer->body;
  return demo;
}

}  // namespace sa
