#include "actions/enrollment/enrollment.h"

#include <algorithm>

#include "actions/progress/change.h"
#include "actions/progress/signal.h"
#include "base/reflect/reflect.h"
#include "core/campaign/condition.h"
#include "core/enrollment/signal.h"
#include "store/campaign/segment.h"
#include "store/engine/onlooker.h"
#include "store/question/question.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

/// A page of contacts that is looked through for members of a segment.
constexpr std::int64_t kContactPage = 500;
constexpr std::size_t kMostIds = 10'000;
constexpr const char* kResume = "resume_enrollment";

Result<Unit> check_person(const Actor& actor, const char* verb) {
  if (actor.kind == ActorKind::person) return ok();
  return forbidden(std::string("Only a person can ") + verb +
                   " an enrolment. Sign in to the web app and do it in your own name.");
}

/// The members of a segment among the contacts behind `*after_id`, which moves on. Null: there are no more contacts.
Result<std::optional<std::vector<std::string>>> next_members(ReadTx& tx, const Segment& segment,
                                                             std::string* after_id) {
  TRY(const auto contacts, list_contact_page(tx, *after_id, kContactPage));
  if (contacts.empty()) return std::optional<std::vector<std::string>>();
  const ContactSpan span{*after_id, contacts.back().contact_id};
  TRY(const auto companies, list_companies_of(tx, span));
  std::vector<std::string> ids;
  for (const Contact& each : contacts) {
    const auto company = std::ranges::find(companies, each.company_id.value_or(""), &Company::company_id);
    const auto theirs = company == companies.end() ? std::nullopt : std::optional(*company);
    if (meets(each, theirs, segment.filter)) ids.push_back(each.contact_id);
  }
  *after_id = span.last_id;
  return std::optional(std::move(ids));
}

void join(EnrollBatch&& part, EnrollBatch* all) {
  if (all->batch_id.empty()) all->batch_id = std::move(part.batch_id);
  all->enrolled += part.enrolled;
  std::move(part.skipped.begin(), part.skipped.end(), std::back_inserter(all->skipped));
}

Task<Result<EnrollBatch>> enroll_some(Services& services, const Actor& actor, const Sequence& sequence,
                                      std::vector<std::string> ids, const EnrollWish& wish) {
  co_return co_await services.db.write(
      [&](Tx& tx) { return enroll_contacts(services, tx, actor, sequence, ids, {}, wish.mailbox_id); });
}

Task<Result<EnrollBatch>> enroll_segment(Services& services, const Actor& actor, const Sequence& sequence,
                                         const EnrollWish& wish) {
  CO_TRY(const Segment segment,
         co_await services.db.read([&](ReadTx& tx) { return get_segment(tx, *wish.segment_id); }));
  EnrollBatch all;
  std::string after_id;
  while (true) {
    CO_TRY(auto ids,
           co_await services.db.read([&](ReadTx& tx) { return next_members(tx, segment, &after_id); }));
    if (!ids) co_return all;
    CO_TRY(EnrollBatch part, co_await enroll_some(services, actor, sequence, *std::move(ids), wish));
    join(std::move(part), &all);
  }
}

Task<Result<EnrollBatch>> enroll_listed(Services& services, const Actor& actor, const Sequence& sequence,
                                        const EnrollWish& wish) {
  EnrollBatch all;
  const auto& ids = *wish.contact_ids;
  for (std::size_t i = 0; i < ids.size(); i += kEnrollMax) {
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), i + kEnrollMax));
    CO_TRY(EnrollBatch part,
           co_await enroll_some(services, actor, sequence,
                                std::vector<std::string>(ids.begin() + static_cast<std::ptrdiff_t>(i), end),
                                wish));
    join(std::move(part), &all);
  }
  co_return all;
}

/// Who lets it go on has answered what was asked about it.
Result<Unit> answer_its_questions(Tx& tx, const Actor& actor, const EnrollmentRow& row, Instant now) {
  TRY(const auto open, list_open_questions(tx, row.contact_id));
  for (const Question& each : open) {
    if (each.enrollment_id != row.enrollment_id) continue;
    TRY(const Question answered, answer(each, QuestionAnswer::continue_, actor.name, now));
    TRY_OK(save_answer(tx, answered));
  }
  return ok();
}

/// One step of a person or a key: `step` says what the row becomes.
template <class Step>
Task<Result<Enrollment>> change(Services& services, const Actor actor, const char* action, std::string id,
                                Step step) {
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Enrollment> {
    TRY(const EnrollmentRow before, get_enrollment(tx, id));
    TRY(EnrollmentRow row, step(before, now));
    const UnseenWork unseen;
    if (action == kResume) TRY_OK(answer_its_questions(tx, actor, row, now));
    TRY(row, change_enrollment(tx, actor, action, before.status, std::move(row), now));
    TRY_OK(show_on_drafts(services, tx, actor, row, now));
    TRY_OK(ask_to_schedule(services, tx));
    return static_cast<Enrollment&&>(row);
  });
}

}  // namespace

