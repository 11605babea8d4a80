#include "actions/mailbox/guard.h"

#include "actions/mailbox/mailbox.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "mail/address/address.h"
#include "store/audit/audit.h"
#include "store/mailbox/health.h"
#include "store/mailbox/mailbox.h"

namespace sa {
namespace {

Result<Unit> pause(Tx& tx, TeamMailbox mailbox, const MailboxHold& hold, const std::string& trace_id,
                   Instant now) {
  if (status_at(mailbox, now) != MailboxStatus::ACTIVE || mailbox.retired_at) return ok();
  mailbox.status = MailboxStatus::PAUSED;
  mailbox.hold = hold;
  Actor actor = system_actor("mailbox_guard");
  actor.trace_id = trace_id;
  TRY_OK(store_change(tx, actor, "pause_mailbox", &mailbox, {{"hold", to_json(hold)}}, now));
  log_event(LogLevel::warning, "mailbox_paused",
            {{"mailbox_id", mailbox.mailbox_id}, {"rule", hold.rule}, {"evidence", hold.evidence}});
  return ok();
}

}  // namespace

Result<Unit> guard_senders_to(Tx& tx, const std::string& key_hash, const std::string& trace_id, Instant now) {
  TRY(const auto senders, list_senders_to(tx, key_hash));
  for (const std::string& id : senders) {
    TRY(auto mailbox, find_mailbox(tx, id));
    if (!mailbox) continue;
    TRY(const auto figures, list_mailbox_figures(tx, id));
    if (figures.empty()) continue;
    const auto finding = judge_health(figures.front());
    if (finding && finding->pauses) TRY_OK(pause(tx, *std::move(mailbox), finding->hold, trace_id, now));
  }
  return ok();
}

Result<Unit> guard_domain_of(Tx& tx, const std::string& mailbox_id, const std::string& trace_id,
                             Instant now) {
  const std::string domain(domain_of(mailbox_id));
  TRY(const auto mailboxes, list_mailboxes(tx));
  std::int64_t refusals = 0;
  for (const TeamMailbox& each : mailboxes) {
    if (domain_of(each.mailbox_id) != domain) continue;
    TRY(const std::int64_t count, count_refusals(tx, each.mailbox_id, now - kDomainRefusalsMs));
    refusals += count;
  }
  if (refusals < kDomainRefusals) return ok();
  for (const TeamMailbox& each : mailboxes) {
    if (domain_of(each.mailbox_id) == domain)
      TRY_OK(pause(tx, each, domain_hold(domain, refusals), trace_id, now));
  }
  return ok();
}

}  // namespace sa
