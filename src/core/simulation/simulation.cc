#include "core/simulation/simulation.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <limits>
#include <queue>
#include <set>
#include <tuple>
#include <utility>

#include "base/crypto/hash.h"
#include "base/crypto/sha256.h"
#include "core/draft/turn.h"
#include "core/enrollment/signal.h"
#include "core/enrollment/spread.h"
#include "core/sequence/absence.h"
#include "core/sequence/moment.h"
#include "core/usage/taken.h"

namespace sa {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min();
using Index = std::uint32_t;

/// Where one contact is. There is one of each contact: it is small.
struct State {
  std::int64_t last_at = kNone;    ///< when the step before happened
  std::int64_t due_at = kNone;     ///< of the present step
  std::int64_t held_from = kNone;  ///< since when its mail waits
  std::int64_t place_at = kNone;   ///< that is reserved for its mail
  std::int16_t step = -1;
  std::int16_t root = -1;  ///< the mail that began its thread
  std::int16_t box = -1;
  std::int16_t held_rule = -1;
};

/// A line before it is written.
struct Note {
  std::int64_t at = 0;
  std::int64_t until = kNever;
  Index contact = 0;
  std::int32_t words = -1;
  std::int16_t step = -1;
  std::int16_t root = -1;
  std::int16_t box = -1;
  std::int16_t rule = -1;
  PlanLine::Kind kind = PlanLine::Kind::send;
};

/// The lines' order; what has no mailbox in its line comes first.
auto order(const Note& note) {
  const bool has_mailbox = note.kind == PlanLine::Kind::send || note.kind == PlanLine::Kind::day;
  return std::tuple(note.at, has_mailbox ? note.box : std::int16_t{-1}, note.contact, note.kind, note.step,
                    note.rule, note.words);
}

struct Day {
  std::int64_t sent = 0;
  std::int64_t held = 0;
};

struct Box {
  TeamMailbox mailbox;
  Taken taken{};
  std::map<std::int64_t, Day> days{};  ///< by the number of the day since 1970
};

struct Event {
  std::int64_t at = 0;
  Index contact = 0;
  bool operator>(const Event& other) const {
    return std::tie(at, contact) > std::tie(other.at, other.contact);
  }
};

/// Each text once.
class Names {
 public:
  std::int32_t id_of(const std::string& text) {
    const auto [place, is_new] = ids_.emplace(text, static_cast<std::int32_t>(texts_.size()));
    if (is_new) texts_.push_back(&place->first);
    return place->second;
  }
  const std::string& text(std::int32_t id) const { return *texts_[static_cast<std::size_t>(id)]; }

 private:
  std::map<std::string, std::int32_t> ids_;
  std::vector<const std::string*> texts_;
};

std::int64_t day_of(std::int64_t ms) {
  return ms / kDayMs;
}
Instant instant(std::int64_t ms) {
  return Instant{ms};
}
/// Planned instants are whole seconds: the next one.
std::int64_t whole_second(std::int64_t ms) {
  return ms >= kNever - kSecondMs ? ms : (ms + kSecondMs - 1) / kSecondMs * kSecondMs;
}

/// Every mail gets a link of its own.
constexpr const char* kOptOut = "https://opt-out.invalid/";

const Reason* find_reason(const Verdict& verdict, Severity severity) {
  const auto found = std::ranges::find(verdict.reasons, severity, &Reason::severity);
  return found == verdict.reasons.end() ? nullptr : &*found;
}

}  // namespace

class Simulation::Run {
 public:
  explicit Run(SimulationInput given) : input(std::move(given)), end((input.from + input.days * kDayMs).ms) {
    for (const TeamMailbox& each : input.mailboxes) boxes.emplace_back().mailbox = each;
    std::ranges::sort(boxes, {}, [](const Box& each) -> const std::string& { return each.mailbox.address; });
    for (Box& box : boxes) {
      const auto found = input.sent.find(box.mailbox.mailbox_id);
      if (found != input.sent.end()) box.taken = Taken(found->second);
      const auto reserved = input.reserved.find(box.mailbox.mailbox_id);
      if (reserved == input.reserved.end()) continue;
      for (const Instant at : reserved->second) box.taken.reserve(at);
    }
    for (auto& [key, left] : input.sent_to_domain) domains.emplace(key, Taken(left));
    for (auto& [key, left] : input.sent_to_company) companies.emplace(key, Taken(left));
    draft.status = DraftStatus::APPROVED;
    draft.created_at = input.from;
    draft.approved_at = input.from;
    draft.unsubscribe_url = kOptOut;
    draft.footer = input.policy->postal_address + "\n" + kOptOut;
  }

