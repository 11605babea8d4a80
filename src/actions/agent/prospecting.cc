#include "actions/agent/prospecting.h"

#include <algorithm>

#include "actions/agent/agent_run.h"
#include "actions/agent/writer.h"
#include "actions/contact/contact.h"
#include "actions/draft/draft.h"
#include "actions/mailbox/line.h"
#include "agents/prospecting/worth_answering.h"
#include "base/crypto/hash.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "mail/address/address.h"
#include "mail/analysis.h"
#include "store/contact/contact.h"
#include "store/crm/crm.h"
#include "store/draft/draft.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"

namespace sa {
namespace {

/// What the job knows before it asks the agent.
struct Gathered {
  MessageRow message;
  ProspectingContext context;
  std::string recipient;         ///< whom the answer goes to
  std::string mailbox_id;        ///< that it would leave from
  std::string archived_because;  ///< not empty: no draft, whatever the agent thinks
};

SenderCard sender_card(const Services& services) {
  return {services.sender.name, services.sender.address, services.sender.company};
}
SenderCard sender_card(const Services& services, const TeamMailbox& mailbox) {
  return {mailbox.name, mailbox.address, services.sender.company};
}

/// The stored analysis, with the members that have columns of their own.
Result<Analysis> stored_analysis(const MessageRow& message) {
  boost::json::value json = message.analysis;
  json.as_object()["reply_text"] = message.reply_text;
  const bool knows_answer_to = json.as_object().contains("reply_to");
  TRY(Analysis analysis, from_json<Analysis>(json, Unknown::ignore));
  // What was read before there was such a judgement is answered as it was then.
  if (!knows_answer_to) analysis.reply_to = analysis.from;
  return analysis;
}

/// The address that an answer goes to; the sender's where none was found, for the reasons that are given then.
std::string answered_address(const MessageRow& message, const Analysis& analysis) {
  return analysis.reply_to ? analysis.reply_to->address : message.sender;
}

Result<MailPlace> place_of(const Services& services, ReadTx& tx, const MessageRow& message,
                           const std::string& recipient, Instant now) {
  MailPlace place{recipient, message.sent_at, std::nullopt, std::nullopt, false};
  TRY(const auto newer, find_newer_message(tx, message));
  if (newer) place.newer = newer->direction;
  TRY(place.newest_inbound_at, find_newest_inbound_at(tx, now));
  TRY(place.is_no_lead, is_not_lead(tx, key_hash_of(services, message.sender_key)));
  return place;
}

/// The language that the newest other mail of a conversation surely has.
std::string language_of(const std::vector<MessageRow>& thread, const std::string& message_id) {
  std::string language;
  for (const MessageRow& mail : thread) {
    const std::string found = member_text(mail.analysis, "language");
    const std::string belief = member_text(mail.analysis, "language_belief");
    const bool is_sure = belief.empty() || belief == enum_name(Belief::sure);
    if (mail.message_id != message_id && is_sure && found != "und" && !found.empty()) language = found;
  }
  return language;
}

Result<Gathered> gather(const Services& services, ReadTx& tx, const std::string& message_id) {
  TRY(MessageRow message, get_message(tx, message_id));
  TRY(Analysis analysis, stored_analysis(message));
  const std::string recipient = answered_address(message, analysis);
  const std::string recipient_key = fold_address(recipient);
  TRY(const auto contact, find_contact_by_email(tx, address_keys(services, recipient_key)));
  Draft probe;
  probe.recipient_key = recipient_key;
  TRY(const GateContext facts, get_gate_context(tx, probe, address_keys(services, recipient_key),
                                                services.gate_policy.limits, services.clock.now()));
  MailboxWish from;
  from.came_to = message.mailbox_id;
  TRY(from.contact_mailbox_id, find_mailbox_of(tx, address_keys(services, recipient_key)));
  TRY(const TeamMailbox mailbox, choose_mailbox(tx, from, services.clock.now()));
  Gathered gathered;
  gathered.mailbox_id = mailbox.mailbox_id;
  gathered.context = {message_id, message.sender, std::move(analysis), {}, sender_card(services, mailbox),
                      false};
  if (contact) gathered.context.contact = {contact->name, contact->company, {}, contact->language};
  auto& language = gathered.context.contact.language;
  if (language.empty()) {
    TRY(language, find_crm_language(tx, recipient_key));
  }
  const auto& suppressions = facts.contact.suppressions;
  if (!suppressions.empty())
    gathered.context.contact.suppressed_because = enum_name(suppressions.front().reason);
  TRY(const MailPlace place, place_of(services, tx, message, recipient, services.clock.now()));
  gathered.archived_because = why_not_worth_answering(place);
  gathered.recipient = recipient;
  TRY(const auto thread, list_thread_messages(tx, message.thread_id));
  gathered.context.answers_ours = std::any_of(thread.begin(), thread.end(), [&](const MessageRow& other) {
    return other.direction == Direction::out && other.sent_at <= message.sent_at;
  });
  gathered.context.thread_language = language_of(thread, message_id);
  gathered.message = std::move(message);
  return gathered;
}

NewDraft wish_of(const Gathered& gathered, const AnswerText& answer, const AgentRun& run) {
  NewDraft wish;
  wish.recipient = gathered.recipient;
  wish.subject = answer.subject;
  wish.body = answer.body;
  wish.message_id = gathered.message.message_id;
  wish.mailbox_id = gathered.mailbox_id;
  wish.source = {run.agent, run.run_id, answer.model, answer.prompt_version};
  if (!answer.fallback_reason.empty()) wish.source.fallback_reason = answer.fallback_reason;
  return wish;
}

std::string input_of(const ProspectingContext& context) {
  return Canonical()
      .add(context.message_id)
      .add(to_json_text(context.analysis))
      .add(to_json_text(context.contact))
      .text();
}

boost::json::object output_of(const ProspectingDecision& decision, const std::string& archived_because) {
  boost::json::object output{{"reasons", to_json(decision.reasons)},
                             {"next_action", to_json(decision.next_action)}};
  if (!archived_because.empty()) output["archived_because"] = archived_because;
  return output;
}

struct AnalyzeMessage {
  std::string message_id;
  std::optional<bool> only_looks;  ///< a draft is proposed, and a person decides whether it is written
};
BOOST_DESCRIBE_STRUCT(AnalyzeMessage, (), (message_id, only_looks))

Task<Result<Unit>> run_analysis(Services& services, AnalyzeMessage wish, JobTry at) {
  const std::string& message_id = wish.message_id;
  const bool last_try = at.is_last;
  const bool looks = wish.only_looks.value_or(false);
  CO_TRY(const Gathered gathered,
         co_await services.db.read([&](ReadTx& tx) { return gather(services, tx, message_id); }));
  AgentRun run = begin_run(services, Prospecting::kName, input_of(gathered.context), at.trace_id);
  const Prospecting agent(services.agent_policy);
  const bool wanted = gathered.archived_because.empty();
  const auto request = wanted && !looks ? agent.ask(gathered.context) : std::nullopt;
  auto reply = co_await write_text(services, request, last_try ? Patience::now : Patience::later);
  if (!reply && !last_try && is_worth_another_try(reply.error().code)) co_return std::move(reply).error();
  const std::optional<LlmReply> text = reply ? *reply : std::nullopt;
  const ProspectingDecision decision = agent.decide(gathered.context, text);
  end_run(services, text, &run);
  run.message_id = message_id;
  run.action = wanted ? enum_name(decision.action) : "archive";
  if (wanted && looks && decision.action == ProspectingAction::draft_required) run.action = kProposed;
  run.output = output_of(decision, gathered.archived_because);
  if (!reply) run.output["writer_error"] = reply.error().message;
  Actor actor = system_actor(Prospecting::kName);
  actor.trace_id = at.trace_id;
  std::optional<Draft> composed;
  if (wanted && decision.answer) {
    auto draft = co_await compose_draft(services, wish_of(gathered, *decision.answer, run));
    if (!draft && draft.error().code != ErrorCode::invalid) co_return std::move(draft).error();
    // The judgement stands although no mail can be made of the words: it says so, and the next try would be no better.
    if (!draft) run.output["draft_refused"] = draft.error().message;
    if (draft) composed = *std::move(draft);
  }
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    AgentRun noted = run;
    TRY(const auto answered, find_answer(tx, message_id));
    if (answered && noted.action == kProposed) noted.action = "archive";
    if (composed && !answered) {
      TRY(const Draft draft, store_draft(services, tx, actor, *composed));
      noted.draft_id = draft.id;
    }
    return insert_agent_run(tx, noted);
  });
}

