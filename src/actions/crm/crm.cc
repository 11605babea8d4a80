#include "actions/crm/crm.h"

#include <algorithm>
#include <functional>

#include "actions/crm/crm_page.h"
#include "actions/job/again.h"
#include "base/log.h"
#include "store/account/oauth.h"
#include "store/account/sync.h"
#include "store/contact/contact.h"
#include "store/crm/crm.h"
#include "store/job/job.h"

namespace sa {
namespace {

/// Of one stream in one job, so that other jobs are not kept waiting.
constexpr int kMostPages = 10;
constexpr std::int64_t kLongestRunMs = 60 * kSecondMs;

Error no_crm() {
  return unavailable(
             "No CRM is connected. Connect HubSpot (docs/connect-hubspot.md); the job then continues.")
      .with_retry_after(kUnattendedS);
}

/// Shorter than a job's lease by far: who takes the job over from a worker that died must find what was made.
constexpr std::int64_t kWriteMs = 60 * kSecondMs;

std::string cursor_name(const Services& services, const std::string& stream) {
  return services.crm->provider() + '/' + stream;
}

/// One page and its cursor, in one transaction; whether there are more.
Task<Result<bool>> sync_page(Services& services, std::string stream, std::string trace_id) {
  const std::string name = cursor_name(services, stream);
  CO_TRY(const auto before,
         co_await services.db.read([&](ReadTx& tx) { return find_sync_cursor(tx, name); }));
  CO_TRY(const CrmPage page,
         wait_for_key(co_await services.crm->fetch(stream, before ? before->cursor : std::string()), kMendS));
  CO_TRY(const FormMails forms, co_await read_forms(services, page, std::move(trace_id)));
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<bool> {
    // A page of an account that is no longer connected must not be stored.
    TRY(const bool is_ours, move_sync_cursor(tx, before, {name, page.cursor, now, 0}));
    if (!is_ours) return false;
    TRY_OK(save_forms(tx, forms, now));
    TRY_OK(save_crm_page(services, tx, page, now));
    return page.has_more;
  });
}

/// An account of this CRM can be connected, and none is: there is nothing to call it with.
Task<Result<bool>> awaits_account(Services& services) {
  const std::string provider = services.crm->provider();
  const auto& links = services.account_links;
  if (std::ranges::find(links, provider, &AccountLink::provider) == links.end()) co_return false;
  CO_TRY(const auto token,
         co_await services.db.read([&](ReadTx& tx) { return find_oauth_token(tx, provider); }));
  co_return !token.has_value();
}

/// Some pages of each; what is left is a further job of the same kind.
Task<Result<Unit>> sync_streams(Services& services, std::vector<std::string> streams,
                                const JobKind<NoInput>& kind, std::string trace_id) {
  CO_TRY(const bool is_waiting, co_await awaits_account(services));
  if (is_waiting) co_return ok();
  const Instant began = services.machine_clock.now();
  bool is_left = false;
  Result<Unit> first_failure = ok();
  for (const std::string& stream : streams) {
    bool has_more = true;
    for (int page = 0; has_more && page < kMostPages; ++page) {
      if (services.machine_clock.now() - began > kLongestRunMs) break;
      auto read = co_await sync_page(services, stream, trace_id);
      has_more = read && *read;
      if (read) continue;
      // The key may lack a right for this stream alone: the others go on.
      log_event(LogLevel::warning, "crm_stream_failed",
                {{"stream", stream}, {"cause", log_words(read.error())}, {"trace_id", trace_id}});
      if (first_failure) first_failure = std::move(read).error();
    }
    is_left = is_left || has_more;
  }
  // While there is more to read elsewhere, that goes first; the job at the end of the chain fails, and comes back.
  if (!is_left) co_return first_failure;
  const JobWish more{"more/" + new_id(services.clock, services.random), std::move(trace_id)};
  co_return co_await services.db.write([&](Tx& tx) { return ask_for(services, tx, kind, more, {}); });
}

Task<Result<Unit>> run_sync(Services& services, NoInput, JobTry at);
Task<Result<Unit>> run_sweep(Services& services, NoInput, JobTry at);

bool has_crm(const Services& services) {
  return services.crm != nullptr;
}

constexpr JobKind<NoInput> kSync{"sync_crm", 5, run_sync, Lane::ordinary, {5 * kMinuteMs, has_crm}};
constexpr JobKind<NoInput> kSweep{"sweep_crm", 5, run_sweep, Lane::ordinary, {kDayMs, has_crm}};

Task<Result<Unit>> run_sync(Services& services, NoInput, JobTry at) {
  if (!services.crm) co_return ok();
  co_return co_await sync_streams(services, services.crm->streams(), kSync, std::move(at.trace_id));
}

Task<Result<Unit>> run_sweep(Services& services, NoInput, JobTry at) {
  if (!services.crm) co_return ok();
  co_return co_await sync_streams(services, services.crm->archive_streams(), kSweep, std::move(at.trace_id));
}

/// Whom a task or note is about.
struct Target {
  std::string crm_id;  ///< of the CRM's contact; empty: not known yet
  std::string email;
  std::string name;
};

/// By the CRM's record id, then by the address of our contact.
Result<Target> find_target(ReadTx& tx, const std::string& contact_id) {
  TRY(const auto record, find_crm_contact(tx, contact_id));
  if (record) return Target{record->contact_id, record->email, record->name};
  TRY(const auto contact, find_contact(tx, contact_id));
  if (!contact) return Target{};
  TRY(const auto same, find_crm_contact_by_email(tx, contact->email_key));
  return Target{same ? same->contact_id : "", contact->email, contact->name};
}

/// The CRM's contact by a record id, or the one that it was merged into; where there is none, the one with the address, made
/// if need be. It stands in the old one's place from then on, so that a later try does not look for the address of a record
/// that is empty by then.
Task<Result<std::string>> look_up(Services& services, std::string crm_id, Target target) {
  CO_TRY(CrmPage page, wait_for_key(co_await services.crm->fetch_record("contact", crm_id)));
  if (page.contacts.empty() && target.email.empty())
    co_return not_found("There is no address for the contact " + crm_id +
                        ", here or in the CRM, so the task is only kept here.");
  if (page.contacts.empty()) {
    CO_TRY(CrmContact made, wait_for_key(co_await services.crm->ensure_contact(target.email, target.name)));
    if (made.contact_id != crm_id) made.merged_ids.push_back(crm_id);
    page = CrmPage{.contacts = {std::move(made)}};
  }
  const Instant now = services.clock.now();
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return save_crm_page(services, tx, page, now); }));
  co_return page.contacts.front().contact_id;
}