  void go() {
    std::ranges::sort(contacts, {}, [](const SimulatedContact& each) -> const std::string& {
      return each.contact.contact_id;
    });
    states.resize(contacts.size());
    for (Index i = 0; i < contacts.size(); ++i) begin(i);
    while (!events.empty() && events.top().at < end) {
      const Event event = events.top();
      events.pop();
      fall_due(event.contact, event.at);
    }
    for (Index i = 0; i < contacts.size(); ++i) end_hold(i, kNever);
    note_days();
    std::ranges::sort(notes, [](const Note& a, const Note& b) { return order(a) < order(b); });
  }

  /// The step of a note in words, as its draft would have them.
  PlannedStep written(const Note& note, PlanCalendar* calendar) const {
    const PlanFacts facts = facts_of(note.contact, note.box);
    *calendar = plan_calendar(input.sequence, facts, input.policy->calendar.holidays);
    PlannedStep step = step_of(note.contact, note.step, facts, *calendar, note.at);
    if (is_answer(note.step, note.root))
      step.subject = answered(note.contact, note.root, facts, *calendar, note.at);
    return step;
  }

  SimulationInput input;
  std::int64_t end;
  std::vector<SimulatedContact> contacts;
  std::vector<Box> boxes;
  std::map<std::string, Taken> domains;    ///< by hash
  std::map<std::string, Taken> companies;  ///< by id
  std::vector<Note> notes;
  Names rules;
  Names words;

 private:
  const SequenceStep& described(std::int16_t step) const {
    return input.sequence.steps[static_cast<std::size_t>(step)];
  }
  bool is_answer(std::int16_t step, std::int16_t root) const {
    return root >= 0 && described(step).thread == StepThread::same;
  }
  std::string enrollment_id(Index who) const {
    const SimulatedContact& contact = contacts[who];
    return make_enrollment_id(input.sequence.sequence_id, contact.contact.contact_id, contact.earlier);
  }

  PlanFacts facts_of(Index who, std::int16_t box) const {
    PlanFacts facts;
    facts.contact = contacts[who].contact;
    const auto company = input.companies.find(facts.contact.company_id.value_or(""));
    if (company != input.companies.end()) facts.company = company->second;
    facts.mailbox_zone = input.policy->calendar.timezone;
    if (box >= 0) {
      const TeamMailbox& mailbox = boxes[static_cast<std::size_t>(box)].mailbox;
      facts.sender = {mailbox.name, mailbox.address};
    }
    return facts;
  }

  PlanCalendar calendar_of(Index who) const {
    PlanFacts facts;
    facts.contact.timezone = contacts[who].contact.timezone;
    facts.contact.country = contacts[who].contact.country;
    facts.mailbox_zone = input.policy->calendar.timezone;
    return plan_calendar(input.sequence, facts, input.policy->calendar.holidays);
  }

  Enrollment enrollment_at(Index who, std::int64_t last_at, std::string step_id) const {
    Enrollment made;
    made.enrollment_id = enrollment_id(who);
    made.sequence_id = input.sequence.sequence_id;
    made.sequence_version = input.sequence.version;
    made.contact_id = contacts[who].contact.contact_id;
    made.step_id = std::move(step_id);
    made.created_at = input.from;
    if (last_at != kNone) made.last_at = instant(last_at);
    return made;
  }

  PlannedStep step_of(Index who, std::int16_t step, const PlanFacts& facts, const PlanCalendar& calendar,
                      std::int64_t now) const {
    Plan plan = plan_next(enrollment_at(who, now, described(step).step_id), input.sequence, facts, calendar,
                          instant(now));
    auto* planned = std::get_if<PlannedStep>(&plan);
    return planned ? std::move(*planned) : PlannedStep{};
  }

