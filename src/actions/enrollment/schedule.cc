#include "actions/enrollment/schedule.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "actions/draft/draft.h"
#include "actions/draft/withdraw.h"
#include "actions/progress/change.h"
#include "actions/progress/facts.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "core/enrollment/spread.h"
#include "core/sequence/moment.h"
#include "core/sequence/plan.h"
#include "store/audit/audit.h"
#include "store/campaign/campaign.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"
#include "store/enrollment/enrollment.h"
#include "store/job/job.h"
#include "store/mailbox/mailbox.h"
#include "store/question/question.h"
#include "store/task/task.h"

namespace sa {
namespace {

constexpr std::int64_t kBatch = 50;
constexpr const char* kAgent = "sequence";

/// All that the next step of one enrolment depends on, as of one moment.
struct Situation {
  EnrollmentContext context;
  std::optional<Campaign> campaign;
  std::vector<Suppression> suppressions;
  std::optional<Absence> absence;
  std::vector<Question> questions;
  std::optional<Draft> last_sent;
  std::vector<TeamMailbox> mailboxes;  ///< in use
  std::optional<std::string>
      mailbox_id;  ///< that the next mail leaves from; null: the person's, or the first
};

/// A step whose time has come.
struct Making {
  PlannedStep step;
  std::optional<Draft> draft;  ///< of an email; else it is a task
};

Actor scheduler() {
  return system_actor("scheduler");
}

/// Those that the campaign or the sequence names; none: any.
std::vector<std::string> named_mailboxes(const Situation& at) {
  if (at.campaign && !at.campaign->mailboxes.empty()) return at.campaign->mailboxes;
  return at.context.sequence.mailboxes.value_or(std::vector<std::string>());
}

/// The mailbox that its mail leaves from: the one that the contact hears from already; else one of those that the campaign or the sequence
/// names, or of all.
std::optional<std::string> mailbox_of(const Situation& at, const EnrollmentRow& row, Instant now) {
  std::vector<std::string> allowed = named_mailboxes(at);
  if (allowed.empty() && at.campaign) allowed = active_mailboxes(at.mailboxes, now);
  return sequence_mailbox({row.mailbox_id, at.context.facts.contact.mailbox_id}, std::move(allowed),
                          at.mailboxes, row.enrollment_id);
}

/// What the templates say of the sender is said of the mailbox that the mail will leave from.
void name_sender(Situation* at) {
  const auto found = std::ranges::find(at->mailboxes, at->mailbox_id.value_or(""), &TeamMailbox::mailbox_id);
  if (found != at->mailboxes.end()) at->context.facts.sender = {found->name, found->address};
}

Result<Situation> get_situation(const Services& services, ReadTx& tx, const EnrollmentRow& row, Instant now) {
  Situation found;
  TRY(found.context, get_enrollment_context(services, tx, row));
  if (row.campaign_id) {
    TRY(found.campaign, find_campaign(tx, *row.campaign_id));
  }
  const Contact& contact = found.context.facts.contact;
  TRY(found.suppressions, list_suppressions_of_person(tx, address_keys(services, contact.email_key)));
  TRY(found.absence, find_absence(tx, contact.contact_id, now));
  TRY(found.questions, list_open_questions(tx, contact.contact_id));
  TRY(found.last_sent, find_last_sent(tx, row.enrollment_id));
  TRY(found.mailboxes, list_mailboxes(tx));
  TRY(const auto steps, list_enrollment_steps(tx, row.enrollment_id));
  for (const EnrollmentStep& each : steps) {
    if (!each.variant_id.empty()) found.context.facts.variants.emplace(each.step_id, each.variant_id);
  }
  found.mailbox_id = mailbox_of(found, row, now);
  name_sender(&found);
  return found;
}

/// The same time of day, so many business days later.
Instant days_later(const PlanCalendar& calendar, Instant at, std::int64_t days) {
  LocalTime local = to_local(at, calendar.window.zone);
  local.date = to_local(business_morning(calendar, local.date, days), calendar.window.zone).date;
  return from_local(local, calendar.window.zone);
}

/// What keeps the enrolment from going on at all; null: nothing does.
std::optional<EnrollmentRow> obstacle(const Situation& at, const EnrollmentRow& row) {
  if (!at.suppressions.empty()) {
    const bool is_domain = at.suppressions.front().scope == SuppressionScope::domain;
    return with_reason(row, EnrollmentStatus::STOPPED,
                       {is_domain ? "suppression.domain" : "suppression.address",
                        is_domain ? "Nobody at the contact's domain may be contacted."
                                  : "The contact must not be contacted.",
                        at.suppressions.front().source, std::nullopt});
  }
  if (!at.questions.empty()) {
    const bool is_colleague = at.questions.front().kind == "company_reply";
    return with_reason(row, EnrollmentStatus::HELD,
                       {is_colleague ? "sequence.company_reply" : "contact.doubt",
                        "A question about the contact is open. Answer it first.",
                        "question:" + at.questions.front().question_id, std::nullopt});
  }
  if (at.absence)
    return with_reason(row, EnrollmentStatus::PAUSED,
                       {"sequence.absent", "An automatic answer says that the contact is away.",
                        "message:" + at.absence->message_id, at.absence->until});
  return std::nullopt;
}

/// Whether anything is to be planned for it now, in the state that it is in.
bool is_plannable(const EnrollmentRow& row, Instant now) {
  if (row.status == EnrollmentStatus::WAITING) return true;
  if (!row.reason) return false;
  if (row.status == EnrollmentStatus::PAUSED) return row.reason->until && *row.reason->until <= now;
  return row.status == EnrollmentStatus::HELD && row.reason->rule.starts_with("template.");
}

/// Nothing is to be done now; it is looked at again when its pause ends.
EnrollmentRow asleep(EnrollmentRow row, Instant now) {
  const bool ends = row.status == EnrollmentStatus::PAUSED && row.reason && row.reason->until > now;
  row.wake_at = ends ? row.reason->until : std::nullopt;
  return row;
}

bool says_the_same(const EnrollmentRow& a, const EnrollmentRow& b) {
  return a.status == b.status && a.reason == b.reason && a.step_id == b.step_id && a.next_at == b.next_at;
}

const char* action_of(const EnrollmentRow& before, const EnrollmentRow& after) {
  switch (after.status) {
    case EnrollmentStatus::STOPPED:
      return "stop_enrollment";
    case EnrollmentStatus::HELD:
      return "hold_enrollment";
    case EnrollmentStatus::PAUSED:
      return "pause_enrollment";
    case EnrollmentStatus::FINISHED:
      return "finish_enrollment";
    case EnrollmentStatus::DRAFTED:
      return "draft_enrollment";
    case EnrollmentStatus::WAITING:
      break;
  }
  return before.status == EnrollmentStatus::WAITING ? "plan_enrollment" : "resume_enrollment";
}

/// The mail of the step before, which this one answers.
void join_last(const Situation& at, const SequenceStep& step, NewDraft* wish) {
  if (step.thread != StepThread::same || !at.last_sent) return;
  wish->follows_id = at.last_sent->id;
  const std::string& subject = at.last_sent->subject;
  wish->subject = subject.starts_with("Re: ") ? subject : "Re: " + subject;
}

NewDraft wish_for(const Situation& at, const EnrollmentRow& row, const PlannedStep& step) {
  NewDraft wish;
  wish.recipient = at.context.facts.contact.email;
  wish.subject = step.subject;
  wish.body = step.body;
  wish.source.agent = kAgent;
  wish.source.campaign_id = row.campaign_id;
  wish.source.sequence_id = row.sequence_id;
  wish.source.sequence_version = row.sequence_version;
  wish.source.step_id = step.step_id;
  if (!step.variant_id.empty()) wish.source.variant_id = step.variant_id;
  wish.source.enrollment_id = row.enrollment_id;
  wish.mailbox_id = at.mailbox_id;
  wish.user_id = row.user_id.value_or("");
  if (const SequenceStep* described = find_step(at.context.sequence, step.step_id))
    join_last(at, *described, &wish);
  return wish;
}

FollowUp task_for(const Services& services, const Situation& at, const EnrollmentRow& row,
                  const PlannedStep& step, Instant now) {
  FollowUp task;
  task.task_id = new_id(services.clock, services.random);
  task.contact_id_fk = row.contact_id;
  task.title = step.title;
  task.body = step.body;
  task.due_at = step.at;
  task.due_date = to_local(step.at, at.context.calendar.window.zone).date;
  task.user_id = row.user_id;
  task.created_by = kAgent;
  task.created_at = task.updated_at = now;
  return task;
}

/// A task that nobody has done.
Result<Unit> cancel_task(Tx& tx, const std::string& task_id, Instant now) {
  TRY(const FollowUp task, get_task(tx, task_id));
  if (task.status != TaskStatus::OPEN) return ok();
  FollowUp cancelled = with_status(task, TaskStatus::CANCELLED, kAgent, now);
  cancelled.updated_at = now;
  ++cancelled.version;
  return update_task(tx, cancelled);
}

/// What the step made before is replaced: it is made anew.
Result<Unit> take_back(const Services& services, Tx& tx, const EnrollmentRow& row, const std::string& why,
                       Instant now) {
  TRY(const auto drafts, list_enrollment_drafts(tx, row.enrollment_id));
  for (const Draft& draft : drafts) {
    const bool waits = draft.status == DraftStatus::PENDING_APPROVAL || draft.status == DraftStatus::APPROVED;
    if (waits) TRY_OK(withdraw_draft_of_step(services, tx, scheduler(), draft, why));
  }
  TRY(const auto steps, list_enrollment_steps(tx, row.enrollment_id));
  for (const EnrollmentStep& each : steps)
    if (each.task_id && each.step_id == row.step_id) TRY_OK(cancel_task(tx, *each.task_id, now));
  return ok();
}

/// Whether a mail of the enrolment is on its way at this moment: what becomes of it decides how it goes on.
Result<bool> is_under_way(ReadTx& tx, const EnrollmentRow& row) {
  TRY(const auto drafts, list_enrollment_drafts(tx, row.enrollment_id));
  return std::ranges::any_of(drafts, [](const Draft& draft) {
    return draft.status == DraftStatus::SENDING || draft.status == DraftStatus::OUTCOME_UNKNOWN;
  });
}

EnrollmentRow with_made(EnrollmentRow row, const Making& making) {
  row.status = EnrollmentStatus::DRAFTED;
  row.reason.reset();
  row.step_id = making.step.step_id;
  row.next_at = making.step.at;
  row.wake_at.reset();
  if (making.draft) {
    row.draft_ids.push_back(making.draft->id);
    row.mailbox_id = making.draft->mailbox_id;
  }
  return row;
}

/// REQUIRES: the enrolment is DRAFTED by now, by which its draft is judged.
Result<Unit> save_made(Services& services, Tx& tx, const Situation& at, const EnrollmentRow& row,
                       const Making& making, Instant now) {
  EnrollmentStep made{row.enrollment_id, making.step.step_id, making.step.variant_id, {}, {}, now};
  if (making.draft) {
    TRY(const Draft draft, store_draft(services, tx, scheduler(), *making.draft));
    made.draft_id = draft.id;
  } else {
    const FollowUp task = task_for(services, at, row, making.step, now);
    TRY_OK(insert_task(tx, task));
    made.task_id = task.task_id;
  }
  return insert_enrollment_step(tx, made);
}

/// What one look at an enrolment came to: another row, or a step to make.
struct Decision {
  EnrollmentRow row;
  std::optional<PlannedStep> due;
  std::string withdraws;  ///< why drafts that lie there are rejected; empty: they stay
};

/// By the campaign: a cancelled one ends it, one that rests keeps it asleep. Null: it goes on.
std::optional<Decision> by_campaign(const Situation& at, const EnrollmentRow& row, Instant now) {
  // One that is FINISHED goes on where a rejection was taken back after the end.
  const bool goes_on = !at.campaign || at.campaign->status == CampaignStatus::RUNNING ||
                       at.campaign->status == CampaignStatus::FINISHED;
  if (goes_on) return std::nullopt;
  if (at.campaign->status != CampaignStatus::CANCELLED) return Decision{asleep(row, now), {}, ""};
  const std::string words = "The campaign " + at.campaign->name + " was cancelled.";
  return Decision{
      with_reason(row, EnrollmentStatus::STOPPED,
                  {"campaign.cancelled", words, "campaign:" + at.campaign->campaign_id, std::nullopt}),
      {},
      words};
}

Decision decide_next(const Situation& at, const EnrollmentRow& row, Instant now) {
  if (auto by = by_campaign(at, row, now)) return *std::move(by);
  if (!is_plannable(row, now)) return {asleep(row, now), {}, ""};
  if (auto stopped = obstacle(at, row)) return {*std::move(stopped), {}, ""};
  constexpr const char* kAnew = "The step is planned anew.";
  const Plan plan = plan_next(row, at.context.sequence, at.context.facts, at.context.calendar, now);
  if (const auto* hold = std::get_if<PlanHold>(&plan)) {
    EnrollmentRow held = with_reason(row, EnrollmentStatus::HELD, hold->reason);
    held.step_id = hold->step_id;
    return {std::move(held), {}, kAnew};
  }
  EnrollmentRow next = row;
  next.reason.reset();
  const auto* step = std::get_if<PlannedStep>(&plan);
  next.status = step ? EnrollmentStatus::WAITING : EnrollmentStatus::FINISHED;
  next.wake_at.reset();
  next.next_at.reset();
  if (!step) return {std::move(next), {}, kAnew};
  next.step_id = step->step_id;
  next.next_at = step->at;
  next.wake_at = draft_instant(at.context.calendar, step->at);
  if (*next.wake_at > now) return {std::move(next), {}, kAnew};
  return {std::move(next), *step, kAnew};
}

/// Composes the mail of a step. What cannot be a mail holds the enrolment.
Task<Result<Making>> make(Services& services, const Situation& at, const EnrollmentRow& row, PlannedStep step,
                          Instant now) {
  Making making{std::move(step), {}};
  if (making.step.kind == StepKind::task) co_return making;
  if (!at.mailbox_id && !named_mailboxes(at).empty())
    co_return conflict(
        "None of the mailboxes that the campaign or the sequence names is in use. Name another.");
  NewDraft wish = wish_for(at, row, making.step);
  auto composed = co_await compose_draft(services, std::move(wish));
  if (!composed) co_return std::move(composed).error();
  Draft draft = *std::move(composed);
  draft.not_before = making.step.at;
  const SequenceStep* described = find_step(at.context.sequence, making.step.step_id);
  if (described && described->expires_after_days && draft.expires_at) {
    const Instant after = days_later(at.context.calendar, now, *described->expires_after_days);
    draft.expires_at = std::min(*draft.expires_at, std::max(after, making.step.at));
  }
  making.draft = std::move(draft);
  co_return making;
}

/// Stores what the look came to, if the lease still stands.
Result<Unit> save(Services& services, Tx& tx, const Situation& at, const EnrollmentRow& before,
                  const Decision& decision, const std::optional<Making>& making, Instant now) {
  TRY(const bool is_ours, holds_lease(tx, before));
  if (!is_ours) return ok();
  TRY(const bool waits, is_under_way(tx, before));
  if (waits) {
    // The settlement of that mail moves the enrolment on.
    EnrollmentRow resting = before;
    resting.wake_at.reset();
    ++resting.version;
    return update_enrollment(tx, resting);
  }
  if (!decision.withdraws.empty()) TRY_OK(take_back(services, tx, before, decision.withdraws, now));
  EnrollmentRow row = making ? with_made(decision.row, *making) : decision.row;
  if (says_the_same(before, row)) {
    ++row.version;
    return update_enrollment(tx, row);
  }
  const char* action = action_of(before, row);
  TRY(row, change_enrollment(tx, scheduler(), action, before.status, std::move(row), now));
  return making ? save_made(services, tx, at, row, *making, now) : ok();
}

bool holds_the_step(const Error& error) {
  return error.code == ErrorCode::invalid || error.code == ErrorCode::conflict;
}

Decision held_by(const EnrollmentRow& row, const PlannedStep& step, const Error& error) {
  EnrollmentRow held = with_reason(
      row, EnrollmentStatus::HELD,
      {"draft.invalid", "The step " + step.step_id + " makes no mail that can be sent: " + error.message,
       "step:" + step.step_id, std::nullopt});
  return {std::move(held), {}, ""};
}

Task<Result<Unit>> work_on(Services& services, const EnrollmentRow row) {
  const Instant now = services.clock.now();
  CO_TRY(const Situation at,
         co_await services.db.read([&](ReadTx& tx) { return get_situation(services, tx, row, now); }));
  Decision decision = decide_next(at, row, now);
  std::optional<Making> making;
  if (decision.due) {
    auto made = co_await make(services, at, decision.row, *decision.due, now);
    if (made) {
      making = *std::move(made);
    } else if (holds_the_step(made.error())) {
      decision = held_by(decision.row, *decision.due, made.error());
    } else {
      co_return std::move(made).error();
    }
  }
  auto saved =
      co_await services.db.write([&](Tx& tx) { return save(services, tx, at, row, decision, making, now); });
  if (saved || !making || !holds_the_step(saved.error())) co_return saved;
  const Decision held = held_by(decision.row, making->step, saved.error());
  co_return co_await services.db.write(
      [&](Tx& tx) { return save(services, tx, at, row, held, std::nullopt, now); });
}

/// Renews the lease of one that had to wait for long behind the others of its batch. False: it was lost.
Task<Result<bool>> keep_lease(Services& services, const EnrollmentRow& row, Instant claimed_at) {
  const Instant now = services.machine_clock.now();
  const std::int64_t lease_ms = services.job_lease_ms;
  if (now - claimed_at < lease_ms / 2) co_return true;
  co_return co_await services.db.write([&](Tx& tx) { return renew_lease(tx, row, now + lease_ms); });
}

/// What is due and leased to a process that may have died is looked at as soon as its lease ends.
Task<Result<Unit>> follow_leases(Services& services) {
  const Instant now = services.clock.now();
  const Instant machine_now = services.machine_clock.now();
  CO_TRY(const auto end,
         co_await services.db.read([&](ReadTx& tx) { return find_lease_end(tx, now, machine_now); }));
  if (!end) co_return ok();
  co_return co_await services.db.write([&](Tx& tx) {
    Job job = make_job(services.machine_clock, services.random, kScheduleJob,
                       "lease-" + std::to_string(end->ms), {}, "");
    job.run_at = *end;
    return enqueue_job(tx, job);
  });
}

Task<Result<Unit>> schedule(Services& services, NoInput, JobTry) {
  while (true) {
    const Instant machine_now = services.machine_clock.now();
    CO_TRY(const auto rows, co_await services.db.write([&](Tx& tx) {
      return claim_enrollments(tx, services.node_id, services.clock.now(), machine_now,
                               machine_now + services.job_lease_ms, kBatch);
    }));
    for (const EnrollmentRow& row : rows) {
      CO_TRY(const bool is_ours, co_await keep_lease(services, row, machine_now));
      if (!is_ours) continue;
      auto done = co_await work_on(services, row);
      // The others go on; this one is tried again when its lease has ended.
      if (!done)
        log_event(LogLevel::error, "enrollment_not_scheduled",
                  {{"enrollment_id", row.enrollment_id}, {"cause", log_words(done.error())}});
    }
    if (static_cast<std::int64_t>(rows.size()) < kBatch) co_return co_await follow_leases(services);
  }
}

constexpr JobKind<NoInput> kSchedule{kScheduleJob, 3, schedule, Lane::ordinary, {kMinuteMs}};

}  // namespace

JobRow schedule_enrollments_job() {
  return row_of(kSchedule);
}

}  // namespace sa
