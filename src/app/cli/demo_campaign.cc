#include "app/cli/demo_campaign.h"

#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>

#include "actions/audit/audit.h"
#include "actions/draft/send.h"
#include "app/wiring/rehearsal.h"
#include "app/wiring/wire.h"
#include "store/campaign/campaign.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"
#include "store/enrollment/enrollment.h"

namespace sa {
namespace {

namespace fs = std::filesystem;

/// A Monday without holidays in Europe; the next day is one in Japan, so that a mail waits for it.
constexpr const char* kBegin = "2026-11-02T07:00:00Z";
constexpr int kColumns = 80;
constexpr int kDays = 30;
constexpr std::int64_t kAll = 1000;

/// A folder of our own, removed at the end unless it is kept.
class ThrowAway {
 public:
  static Result<std::unique_ptr<ThrowAway>> make(bool keeps) {
    std::error_code failure;
    std::string path = (fs::temp_directory_path(failure) / "sales-agent-demo-XXXXXX").string();
    if (failure || !mkdtemp(path.data()))
      return unavailable("The temporary folder " + path +
                         " cannot be made: " + (failure ? failure.message() : std::strerror(errno)) +
                         ". Set TMPDIR to another one.");
    return std::unique_ptr<ThrowAway>(new ThrowAway(path, keeps));
  }
  ~ThrowAway() {
    std::error_code ignored;  // what is left there, the system clears
    if (!keeps_) fs::remove_all(path_, ignored);
  }
  ThrowAway(const ThrowAway&) = delete;
  ThrowAway& operator=(const ThrowAway&) = delete;
  const std::string& path() const { return path_; }

 private:
  ThrowAway(std::string path, bool keeps) : path_(std::move(path)), keeps_(keeps) {}
  std::string path_;
  bool keeps_;
};

/// One thing that happened.
struct Told {
  std::string step;
  Instant at;
  std::string words;
  std::string rule;  ///< that acted; empty: none did
};
BOOST_DESCRIBE_STRUCT(Told, (), (step, at, words, rule))

/// Tells the story: to a person in paragraphs, to a program as JSON lines.
class Teller {
 public:
  Teller(Shell& shell, const Clock& clock, std::string zone)
      : shell_(shell), clock_(clock), zone_(std::move(zone)) {}

  void begin(const std::string& title) {
    step_ = title;
    ++number_;
    if (!shell_.json)
      shell_.out.line('\n' + shell_.out.styled(Style::bold, std::to_string(number_) + ". " + title));
  }
  void tell(const std::string& words, const std::string& rule = "") { say("   ", "   ", words, rule); }
  /// As above, behind its time.
  void tell_when(const std::string& words, const std::string& rule = "") {
    say("   " + when() + "  ", "     ", words, rule);
  }
  /// One of several.
  void tell_item(const std::string& words, const std::string& rule = "") {
    say("   - ", "     ", words, rule);
  }
  /// A mail, line by line.
  void quote(const std::string& text) {
    if (shell_.json) return tell(text);
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      lines(shown(text.substr(at, end - at)), "   | ", "   | ");
      at = end + 1;
    }
  }

 private:
  void say(const std::string& first, const std::string& others, const std::string& words,
           const std::string& rule) {
    if (shell_.json) {
      shell_.write_json_line(Told{step_, clock_.now(), words, rule});
    } else {
      lines(shown(words + (rule.empty() ? "" : " [" + rule + ']')), first, others);
    }
  }
  /// Wrapped at 80 columns, in a pipe, too; `first` stands before the first line, `others` before the others.
  void lines(const std::string& text, const std::string& first, const std::string& others) {
    const std::size_t width = shell_.out.width() > 0 ? std::min(shell_.out.width(), kColumns) : kColumns;
    // A word as long as what stands before the first line, beyond the others, keeps its place.
    const std::string place(first.size() - others.size(), '_');
    std::string before = first;
    for (const std::string& line : wrapped(place + text, width - others.size())) {
      shell_.out.line(before + (before == first ? line.substr(place.size()) : line));
      before = others;
    }
  }
  std::string when() const {
    constexpr const char* kNames[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const LocalTime local = to_local(clock_.now(), zone_);
    char time[16];
    std::snprintf(time, sizeof time, "%02d:%02d", local.hour, local.minute);
    return std::string(kNames[weekday(local.date)]) + ' ' + format_date(local.date) + ' ' + time;
  }

  Shell& shell_;
  const Clock& clock_;
  std::string zone_;
  std::string step_;
  int number_ = 0;
};

std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text)
    if (c != '\n' || !line.ends_with(' ')) line += c == '\n' ? ' ' : c;
  return line;
}

