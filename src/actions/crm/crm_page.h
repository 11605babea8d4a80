// Stores a page of the CRM's records with its consequences (names for our contacts, a form submission
// as an incoming message).
// THREADS: any.
#pragma once

#include "actions/message/mail_intake.h"
#include "actions/services.h"
#include "base/async/task.h"

namespace sa {

/// Stores records, merges and absences; fills in what our contacts do not know of themselves.
Result<Unit> save_crm_page(Services& services, Tx& tx, const CrmPage& page, Instant now);

/// The form submissions of a page, read and judged as mails of who filled the forms in: they go the way of all mail.
struct FormMails {
  MailIntake intake;
  std::vector<IncomingMail> mails;
};
/// Before the transaction. One that nobody can answer is logged and left out.
Task<Result<FormMails>> read_forms(Services& services, const CrmPage& page, std::string trace_id);
/// Each once, with what follows from it.
/// REQUIRES: before save_crm_page, which notes the messages that they became.
Result<Unit> save_forms(Tx& tx, const FormMails& forms, Instant now);

}  // namespace sa
