#include "core/mailbox/health.h"

namespace sa {
namespace {

struct Report {
  const char* rule;
  const char* what;
  HealthLimit limit;
};
constexpr Report kComplaints{"mailbox.complaints", "complained about", kComplaintLimit};
constexpr Report kBounces{"mailbox.bounces", "returned as undeliverable", kBounceLimit};

std::optional<double> rate(std::int64_t part, std::int64_t mails) {
  if (mails < kFewestMails) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(mails);
}

std::optional<HealthFinding> judge_one(const Report& report, std::int64_t count, std::int64_t mails) {
  const std::int64_t scaled = count * 1000;
  if (scaled < report.limit.warns * mails) return std::nullopt;
  HealthFinding finding;
  finding.pauses = scaled >= report.limit.pauses * mails;
  finding.hold.rule = report.rule;
  finding.hold.words = "Of the last " + std::to_string(mails) + " mails, " + std::to_string(count) +
                       (count == 1 ? " was " : " were ") + report.what +
                       (finding.pauses ? ". Check whom you write to, then resume the mailbox."
                                       : ". Check whom you write to before the mailbox is paused.");
  finding.hold.evidence = std::to_string(count) + " of " + std::to_string(mails);
  return finding;
}

}  // namespace

std::string percent_of(std::int64_t per_mille) {
  const std::string tenths = per_mille % 10 == 0 ? "" : "." + std::to_string(per_mille % 10);
  return std::to_string(per_mille / 10) + tenths + " %";
}

std::optional<double> bounce_rate(const MailboxFigures& figures) {
  return rate(figures.hard_bounces, figures.mails);
}

std::optional<double> complaint_rate(const MailboxFigures& figures) {
  return rate(figures.complaints, figures.mails);
}

std::optional<HealthFinding> judge_health(const MailboxFigures& figures) {
  if (figures.mails < kFewestMails) return std::nullopt;
  auto complaints = judge_one(kComplaints, figures.complaints, figures.mails);
  auto bounces = judge_one(kBounces, figures.hard_bounces, figures.mails);
  const bool bounces_are_worse = bounces && (!complaints || (bounces->pauses && !complaints->pauses));
  return bounces_are_worse ? bounces : complaints;
}

bool is_refused_unauthenticated(std::string_view code_or_words) {
  return code_or_words.find(kGoogleUnauthenticated) != std::string_view::npos ||
         code_or_words.find(kMicrosoftUnauthenticated) != std::string_view::npos;
}

MailboxHold domain_hold(const std::string& domain, std::int64_t refusals) {
  MailboxHold hold;
  hold.rule = "mailbox.authentication";
  hold.words =
      std::to_string(refusals) + " mails from " + domain +
      " were refused within an hour because they were not authenticated. Check SPF, DKIM and DMARC of the "
      "domain, then resume its mailboxes.";
  hold.evidence = std::to_string(refusals) + " refusals (" + std::string(kGoogleUnauthenticated) + ", " +
                  std::string(kMicrosoftUnauthenticated) + ")";
  return hold;
}

}  // namespace sa