std::string step_words(const SequenceStep& step) {
  const std::string what = step.kind == StepKind::task       ? "a task for a person"
                           : step.thread == StepThread::same ? "a mail in the same conversation"
                                                             : "a mail";
  const std::string days =
      step.after_days == 0 ? "at once" : counted(step.after_days, "business day", "business days") + " later";
  return step.step_id + ": " + what + ", " + days +
         (step.variants.empty() ? "" : ", in " + counted(std::ssize(step.variants), "wording", "wordings"));
}

class CampaignDemo {
 public:
  CampaignDemo(Shell& shell, App& app, SetClock& clock, Rehearsal& rehearsal)
      : app_(app),
        clock_(clock),
        rehearsal_(rehearsal),
        teller_(shell, clock, rehearsal.identity().timezone) {}

  Result<Unit> run() {
    TRY_OK(make());
    TRY_OK(check());
    TRY_OK(launch());
    TRY_OK(approve());
    TRY_OK(live());
    TRY_OK(stop());
    return sum_up();
  }

 private:
  const std::string& campaign_id() const { return rehearsal_.sample().campaign.campaign_id; }
  const std::string& me() const { return rehearsal_.identity().name; }

  Result<std::string> name_of(const std::string& contact_id) {
    TRY(const Contact contact, app_.db->read_now([&](ReadTx& tx) { return get_contact(tx, contact_id); }));
    return contact.first_name.empty() ? contact.email : contact.first_name + ' ' + contact.last_name;
  }

  Result<Unit> make() {
    teller_.begin("The list and the sequence");
    TRY(const ContactImport import, rehearsal_.prepare());
    teller_.tell(me() + " of " + rehearsal_.identity().company + " imports a list of " +
                 counted(import.rows, "contact", "contacts") + ". All of them, and " + me() +
                 ", are made up; nothing leaves this machine. Two outbox "
                 "mailboxes will write to them:");
    for (const std::string& each : rehearsal_.sample().campaign.mailboxes) teller_.tell_item(each);
    teller_.tell("The sequence has " +
                 counted(std::ssize(rehearsal_.sample().sequence.steps), "step", "steps") + ':');
    for (const SequenceStep& step : rehearsal_.sample().sequence.steps) teller_.tell_item(step_words(step));
    return ok();
  }

  Result<Unit> check() {
    teller_.begin("The checklist");
    TRY(const CampaignCard card, sync_wait(get_campaign_card(*app_.services, campaign_id())));
    for (const CheckLine& line : card.checklist)
      if (line.outcome != CheckOutcome::ok)
        teller_.tell(std::string(enum_name(line.outcome)) + ": " + line.words, line.rule);
    teller_.tell("The campaign is " + std::string(enum_name(card.status)) +
                 (card.status == CampaignStatus::READY ? ": nothing blocks the launch." : "."));
    return ok();
  }

  Result<Unit> launch() {
    teller_.begin("The launch");
    TRY(const CampaignCard card, rehearsal_.launch());
    teller_.tell_when(me() + " confirms " + counted(card.counts.contacts, "contact", "contacts") + ". " +
                      counted(card.counts.enrolled, "contact is", "contacts are") + " enrolled, " +
                      counted(card.counts.skipped, "is", "are") + " left out:");
    TRY(const auto skips,
        app_.db->read_now([&](ReadTx& tx) { return list_campaign_skips(tx, campaign_id(), "", kAll); }));
    for (const CampaignSkip& skip : skips) {
      TRY(const std::string name, name_of(skip.contact_id));
      teller_.tell_item(name + ": " + skip.words, skip.rule);
    }
    return ok();
  }

  Result<Unit> approve() {
    teller_.begin("The approval");
    const auto nobody = [](const Draft&) { return false; };
    TRY_OK(rehearsal_.pass_until(clock_.now() + kMinuteMs, nobody));
    TRY_OK(tell_changes());
    TRY(const auto pending, list_drafts_of(DraftStatus::PENDING_APPROVAL));
    if (pending.empty()) return internal("The demo has no draft to show.");
    teller_.tell_when(counted(std::ssize(pending), "draft waits", "drafts wait") +
                      " for a person; the others are written a business day before they leave. One of them:");
    const Draft& draft = *std::ranges::min_element(pending, {}, &Draft::recipient);
    teller_.quote("From: " + draft.sender + "\nTo: " + draft.recipient + "\nSubject: " + draft.subject +
                  "\n\n" + draft.body);
    const auto sent = sync_wait(send_draft(*app_.services, rehearsal_.person(), draft.id));
    if (sent) return internal("The demo sent a draft that nobody had approved.");
    teller_.tell("Nobody can send it now: " + sent.error().message);
    const std::int64_t before = count_mails();
    TRY_OK(rehearsal_.pass_until(clock_.now() + kMinuteMs, approves_all_));
    teller_.tell_when(me() + " reads and approves all of them. The outbox has " +
                      counted(before, "mail", "mails") + " so far: each waits for its own time of day.");
    return ok();
  }

