#include "actions/progress/follow.h"

#include <algorithm>

#include "actions/progress/change.h"
#include "core/enrollment/signal.h"
#include "store/draft/draft.h"
#include "store/engine/onlooker.h"
#include "store/enrollment/enrollment.h"
#include "store/question/question.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

Result<Unit> go_on(const Services& services, Tx& tx, const Actor& actor, const EnrollmentRow& row, Instant at,
                   Instant now) {
  TRY(const Sequence sequence, get_sequence_version(tx, row.sequence_id, row.sequence_version));
  EnrollmentRow done = with_step_done(row, sequence, at, now);
  const char* action = done.status == EnrollmentStatus::FINISHED ? "finish_enrollment" : "advance_enrollment";
  TRY_OK(change_enrollment(tx, actor, action, row.status, std::move(done), now));
  return ask_to_schedule(services, tx);
}

/// The scheduler looks at it again: it left it alone while a mail was on its way.
Result<Unit> wake(const Services& services, Tx& tx, const std::string& enrollment_id, Instant now) {
  TRY(EnrollmentRow row, get_enrollment(tx, enrollment_id));
  if (!is_living(row.status)) return ok();
  row.wake_at = now;
  ++row.version;
  TRY_OK(update_enrollment(tx, row));
  return ask_to_schedule(services, tx);
}

Result<Unit> halt(Tx& tx, const Actor& actor, const EnrollmentRow& row, EnrollmentStatus status,
                  EnrollmentReason reason, Instant now) {
  const bool stops = status == EnrollmentStatus::STOPPED;
  TRY_OK(change_enrollment(tx, actor, stops ? "stop_enrollment" : "hold_enrollment", row.status,
                           with_reason(row, status, std::move(reason)), now));
  return ok();
}

/// Whether the rejection of this draft ended it.
bool is_stopped_by(const EnrollmentRow& row, const Draft& draft) {
  return row.status == EnrollmentStatus::STOPPED && row.reason && row.reason->rule == "draft.rejected" &&
         row.reason->evidence == "draft:" + draft.id;
}

/// A rejection was taken back: the enrolment that it stopped waits for the draft again, unless the contact is in another one by now.
Result<Unit> wait_again(Tx& tx, const Actor& actor, const EnrollmentRow& row, const Draft& draft,
                        Instant now) {
  if (!is_stopped_by(row, draft)) return ok();
  TRY(const auto others, list_living_enrollments(tx, row.contact_id));
  const bool is_excluded = std::ranges::any_of(others, [&](const EnrollmentRow& other) {
    return other.sequence_id == row.sequence_id || (!other.is_parallel && !row.is_parallel);
  });
  if (is_excluded)
    return conflict("The contact is in another sequence by now, so the draft " + draft.id +
                    " stays rejected.");
  EnrollmentRow again = row;
  again.status = EnrollmentStatus::DRAFTED;
  again.reason.reset();
  again.next_at = draft.not_before;
  TRY_OK(change_enrollment(tx, actor, "resume_enrollment", row.status, std::move(again), now));
  return ok();
}

bool waits_for_person(const EnrollmentRow& row) {
  return row.status == EnrollmentStatus::HELD && row.reason && waits_for_answer(row.reason->rule);
}

}  // namespace

