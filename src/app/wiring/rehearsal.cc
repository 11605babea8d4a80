#include "app/wiring/rehearsal.h"

#include <algorithm>
#include <utility>

#include "actions/clock/clock.h"
#include "actions/contact/import.h"
#include "actions/contact/suppression.h"
#include "actions/draft/send.h"
#include "actions/mailbox/directory.h"
#include "actions/message/mail_intake.h"
#include "actions/progress/change.h"
#include "actions/simulation/launch_plan.h"
#include "actions/task/task.h"
#include "agents/prompt.h"
#include "app/wiring/wire.h"
#include "base/embedded.h"
#include "jobs/kind.h"
#include "mail/address/address.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"
#include "store/enrollment/enrollment.h"

namespace sa {
namespace {

constexpr const char* kFolder = "samples/campaign/";
/// More turns at one moment than anything real needs.
constexpr int kMostTurns = 50;
constexpr std::int64_t kAll = 1000;

/// A file that is part of the program.
class EmbeddedSource final : public ByteSource {
 public:
  explicit EmbeddedSource(std::string_view text) : text_(text), rest_(text) {}
  std::int64_t size() const override { return static_cast<std::int64_t>(text_.size()); }
  Result<Unit> rewind() override {
    rest_ = text_;
    return ok();
  }
  Result<std::string> read(std::size_t most) override {
    std::string part(rest_.substr(0, most));
    rest_.remove_prefix(part.size());
    return part;
  }