  /// The subject of a mail that answers the one which began the thread.
  std::string answered(Index who, std::int16_t root, const PlanFacts& facts, const PlanCalendar& calendar,
                       std::int64_t now) const {
    const std::string subject = step_of(who, root, facts, calendar, now).subject;
    return subject.starts_with("Re: ") ? subject : "Re: " + subject;
  }

  // ------------------------------------------------------------------------------------------------------- planning

  void begin(Index who) {
    const SimulatedContact& contact = contacts[who];
    if (contact.obstacle) return skip(who, input.from.ms, *contact.obstacle);
    State& state = states[who];
    const auto mailbox_id =
        sequence_mailbox({contact.contact.mailbox_id}, input.allowed, input.mailboxes, enrollment_id(who));
    const TeamMailbox* chosen = choose_mailbox(
        input.mailboxes, mailbox_id ? mailbox_id : contact.contact.mailbox_id, input.user_id, input.from);
    if (!chosen)
      return skip(
          who, input.from.ms,
          {"mailbox.none", Severity::hold, "There is no mailbox that the mail could leave from.", ""});
    const auto box = std::ranges::find(boxes, chosen->mailbox_id, [](const Box& each) -> const std::string& {
      return each.mailbox.mailbox_id;
    });
    state.box = static_cast<std::int16_t>(box - boxes.begin());
    if (contact.absent_until && *contact.absent_until > input.from)
      return wait(who, input.from.ms, contact.absent_until->ms, "sequence.absent");
    plan(who, input.from.ms, nullptr);
  }

  /// The next step of a contact. `ended`: why there is none, in case that there would be.
  void plan(Index who, std::int64_t now, const Reason* ended) {
    State& state = states[who];
    const PlanFacts facts = facts_of(who, state.box);
    const PlanCalendar calendar = plan_calendar(input.sequence, facts, input.policy->calendar.holidays);
    const SequenceStep* next = state.step < 0 ? next_step(input.sequence, "")
                                              : next_step(input.sequence, described(state.step).step_id);
    if (!next) return;
    Plan planned = plan_next(enrollment_at(who, state.last_at, next->step_id), input.sequence, facts,
                             calendar, instant(now));
    if (ended) {
      if (!std::holds_alternative<PlanEnd>(planned)) skip(who, now, *ended);
      return;
    }
    if (const auto* hold = std::get_if<PlanHold>(&planned))
      return skip(who, now, {hold->reason.rule, Severity::hold, hold->reason.words, ""});
    const auto* step = std::get_if<PlannedStep>(&planned);
    for (const std::string& each : step ? step->skipped_steps : std::get<PlanEnd>(planned).skipped_steps)
      skip(who, now,
           {"step.condition", Severity::info,
            "The contact does not meet the condition of step \"" + each + "\".", ""});
    if (!step) return;
    const auto place = std::ranges::find(input.sequence.steps, step->step_id, &SequenceStep::step_id);
    state.step = static_cast<std::int16_t>(place - input.sequence.steps.begin());
    state.due_at = step->at.ms;
    if (step->kind == StepKind::task) return call(who, step->at.ms);
    if (input.find_fault) {
      const bool goes_on = is_answer(state.step, state.root);
      const std::string subject = goes_on ? answered(who, state.root, facts, calendar, now) : step->subject;
      if (auto fault = input.find_fault(facts.contact.email, subject, step->body, goes_on))
        return skip(who, now, *fault);
    }
    approve(who, now, calendar);
  }

  /// The draft is made a business day before, and leaves when it is approved.
  void approve(Index who, std::int64_t now, const PlanCalendar& calendar) {
    State& state = states[who];
    if (!input.approval.after_ms) {
      if (state.due_at < end) hold(who, state.due_at, "draft.pending");
      return;
    }
    if (*input.approval.after_ms == 0) return call(who, state.due_at);
    const std::int64_t drafted_at = std::max(now, draft_instant(calendar, instant(state.due_at)).ms);
    const std::int64_t approved_at = whole_second(drafted_at + *input.approval.after_ms);
    if (approved_at <= state.due_at) return call(who, state.due_at);
    if (state.due_at < end) hold(who, state.due_at, "draft.pending");
    call(who, approved_at);
  }

