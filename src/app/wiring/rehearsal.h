// A rehearsal: the sample campaign (samples/campaign/) on the real program, whose clock is set. A made-up person makes it, launches it and
// approves; made-up contacts answer. All of it goes through the actions that people and mail cause, so its gate, trail and figures are real;
// its mails lie in the outbox.
// THREADS: one; the app's own runner is not started.
// ERRORS: those of the actions. internal when the clock would not move on.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actions/campaign/campaign.h"
#include "actions/sequence/sequence.h"
#include "agents/demo/demo.h"
#include "app/wiring/app.h"
#include "core/contact/import.h"

namespace sa {

/// What a made-up contact's mail server or calendar does, beside a person who writes.
enum class SampleAnswerKind { reply, absence, meeting, bounce };
BOOST_DESCRIBE_ENUM(SampleAnswerKind, reply, absence, meeting, bounce)

/// A mail that comes back some time after the mail of a step left.
struct SampleAnswer {
  std::string contact_id;
  std::string step_id;
  std::int64_t after_minutes = 0;
  SampleAnswerKind kind = SampleAnswerKind::reply;
  std::string text;          ///< of a reply
  int days_away = 0;         ///< of an absence
  bool is_answered = false;  ///< the made-up person sends the draft that an agent wrote for it
  static constexpr bool kAllOptional = true;
};
BOOST_DESCRIBE_STRUCT(SampleAnswer, (),
                      (contact_id, step_id, after_minutes, kind, text, days_away, is_answered))

/// samples/campaign/campaign.json
struct SampleCampaign {
  std::string about;
  SequenceInput sequence;
  SegmentInput segment;
  CampaignInput campaign;
  std::vector<std::string> suppressed;  ///< addresses that must not be written to
  std::vector<std::string> open_tasks;  ///< contacts whose tasks nobody does
  std::vector<SampleAnswer> answers;
};
BOOST_DESCRIBE_STRUCT(SampleCampaign, (),
                      (about, sequence, segment, campaign, suppressed, open_tasks, answers))

class Rehearsal {
 public:
  /// The person who decides about a draft of the sequence: true approves it, false leaves it as it lies.
  using Judge = std::function<bool(const Draft&)>;
  /// What whoever watches is told, at its moment. Empty: nobody watches.
  struct Watch {
    std::function<void(const Draft& sent)> sent;
    std::function<void(const SampleAnswer&, const Draft& to)> answered;
  };

  /// REQUIRES: `app` was wired with `clock`, and its mail goes to the outbox. Both outlive the rehearsal.
  static Result<std::unique_ptr<Rehearsal>> open(App& app, SetClock& clock);

  /// Mailboxes, contacts, sequence, segment, campaign: all that there is before the launch.
  Result<ContactImport> prepare();
  Result<CampaignCard> launch();
  /// Lives through the time until then, from one instant at which something is due to the next.
  Result<Unit> pass_until(Instant until, const Judge& approves, const Watch& watch = {});

  const SampleCampaign& sample() const { return sample_; }
  const SampleIdentity& identity() const { return identity_; }
  /// The made-up person, with a trace id of their own for each step.
  Actor person() const;

 private:
  struct Coming {
    SampleAnswer answer;
    std::string draft_id;
  };

  Rehearsal(App& app, SetClock& clock);
  Result<Unit> save_mailboxes();
  Result<ContactImport> import_contacts();
  Result<bool> work();
  Result<bool> decide(const Judge& approves);
  Result<Unit> do_tasks();
  Result<Unit> notice_sent(const Watch& watch);
  Result<Unit> answer(const Watch& watch);
  Result<std::string> write_answer(const SampleAnswer& answer, const Draft& to) const;
  /// Everything that is to be done at this moment.
  Result<Unit> do_what_is_due(const Judge& approves, const Watch& watch);
  Result<std::optional<Instant>> find_next();

  App* app_;
  SetClock* clock_;
  Runner runner_;
  SampleCampaign sample_;
  SampleIdentity identity_;
  std::map<std::string, Instant> leaving_;  ///< approved drafts, and when they are to leave
  std::multimap<Instant, Coming> coming_;   ///< answers, by when they come
  std::set<std::string> to_answer_;         ///< addresses that wait for an agent's draft
  std::optional<Instant> next_task_;
};

}  // namespace sa
