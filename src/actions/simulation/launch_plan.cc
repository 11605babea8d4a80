#include "actions/simulation/launch_plan.h"

#include "actions/campaign/launch.h"
#include "actions/simulation/simulation.h"
#include "base/async/worker.h"
#include "base/log.h"
#include "store/campaign/campaign.h"
#include "store/engine/onlooker.h"
#include "store/simulation/plan.h"

namespace sa {
namespace {

struct Planned {
  CampaignPlan plan;
  std::vector<CampaignPlanMail> mails;
};

/// Plans take a processor: one after the other.
Worker& plan_worker() {
  static Worker worker;
  return worker;
}

Result<Planned> make_plan(Services& services, const Actor& actor, const std::string& campaign_id) {
  SimulationSubject subject;
  subject.campaign_id = campaign_id;
  SimulationTerms terms;
  terms.days = kPlannedDays;
  TRY(const Simulation simulation, simulate(services, actor, subject, terms));
  Planned made;
  made.plan.campaign_id = campaign_id;
  made.plan.made_at = services.clock.now();
  simulation.write([&](const PlanLine& line, const std::string&) {
    if (line.kind == PlanLine::Kind::send)
      made.mails.push_back({line.contact_id, line.step_id, line.at, line.mailbox});
    if (line.kind == PlanLine::Kind::total) made.plan.plan_hash = line.plan_hash;
  });
  made.plan.mails = static_cast<std::int64_t>(made.mails.size());
  return made;
}

void cut(std::vector<PlanDeviation>* list, std::int64_t limit) {
  if (static_cast<std::int64_t>(list->size()) > limit) list->resize(static_cast<std::size_t>(limit));
}

}  // namespace

Task<Result<CampaignCard>> launch_with_plan(Services& services, const Actor& actor, std::string campaign_id,
                                            std::int64_t confirm_count) {
  // A person may not launch, or another number may be there by now: the launch says so, and its plan is dropped.
  std::optional<Planned> planned;
  const bool may_plan = actor.leads() && confirm_count <= kMostPlannedContacts;
  if (may_plan) {
    auto made = co_await plan_worker().run([&, onlooker = Onlooker::current()] {
      const Onlooker::Scope scope(onlooker);
      return make_plan(services, actor, campaign_id);
    });
    if (made) planned = *std::move(made);
  }
  CO_TRY(CampaignCard card, co_await launch_campaign(services, actor, campaign_id, confirm_count));
  if (!planned) co_return card;
  const auto kept = co_await services.db.write(
      [&](Tx& tx) { return insert_campaign_plan(tx, planned->plan, planned->mails); });
  // The launch stands; what is missing is said where somebody asks for the plan.
  if (!kept)
    log_event(LogLevel::warning, "campaign_plan_not_kept",
              {{"campaign_id", campaign_id}, {"cause", log_words(kept.error())}});
  co_return card;
}

Task<Result<PlanReport>> get_plan_report(Services& services, std::string campaign_id, std::int64_t limit) {
  const Instant now = services.clock.now();
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<PlanReport> {
    TRY_OK(get_campaign(tx, campaign_id));
    PlanReport report;
    report.campaign_id = campaign_id;
    TRY(const auto plan, find_campaign_plan(tx, campaign_id));
    if (!plan) return report;
    report.is_planned = true;
    report.planned_at = plan->made_at;
    report.plan_hash = plan->plan_hash;
    report.planned = plan->mails;
    TRY(const auto planned, list_planned_mails(tx, campaign_id));
    TRY(const auto extra, list_extra_mails(tx, campaign_id));
    PlanAgainstActual found = hold_against(planned, extra, now);
    report.same = found.same;
    report.waiting = found.waiting;
    report.moved_count = static_cast<std::int64_t>(found.moved.size());
    report.missing_count = static_cast<std::int64_t>(found.missing.size());
    report.extra_count = static_cast<std::int64_t>(found.extra.size());
    for (auto* list : {&found.moved, &found.missing, &found.extra}) cut(list, limit);
    report.moved = std::move(found.moved);
    report.missing = std::move(found.missing);
    report.extra = std::move(found.extra);
    return report;
  });
}

}  // namespace sa
