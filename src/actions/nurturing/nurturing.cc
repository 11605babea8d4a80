#include "actions/nurturing/nurturing.h"

#include "actions/agent/agent_run.h"
#include "actions/crm/crm.h"
#include "base/crypto/hash.h"
#include "base/reflect/reflect.h"
#include "store/agent/agent.h"
#include "store/contact/contact.h"
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

}  // namespace

Task<Result<NurturingSchedule>> schedule_follow_up(Services& services, const Actor& actor,
                                                   std::string contact_id, std::string company_id,
                                                   std::string engagement_stage) {
  CO_TRY(const auto contact,
         co_await services.db.read([&](ReadTx& tx) { return find_contact(tx, contact_id); }));
  NurturingContext context;
  context.contact_id = contact_id;
  context.company_id = company_id;
  context.engagement_stage = engagement_stage;
  context.own = {services.sender.name, services.sender.address, services.sender.company};
  context.own_timezone = services.gate_policy.calendar.timezone;
  if (contact) {
    context.contact = {contact->name, contact->company, {}};
    context.timezone = contact->timezone;
  }
  const std::string input = Canonical().add(contact_id).add(company_id).add(engagement_stage).text();
  AgentRun run = begin_run(services, Nurturing::kName, input, actor.trace_id);
  const Nurturing agent(services.agent_policy);
  CO_TRY(const NurturingDecision decision, agent.decide(context, services.clock.now(), std::nullopt));
  end_run(services, std::nullopt, &run);
  const FollowUp task = task_row(services, decision);
  run.action = "schedule";
  run.output = {{"task_id", task.task_id}, {"reasons", to_json(decision.reasons)}};
  AgentNote note{new_id(services.clock, services.random), contact_id, decision.note.context_json,
                 task.created_at};
  note.context_json["body"] = decision.note.body;
  co_return co_await services.db.write([&](Tx& tx) -> Result<NurturingSchedule> {
    TRY_OK(insert_task(tx, task));
    TRY_OK(insert_agent_note(tx, note));
    TRY_OK(ask_to_push_to_crm(services, tx, task.task_id, note.note_id, actor.trace_id));
    TRY_OK(insert_agent_run(tx, run));
    return schedule_of(decision, task.task_id);
  });
}

}  // namespace sa
