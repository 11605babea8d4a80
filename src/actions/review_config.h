// The settings for review and sending: approval, quotas, deadlines.
// THREADS: values.
#pragma once

#include <cstdint>

#include "base/reflect/setting.h"
#include "base/time.h"
#include "core/usage/quota.h"

namespace sa {

/// The effect on the approval of an offer, a commitment or a reference that no earlier mail of ours mentions.
enum class ClaimsMode { warn, enforce };
BOOST_DESCRIBE_ENUM(ClaimsMode, warn, enforce)

struct ReviewConfig {
  bool operator_mode_enabled = true;
  bool operator_approval_required = true;
  ClaimsMode claims_mode = ClaimsMode::enforce;
  std::int64_t max_emails_per_day = QuotaLimits{}.mailbox_day;
  std::int64_t max_emails_per_week = QuotaLimits{}.contact_week;
  std::int64_t domain_day_max = QuotaLimits{}.domain_day;
  std::int64_t company_week_max = QuotaLimits{}.company_week;
  int draft_expiry_days = 14;
  int audit_trail_retention_days = 0;
  std::int64_t send_deadline_ms = 10 * kSecondMs;

  static constexpr const char* kTitle = "Approval and quotas";
  static std::vector<Setting> settings() {
    return {
        {rule(&ReviewConfig::operator_mode_enabled)
             .describe(
                 "false disables all routes under /api/operator, and with them the queue in the web app.")},
        {rule(&ReviewConfig::operator_approval_required)
             .describe("false approves drafts without findings automatically. Allowed only with "
                       "MAIL_PROVIDER=outbox.")},
        {rule(&ReviewConfig::claims_mode)
             .describe("What happens when a draft makes a promise that no earlier mail of ours made: enforce "
                       "(a person must confirm it before approval) or warn.")},
        {rule(&ReviewConfig::max_emails_per_day)
             .min(0)
             .max(100000)
             .describe("Most mails that a mailbox may send in any 24 hours.")},
        {rule(&ReviewConfig::max_emails_per_week)
             .min(0)
             .max(1000)
             .describe(
                 "Most mails that one contact may receive in any seven days, from all mailboxes together.")},
        {rule(&ReviewConfig::domain_day_max)
             .min(0)
             .max(100000)
             .describe(
                 "Most mails to addresses of one domain in any 24 hours, from all mailboxes together; 0 "
                 "sets no limit. Freemail domains such as gmail.com are not counted.")},
        {rule(&ReviewConfig::company_week_max)
             .min(0)
             .max(100000)
             .describe("Most mails to all contacts of one company in any seven days, from all mailboxes "
                       "together; 0 sets no limit.")},
        {rule(&ReviewConfig::draft_expiry_days)
             .min(1)
             .max(3650)
             .describe("Days after which a draft that is neither approved nor rejected expires.")},
        {rule(&ReviewConfig::audit_trail_retention_days)
             .min(0)
             .max(36500)
             .describe("Minimum number of days to keep the audit trail; 0 keeps it for ever."),
         "", kOpen, kUnused},
        {rule(&ReviewConfig::send_deadline_ms)
             .min(100)
             .max(60000)
             .describe("How long the provider may take to accept one mail, in milliseconds. After one and a "
                       "half times as long, the provider is asked whether it was sent.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(ReviewConfig, (),
                      (operator_mode_enabled, operator_approval_required, claims_mode, max_emails_per_day,
                       max_emails_per_week, domain_day_max, company_week_max, draft_expiry_days,
                       audit_trail_retention_days, send_deadline_ms))

}  // namespace sa