  Result<Unit> live() {
    teller_.begin("The sending, and what comes back");
    teller_.tell("From here on " + me() +
                 " approves each draft as it comes. The clock runs until the last mails are approved.");
    const std::string& last = rehearsal_.sample().sequence.steps.back().step_id;
    bool is_near_the_end = false;
    const auto approves = [&](const Draft& draft) {
      is_near_the_end = is_near_the_end || draft.source.step_id == last;
      return true;
    };
    const Rehearsal::Watch watch{
        [this](const Draft& sent) { note_sent(sent); },
        [this](const SampleAnswer& answer, const Draft& to) { note(tell_answer(answer, to)); }};
    // A day more, and several of the last mails lie there, approved.
    const Instant latest = clock_.now() + kDays * kDayMs;
    for (int hours_more = 30; hours_more > 0 && clock_.now() < latest; hours_more -= is_near_the_end) {
      TRY_OK(rehearsal_.pass_until(clock_.now() + kHourMs, approves, watch));
      if (failure_) return *std::exchange(failure_, std::nullopt);
    }
    tell_sent();
    TRY(auto answers, list_drafts_of(DraftStatus::PENDING_APPROVAL, false));
    std::erase_if(answers, [](const Draft& draft) { return draft.source.campaign_id.has_value(); });
    teller_.tell(counted(std::ssize(answers), "answer that an agent drafted waits",
                         "answers that an agent drafted wait") +
                 " in the queue for a person.");
    return ok();
  }

  Result<Unit> stop() {
    teller_.begin("The stop");
    TRY(const auto approved, list_drafts_of(DraftStatus::APPROVED));
    TRY_OK(sync_wait(pause_campaign(*app_.services, rehearsal_.person(), campaign_id())));
    const std::int64_t before = count_mails();
    teller_.tell_when(me() + " pauses the campaign. " +
                          counted(std::ssize(approved), "approved mail waits", "approved mails wait") +
                          ", and none of them can leave from this moment on.",
                      "campaign.paused");
    TRY_OK(rehearsal_.pass_until(clock_.now() + 3 * kDayMs, approves_all_));
    teller_.tell_when("Three days later " + counted(count_mails() - before, "mail has", "mails have") +
                      " left.");
    TRY_OK(sync_wait(cancel_campaign(*app_.services, rehearsal_.person(), campaign_id())));
    TRY_OK(rehearsal_.pass_until(clock_.now() + kMinuteMs, approves_all_));
    teller_.tell_when(me() + " cancels it: the drafts are withdrawn, and the enrolments stop.",
                      "campaign.cancelled");
    for (const Draft& draft : approved) {
      const auto sent = sync_wait(send_draft(*app_.services, rehearsal_.person(), draft.id));
      if (sent) return internal("The demo sent a draft of a cancelled campaign.");
      if (&draft == &approved.front())
        teller_.tell("Whoever tries to send one of them: " + sent.error().message);
    }
    return ok();
  }

  Result<Unit> sum_up() {
    teller_.begin("The end");
    TRY(const CampaignCard card, sync_wait(get_campaign_card(*app_.services, campaign_id())));
    TRY(const auto sent, list_drafts_of(DraftStatus::SENT, false));
    TRY(const AuditReport trail, verify_audit(*app_.db, {}));
    teller_.tell("The campaign is " + std::string(enum_name(card.status)) + ". The outbox has " +
                 counted(count_mails(), "mail", "mails") + ", as the database says: " +
                 counted(card.counts.sent, "mail", "mails") + " of the campaign and " +
                 counted(std::ssize(sent) - card.counts.sent, "answer", "answers") + ". The trail of " +
                 grouped(trail.rows) + " steps is " + (trail.ok ? "intact." : "not intact."));
    if (count_mails() != std::ssize(sent) || !trail.ok)
      return internal("The demo's outbox, database and trail do not say the same.");
    return ok();
  }