  /// Nothing is planned for the contact until then.
  void wait(Index who, std::int64_t from, std::int64_t until, const char* rule) {
    const State& state = states[who];
    const SequenceStep* next =
        next_step(input.sequence, state.step < 0 ? std::string() : described(state.step).step_id);
    if (!next) return;
    const auto place = std::ranges::find(input.sequence.steps, next->step_id, &SequenceStep::step_id);
    Note note = note_of(PlanLine::Kind::hold, who, from);
    note.step = static_cast<std::int16_t>(place - input.sequence.steps.begin());
    note.until = until < end ? until : kNever;
    note.rule = static_cast<std::int16_t>(rules.id_of(rule));
    add(note);
    if (until < end) plan(who, until, nullptr);
  }

  void call(Index who, std::int64_t at) {
    if (at < end) events.push({at, who});
  }

  // -------------------------------------------------------------------------------------------------------- sending

  void fall_due(Index who, std::int64_t now) {
    State& state = states[who];
    if (described(state.step).kind == StepKind::task) {
      state.last_at = now;
      return plan(who, now, nullptr);
    }
    try_to_send(who, now);
  }

  void try_to_send(Index who, std::int64_t now) {
    State& state = states[who];
    Box& box = boxes[static_cast<std::size_t>(state.box)];
    const bool has_turn = state.place_at == now;
    give_place_back(who);
    forget(who, box, now);
    const PlanCalendar calendar = calendar_of(who);
    const GateContext context = context_of(who, box, calendar, now);
    const Verdict verdict = decide(draft, context, *input.policy, instant(now));
    if (const Reason* block = find_reason(verdict, Severity::block)) {
      end_hold(who, now);
      return skip(who, now, *block);
    }
    const bool may_leave = verdict.outcome == Outcome::send;
    if (may_leave && (has_turn || !has_reserved(who, box))) return send(who, box, calendar, now);
    const auto turn =
        find_turn(draft, context, box.mailbox, taken_of(who, box), *input.policy, instant(now), instant(end));
    if (may_leave && turn && turn->at.ms <= now) return send(who, box, calendar, now);
    const Reason* reason = find_reason(verdict, Severity::hold);
    hold(who, now, reason ? reason->rule : turn && !turn->rule.empty() ? turn->rule : "mailbox.gap");
    if (turn) take_place(who, turn->at.ms);
  }

  // --------------------------------------------------------------------------------------------------------- places

  /// All that a mail to the contact counts against beside the contact's own mail.
  template <class Do>
  void each_taken(Index who, Box& box, Do what) {
    what(box.taken);
    const SimulatedContact& contact = contacts[who];
    if (input.policy->limits.domain_day > 0 && !contact.domain_hash.empty())
      what(domains[contact.domain_hash]);
    if (input.policy->limits.company_week > 0 && contact.contact.company_id)
      what(companies[*contact.contact.company_id]);
  }
  void take_place(Index who, std::int64_t at) {
    State& state = states[who];
    state.place_at = at;
    each_taken(who, boxes[static_cast<std::size_t>(state.box)],
               [&](Taken& taken) { taken.reserve(instant(at)); });
    call(who, at);
  }
  void give_place_back(Index who) {
    State& state = states[who];
    if (state.place_at == kNone) return;
    each_taken(who, boxes[static_cast<std::size_t>(state.box)],
               [&](Taken& taken) { taken.give_back(instant(state.place_at)); });
    state.place_at = kNone;
  }
  bool has_reserved(Index who, Box& box) {
    bool has = false;
    each_taken(who, box, [&](Taken& taken) { has = has || taken.has_reserved(); });
    return has;
  }
  TakenSpans taken_of(Index who, Box& box) {
    const SimulatedContact& contact = contacts[who];
    TakenSpans spans;
    spans.mailbox = box.taken.all();
    spans.contact = contact.received;
    if (input.policy->limits.domain_day > 0 && !contact.domain_hash.empty())
      spans.domain = domains[contact.domain_hash].all();
    if (input.policy->limits.company_week > 0 && contact.contact.company_id)
      spans.company = companies[*contact.contact.company_id].all();
    return spans;
  }
  void forget(Index who, Box& box, std::int64_t now) {
    std::erase_if(contacts[who].received, [&](Instant at) { return at.ms <= now - kContactWindowMs; });
    // The places of other mail that were reserved before.
    box.taken.pass(instant(now));
    box.taken.forget(instant(now - kMailboxWindowMs));
    const SimulatedContact& contact = contacts[who];
    if (const auto found = domains.find(contact.domain_hash); found != domains.end())
      found->second.forget(instant(now - kMailboxWindowMs));
    if (const auto found = companies.find(contact.contact.company_id.value_or("")); found != companies.end())
      found->second.forget(instant(now - kContactWindowMs));
  }

