#include "actions/report/report.h"

#include "base/reflect/reflect.h"
#include "store/report/report.h"

namespace sa {
namespace {

constexpr std::int64_t kUsualDays = 30;

struct ReportSpan {
  Instant from;
  Instant to;
  std::string zone;
};

Result<Instant> read_moment(const char* field, const std::string& text, const std::string& zone) {
  if (const auto at = parse_rfc3339(text)) return *at;
  if (const auto day = parse_date(text)) return from_local({*day}, zone);
  return invalid_field(field, std::string(field) +
                                  " must be a day such as 2026-11-01, or an instant such as "
                                  "2026-11-01T00:00:00Z.");
}

Result<ReportSpan> read_period(const Services& services, const ReportWish& wish) {
  ReportSpan period;
  period.zone = wish.zone.empty() ? services.gate_policy.calendar.timezone : wish.zone;
  if (!is_zone(period.zone))
    return invalid_field("zone", "zone must be an IANA time zone such as Europe/Berlin.");
  period.to = services.clock.now();
  if (!wish.to.empty()) {
    TRY(period.to, read_moment("to", wish.to, period.zone));
  }
  period.from = period.to - kUsualDays * kDayMs;
  if (!wish.from.empty()) {
    TRY(period.from, read_moment("from", wish.from, period.zone));
  }
  if (period.to <= period.from)
    return invalid_field("to", "The period ends before it begins: `to` must be later than `from`.");
  return period;
}

bool is_wanted(const CountedMail& mail, const ReportWish& wish) {
  return (wish.campaign_id.empty() || mail.campaign_id == wish.campaign_id) &&
         (wish.sequence_id.empty() || mail.sequence_id == wish.sequence_id);
}

Result<SendingTally> tally_sending(ReadTx& tx, const ReportSpan& period, const ReportWish& wish,
                                   std::optional<GroupBy> group_by) {
  SendingTally tally(group_by, period.zone);
  TRY_OK(for_each_sent_mail(tx, period.from, period.to, [&](const CountedMail& mail) {
    if (is_wanted(mail, wish)) tally.add(mail);
  }));
  return tally;
}

/// Whose rows an actor may see where people are compared; null: everybody's.
std::optional<std::string> only_own_row(const Actor& actor) {
  if (actor.leads() || actor.kind == ActorKind::system) return std::nullopt;
  return actor.kind == ActorKind::person ? actor.actor_id : std::string();
}

}  // namespace

Task<Result<boost::json::value>> generate_report(Services& services, ReportType type,
                                                 std::string time_period) {
  CO_TRY(const ReportPeriod period,
         parse_period(time_period, services.clock.now(), services.gate_policy.calendar.timezone));
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<boost::json::value> {
    switch (type) {
      case ReportType::engagement_summary: {
        TRY(const EngagementFacts facts, count_engagement(tx, period.from, period.to));
        return to_json(report_engagement(facts, period, services.agent_policy.reporting));
      }
      case ReportType::conversion_funnel: {
        TRY(const FunnelFacts facts, count_funnel(tx, period.from, period.to));
        return to_json(report_funnel(facts, period));
      }
      case ReportType::agent_performance: {
        TRY(const AgentFacts facts, count_agents(tx, period.from, period.to));
        return to_json(report_agents(facts, period));
      }
    }
    return internal("a report type without a report");
  });
}

Task<Result<SendingReport>> report_sending(Services& services, Actor actor, ReportWish wish,
                                           std::optional<GroupBy> group_by) {
  const Instant now = services.clock.now();
  CO_TRY(const ReportSpan period, read_period(services, wish));
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<SendingReport> {
    TRY(const SendingTally tally, tally_sending(tx, period, wish, group_by));
    SendingReport report = tally.report(period.from, period.to, now);
    const auto only = only_own_row(actor);
    if (group_by == GroupBy::user && only)
      std::erase_if(report.groups, [&](const SendingGroup& each) { return each.key != *only; });
    return report;
  });
}

Task<Result<VariantReport>> report_variants(Services& services, ReportWish wish) {
  const Instant now = services.clock.now();
  CO_TRY(const ReportSpan period, read_period(services, wish));
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<VariantReport> {
    TRY(const SendingTally tally, tally_sending(tx, period, wish, GroupBy::variant));
    return VariantReport{period.from, period.to, period.zone, compare_variants(tally.groups(), now)};
  });
}

Task<Result<AgentReport>> report_agents(Services& services, ReportWish wish) {
  const Instant now = services.clock.now();
  CO_TRY(const ReportSpan period, read_period(services, wish));
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<AgentReport> {
    AgentTally tally;
    TRY_OK(for_each_decided_draft(tx, period.from, period.to,
                                  [&](const DecidedDraft& draft) { tally.add(draft); }));
    return tally.report(period.from, period.to, period.zone, now);
  });
}

Task<Result<OperatorReport>> report_operators(Services& services, Actor actor, ReportWish wish) {
  const Instant now = services.clock.now();
  CO_TRY(const ReportSpan period, read_period(services, wish));
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<OperatorReport> {
    OperatorTally tally;
    TRY_OK(for_each_operator_step(tx, period.from, period.to,
                                  [&](const OperatorStep& step) { tally.add(step); }));
    TRY(const auto answered, list_answered_mails(tx, period.from, period.to));
    for (const AnsweredMail& mail : answered) {
      tally.add_answer(mail.user_id,
                       business_ms(mail.received_at, mail.sent_at, services.gate_policy.calendar));
    }
    return tally.report(period.from, period.to, period.zone, now, only_own_row(actor));
  });
}

Task<Result<PipelineReport>> report_pipeline(Services& services, ReportWish wish) {
  const Instant now = services.clock.now();
  CO_TRY(const ReportSpan period, read_period(services, wish));
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<PipelineReport> {
    TRY(const auto deals, list_deals_worth(tx));
    return report_pipeline(deals, period.from, period.to, period.zone, now);
  });
}

}  // namespace sa
