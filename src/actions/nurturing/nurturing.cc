#include "actions/nurturing/nurturing.h"

#include "actions/agent/agent_run.h"
#include "actions/agent/writer.h"
#include "actions/contact/contact.h"
#include "actions/crm/crm.h"
#include "actions/draft/draft.h"
#include "base/crypto/hash.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "store/agent/agent.h"
#include "store/contact/contact.h"
#include "store/crm/crm.h"
#include "store/task/task.h"

namespace sa {
namespace {

FollowUp task_row(const Services& services, const NurturingDecision& decision) {
  FollowUp task;
  task.task_id = new_id(services.clock, services.random);
  task.contact_id_fk = decision.contact_id;
  task.company_id = decision.company_id;
  task.title = decision.task.title;
  task.body = decision.task.body;
  task.due_date = decision.follow_up_date;
  task.due_at = decision.task.due_at;
  task.created_by = Nurturing::kName;
  task.created_at = task.updated_at = services.clock.now();
  return task;
}

/// Whom it is about: our contact, also where the id is the CRM's.
Result<std::optional<Contact>> find_whom(const Services& services, ReadTx& tx,
                                         const std::string& contact_id) {
  TRY(auto contact, find_contact(tx, contact_id));
  if (contact) return contact;
  TRY(const auto record, find_crm_contact(tx, contact_id));
  if (!record || record->email_key.empty()) return std::optional<Contact>();
  return find_contact_by_email(tx, address_keys(services, record->email_key));
}

Task<Result<std::optional<Draft>>> compose(Services& services, const Contact& contact,
                                           const NurturingDecision& decision, const FollowUp& task,
                                           AgentRun* run) {
  NewDraft wish;
  wish.recipient = contact.email;
  wish.subject = decision.answer->subject;
  wish.body = decision.answer->body;
  wish.metadata = {{"task_id", task.task_id}};
  wish.source = {run->agent, run->run_id, decision.answer->model, decision.answer->prompt_version};
  if (!decision.answer->fallback_reason.empty())
    wish.source.fallback_reason = decision.answer->fallback_reason;
  auto draft = co_await compose_draft(services, std::move(wish));
  if (draft) {
    draft->not_before = task.due_at;
    co_return std::optional(*std::move(draft));
  }
  if (draft.error().code != ErrorCode::invalid) co_return std::move(draft).error();
  // The plan stands although no mail can be made of the words.
  run->output["draft_refused"] = draft.error().message;
  co_return std::optional<Draft>();
}

}  // namespace

Task<Result<NurturingSchedule>> schedule_follow_up(Services& services, const Actor& actor,
                                                   std::string contact_id, std::string company_id,
                                                   std::string engagement_stage) {
  CO_TRY(const auto contact,
         co_await services.db.read([&](ReadTx& tx) { return find_whom(services, tx, contact_id); }));
  NurturingContext context;
  context.contact_id = contact_id;
  context.company_id = company_id;
  context.engagement_stage = engagement_stage;
  context.own = {services.sender.name, services.sender.address, services.sender.company};
  context.own_timezone = services.gate_policy.calendar.timezone;
  if (contact) {
    context.contact = {contact->name, contact->company, {}};
    context.timezone = contact->timezone;
    context.write_text = true;
    constexpr std::size_t kCodeChars = 2;
    if (contact->language.size() == kCodeChars) context.language = ascii_lower(contact->language);
  }
  const std::string input = Canonical().add(contact_id).add(company_id).add(engagement_stage).text();
  AgentRun run = begin_run(services, Nurturing::kName, input, actor.trace_id);
  const Nurturing agent(services.agent_policy);
  const auto request = agent.ask(context);
  CO_TRY(const auto text, co_await write_text(services, request, Patience::now));
  CO_TRY(const NurturingDecision decision, agent.decide(context, services.clock.now(), text));
  end_run(services, text, &run);
  const FollowUp task = task_row(services, decision);
  run.action = "schedule";
  run.output = {{"task_id", task.task_id}, {"reasons", to_json(decision.reasons)}};
  AgentNote note{new_id(services.clock, services.random), contact_id, decision.note.context_json,
                 task.created_at};
  note.context_json["body"] = decision.note.body;
  std::optional<Draft> composed;
  if (contact && decision.answer) {
    CO_TRY(composed, co_await compose(services, *contact, decision, task, &run));
  }
  co_return co_await services.db.write([&](Tx& tx) -> Result<NurturingSchedule> {
    TRY_OK(insert_task(tx, task));
    TRY_OK(insert_agent_note(tx, note));
    TRY_OK(ask_to_push_to_crm(services, tx, task.task_id, note.note_id, actor.trace_id));
    AgentRun noted = run;
    NurturingSchedule schedule = schedule_of(decision, task.task_id);
    if (composed) {
      TRY(const auto standing,
          list_suppressions_of_person(tx, address_keys(services, composed->recipient_key)));
      if (standing.empty()) {
        TRY(const Draft draft, store_draft(services, tx, actor, *composed));
        schedule.draft_id = noted.draft_id = draft.id;
      } else {
        noted.output["draft_refused"] = "The contact must not be contacted.";
      }
    }
    TRY_OK(insert_agent_run(tx, noted));
    return schedule;
  });
}

}  // namespace sa