  /// What the gate of the mail itself would know; the mail is left in `draft`.
  GateContext context_of(Index who, Box& box, const PlanCalendar& calendar, std::int64_t now) {
    const Contact& contact = contacts[who].contact;
    draft.recipient = contact.email;
    draft.recipient_key = contact.email_key;
    draft.mailbox_id = box.mailbox.mailbox_id;
    draft.source.enrollment_id = enrollment_id(who);
    draft.source.step_id = described(states[who].step).step_id;
    GateContext context;
    context.contact.timezone = contact.timezone;
    context.contact.is_own_address = std::ranges::find(input.mailboxes, contact.email_key,
                                                       &TeamMailbox::mailbox_id) != input.mailboxes.end();
    context.mailbox.mailbox_id = box.mailbox.mailbox_id;
    context.mailbox.delivers = input.delivers && input.delivers(box.mailbox);
    context.mailbox.hold = hold_at(box.mailbox, instant(now));
    context.mailbox.day_limit = day_limit(box.mailbox, input.policy->limits.mailbox_day, instant(now));
    context.mailbox.gap_s = box.mailbox.limits.gap_s;
    context.mailbox.window = box.mailbox.window;
    context.usage = usage_of(who, box, *context.mailbox.day_limit);
    context.enrollment = EnrollmentFacts{};
    context.enrollment->calendar = calendar;
    add_packs(who, box, calendar, now, &context);
    return context;
  }

  /// The first mail's words are judged, too; those of the later ones say nothing to a pack.
  void add_packs(Index who, const Box& box, const PlanCalendar& calendar, std::int64_t now,
                 GateContext* context) {
    const SimulatedContact& contact = contacts[who];
    draft.sender = box.mailbox.name + " <" + box.mailbox.address + '>';
    context->packs = packs_for(input.packs, contact.policy.country);
    if (std::ranges::none_of(context->packs, goes_by_contact)) return;
    context->policy = contact.policy;
    context->contact.source = contact.contact.source;
    draft.body.clear();
    const State& state = states[who];
    if (contact.policy.is_first)
      draft.body = step_of(who, state.step, facts_of(who, state.box), calendar, now).body;
  }

  /// How many of them left, and which is the limit-th newest.
  static std::pair<std::int64_t, std::optional<Instant>> counted(std::span<const Instant> left,
                                                                 std::int64_t limit) {
    const auto count = static_cast<std::int64_t>(left.size());
    if (limit <= 0 || count < limit) return {count, std::nullopt};
    return {count, left[left.size() - static_cast<std::size_t>(limit)]};
  }

  Usage usage_of(Index who, Box& box, std::int64_t mailbox_limit) {
    const QuotaLimits& limits = input.policy->limits;
    const SimulatedContact& contact = contacts[who];
    Usage usage;
    std::tie(usage.mailbox_count, usage.mailbox_nth_at) = counted(box.taken.left(), mailbox_limit);
    if (!box.taken.left().empty()) usage.mailbox_last_at = box.taken.left().back();
    std::tie(usage.contact_count, usage.contact_nth_at) = counted(contact.received, limits.contact_week);
    if (limits.domain_day > 0 && !contact.domain_hash.empty())
      std::tie(usage.domain_count, usage.domain_nth_at) =
          counted(domains[contact.domain_hash].left(), limits.domain_day);
    if (limits.company_week > 0 && contact.contact.company_id)
      std::tie(usage.company_count, usage.company_nth_at) =
          counted(companies[*contact.contact.company_id].left(), limits.company_week);
    return usage;
  }