/// The CRM's contact that a task or note is about; made there when only we know them.
Task<Result<std::string>> target_id(Services& services, std::string contact_id, Target target) {
  if (!target.crm_id.empty()) co_return target.crm_id;
  if (target.email.empty()) co_return co_await look_up(services, contact_id, target);
  CO_TRY(const CrmContact made,
         wait_for_key(co_await services.crm->ensure_contact(target.email, target.name)));
  co_return made.contact_id;
}

using Put = std::function<Task<Result<std::string>>(const std::string& contact_id)>;

/// The CRM's id of what `put` writes about the contact. Their record may have gone since we read it.
Task<Result<std::string>> put_about(Services& services, std::string contact_id, const Put& put) {
  CO_TRY(const Target target,
         co_await services.db.read([&](ReadTx& tx) { return find_target(tx, contact_id); }));
  CO_TRY(const std::string known, co_await target_id(services, contact_id, target));
  auto crm_id = wait_for_key(co_await put(known));
  if (crm_id || is_worth_another_try(crm_id.error().code)) co_return crm_id;
  CO_TRY(const std::string other, co_await look_up(services, known, target));
  if (other == known) co_return crm_id;
  co_return wait_for_key(co_await put(other));
}

std::string body_of(const PushNote& note) {
  const auto* body = note.context_json.if_contains("body");
  return body && body->is_string() ? std::string(body->as_string()) : std::string();
}

struct CrmRecordWish {
  std::string type;
  std::string record_id;
};
BOOST_DESCRIBE_STRUCT(CrmRecordWish, (), (type, record_id))

