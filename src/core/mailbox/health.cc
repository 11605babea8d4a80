#include "core/mailbox/health.h"

namespace sa {
namespace {

/// Per mille of the mails.
struct Limit {
  const char* rule;
  const char* what;
  std::int64_t warns;
  std::int64_t pauses;
};
constexpr Limit kComplaints{"mailbox.complaints", "complained about", 1, 3};
constexpr Limit kBounces{"mailbox.bounces", "returned as undeliverable", 30, 50};

std::optional<double> rate(std::int64_t part, std::int64_t mails) {
  if (mails < kFewestMails) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(mails);
}

std::optional<HealthFinding> judge_one(const Limit& limit, std::int64_t count, std::int64_t mails) {
  const std::int64_t scaled = count * 1000;
  if (scaled < limit.warns * mails) return std::nullopt;
  HealthFinding finding;
  finding.pauses = scaled >= limit.pauses * mails;
  finding.hold.rule = limit.rule;
  finding.hold.words = "Of the last " + std::to_string(mails) + " mails, " + std::to_string(count) +
                       (count == 1 ? " was " : " were ") + limit.what +
                       (finding.pauses ? ". Check whom you write to, then resume the mailbox."
                                       : ". Check whom you write to before the mailbox is paused.");
  finding.hold.evidence = std::to_string(count) + " of " + std::to_string(mails);
  return finding;
}

}  // namespace

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

MailboxHold domain_hold(const std::string& domain, std::int64_t refusals) {
  MailboxHold hold;
  hold.rule = "mailbox.authentication";
  hold.words =
      std::to_string(refusals) + " mails from " + domain +
      " were refused within an hour because they were not authenticated. Check SPF, DKIM and DMARC of the "
      "domain, then resume its mailboxes.";
  hold.evidence = std::to_string(refusals) + " refusals (5.7.26, 5.7.515)";
  return hold;
}

}  // namespace sa