  void send(Index who, Box& box, const PlanCalendar& calendar, std::int64_t now) {
    State& state = states[who];
    end_hold(who, now);
    Note note = note_of(PlanLine::Kind::send, who, now);
    note.step = state.step;
    note.root = state.root;
    add(note);
    each_taken(who, box, [&](Taken& taken) { taken.note_left(instant(now)); });
    ++box.days[day_of(now)].sent;
    contacts[who].received.push_back(instant(now));
    contacts[who].policy.is_first = false;
    state.last_at = now;
    if (!is_answer(state.step, state.root)) state.root = state.step;
    answer(who, calendar, now);
  }

  // ------------------------------------------------------------------------------------------------------ the world

  /// In [0,1), the same for the same mail, whatever happened before.
  double drawn(Index who, const char* kind) const {
    const std::string bytes = sha256_bytes(input.seed + '\n' + enrollment_id(who) + '\n' +
                                           described(states[who].step).step_id + '\n' + kind);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
    return static_cast<double>(number >> 11) / 9007199254740992.0;
  }

  /// What the contact does about the mail, as the sequence takes it.
  void answer(Index who, const PlanCalendar& calendar, std::int64_t now) {
    const SimulatedWorld& world = input.world;
    const auto happens = [&](double share, const char* kind) {
      return share > 0 && drawn(who, kind) < share;
    };
    if (happens(world.bounce, "bounce")) return plan(who, now, &bounced);
    if (happens(world.opt_out, "opt_out")) return plan(who, now, &opted_out);
    if (happens(world.reply, "reply")) return replies(who, calendar, now);
    if (happens(world.absence, "absence")) {
      const auto until = absence_end(input.sequence.absence, calendar, std::nullopt, instant(now));
      return wait(who, now, until ? until->ms : kNever, "sequence.absent");
    }
    plan(who, now, nullptr);
  }

  void replies(Index who, const PlanCalendar& calendar, std::int64_t now) {
    const Sequence& sequence = input.sequence;
    Enrollment enrollment = enrollment_at(who, now, described(states[who].step).step_id);
    const auto move =
        move_of(enrollment, {Signal::reply, {replied.rule, replied.words, "", std::nullopt}},
                {sequence.stop_on, sequence.on_reply, sequence.company_reply == CompanyReply::hold});
    if (!move) return plan(who, now, nullptr);
    if (!move->pause_business_days) return plan(who, now, &replied);
    const Date today = to_local(instant(now), calendar.window.zone).date;
    wait(who, now, business_morning(calendar, today, *move->pause_business_days).ms, "sequence.reply");
  }

  // ---------------------------------------------------------------------------------------------------------- notes

  Note note_of(PlanLine::Kind kind, Index who, std::int64_t at) const {
    Note note;
    note.kind = kind;
    note.contact = who;
    note.at = at;
    note.box = states[who].box;
    return note;
  }
  void add(const Note& note) {
    if (note.kind == PlanLine::Kind::hold && note.box >= 0)
      ++boxes[static_cast<std::size_t>(note.box)].days[day_of(note.at)].held;
    notes.push_back(note);
  }

  void skip(Index who, std::int64_t at, const Reason& reason) {
    Note note = note_of(PlanLine::Kind::skip, who, at);
    note.rule = static_cast<std::int16_t>(rules.id_of(reason.rule));
    note.words = words.id_of(reason.words);
    add(note);
  }

  /// Its mail waits from `from` on; what holds it first is what the line says.
  void hold(Index who, std::int64_t from, const std::string& rule) {
    State& state = states[who];
    if (state.held_from != kNone) return;
    state.held_from = from;
    state.held_rule = static_cast<std::int16_t>(rules.id_of(rule));
  }