 private:
  std::string_view text_;
  std::string_view rest_;
};

Result<std::string> sample_file(const std::string& name) {
  const auto text = find_embedded(kFolder + name);
  if (!text) return internal(std::string("The program was built without ") + kFolder + name + '.');
  return std::string(*text);
}

/// Only what somebody asks for: what is due by itself (reading mail, cleaning up) would be asked for anew after each leap of the clock.
std::vector<RunnableKind> asked_for_kinds(Services& services) {
  std::vector<RunnableKind> kinds = job_kinds(services);
  for (RunnableKind& each : kinds) each.every_ms = 0;
  return kinds;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

/// `text` with each {{name}} replaced.
std::string filled(std::string text, const Fields& fields) {
  for (const auto& [name, value] : fields) {
    const std::string place = "{{" + name + "}}";
    for (std::size_t at = 0; (at = text.find(place, at)) != std::string::npos; at += value.size())
      text.replace(at, place.size(), value);
  }
  return text;
}

/// As calendars write an instant: "20261109T090000Z".
std::string calendar_stamp(Instant at) {
  std::string text = format_rfc3339(Instant{at.ms / kSecondMs * kSecondMs});
  std::erase(text, '-');
  std::erase(text, ':');
  return text;
}

bool is_of_sequence(const Draft& draft) {
  return draft.source.enrollment_id.has_value();
}

void earliest(std::optional<Instant>* next, const std::optional<Instant>& other) {
  if (other && (!*next || *other < **next)) *next = other;
}

}  // namespace

Rehearsal::Rehearsal(App& app, SetClock& clock)
    : app_(&app),
      clock_(&clock),
      runner_(*app.db, app.machine_clock, app.random, asked_for_kinds(*app.services),
              {.node_id = app.services->node_id}) {}

Result<std::unique_ptr<Rehearsal>> Rehearsal::open(App& app, SetClock& clock) {
  std::unique_ptr<Rehearsal> made(new Rehearsal(app, clock));
  TRY(const PolicyLookup lookup, policy_lookup(app.config()));
  TRY(made->identity_, load_sample_identity(lookup));
  TRY(made->sample_, read_policy<SampleCampaign>(lookup, std::string(kFolder) + "campaign.json"));
  return made;
}

Actor Rehearsal::person() const {
  Actor actor;
  actor.kind = ActorKind::person;
  actor.actor_id = "sample";
  actor.name = identity_.name + " (sample)";
  actor.role = Role::owner;
  actor.scopes = scopes_of(Role::owner);
  actor.unverified = true;
  actor.trace_id = "sample-" + random_hex(app_->random, 8);
  return actor;
}

Result<Unit> Rehearsal::save_mailboxes() {
  std::vector<std::string>& ids = sample_.campaign.mailboxes;
  for (const std::string& address : {identity_.email, identity_.shared_email}) {
    TRY(const std::string mailbox_id, normalize_address(address));
    ids.push_back(mailbox_id);
    if (mailbox_id == app_->services->sender.mailbox_id) continue;
    NewMailbox mailbox;
    mailbox.address = address;
    mailbox.name = identity_.name;
    mailbox.provider = enum_name(MailProvider::outbox);
    mailbox.visibility = MailboxVisibility::all;
    TRY_OK(sync_wait(create_mailbox(*app_->services, person(), std::move(mailbox))));
  }
  return ok();
}

Result<ContactImport> Rehearsal::import_contacts() {
  TRY(const std::string list, sample_file("contacts.csv"));
  EmbeddedSource source(list);
  ImportOptions options;
  options.source = "sample list";
  options.basis = ContactBasis::legitimate_interest;
  options.basis_at = format_date(to_local(clock_->now() - 30 * kDayMs, identity_.timezone).date);
  TRY(ContactImport import, begin_import(*app_->services, person(), source, options));
  const auto nobody_watches = [](const ContactImport&, const std::vector<ImportError>&, double) {};
  return run_import(*app_->services, source, std::move(import), nobody_watches);
}

Result<ContactImport> Rehearsal::prepare() {
  Services& services = *app_->services;
  TRY_OK(save_mailboxes());
  TRY(const ContactImport import, import_contacts());
  for (const std::string& address : sample_.suppressed)
    TRY_OK(sync_wait(add_suppression(
        services, person(), {address, std::nullopt, SuppressionReason::objection, "asked us not to write"})));
  TRY_OK(sync_wait(create_sequence(services, person(), sample_.sequence)));
  TRY_OK(sync_wait(activate_sequence(services, person(), sample_.sequence.sequence_id)));
  TRY_OK(sync_wait(create_segment(services, person(), sample_.segment)));
  TRY_OK(sync_wait(create_campaign(services, person(), sample_.campaign)));
  return import;
}

Result<CampaignCard> Rehearsal::launch() {
  const std::string& id = sample_.campaign.campaign_id;
  TRY(const CampaignCard card, sync_wait(get_campaign_card(*app_->services, id)));
  return sync_wait(launch_with_plan(*app_->services, person(), id, card.counts.contacts));
}

/// Whether any job ran.
Result<bool> Rehearsal::work() {
  const Instant now = clock_->now();
  TRY(const EnrollmentsDue due, app_->db->read_now([&](ReadTx& tx) { return get_enrollments_due(tx, now); }));
  if (due.due > 0) TRY_OK(app_->db->write_now([&](Tx& tx) { return ask_to_schedule(*app_->services, tx); }));
  bool worked = false;
  for (int turn = 0; turn < kMostTurns; ++turn) {
    TRY(const std::int64_t ran, runner_.run_due());
    if (ran == 0) return worked;
    worked = true;
  }
  return internal("The sample campaign does not come to rest at " + format_rfc3339(now) + '.');
}

/// Approves what `approves` says, side by side, and sends the answers that an agent wrote. Whether there was any.
Result<bool> Rehearsal::decide(const Judge& approves) {
  Services& services = *app_->services;
  TRY(const auto pending, app_->db->read_now([](ReadTx& tx) {
    return list_drafts(tx, DraftStatus::PENDING_APPROVAL, {std::nullopt, {}, kAll});
  }));
  const Actor me = person();  // outlives the approvals, which begin below
  std::vector<Task<Result<Draft>>> approvals;
  std::vector<std::string> answers;
  for (const Draft& draft : pending) {
    const bool is_answer = !is_of_sequence(draft) && to_answer_.contains(draft.recipient_key);
    if (!is_answer && !(is_of_sequence(draft) && approves(draft))) continue;
    if (is_answer) answers.push_back(draft.id);
    leaving_[draft.id] = draft.not_before.value_or(clock_->now());
    approvals.push_back(approve_draft(services, me, draft.id, me.name, std::nullopt));
  }
  const bool decided = !approvals.empty();
  for (const Result<Draft>& approved : sync_wait_all(std::move(approvals)))
    if (!approved) return approved.error();
  for (const std::string& id : answers) TRY_OK(sync_wait(send_draft(services, me, id)));
  return decided;
}

/// Does the tasks that are due, all but those that the sample leaves open.
Result<Unit> Rehearsal::do_tasks() {
  const Instant now = clock_->now();
  next_task_.reset();
  TRY(const auto tasks, sync_wait(list_tasks(*app_->services, {}, {}, kAll)));
  for (const TaskCard& task : tasks) {
    const bool stays = std::ranges::find(sample_.open_tasks, task.contact_id) != sample_.open_tasks.end();
    if (stays) continue;
    if (task.due_at > now) {
      earliest(&next_task_, task.due_at);
      continue;
    }
    TaskFields done;
    done.status = TaskStatus::DONE;
    TRY_OK(sync_wait(update_task(*app_->services, person(), task.task_id, task.version, done)));
  }
  return ok();
}

/// Of the mail that has left by now: who watches is told, and its answer is on the way.
Result<Unit> Rehearsal::notice_sent(const Watch& watch) {
  const Instant now = clock_->now();
  for (auto each = leaving_.begin(); each != leaving_.end();) {
    if (each->second > now) {
      ++each;
      continue;
    }
    TRY(const Draft draft, app_->db->read_now([&](ReadTx& tx) { return get_draft(tx, each->first); }));
    if (draft.status == DraftStatus::APPROVED || draft.status == DraftStatus::SENDING) {
      ++each;
      continue;
    }
    each = leaving_.erase(each);
    if (draft.status != DraftStatus::SENT) continue;
    if (watch.sent) watch.sent(draft);
    if (!is_of_sequence(draft)) continue;
    for (const SampleAnswer& answer : sample_.answers) {
      if (answer.contact_id == draft.contact_id && answer.step_id == draft.source.step_id)
        coming_.emplace(*draft.sent_at + answer.after_minutes * kMinuteMs, Coming{answer, draft.id});
    }
  }
  return ok();
}

/// The mail as it comes in, from the file of its kind.
Result<std::string> Rehearsal::write_answer(const SampleAnswer& answer, const Draft& to) const {
  const Instant now = clock_->now();
  TRY(const auto contact, app_->db->read_now([&](ReadTx& tx) { return get_contact(tx, answer.contact_id); }));
  TRY(const std::string text, sample_file(std::string(enum_name(answer.kind)) + ".eml"));
  const std::string zone = contact.timezone.empty() ? identity_.timezone : contact.timezone;
  const Date returns_on = add_days(to_local(now, zone).date, answer.days_away);
  const std::string name = contact.first_name + ' ' + contact.last_name;
  return filled(text, {{"from", name + " <" + contact.email + '>'},
                       {"from_address", contact.email},
                       {"from_domain", std::string(domain_of(contact.email_key))},
                       {"to_address", to.mailbox_id},
                       {"to_domain", std::string(domain_of(to.mailbox_id))},
                       {"subject", to.subject.starts_with("Re: ") ? to.subject.substr(4) : to.subject},
                       {"date", format_rfc5322_date(now)},
                       {"id", "sample-" + answer.contact_id + '-' + answer.step_id},
                       {"answers", to.rfc_message_id},
                       {"returns_on", format_date(returns_on)},
                       {"stamp", calendar_stamp(now)},
                       {"starts", calendar_stamp(now + 3 * kDayMs)},
                       {"text", answer.text}});
}

/// The answers whose time has come.
Result<Unit> Rehearsal::answer(const Watch& watch) {
  Services& services = *app_->services;
  const Instant now = clock_->now();
  while (!coming_.empty() && coming_.begin()->first <= now) {
    const Coming mail = coming_.extract(coming_.begin()).mapped();
    TRY(const Draft to, app_->db->read_now([&](ReadTx& tx) { return get_draft(tx, mail.draft_id); }));
    TRY(const std::string raw, write_answer(mail.answer, to));
    MailIntake intake{services, {}, new_id(*clock_, app_->random)};
    TRY_OK(app_->db->read_now([&](ReadTx& tx) { return intake.load(tx); }));
    TRY(const IncomingMail read, intake.read(raw, std::string(kFolder) + mail.answer.contact_id));
    TRY_OK(app_->db->write_now([&](Tx& tx) { return intake.store(tx, read, now); }));
    if (mail.answer.is_answered) to_answer_.insert(to.recipient_key);
    if (watch.answered) watch.answered(mail.answer, to);
  }
  return ok();
}

Result<Unit> Rehearsal::do_what_is_due(const Judge& approves, const Watch& watch) {
  TRY_OK(answer(watch));
  for (int turn = 0; turn < kMostTurns; ++turn) {
    TRY(const bool worked, work());
    TRY_OK(do_tasks());
    TRY(const bool decided, decide(approves));
    if (!worked && !decided) return notice_sent(watch);
  }
  return internal("The sample campaign does not come to rest at " + format_rfc3339(clock_->now()) + '.');
}

/// When something is due next; null: nothing will be by itself.
Result<std::optional<Instant>> Rehearsal::find_next() {
  TRY(const ClockWork work,
      app_->db->read_now([&](ReadTx& tx) { return get_clock_work(*app_->services, tx); }));
  std::optional<Instant> next = work.next_at;
  earliest(&next, next_task_);
  if (!coming_.empty()) earliest(&next, coming_.begin()->first);
  return next;
}

Result<Unit> Rehearsal::pass_until(Instant until, const Judge& approves, const Watch& watch) {
  while (true) {
    TRY_OK(do_what_is_due(approves, watch));
    if (clock_->now() >= until) return ok();
    TRY(const auto next, find_next());
    // What stays due without being done must not keep the clock where it is.
    const Instant at = std::max(next.value_or(until), clock_->now() + kSecondMs);
    clock_->set(std::min(at, until));
  }
}

}  // namespace sa
