#include "actions/task/task.h"

#include "actions/progress/follow.h"
#include "base/text/ascii.h"
#include "store/contact/contact.h"
#include "store/user/user.h"

namespace sa {
namespace {

constexpr std::size_t kMaxTitleChars = 500;
constexpr std::size_t kMaxBodyChars = 20'000;
/// The hour at which a task of a day falls due, as nurturing's do.
constexpr int kDueHour = 9;

TaskCard card_of(FollowUp task, const std::optional<Contact>& contact) {
  TaskCard card;
  card.task_id = std::move(task.task_id);
  if (!task.contact_id_fk.empty()) card.contact_id = std::move(task.contact_id_fk);
  card.contact_name = contact ? contact->name : "";
  card.contact_email = contact ? contact->email : "";
  card.title = std::move(task.title);
  card.body = std::move(task.body);
  card.due_date = task.due_date;
  card.due_at = task.due_at;
  card.status = task.status;
  card.user_id = std::move(task.user_id);
  card.created_by = std::move(task.created_by);
  card.done_by = std::move(task.done_by);
  card.done_at = task.done_at;
  card.created_at = task.created_at;
  card.updated_at = task.updated_at;
  card.version = task.version;
  return card;
}

TaskCard card_of(TaskRow row) {
  Contact contact;
  contact.name = std::move(row.contact_name);
  contact.email = std::move(row.contact_email);
  return card_of(static_cast<FollowUp&&>(row), contact);
}

Result<TaskCard> load_card(ReadTx& tx, FollowUp task) {
  TRY(const auto contact, find_contact(tx, task.contact_id_fk));
  return card_of(std::move(task), contact);
}

/// The end of what is wanted.
Result<Instant> due_before(const Services& services, const std::string& due) {
  const Instant now = services.clock.now();
  const std::string& zone = services.gate_policy.calendar.timezone;
  if (due.empty()) return Instant{INT64_MAX};
  if (due == "overdue") return now;
  const auto day = due == "today" ? std::optional(to_local(now, zone).date) : parse_date(due);
  if (!day) return invalid_field("due", "must be today, overdue, or a date such as 2026-11-22");
  LocalTime next;
  next.date = add_days(*day, 1);
  return from_local(next, zone);
}

/// When a task of a day falls due: in the contact's zone.
Instant due_on(const Services& services, const std::optional<Contact>& contact, Date day) {
  LocalTime at;
  at.date = day;
  at.hour = kDueHour;
  const bool has_zone = contact && !contact->timezone.empty();
  return from_local(at, has_zone ? contact->timezone : services.gate_policy.calendar.timezone);
}

Result<Unit> apply(const Services& services, ReadTx& tx, const Actor& actor, const TaskFields& fields,
                   FollowUp* task, Instant now) {
  std::optional<Contact> contact;
  if (fields.contact_id) {
    TRY(contact, find_contact(tx, *fields.contact_id));
    if (!contact && !fields.contact_id->empty())
      return invalid_field("contact_id", "There is no contact " + *fields.contact_id + ".");
    task->contact_id_fk = *fields.contact_id;
  } else {
    TRY(contact, find_contact(tx, task->contact_id_fk));
  }
  if (fields.user_id) {
    task->user_id.reset();
    if (!fields.user_id->empty()) {
      TRY(const auto user, find_user(tx, *fields.user_id));
      if (!user) return invalid_field("user_id", "There is no user " + *fields.user_id + ".");
      task->user_id = user->user_id;
    }
  }
  if (fields.title) task->title = trimmed(*fields.title);
  if (fields.body) task->body = *fields.body;
  const std::string zone =
      contact && !contact->timezone.empty() ? contact->timezone : services.gate_policy.calendar.timezone;
  if (fields.due_at) {
    task->due_at = *fields.due_at;
    task->due_date = to_local(*fields.due_at, zone).date;
  } else if (fields.due_date) {
    task->due_date = *fields.due_date;
    task->due_at = due_on(services, contact, *fields.due_date);
  }
  if (fields.status) *task = with_status(std::move(*task), *fields.status, actor.name, now);
  return ok();
}

}  // namespace

std::vector<Rule> TaskFields::rules() {
  return {rule(&TaskFields::contact_id).max_length(200).describe("\"\": about nobody"),
          rule(&TaskFields::title).not_blank().one_line().max_length(kMaxTitleChars),
          rule(&TaskFields::body).printable().max_length(kMaxBodyChars),
          rule(&TaskFields::due_date).describe("at nine o'clock of the contact; or give due_at"),
          rule(&TaskFields::user_id).max_length(200).describe("whose it is; \"\": whoever is first")};
}

Task<Result<std::vector<TaskCard>>> list_tasks(Services& services, TaskWish wish, TaskPlace after,
                                               std::int64_t limit) {
  TaskFilter filter;
  filter.status = wish.status;
  CO_TRY(filter.due_before, due_before(services, wish.due));
  filter.user_id = std::move(wish.user_id);
  filter.contact_id = std::move(wish.contact_id);
  CO_TRY(auto rows,
         co_await services.db.read([&](ReadTx& tx) { return list_tasks(tx, filter, after, limit); }));
  std::vector<TaskCard> cards;
  for (TaskRow& row : rows) cards.push_back(card_of(std::move(row)));
  co_return cards;
}

Task<Result<TaskCard>> create_task(Services& services, const Actor& actor, TaskFields fields) {
  if (!fields.title) co_return invalid_field("title", "Say what is to be done.");
  if (!fields.due_date && !fields.due_at) co_return invalid_field("due_date", "Say by when.");
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<TaskCard> {
    FollowUp task;
    task.task_id = new_id(services.clock, services.random);
    task.created_by = actor.name;
    task.created_at = task.updated_at = now;
    TRY_OK(apply(services, tx, actor, fields, &task, now));
    TRY_OK(insert_task(tx, task));
    return load_card(tx, std::move(task));
  });
}

Task<Result<TaskCard>> update_task(Services& services, const Actor& actor, std::string task_id,
                                   std::int64_t version, TaskFields fields) {
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<TaskCard> {
    TRY(FollowUp task, get_task(tx, task_id));
    if (task.version != version) {
      const std::int64_t present = task.version;
      TRY(const TaskCard card, load_card(tx, std::move(task)));
      return conflict("The task is version " + std::to_string(present) + " now, you changed version " +
                      std::to_string(version) + ": read it again.")
          .with_details("version", present)
          .with_details("current", to_json(card));
    }
    TRY_OK(apply(services, tx, actor, fields, &task, now));
    task.updated_at = now;
    ++task.version;
    TRY_OK(sa::update_task(tx, task));
    TRY_OK(follow_task(services, tx, actor, task, now));
    return load_card(tx, std::move(task));
  });
}

}  // namespace sa
