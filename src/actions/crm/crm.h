// The CRM jobs: read its streams into our tables, refresh one record, write our tasks and notes to it.
// THREADS: any.
// ERRORS: as ports/crm.h, so that the job comes back, or ends where a person must look.
#pragma once

#include <string>

#include "actions/job/kind.h"
#include "actions/services.h"

namespace sa {

/// Every stream, some pages of each; what is left is a further job. Nothing without a CRM, or while the CRM's account waits to
/// be connected.
JobRow sync_crm_job();
Result<Unit> ask_to_sync_crm(const Services& services, Tx& tx, const JobWish& wish);
/// Likewise what the CRM put away, which no stream of what changed shows.
JobRow sweep_crm_job();
/// One record, because somebody told us that it changed.
JobRow sync_crm_record_job();
Result<Unit> ask_to_sync_crm_record(const Services& services, Tx& tx, const JobWish& wish,
                                    const std::string& type, const std::string& record_id);
/// A task or note of ours: done when the CRM has it, once, and we have its id.
JobRow push_crm_task_job();
JobRow push_crm_note_job();
/// Both, in the transaction that stores them. Nothing without a CRM.
Result<Unit> ask_to_push_to_crm(const Services& services, Tx& tx, const std::string& task_id,
                                const std::string& note_id, const std::string& trace_id);

/// Another account of the CRM was connected: its records are read from the beginning, and those of the former are put away.
/// REQUIRES: there is a CRM.
Result<Unit> forget_crm(const Services& services, Tx& tx);

}  // namespace sa