std::vector<Rule> EnrollWish::rules() {
  return {rule(&EnrollWish::sequence_id).not_blank().max_length(200).example("pilot"),
          rule(&EnrollWish::contact_ids).describe("at most 10,000; or give segment_id"),
          rule(&EnrollWish::segment_id).describe("all contacts that are in it now"),
          rule(&EnrollWish::mailbox_id).describe("that all mail leaves from; null: it is chosen")};
}

Task<Result<EnrollBatch>> enroll(Services& services, const Actor& actor, EnrollWish wish) {
  if (wish.contact_ids.has_value() == wish.segment_id.has_value())
    co_return invalid_field("contact_ids", "Give either contact_ids or segment_id.");
  if (wish.contact_ids && wish.contact_ids->size() > kMostIds)
    co_return invalid_field("contact_ids", "More than 10,000 contacts. Save a segment, and enrol that.");
  CO_TRY(const Sequence sequence,
         co_await services.db.read([&](ReadTx& tx) { return get_sequence(tx, wish.sequence_id); }));
  EnrollBatch all;
  if (wish.segment_id) {
    CO_TRY(all, co_await enroll_segment(services, actor, sequence, wish));
  } else {
    CO_TRY(all, co_await enroll_listed(services, actor, sequence, wish));
  }
  if (all.batch_id.empty()) all.batch_id = new_id(services.clock, services.random);
  co_return all;
}

Task<Result<std::vector<Enrollment>>> list_enrollments(Services& services, EnrollmentFilter filter,
                                                       std::string after_id, std::int64_t limit) {
  CO_TRY(auto rows, co_await services.db.read(
                        [&](ReadTx& tx) { return list_enrollments(tx, filter, after_id, limit); }));
  std::vector<Enrollment> items;
  for (EnrollmentRow& row : rows) items.push_back(static_cast<Enrollment&&>(row));
  co_return items;
}

Task<Result<Enrollment>> get_enrollment(Services& services, std::string enrollment_id) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<Enrollment> {
    TRY(EnrollmentRow row, get_enrollment(tx, enrollment_id));
    return static_cast<Enrollment&&>(row);
  });
}

Task<Result<Enrollment>> pause_enrollment(Services& services, const Actor& actor, std::string enrollment_id,
                                          std::optional<Instant> until) {
  const EnrollmentReason reason{"sequence.paused", actor.name + " paused the sequence for this contact.",
                                actor.actor_id, until};
  const auto step = [&](const EnrollmentRow& before, Instant now) -> Result<EnrollmentRow> {
    if (until && *until <= now) return invalid_field("until", "This time is past.");
    TRY_OK(pause(before, reason, now));
    return with_reason(before, EnrollmentStatus::PAUSED, reason);
  };
  co_return co_await change(services, actor, "pause_enrollment", enrollment_id, step);
}

Task<Result<Enrollment>> resume_enrollment(Services& services, const Actor& actor,
                                           std::string enrollment_id) {
  CO_TRY_OK(check_person(actor, "resume"));
  const auto step = [&](const EnrollmentRow& before, Instant now) -> Result<EnrollmentRow> {
    TRY_OK(resume(before, now));
    return to_be_planned(before, now);
  };
  co_return co_await change(services, actor, kResume, enrollment_id, step);
}

Task<Result<Enrollment>> stop_enrollment(Services& services, const Actor& actor, std::string enrollment_id) {
  const EnrollmentReason reason{"sequence.stopped", actor.name + " stopped the sequence for this contact.",
                                actor.actor_id, std::nullopt};
  const auto step = [&](const EnrollmentRow& before, Instant now) -> Result<EnrollmentRow> {
    TRY_OK(stop(before, reason, now));
    return with_reason(before, EnrollmentStatus::STOPPED, reason);
  };
  co_return co_await change(services, actor, "stop_enrollment", enrollment_id, step);
}

Task<Result<Enrollment>> retry_enrollment(Services& services, const Actor& actor, std::string enrollment_id) {
  CO_TRY_OK(check_person(actor, "retry"));
  const auto step = [&](const EnrollmentRow& before, Instant now) -> Result<EnrollmentRow> {
    if (before.status != EnrollmentStatus::HELD || !before.reason)
      return conflict("The enrolment " + before.enrollment_id + " is " +
                      std::string(enum_name(before.status)) + ": only a held one can be retried.");
    if (waits_for_answer(before.reason->rule))
      return conflict("The enrolment " + before.enrollment_id +
                      " waits for the answer to a question. Answer it, or resume the enrolment.");
    return to_be_planned(before, now);
  };
  co_return co_await change(services, actor, "retry_enrollment", enrollment_id, step);
}

}  // namespace sa