Result<Unit> follow_draft(const Services& services, Tx& tx, const Actor& actor, const Draft& draft,
                          Instant now, RejectNext next) {
  if (!draft.source.enrollment_id) return ok();
  const UnseenWork unseen;
  TRY(const auto row, find_enrollment_of_draft(tx, draft.id));
  if (!row) return ok();
  if (draft.status == DraftStatus::PENDING_APPROVAL) return wait_again(tx, actor, *row, draft, now);
  const bool is_current = is_living(row->status) && row->step_id == draft.source.step_id.value_or("");
  if (!is_current) return ok();
  const std::string evidence = "draft:" + draft.id;
  switch (draft.status) {
    case DraftStatus::SENT:
      return go_on(services, tx, actor, *row, draft.sent_at.value_or(now), now);
    case DraftStatus::REJECTED:
      if (next == RejectNext::skip) return go_on(services, tx, actor, *row, now, now);
      return halt(tx, actor, *row, EnrollmentStatus::STOPPED,
                  {"draft.rejected", draft.rejected_by.value_or(actor.name) + " rejected the draft.",
                   evidence, std::nullopt},
                  now);
    case DraftStatus::EXPIRED:
      if (row->status != EnrollmentStatus::DRAFTED) return ok();
      return halt(
          tx, actor, *row, EnrollmentStatus::HELD,
          {"draft.expired", "Nobody approved the draft in time. Retry the step, or stop the enrolment.",
           evidence, std::nullopt},
          now);
    case DraftStatus::FAILED:
      if (row->status == EnrollmentStatus::DRAFTED)
        TRY_OK(halt(tx, actor, *row, EnrollmentStatus::HELD,
                    {"draft.failed", "The provider refused the mail. Retry the step, or stop the enrolment.",
                     evidence, std::nullopt},
                    now));
      return wake(services, tx, row->enrollment_id, now);
    case DraftStatus::APPROVED:  // it did not leave after all
      return wake(services, tx, row->enrollment_id, now);
    default:
      return ok();
  }
}

Result<Unit> check_reopen(ReadTx& tx, const Draft& draft) {
  if (!draft.source.enrollment_id) return ok();
  const UnseenWork unseen;
  TRY(const auto row, find_enrollment_of_draft(tx, draft.id));
  if (!row || is_stopped_by(*row, draft)) return ok();
  return conflict("The sequence goes on without draft " + draft.id + ", so it stays rejected.");
}

Result<Unit> follow_task(const Services& services, Tx& tx, const Actor& actor, const FollowUp& task,
                         Instant now) {
  if (task.status == TaskStatus::OPEN) return ok();
  const UnseenWork unseen;
  TRY(const auto step, find_step_of_task(tx, task.task_id));
  if (!step) return ok();
  TRY(const EnrollmentRow row, get_enrollment(tx, step->enrollment_id));
  if (!is_living(row.status) || row.step_id != step->step_id) return ok();
  return go_on(services, tx, actor, row, task.done_at.value_or(now), now);
}

Result<Unit> follow_answer(const Services& services, Tx& tx, const Actor& actor, const Question& question,
                           Instant now) {
  const UnseenWork unseen;
  TRY(const auto rows, list_living_enrollments(tx, question.contact_id));
  TRY(const auto open, list_open_questions(tx, question.contact_id));
  for (const EnrollmentRow& row : rows) {
    if (question.answer == QuestionAnswer::stop) {
      TRY_OK(halt(tx, actor, row, EnrollmentStatus::STOPPED,
                  {"sequence.stopped", actor.name + " stopped the sequence when answering a question.",
                   "question:" + question.question_id, std::nullopt},
                  now));
    } else if (question.answer == QuestionAnswer::continue_ && open.empty() && waits_for_person(row)) {
      TRY_OK(change_enrollment(tx, actor, "resume_enrollment", row.status, to_be_planned(row, now), now));
      TRY_OK(ask_to_schedule(services, tx));
    }
  }
  return ok();
}

Result<Unit> follow_merge(const Services&, Tx& tx, const Actor& actor, const std::string& from_id,
                          const std::string& into_id, Instant now) {
  const UnseenWork unseen;
  TRY(auto rows, list_living_enrollments(tx, from_id));
  TRY(const auto theirs, list_living_enrollments(tx, into_id));
  rows.insert(rows.end(), theirs.begin(), theirs.end());
  std::ranges::sort(rows, {},
                    [](const EnrollmentRow& row) { return std::pair(row.created_at.ms, row.enrollment_id); });
  std::vector<EnrollmentRow> kept;
  for (const EnrollmentRow& row : rows) {
    const bool is_excluded = std::ranges::any_of(kept, [&](const EnrollmentRow& other) {
      return other.sequence_id == row.sequence_id || (!other.is_parallel && !row.is_parallel);
    });
    if (!is_excluded) {
      kept.push_back(row);
      continue;
    }
    TRY_OK(halt(tx, actor, row, EnrollmentStatus::STOPPED,
                {"contact.other_sequence",
                 "The contact was merged with one who is in a sequence already; the older enrolment goes on.",
                 "", std::nullopt},
                now));
  }
  return join_absences(tx, from_id, into_id);
}

}  // namespace sa
