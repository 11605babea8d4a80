#include "jobs/kind.h"

#include "actions/agent/prospecting.h"
#include "actions/campaign/campaign.h"
#include "actions/campaign/launch.h"
#include "actions/clock/clock.h"
#include "actions/contact/consent.h"
#include "actions/contact/erasure.h"
#include "actions/contact/import.h"
#include "actions/contact/import_job.h"
#include "actions/contact/merge.h"
#include "actions/crm/crm.h"
#include "actions/draft/draft.h"
#include "actions/draft/send.h"
#include "actions/draft/sweep.h"
#include "actions/enrollment/schedule.h"
#include "actions/message/sync_mail.h"
#include "actions/search/embedding.h"
#include "actions/user/idempotency.h"
#include "actions/user/session.h"
#include "actions/webhook/webhook.h"

namespace sa {
namespace {

RunnableKind bind(Services& services, JobRow row) {
  const bool is_periodic = !row.period.is_due_here || row.period.is_due_here(services);
  const auto run = [&services, work = std::move(row.run)](const Job& job, bool is_last) {
    return work(services, job, is_last);
  };
  return {row.name, row.max_tries, run, is_periodic ? row.period.every_ms : 0, row.lane == Lane::urgent};
}

}  // namespace

std::vector<RunnableKind> job_kinds(Services& services) {
  constexpr JobRow (*kRows[])() = {
      send_draft_job,      resolve_send_job,      find_lost_sends_job, expire_drafts_job,
      sweep_prepared_job,  analyze_message_job,   sync_mail_job,       sync_mailboxes_job,
      sync_mailbox_job,    renew_push_job,        embed_messages_job,  sync_crm_job,
      sweep_crm_job,       sync_crm_record_job,   push_crm_task_job,   push_crm_note_job,
      forget_requests_job, forget_deliveries_job, forget_sessions_job, forget_erased_job,
      forget_imports_job,  import_contacts_job,   forget_merges_job,   follow_clock_job,
      expire_consents_job, finish_campaigns_job,  enroll_segment_job,  schedule_enrollments_job,
  };
  std::vector<RunnableKind> kinds;
  for (const auto row : kRows) kinds.push_back(bind(services, row()));
  return kinds;
}

}  // namespace sa