constexpr JobKind<AnalyzeMessage> kAnalyzeMessage{"analyze_message", 5, run_analysis};

}  // namespace

JobRow analyze_message_job() {
  return row_of(kAnalyzeMessage);
}

Result<Unit> ask_to_analyze_message(const Services& services, Tx& tx, const std::string& message_id,
                                    const std::string& trace_id, bool only_looks) {
  return ask_for(services, tx, kAnalyzeMessage, {message_id, trace_id}, {message_id, only_looks});
}

Task<Result<ProspectingAnalysis>> analyze_words(Services& services, const Actor& actor,
                                                std::string message_id, std::string sender,
                                                std::string subject, std::string body) {
  ProspectingContext context{message_id,
                             sender,
                             analyze_text(sender, subject, body, services.mail_policy),
                             {},
                             sender_card(services),
                             false};
  // Nothing is sent here: who asks about words may name their writer as he likes.
  if (!normalize_address(context.analysis.from.address)) context.analysis.reply_to = context.analysis.from;
  AgentRun run = begin_run(services, Prospecting::kName, input_of(context), actor.trace_id);
  const Prospecting agent(services.agent_policy);
  const auto request = agent.ask(context);
  const auto reply = co_await write_text(services, request, Patience::now);
  // The judgement stands without a text; `response_prompt` is null then.
  const std::optional<LlmReply> text = reply ? *reply : std::nullopt;
  const ProspectingDecision decision = agent.decide(context, text);
  end_run(services, text, &run);
  run.action = enum_name(decision.action);
  run.output = output_of(decision, "");
  if (!reply) run.output["writer_error"] = reply.error().message;
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return insert_agent_run(tx, run); }));
  ProspectingAnalysis analysis = analysis_of(context, decision);
  analysis.subject = subject;
  co_return analysis;
}

}  // namespace sa
