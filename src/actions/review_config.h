// The settings of review and sending: who must approve, how much may leave, how long things may take.
// THREADS: values.
#pragma once

#include <cstdint>

#include "base/reflect/setting.h"
#include "base/time.h"
#include "core/usage/quota.h"

namespace sa {

/// What an offer, a commitment or a reference that no mail of ours has named does to the approval.
enum class ClaimsMode { warn, enforce };
BOOST_DESCRIBE_ENUM(ClaimsMode, warn, enforce)

struct ReviewConfig {
  bool operator_mode_enabled = true;
  bool operator_approval_required = true;
  ClaimsMode claims_mode = ClaimsMode::enforce;
  std::int64_t max_emails_per_day = QuotaLimits{}.mailbox_day;
  std::int64_t max_emails_per_week = QuotaLimits{}.contact_week;
  int draft_expiry_days = 14;
  int audit_trail_retention_days = 0;
  std::int64_t send_deadline_ms = 10 * kSecondMs;

  static constexpr const char* kTitle = "Approval and quotas";
  static std::vector<Setting> settings() {
    return {
        {rule(&ReviewConfig::operator_mode_enabled)
             .describe("false switches off every route below /api/operator, and with them the queue of the "
                       "web app.")},
        {rule(&ReviewConfig::operator_approval_required)
             .describe("false lets a draft without any finding be approved by policy; it is allowed with "
                       "MAIL_PROVIDER=outbox only.")},
        {rule(&ReviewConfig::claims_mode)
             .describe("What a promise does that no mail of ours has made before: enforce (it bars the "
                       "approval until a "
                       "person vouches for it) or warn.")},
        {rule(&ReviewConfig::max_emails_per_day)
             .min(0)
             .max(100000)
             .describe("The number of mails that a sending mailbox may send in any 24 hours.")},
        {rule(&ReviewConfig::max_emails_per_week)
             .min(0)
             .max(1000)
             .describe(
                 "The number of mails that one contact may receive in any seven days, from all mailboxes "
                 "together.")},
        {rule(&ReviewConfig::draft_expiry_days)
             .min(1)
             .max(3650)
             .describe("The number of days after which a draft that nobody has decided about expires.")},
        {rule(&ReviewConfig::audit_trail_retention_days)
             .min(0)
             .max(36500)
             .describe("The number of days for which the audit trail is kept at least; 0 keeps it for ever."),
         "", kOpen, kUnused},
        {rule(&ReviewConfig::send_deadline_ms)
             .min(100)
             .max(60000)
             .describe("How long handing one mail over to the provider may take, in milliseconds. Half as "
                       "long after "
                       "it, the provider is asked what became of the mail.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(ReviewConfig, (),
                      (operator_mode_enabled, operator_approval_required, claims_mode, max_emails_per_day,
                       max_emails_per_week, draft_expiry_days, audit_trail_retention_days, send_deadline_ms))

}  // namespace sa
