#include "actions/campaign/launch.h"

#include "actions/campaign/segment.h"
#include "actions/enrollment/enroll.h"
#include "actions/job/again.h"
#include "store/campaign/campaign.h"
#include "store/engine/onlooker.h"
#include "store/mailbox/sight.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

/// Pages of contacts in one run of the job: the other jobs of its lane wait meanwhile.
constexpr int kPagesAtOnce = 10;

/// Who launched, so that the job enrols whom they see.
struct EnrollPart {
  std::string campaign_id;
  std::string user_id;
  std::string name;
  std::string email;
  bool unverified = false;
  std::optional<Role> role;
  bool sees_all = false;  ///< it was launched where nobody looks on: at the command line
};
BOOST_DESCRIBE_STRUCT(EnrollPart, (), (campaign_id, user_id, name, email, unverified, role, sees_all))

Actor actor_of(const EnrollPart& part, const std::string& trace_id) {
  Actor actor;
  actor.kind = ActorKind::person;
  actor.actor_id = part.user_id;
  actor.name = part.name;
  actor.email = part.email;
  actor.unverified = part.unverified;
  actor.role = part.role;
  actor.trace_id = trace_id;
  return actor;
}

Task<Result<Unit>> enroll_rest(Services& services, EnrollPart part, JobTry at);
constexpr JobKind<EnrollPart> kEnroll{"enroll_segment", kForEver, enroll_rest};

Result<Unit> ask_to_go_on(const Services& services, Tx& tx, const Actor& actor, const Campaign& campaign) {
  // Each part has a key of its own: the job that asks for the next one is alive still.
  const std::string key = campaign.campaign_id + '/' + campaign.enrolling_after.value_or("");
  return ask_for(services, tx, kEnroll, {key, actor.trace_id},
                 {campaign.campaign_id, actor.actor_id, actor.name, actor.email, actor.unverified, actor.role,
                  Onlooker::current() == nullptr});
}

/// Enrols the members among the next page of contacts, and moves `enrolling_after` on. The caller stores the campaign.
Result<Unit> enroll_page(Services& services, Tx& tx, const Actor& actor, Campaign* campaign) {
  TRY(const Segment segment, get_segment(tx, campaign->segment_id));
  TRY(const Sequence sequence, get_sequence(tx, campaign->sequence_id));
  TRY(const ContactBatch batch, read_contact_batch(tx, campaign->enrolling_after.value_or("")));
  std::vector<std::string> ids;
  for (const Contact& each : members_of(batch, segment.filter)) ids.push_back(each.contact_id);
  if (!ids.empty()) {
    TRY(const EnrollBatch enrolled,
        enroll_contacts(services, tx, actor, sequence, ids, campaign->campaign_id, std::nullopt));
    for (const SkippedContact& each : enrolled.skipped)
      TRY_OK(insert_campaign_skip(tx, campaign->campaign_id,
                                  {each.contact_id, each.rule, each.words, each.until}));
  }
  campaign->enrolling_after = batch.is_last ? std::nullopt : std::optional(batch.span.last_id);
  return ok();
}

/// One page in a transaction of its own. False: the launch is over.
Result<bool> go_on(Services& services, const Actor& actor, const std::string& campaign_id, bool is_last) {
  return services.db.write_now([&](Tx& tx) -> Result<bool> {
    TRY(Campaign campaign, get_campaign(tx, campaign_id));
    if (!campaign.enrolling_after) return false;
    TRY(const Sequence sequence, get_sequence(tx, campaign.sequence_id));
    const bool is_over =
        campaign.status == CampaignStatus::CANCELLED || campaign.status == CampaignStatus::FINISHED;
    if (is_over || sequence.status != SequenceStatus::ACTIVE) {
      campaign.enrolling_after.reset();
    } else {
      TRY_OK(enroll_page(services, tx, actor, &campaign));
    }
    campaign.updated_at = services.clock.now();
    ++campaign.version;
    const char* action = campaign.enrolling_after ? nullptr : "end_launch";
    if (action) {
      TRY_OK(store_step(tx, actor, action, campaign,
                        {{"is_complete", !is_over && sequence.status == SequenceStatus::ACTIVE}}));
    } else {
      TRY(const bool is_stored, update_campaign(tx, campaign));
      if (!is_stored) return conflict("The campaign was changed at the same time. Try again.");
      if (is_last) TRY_OK(ask_to_go_on(services, tx, actor, campaign));
    }
    return campaign.enrolling_after.has_value();
  });
}