Task<Result<Unit>> run_sync_record(Services& services, CrmRecordWish wish, JobTry) {
  if (!services.crm) co_return no_crm();
  CO_TRY(const CrmPage page, wait_for_key(co_await services.crm->fetch_record(wish.type, wish.record_id)));
  const Instant now = services.clock.now();
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return save_crm_page(services, tx, page, now); }));
  co_return ok();
}

constexpr JobKind<CrmRecordWish> kSyncRecord{"sync_crm_record", kForAWeek, run_sync_record};

struct PushTaskWish {
  std::string task_id;
};
BOOST_DESCRIBE_STRUCT(PushTaskWish, (), (task_id))

Task<Result<Unit>> run_push_task(Services& services, PushTaskWish wish, JobTry) {
  if (!services.crm) co_return no_crm();
  CO_TRY(const PushTask task,
         co_await services.db.read([&](ReadTx& tx) { return get_push_task(tx, wish.task_id); }));
  if (task.crm_id) co_return ok();
  const Instant until = services.machine_clock.now() + kWriteMs;
  const Put put = [&](const std::string& contact_id) {
    return services.crm->put_task({task.task_id, contact_id, task.title, task.body, task.due_at, until});
  };
  CO_TRY(const std::string crm_id, co_await put_about(services, task.contact_id_fk, put));
  const std::string provider = services.crm->provider();
  co_return co_await services.db.write(
      [&](Tx& tx) { return note_task_crm_id(tx, wish.task_id, provider, crm_id); });
}

constexpr JobKind<PushTaskWish> kPushTask{"push_crm_task", kForAWeek, run_push_task};

struct PushNoteWish {
  std::string note_id;
};
BOOST_DESCRIBE_STRUCT(PushNoteWish, (), (note_id))

Task<Result<Unit>> run_push_note(Services& services, PushNoteWish wish, JobTry) {
  if (!services.crm) co_return no_crm();
  CO_TRY(const PushNote note,
         co_await services.db.read([&](ReadTx& tx) { return get_push_note(tx, wish.note_id); }));
  if (note.crm_id) co_return ok();
  const Instant until = services.machine_clock.now() + kWriteMs;
  const Put put = [&](const std::string& contact_id) {
    return services.crm->put_note({note.note_id, contact_id, body_of(note), note.created_at, until});
  };
  CO_TRY(const std::string crm_id, co_await put_about(services, note.contact_id_fk, put));
  const std::string provider = services.crm->provider();
  co_return co_await services.db.write(
      [&](Tx& tx) { return note_note_crm_id(tx, wish.note_id, provider, crm_id); });
}

constexpr JobKind<PushNoteWish> kPushNote{"push_crm_note", kForAWeek, run_push_note};

}  // namespace

JobRow sync_crm_job() {
  return row_of(kSync);
}
JobRow sweep_crm_job() {
  return row_of(kSweep);
}
JobRow sync_crm_record_job() {
  return row_of(kSyncRecord);
}
JobRow push_crm_task_job() {
  return row_of(kPushTask);
}
JobRow push_crm_note_job() {
  return row_of(kPushNote);
}

Result<Unit> ask_to_sync_crm(const Services& services, Tx& tx, const JobWish& wish) {
  return ask_for(services, tx, kSync, wish, {});
}

Result<Unit> ask_to_sync_crm_record(const Services& services, Tx& tx, const JobWish& wish,
                                    const std::string& type, const std::string& record_id) {
  return ask_for(services, tx, kSyncRecord, wish, {type, record_id});
}

Result<Unit> ask_to_push_to_crm(const Services& services, Tx& tx, const std::string& task_id,
                                const std::string& note_id, const std::string& trace_id) {
  if (!services.crm) return ok();
  TRY_OK(ask_for(services, tx, kPushTask, {task_id, trace_id}, {task_id}));
  return ask_for(services, tx, kPushNote, {note_id, trace_id}, {note_id});
}

Result<Unit> forget_crm(const Services& services, Tx& tx) {
  std::vector<std::string> streams = services.crm->streams();
  const std::vector<std::string> archives = services.crm->archive_streams();
  streams.insert(streams.end(), archives.begin(), archives.end());
  for (const std::string& stream : streams) TRY_OK(delete_sync_cursor(tx, cursor_name(services, stream)));
  return archive_crm_records(tx, services.clock.now());
}

}  // namespace sa
