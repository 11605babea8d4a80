// The health of a mailbox: of the last mails that it sent, how many came back and how many were complained about; and when that is reason
// to warn, or to stop before the providers do.
// THREADS: values and pure functions.
// SOURCE: Google and Yahoo, bulk sender guidelines (spam rate below 0.1 %, never 0.3 %); the usual limits for hard bounces.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/mailbox/mailbox.h"

namespace sa {

/// So many of the last mails count; fewer than kFewestMails say nothing.
inline constexpr std::int64_t kHealthMails = 200;
inline constexpr std::int64_t kFewestMails = 40;

/// Of 1,000 mails, so many are reason to warn, and so many to stop.
struct HealthLimit {
  std::int64_t warns;
  std::int64_t pauses;
};
inline constexpr HealthLimit kBounceLimit{30, 50};
inline constexpr HealthLimit kComplaintLimit{1, 3};
/// "3 %", "0.1 %": of 1,000.
std::string percent_of(std::int64_t per_mille);

/// Of the last kHealthMails mails.
struct MailboxFigures {
  std::int64_t mails = 0;
  std::int64_t hard_bounces = 0;
  std::int64_t complaints = 0;
};
BOOST_DESCRIBE_STRUCT(MailboxFigures, (), (mails, hard_bounces, complaints))

/// In [0,1]; null: too few mails to say.
std::optional<double> bounce_rate(const MailboxFigures& figures);
std::optional<double> complaint_rate(const MailboxFigures& figures);

struct HealthFinding {
  bool pauses = false;  ///< false: a warning
  MailboxHold hold;     ///< mailbox.complaints or mailbox.bounces, the worse of the two
};
/// What the figures are reason for; null: nothing.
std::optional<HealthFinding> judge_health(const MailboxFigures& figures);

/// How Google and Microsoft refuse mail for want of authentication.
/// SOURCE: RFC 7372 3.1 (5.7.26); Microsoft, "High volume email senders" (5.7.515), read 2026-11-30.
inline constexpr std::string_view kGoogleUnauthenticated = "5.7.26";
inline constexpr std::string_view kMicrosoftUnauthenticated = "5.7.515";
/// Whether a server that says this refused the mail for want of authentication (SPF, DKIM, DMARC).
bool is_refused_unauthenticated(std::string_view code_or_words);

/// Such refusals are the whole domain's: so many in an hour pause all its mailboxes.
inline constexpr std::int64_t kDomainRefusals = 3;
inline constexpr std::int64_t kDomainRefusalsMs = kHourMs;
/// Why the mailboxes of `domain` pause.
MailboxHold domain_hold(const std::string& domain, std::int64_t refusals);

}  // namespace sa