  void end_hold(Index who, std::int64_t until) {
    State& state = states[who];
    if (state.held_from == kNone) return;
    Note note = note_of(PlanLine::Kind::hold, who, state.held_from);
    note.step = state.step;
    note.rule = state.held_rule;
    note.until = until;
    state.held_from = kNone;
    add(note);
  }

  /// A line for each day and each mailbox that the plan has to do with.
  void note_days() {
    std::set<std::int16_t> used;
    for (const State& each : states)
      if (each.box >= 0) used.insert(each.box);
    for (std::int64_t day = day_of(input.from.ms); day * kDayMs < end; ++day) {
      for (const std::int16_t box : used) {
        Note note;
        note.kind = PlanLine::Kind::day;
        note.at = (day + 1) * kDayMs - 1;
        note.box = box;
        note.contact = std::numeric_limits<Index>::max();
        notes.push_back(note);
      }
    }
  }

  std::vector<State> states;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events;
  Draft draft;  ///< what the gate is asked about
  Reason bounced{"suppression.address", Severity::block,
                 "The previous mail bounced: the address does not exist.", ""};
  Reason opted_out{"suppression.address", Severity::block, "The contact asked for no more mail.", ""};
  Reason replied{"sequence.reply", Severity::block, "The contact answered the mail before.", ""};
};

Simulation::Simulation(SimulationInput input) : run_(std::make_unique<Run>(std::move(input))) {}
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;
Simulation::~Simulation() = default;

void Simulation::add(SimulatedContact contact) {
  run_->contacts.push_back(std::move(contact));
}

void Simulation::add(const std::map<std::string, Company>& companies) {
  run_->input.companies.insert(companies.begin(), companies.end());
}

void Simulation::run() {
  run_->go();
}

void Simulation::write(const Sink& sink) const {
  Sha256 hash;
  PlanLine total;
  total.kind = PlanLine::Kind::total;
  std::vector<bool> is_named(run_->contacts.size());
  const auto tell = [&](const PlanLine& line) {
    std::string text = boost::json::serialize(json_of(line));
    sink(line, text);
    hash.add(text);
    hash.add("\n");
  };
  for (const Note& note : run_->notes) {
    PlanLine line;
    line.kind = note.kind;
    line.at = instant(note.at);
    if (note.box >= 0) line.mailbox = run_->boxes[static_cast<std::size_t>(note.box)].mailbox.address;
    if (note.kind != PlanLine::Kind::day) {
      line.contact_id = run_->contacts[note.contact].contact.contact_id;
      is_named[note.contact] = true;
    }
    if (note.rule >= 0) line.rule = run_->rules.text(note.rule);
    if (note.words >= 0) line.words = run_->words.text(note.words);
    if (note.step >= 0)
      line.step_id = run_->input.sequence.steps[static_cast<std::size_t>(note.step)].step_id;
    switch (note.kind) {
      case PlanLine::Kind::send: {
        PlanCalendar calendar;
        const PlannedStep step = run_->written(note, &calendar);
        line.local_at = format_local(line.at, calendar.window.zone);
        line.recipient = run_->contacts[note.contact].contact.email;
        line.variant_id = step.variant_id;
        line.subject = step.subject;
        line.body_sha256 = sha256_hex(step.body);
        ++total.sends;
        break;
      }
      case PlanLine::Kind::skip:
        ++total.skips;
        break;
      case PlanLine::Kind::hold:
        if (note.until < run_->end) line.until = instant(note.until);
        ++total.holds;
        break;
      case PlanLine::Kind::day: {
        const Box& box = run_->boxes[static_cast<std::size_t>(note.box)];
        const auto day = box.days.find(day_of(note.at));
        line.date = format_date(to_local(line.at, "UTC").date);
        line.quota = day_limit(box.mailbox, run_->input.policy->limits.mailbox_day, line.at);
        if (day != box.days.end()) line.sent = day->second.sent, line.held = day->second.held;
        break;
      }
      case PlanLine::Kind::total:
        break;
    }
    tell(line);
  }
  total.at = instant(run_->end);
  total.contacts = static_cast<std::int64_t>(std::ranges::count(is_named, true));
  total.plan_hash = hash.hex();
  sink(total, boost::json::serialize(json_of(total)));
}

}  // namespace sa
