// The CRM at work: reading its streams into our tables, looking at one record, and writing our tasks and notes into it.
// THREADS: any.
// ERRORS: as ports/crm.h, so that the job comes back, or ends where a person must look.
#pragma once

#include <string>

#include "actions/services.h"
#include "base/async/task.h"

namespace sa {

/// The job `sync_crm`: every stream, some pages of each; what is left is a further job. Nothing without a CRM, or while the
/// CRM's account waits to be connected.
Task<Result<Unit>> sync_crm(Services& services, std::string trace_id);
/// The job `sweep_crm`: likewise what the CRM put away, which no stream of what changed shows.
Task<Result<Unit>> sweep_crm(Services& services, std::string trace_id);
/// The job `sync_crm_record`.
Task<Result<Unit>> sync_crm_record(Services& services, std::string type, std::string record_id);
/// The jobs `push_crm_task` and `push_crm_note`: done when the CRM has it, once, and we have its id.
Task<Result<Unit>> push_crm_task(Services& services, std::string task_id);
Task<Result<Unit>> push_crm_note(Services& services, std::string note_id);

/// Another account of the CRM was connected: its records are read from the beginning, and those of the former are put away.
/// REQUIRES: there is a CRM.
Result<Unit> forget_crm(const Services& services, Tx& tx);

/// Puts both on the list of work, in the transaction that stores them. Nothing without a CRM.
Result<Unit> enqueue_crm_push(const Services& services, Tx& tx, const std::string& task_id,
                              const std::string& note_id, const std::string& trace_id);

}  // namespace sa
