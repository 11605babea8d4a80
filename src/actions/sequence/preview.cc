#include "actions/sequence/preview.h"

#include <algorithm>

#include "actions/draft/draft.h"
#include "actions/draft/judge.h"
#include "actions/progress/change.h"
#include "actions/progress/facts.h"
#include "core/enrollment/spread.h"
#include "core/sequence/plan.h"
#include "store/contact/contact.h"
#include "store/mailbox/mailbox.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

/// An enrolment as it would be if the contact were enrolled now, and what it goes by.
struct Trial {
  EnrollmentRow row;
  EnrollmentContext context;
};

/// Null: the asker sees no such contact.
Result<std::optional<Trial>> begin(const Services& services, ReadTx& tx, const Sequence& sequence,
                                   const std::string& contact_id, Instant now) {
  TRY(const auto contact, find_contact(tx, contact_id));
  if (!contact) return std::optional<Trial>();
  TRY(const std::int64_t earlier, count_earlier_enrollments(tx, contact_id, sequence.sequence_id));
  TRY(const auto mailboxes, list_mailboxes(tx));
  Trial trial;
  trial.row.enrollment_id = make_enrollment_id(sequence.sequence_id, contact_id, earlier);
  trial.row.sequence_id = sequence.sequence_id;
  trial.row.sequence_version = sequence.version;
  trial.row.contact_id = contact_id;
  trial.row.created_at = trial.row.updated_at = now;
  trial.row.mailbox_id =
      sequence_mailbox({contact->mailbox_id}, sequence.mailboxes.value_or(std::vector<std::string>()),
                       mailboxes, trial.row.enrollment_id);
  if (const SequenceStep* first = next_step(sequence, "")) trial.row.step_id = first->step_id;
  TRY(trial.context, get_enrollment_context(services, tx, trial.row));
  return std::optional(std::move(trial));
}

void note_skipped(const std::vector<std::string>& step_ids, PreviewItem* item) {
  for (const std::string& each : step_ids)
    item->skips.push_back(
        {each, "step.condition", "The contact does not meet the condition of this step.", std::nullopt});
}

NewDraft wish_for(const Trial& trial, const PlannedStep& step, const std::string& last_subject,
                  const std::string& user_id) {
  NewDraft wish;
  wish.recipient = trial.context.facts.contact.email;
  wish.subject = step.subject;
  wish.body = step.body;
  wish.source.agent = "sequence";
  wish.mailbox_id = trial.row.mailbox_id;
  wish.user_id = user_id;
  const SequenceStep* described = find_step(trial.context.sequence, step.step_id);
  if (described && described->thread == StepThread::same && !last_subject.empty()) {
    wish.goes_on = true;
    wish.subject = last_subject.starts_with("Re: ") ? last_subject : "Re: " + last_subject;
  }
  return wish;
}

/// The mail of a step with the gate's verdict. What is no mail that could be sent is blocked.
/// `follows`: an earlier step wrote to them.
Task<Result<Unit>> judge_mail(Services& services, NewDraft wish, const PlanCalendar& calendar, bool follows,
                              PreviewStep* step) {
  step->subject = wish.subject;
  auto composed = co_await compose_draft(services, std::move(wish));
  if (!composed && composed.error().code != ErrorCode::invalid) co_return std::move(composed).error();
  if (!composed) {
    step->verdict = Outcome::block;
    step->reasons = {{"draft.invalid", Severity::block, composed.error().message, ""}};
    co_return ok();
  }
  composed->not_before = step->at;
  CO_TRY(GateContext context, co_await services.db.read([&](ReadTx& tx) {
    return get_gate_facts(services, tx, *composed, step->at);
  }));
  // As one who is enrolled: the hours of the sequence count, and not those of the settings.
  context.enrollment = EnrollmentFacts{};
  context.enrollment->calendar = calendar;
  if (follows) context.policy.is_first = false;
  const Verdict verdict = decide(*composed, context, services.gate_policy, step->at);
  step->mailbox = composed->mailbox_id;
  step->verdict = verdict.outcome;
  step->reasons = verdict.reasons;
  co_return ok();
}

Task<Result<PreviewItem>> walk(Services& services, Trial trial, std::string user_id, Instant now) {
  PreviewItem item{trial.row.contact_id, {}, {}};
  std::string last_subject;
  const EnrollmentContext& context = trial.context;
  // Each turn does one step of the sequence, or ends.
  for (std::size_t turn = 0; turn < context.sequence.steps.size(); ++turn) {
    const Plan plan = plan_next(trial.row, context.sequence, context.facts, context.calendar, now);
    if (const auto* hold = std::get_if<PlanHold>(&plan)) {
      item.skips.push_back({hold->step_id, hold->reason.rule, hold->reason.words, hold->reason.until});
      break;
    }
    if (const auto* end = std::get_if<PlanEnd>(&plan)) {
      note_skipped(end->skipped_steps, &item);
      break;
    }
    const auto& planned = std::get<PlannedStep>(plan);
    note_skipped(planned.skipped_steps, &item);
    PreviewStep step{planned.step_id,    planned.kind,  planned.at,   planned.local_at, "",
                     planned.variant_id, planned.title, planned.body, Outcome::send,    {}};
    if (planned.kind == StepKind::email) {
      CO_TRY_OK(co_await judge_mail(services, wish_for(trial, planned, last_subject, user_id),
                                    context.calendar, !last_subject.empty(), &step));
      last_subject = step.subject;
    }
    item.steps.push_back(std::move(step));
    trial.row.step_id = planned.step_id;
    trial.row = with_step_done(std::move(trial.row), context.sequence, planned.at, planned.at);
    now = planned.at;
    if (!is_living(trial.row.status)) break;
  }
  co_return item;
}

}  // namespace

Task<Result<SequencePreview>> preview_sequence(Services& services, const Actor& actor,
                                               std::string sequence_id, PreviewInput input) {
  const Instant now = services.clock.now();
  CO_TRY(const Sequence sequence,
         co_await services.db.read([&](ReadTx& tx) { return get_sequence(tx, sequence_id); }));
  const std::string user_id = actor.kind == ActorKind::person ? actor.actor_id : std::string();
  SequencePreview preview;
  for (const std::string& contact_id : input.contact_ids) {
    CO_TRY(auto trial, co_await services.db.read(
                           [&](ReadTx& tx) { return begin(services, tx, sequence, contact_id, now); }));
    if (!trial) {
      preview.items.push_back(
          {contact_id, {}, {{"", "contact.gone", "There is no contact " + contact_id + ".", std::nullopt}}});
      continue;
    }
    CO_TRY(PreviewItem item, co_await walk(services, *std::move(trial), user_id, now));
    preview.items.push_back(std::move(item));
  }
  co_return preview;
}

}  // namespace sa