  Result<std::vector<Draft>> list_drafts_of(DraftStatus status, bool of_campaign = true) {
    TRY(auto drafts,
        app_.db->read_now([&](ReadTx& tx) { return list_drafts(tx, status, {std::nullopt, {}, kAll}); }));
    if (of_campaign) std::erase_if(drafts, [](const Draft& draft) { return !draft.source.campaign_id; });
    return drafts;
  }

  std::int64_t count_mails() const {
    std::int64_t count = 0;
    std::error_code failure;
    for (const auto& entry : fs::recursive_directory_iterator(app_.config().outbox_dir, failure))
      count += entry.path().extension() == ".eml";
    return count;
  }

  /// An error inside of a watch, which returns none.
  void note(Result<Unit> told) {
    if (!told && !failure_) failure_ = std::move(told).error();
  }

  void note_sent(const Draft& sent) {
    if (!sent.source.campaign_id) {
      tell_sent();
      return teller_.tell_when(me() + " has approved and sent the answer that an agent drafted: \"" +
                               sent.subject + "\".");
    }
    ++sent_[sent.mailbox_id];
  }
  void tell_sent() {
    std::string words;
    std::int64_t all = 0;
    for (const auto& [mailbox, count] : sent_) {
      all += count;
      words += (words.empty() ? "" : ", ") + std::to_string(count) + " from " + mailbox;
    }
    if (all > 0) teller_.tell_when(counted(all, "mail has", "mails have") + " left since: " + words + '.');
    sent_.clear();
  }

  Result<Unit> tell_answer(const SampleAnswer& answer, const Draft& to) {
    tell_sent();
    TRY(const std::string name, name_of(answer.contact_id));
    switch (answer.kind) {
      case SampleAnswerKind::reply:
        teller_.tell_when(name + " answers: \"" + on_one_line(answer.text) + '"');
        break;
      case SampleAnswerKind::absence:
        teller_.tell_when("An automatic answer says that " + name + " is away for " +
                          std::to_string(answer.days_away) + " days.");
        break;
      case SampleAnswerKind::meeting:
        teller_.tell_when(name + " sends an invitation to a meeting.");
        break;
      case SampleAnswerKind::bounce:
        teller_.tell_when("The mail \"" + to.subject + "\" to " + name + " comes back.");
        break;
    }
    return tell_changes();
  }

  /// What has become of the enrolments for a reason since this was last told.
  Result<Unit> tell_changes() {
    EnrollmentFilter of_campaign;
    of_campaign.campaign_id = campaign_id();
    TRY(const auto rows,
        app_.db->read_now([&](ReadTx& tx) { return list_enrollments(tx, of_campaign, "", kAll); }));
    for (const EnrollmentRow& row : rows) {
      const std::string rule = row.reason ? row.reason->rule : "";
      std::string& known = rules_[row.enrollment_id];
      if (std::exchange(known, rule) == rule || rule.empty()) continue;
      TRY(const std::string name, name_of(row.contact_id));
      const std::string until =
          row.reason->until ? " Until " + format_date(to_local(*row.reason->until, "UTC").date) + '.' : "";
      teller_.tell_item(name + " is " + std::string(enum_name(row.status)) + ": " + row.reason->words + until,
                        rule);
    }
    return ok();
  }

  App& app_;
  SetClock& clock_;
  Rehearsal& rehearsal_;
  Teller teller_;
  const Rehearsal::Judge approves_all_ = [](const Draft&) { return true; };
  std::map<std::string, std::int64_t> sent_;  ///< by mailbox, since it was last told
  std::map<std::string, std::string> rules_;  ///< by enrolment, as they were last told
  std::optional<Error> failure_;
};

}  // namespace

Result<ExitCode> run_campaign_demo(Shell& shell, bool keeps) {
  TRY(const std::unique_ptr<ThrowAway> folder, ThrowAway::make(keeps));
  // Nothing of this machine's settings: no provider, no database of yours.
  TRY(LoadedConfig loaded,
      load_config({{"API_ENV", "development"}, {"STATE_DIR", folder->path()}, {"LOG_FORMAT", "text"}}));
  start_log_for(LogFor::rehearsal, shell, loaded);
  SetClock clock(*parse_rfc3339(kBegin));
  TRY(const std::unique_ptr<App> app, wire(std::move(loaded), {clock, false}));
  TRY(const std::unique_ptr<Rehearsal> rehearsal, Rehearsal::open(*app, clock));
  TRY_OK(CampaignDemo(shell, *app, clock, *rehearsal).run());
  if (keeps) shell.err.line("Kept in " + folder->path() + ": sales-agent.db, and the mails in outbox/.");
  return ExitCode::ok;
}

}  // namespace sa
