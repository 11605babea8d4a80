#include "store/draft/why.h"

#include "queries.h"

namespace sa {
namespace {

struct StandingRow {
  EnrollmentStatus status = EnrollmentStatus::WAITING;
  std::string rule;
  std::optional<EnrollmentReason> reason;
  std::int64_t enrollments = 0;
  std::optional<Instant> next_at;
};
BOOST_DESCRIBE_STRUCT(StandingRow, (), (status, rule, reason, enrollments, next_at))

struct EnrollmentId {
  std::string enrollment_id;
};
BOOST_DESCRIBE_STRUCT(EnrollmentId, (), (enrollment_id))

Args scope_args(const WhyScope& scope) {
  return Args().add("mailbox_id", scope.mailbox_id).add("campaign_id", scope.campaign_id);
}

Result<std::vector<std::string>> list_sample(ReadTx& tx, const WhyScope& scope, const StandingRow& row) {
  TRY(const auto rows, tx.list<EnrollmentId>(sql::enrollment_standing_sample,
                                             scope_args(scope)
                                                 .add("status", row.status)
                                                 .add("rule", row.rule)
                                                 .add("limit", static_cast<std::int64_t>(kCauseSample))));
  std::vector<std::string> ids;
  for (const EnrollmentId& each : rows) ids.push_back(each.enrollment_id);
  return ids;
}

}  // namespace

Result<std::vector<Draft>> list_held_drafts(ReadTx& tx, const WhyScope& scope, std::int64_t limit) {
  return tx.list<Draft>(sql::draft_list_held, scope_args(scope).add("limit", limit));
}

Result<std::vector<StandingEnrollments>> list_standing_enrollments(ReadTx& tx, const WhyScope& scope,
                                                                   bool living) {
  TRY(const auto rows, tx.list<StandingRow>(sql::enrollment_standing_list,
                                            scope_args(scope).add("living", std::int64_t{living ? 1 : 0})));
  std::vector<StandingEnrollments> all;
  for (const StandingRow& row : rows) {
    StandingEnrollments standing{row.status, row.reason, row.enrollments, row.next_at, {}};
    TRY(standing.sample, list_sample(tx, scope, row));
    all.push_back(std::move(standing));
  }
  return all;
}

Result<std::vector<SkippedContacts>> list_skip_rules(ReadTx& tx, const std::string& campaign_id) {
  return tx.list<SkippedContacts>(sql::campaign_skip_rule_list, Args().add("campaign_id", campaign_id));
}

}  // namespace sa
