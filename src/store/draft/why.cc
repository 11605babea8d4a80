#include "store/draft/why.h"

#include "queries.h"

namespace sa {
namespace {

struct StandingRow {
  EnrollmentStatus status = EnrollmentStatus::WAITING;
  std::string rule;
  std::optional<EnrollmentReason> reason;
  std::string enrollment_id;
  std::int64_t enrollments = 0;
  std::optional<Instant> next_at;
};
BOOST_DESCRIBE_STRUCT(StandingRow, (), (status, rule, reason, enrollment_id, enrollments, next_at))

Args scope_args(const WhyScope& scope) {
  return Args().add("mailbox_id", scope.mailbox_id).add("campaign_id", scope.campaign_id);
}

}  // namespace

Result<std::vector<Draft>> list_held_drafts(ReadTx& tx, const WhyScope& scope, std::int64_t limit) {
  return tx.list<Draft>(sql::draft_list_held, scope_args(scope).add("limit", limit));
}

Result<std::vector<HeldDrafts>> count_held_drafts(ReadTx& tx, const WhyScope& scope) {
  return tx.list<HeldDrafts>(sql::draft_count_held, scope_args(scope));
}

Result<std::vector<StandingEnrollments>> list_standing_enrollments(ReadTx& tx, const WhyScope& scope) {
  Args args;
  args.add("mailbox_id", scope.mailbox_id).add("limit", static_cast<std::int64_t>(kCauseSample));
  if (!scope.campaign_id.empty()) args.add("campaign_id", scope.campaign_id);
  TRY(const auto rows,
      tx.list<StandingRow>(scope.campaign_id.empty() ? sql::enrollment_standing_list
                                                     : sql::enrollment_standing_list_of_campaign,
                           args));
  std::vector<StandingEnrollments> all;
  std::string rule;
  for (const StandingRow& row : rows) {
    if (all.empty() || all.back().status != row.status || rule != row.rule)
      all.push_back({row.status, row.reason, row.enrollments, row.next_at, {}});
    rule = row.rule;
    all.back().sample.push_back(row.enrollment_id);
  }
  return all;
}

Result<std::vector<SkippedContacts>> list_skip_rules(ReadTx& tx, const std::string& campaign_id) {
  return tx.list<SkippedContacts>(sql::campaign_skip_rule_list, Args().add("campaign_id", campaign_id));
}

}  // namespace sa
