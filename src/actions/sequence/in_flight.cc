#include "actions/sequence/in_flight.h"

#include <algorithm>

#include "actions/draft/withdraw.h"
#include "actions/progress/change.h"
#include "store/audit/audit.h"
#include "store/draft/draft.h"
#include "store/engine/onlooker.h"
#include "store/enrollment/enrollment.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 500;

/// The step at which an enrolment goes on whose own was taken out: the next one of before that is still there. Null: none is.
const SequenceStep* step_after_change(const Sequence& before, const Sequence& after,
                                      const std::string& step_id) {
  auto at = std::ranges::find(before.steps, step_id, &SequenceStep::step_id);
  for (; at != before.steps.end(); ++at)
    if (const SequenceStep* kept = find_step(after, at->step_id)) return kept;
  return nullptr;
}

class Move {
 public:
  Move(Services& services, Tx& tx, const Actor& actor, const Sequence& after)
      : services_(services), tx_(tx), actor_(actor), after_(after) {}

  Result<Unit> move(EnrollmentRow row) {
    TRY(const Sequence before, version(row.sequence_version));
    row.sequence_version = after_.version;
    row.updated_at = after_.updated_at;
    ++row.version;
    const bool is_there = row.step_id.empty() || find_step(after_, row.step_id);
    const std::vector<std::string> changed = changed_steps(before, after_);
    const bool is_changed = !is_there || std::ranges::find(changed, row.step_id) != changed.end();
    if (is_changed) {
      TRY(const bool is_leaving, withdraw(row.enrollment_id));
      // What is being sent already goes on as it was drafted; where its step is gone, by the version that it was drafted from.
      if (is_leaving && !is_there) return ok();
      if (is_leaving) return update_enrollment(tx_, row);
      if (row.status == EnrollmentStatus::DRAFTED) row.status = EnrollmentStatus::WAITING;
    }
    if (!is_there) go_to_next(before, &row);
    plan_anew(&row);
    return update_enrollment(tx_, row);
  }

  std::int64_t withdrawn() const { return withdrawn_; }

 private:
  void go_to_next(const Sequence& before, EnrollmentRow* row) const {
    const SequenceStep* next = step_after_change(before, after_, row->step_id);
    if (next)
      row->step_id = next->step_id;
    else
      row->status = EnrollmentStatus::FINISHED;
  }

  /// The old version's words held it: the new ones may not.
  static bool is_held_by_text(const EnrollmentRow& row) {
    if (row.status != EnrollmentStatus::HELD || !row.reason) return false;
    const std::string& rule = row.reason->rule;
    return rule.starts_with("template.") || rule == "draft.invalid" || rule == "sequence.step_removed";
  }

  void plan_anew(EnrollmentRow* row) const {
    if (!is_living(row->status)) {
      row->next_at.reset();
      row->wake_at.reset();
      row->reason.reset();
    } else if (row->status == EnrollmentStatus::WAITING || is_held_by_text(*row)) {
      *row = to_be_planned(std::move(*row), after_.updated_at);
    }
  }

  /// True when a mail of it is on its way.
  Result<bool> withdraw(const std::string& enrollment_id) {
    TRY(const auto drafts, list_enrollment_drafts(tx_, enrollment_id));
    for (const Draft& draft : drafts) {
      const bool waits =
          draft.status == DraftStatus::PENDING_APPROVAL || draft.status == DraftStatus::APPROVED;
      if (!waits) return true;
      TRY_OK(withdraw_draft_of_step(
          services_, tx_, actor_, draft,
          "The step of the sequence \"" + after_.name + "\" that this draft was made for has changed."));
      ++withdrawn_;
    }
    return false;
  }

  /// Most are in the version before the present one.
  Result<Sequence> version(std::int64_t number) {
    if (!cached_ || cached_->version != number) {
      TRY(cached_, get_sequence_version(tx_, after_.sequence_id, number));
    }
    return *cached_;
  }

  Services& services_;
  Tx& tx_;
  const Actor& actor_;
  const Sequence& after_;
  std::optional<Sequence> cached_;
  std::int64_t withdrawn_ = 0;
};

}  // namespace

Result<InFlightCount> count_in_flight(ReadTx& tx, const Sequence& sequence) {
  TRY(const auto counts, count_enrollments(tx, sequence.sequence_id, ""));
  InFlightCount found;
  for (const EnrollmentCount& each : counts) {
    if (!is_living(each.status)) continue;
    (each.status == EnrollmentStatus::DRAFTED ? found.drafted : found.waiting) += each.enrollments;
  }
  return found;
}

Result<std::int64_t> move_in_flight(Services& services, Tx& tx, const Actor& actor, const Sequence& after) {
  const UnseenWork unseen;  // the change is for everybody who is in it
  Move move(services, tx, actor, after);
  EnrollmentFilter all;
  all.sequence_id = after.sequence_id;
  std::string after_id;
  while (true) {
    TRY(const auto rows, list_enrollments(tx, all, after_id, kPage));
    for (const EnrollmentRow& each : rows)
      if (is_living(each.status) && each.sequence_version != after.version) TRY_OK(move.move(each));
    if (static_cast<std::int64_t>(rows.size()) < kPage) return move.withdrawn();
    after_id = rows.back().enrollment_id;
  }
}

}  // namespace sa