Task<Result<Unit>> enroll_rest(Services& services, EnrollPart part, JobTry at) {
  co_return co_await segment_worker().run([&]() -> Result<Unit> {
    const Actor actor = actor_of(part, at.trace_id);
    Asker asker(actor);
    const Onlooker::Scope scope(part.sees_all ? nullptr : &asker);
    for (int page = 1; page <= kPagesAtOnce; ++page) {
      TRY(const bool goes_on, go_on(services, actor, part.campaign_id, page == kPagesAtOnce));
      if (!goes_on) break;
    }
    return ok();
  });
}

Error refused(std::string words, const CampaignCheck& check) {
  return conflict(std::move(words))
      .with_details("count", check.count)
      .with_details("checklist", to_json(check.lines));
}

Result<Unit> check_launch(const CampaignCheck& check, std::int64_t confirm_count) {
  for (const CheckLine& each : check.lines)
    if (each.outcome == CheckOutcome::block)
      return refused("The campaign cannot be launched. " + each.words, check);
  if (check.count == confirm_count) return ok();
  const std::string count = std::to_string(check.count);
  return refused("The segment now has " + count + " contacts; you confirmed " +
                     std::to_string(confirm_count) + ". Check it, then confirm " + count + ".",
                 check);
}

/// What was confirmed is what is launched.
Result<Unit> check_unchanged(ReadTx& tx, const Campaign& campaign, const CampaignCheck& check) {
  TRY(const Segment segment, get_segment(tx, campaign.segment_id));
  TRY(const Sequence sequence, get_sequence(tx, campaign.sequence_id));
  if (segment.version == check.segment_version && sequence.version == check.sequence_version) return ok();
  return conflict(
      "The segment or the sequence was changed at the same time. Look at the campaign again, then launch "
      "it.");
}

/// Checks it, and launches what was checked.
Result<Campaign> launch_now(Services& services, const Actor& actor, const std::string& campaign_id,
                            std::int64_t confirm_count) {
  const Instant now = services.clock.now();
  TRY(Campaign campaign, services.db.read_now([&](ReadTx& tx) { return get_campaign(tx, campaign_id); }));
  std::optional<CampaignCheck> checked;
  if (campaign.status == CampaignStatus::DRAFT) {
    TRY(auto checks, check_campaigns(services, {campaign}));
    checked = std::move(checks.front());
    TRY_OK(check_launch(*checked, confirm_count));
    campaign.status = CampaignStatus::READY;
  }
  TRY(campaign, launch(std::move(campaign), now));
  return services.db.write_now([&](Tx& tx) -> Result<Campaign> {
    Campaign launched = campaign;
    launched.enrolling_after = "";
    if (checked) TRY_OK(check_unchanged(tx, campaign, *checked));
    // The row comes first: the enrolments refer to a campaign that runs.
    TRY_OK(store_step(tx, actor, "launch_campaign", launched, {{"contacts", confirm_count}}));
    TRY_OK(enroll_page(services, tx, actor, &launched));
    ++launched.version;
    TRY(const bool is_stored, update_campaign(tx, launched));
    if (!is_stored) return conflict("The campaign was changed at the same time. Try again.");
    if (launched.enrolling_after) TRY_OK(ask_to_go_on(services, tx, actor, launched));
    return launched;
  });
}

}  // namespace

Task<Result<CampaignCard>> launch_campaign(Services& services, const Actor& actor, std::string campaign_id,
                                           std::int64_t confirm_count) {
  CO_TRY_OK(check_leads(actor));
  CO_TRY(Campaign launched, co_await segment_worker().run([&, onlooker = Onlooker::current()] {
    const Onlooker::Scope scope(onlooker);
    return launch_now(services, actor, campaign_id, confirm_count);
  }));
  co_return co_await card_of(services, std::move(launched));
}

JobRow enroll_segment_job() {
  return row_of(kEnroll);
}

}  // namespace sa
