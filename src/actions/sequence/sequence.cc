#include "actions/sequence/sequence.h"

#include "actions/progress/change.h"
#include "actions/sequence/in_flight.h"
#include "core/sequence/chosen_id.h"
#include "store/audit/audit.h"
#include "store/campaign/campaign.h"
#include "store/mailbox/sight.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

constexpr std::size_t kMaxNameChars = 200;
constexpr std::size_t kMaxMailboxes = 1000;

/// Members that are the program's, not the writer's.
constexpr const char* kOurs[] = {"version", "status", "created_at", "updated_at"};

Result<Unit> check(ReadTx& tx, const Sequence& sequence) {
  TRY_OK(check_sequence(sequence));
  if (!sequence.mailboxes) return ok();
  for (std::size_t i = 0; i < sequence.mailboxes->size(); ++i) {
    const std::string& id = (*sequence.mailboxes)[i];
    TRY_OK(check_mailbox_in_use(tx, id, "mailboxes/" + std::to_string(i)));
  }
  return ok();
}

bool is_same(const Sequence& a, const Sequence& b) {
  return exported(a) == exported(b);
}

Error stale(const Sequence& present, std::int64_t version) {
  return conflict("Somebody saved version " + std::to_string(present.version) +
                  " while you were changing version " + std::to_string(version) +
                  ". Read it again, then make your change again.")
      .with_details("version", present.version)
      .with_details("current", to_json(present));
}

Error unsaid(const Sequence& present, const InFlightCount& affected) {
  return conflict("The sequence is " + std::string(enum_name(present.status)) +
                  ". Say in `in_flight` whom the change is for: new_only, or all.")
      .with_details("affected", to_json(affected));
}

Result<Unit> note(Tx& tx, const Actor& actor, const char* action, const Sequence& sequence,
                  boost::json::object details) {
  details["sequence_id"] = sequence.sequence_id;
  details["version"] = sequence.version;
  TRY_OK(append_audit(tx, actor, action, details, sequence.updated_at));
  return ok();
}

Task<Result<Sequence>> set_status(Services& services, const Actor& actor, std::string sequence_id,
                                  SequenceStatus status, const char* action) {
  if (!actor.leads())
    co_return forbidden("Only a person with the role lead or owner can do this. Ask one of them.");
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Sequence> {
    TRY(Sequence sequence, get_sequence(tx, sequence_id));
    if (sequence.status == status) return sequence;
    if (status == SequenceStatus::ARCHIVED) {
      TRY(const auto enrolling, find_enrolling_campaign(tx, sequence_id, ""));
      if (enrolling)
        return conflict(
            "Campaign " + *enrolling +
            " is enrolling its contacts in this sequence. Archive the sequence when it is done, or "
            "cancel the campaign.");
    }
    const SequenceStatus before = sequence.status;
    if (status == SequenceStatus::ACTIVE) TRY_OK(check(tx, sequence));
    sequence.status = status;
    sequence.updated_at = now;
    TRY_OK(update_sequence(tx, sequence));
    TRY_OK(note(tx, actor, action, sequence, {{"from_status", enum_name(before)}}));
    return sequence;
  });
}

}  // namespace

std::vector<Rule> SequenceInput::rules() {
  return {
      rule(&SequenceInput::sequence_id)
          .must([](std::string_view id) { return id.empty() || is_chosen_id(id); }, kChosenIdWords)
          .describe("chosen by the caller; generated if absent")
          .example("pilot"),
      rule(&SequenceInput::name).required().not_blank().one_line().max_length(kMaxNameChars).example("Pilot"),
      rule(&SequenceInput::version)
          .describe("of a change: of the sequence that you changed; 0 or absent: whichever it is"),
      rule(&SequenceInput::mailboxes)
          .max_items(kMaxMailboxes)
          .describe("mailboxes that its mails leave from; null: any"),
      rule(&SequenceInput::language).one_line().max_length(35),
      rule(&SequenceInput::window)
          .describe("when its mails leave; null: Monday to Friday, 09:00 to 17:00 of the contact"),
      rule(&SequenceInput::steps).max_items(kMaxSequenceSteps),
      rule(&SequenceInput::in_flight).describe("of a change to a sequence in use: whom it is for")};
}

boost::json::object exported(const Sequence& sequence) {
  boost::json::object all = to_json(sequence).as_object();
  for (const char* each : kOurs) all.erase(each);
  return all;
}

Task<Result<Sequence>> create_sequence(Services& services, const Actor& actor, SequenceInput input) {
  const Instant now = services.clock.now();
  Sequence made = std::move(input);
  if (made.sequence_id.empty()) made.sequence_id = new_id(services.clock, services.random);
  made.version = 1;
  made.status = SequenceStatus::DRAFT;
  made.created_at = made.updated_at = now;
  co_return co_await services.db.write([&](Tx& tx) -> Result<Sequence> {
    TRY(const auto known, find_sequence(tx, made.sequence_id));
    if (known && is_same(*known, made)) return *known;
    if (known)
      return conflict("There is a sequence " + made.sequence_id + " already, with other content.")
          .with_details("current", to_json(*known));
    TRY_OK(check(tx, made));
    TRY_OK(insert_sequence(tx, made, actor.name));
    TRY_OK(note(tx, actor, "create_sequence", made, {}));
    return made;
  });
}

Task<Result<Sequence>> change_sequence(Services& services, const Actor& actor, std::string sequence_id,
                                       SequenceInput input) {
  if (!input.sequence_id.empty() && input.sequence_id != sequence_id)
    co_return invalid_field("sequence_id", "The id of a sequence never changes. Leave it out.");
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Sequence> {
    TRY(const Sequence before, get_sequence(tx, sequence_id));
    if (input.version != 0 && input.version != before.version) return stale(before, input.version);
    Sequence after = input;
    after.sequence_id = sequence_id;
    after.status = before.status;
    after.created_at = before.created_at;
    after.updated_at = now;
    after.version = before.version + 1;
    if (is_same(before, after)) return before;
    TRY_OK(check(tx, after));
    const bool is_used = before.status != SequenceStatus::DRAFT;
    if (is_used && !input.in_flight) {
      TRY(const InFlightCount affected, count_in_flight(tx, before));
      return unsaid(before, affected);
    }
    TRY_OK(insert_sequence_version(tx, after, actor.name));
    boost::json::object details;
    if (is_used) {
      details["in_flight"] = enum_name(*input.in_flight);
      if (*input.in_flight == InFlight::all) {
        TRY(const std::int64_t withdrawn, move_in_flight(services, tx, actor, after));
        details["withdrawn"] = withdrawn;
        TRY_OK(ask_to_schedule(services, tx));
      }
    }
    TRY_OK(note(tx, actor, "change_sequence", after, std::move(details)));
    return after;
  });
}

Task<Result<Sequence>> activate_sequence(Services& services, const Actor& actor, std::string sequence_id) {
  return set_status(services, actor, std::move(sequence_id), SequenceStatus::ACTIVE, "activate_sequence");
}

Task<Result<Sequence>> archive_sequence(Services& services, const Actor& actor, std::string sequence_id) {
  return set_status(services, actor, std::move(sequence_id), SequenceStatus::ARCHIVED, "archive_sequence");
}

}  // namespace sa
