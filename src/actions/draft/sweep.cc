#include "actions/draft/sweep.h"

#include <algorithm>

#include "actions/job/again.h"
#include "actions/mailbox/line.h"
#include "base/log.h"
#include "store/draft/draft.h"
#include "store/mailbox/mailbox.h"

namespace sa {
namespace {

/// Gmail deletes nobody's drafts by itself; what is older was seen by this job many times.
constexpr std::int64_t kLookBackMs = 30 * kDayMs;

bool may_prepare(const Services& services) {
  return services.mailbox.prepares() || services.mailbox_opener;
}

Task<Result<Unit>> run_sweep(Services& services, NoInput, JobTry) {
  auto swept = co_await sweep_prepared(services);
  if (swept) co_return ok();
  co_return come_back_later(std::move(swept).error());
}

/// Not in the lane of what is sent: it may read many drafts of a person's own.
constexpr JobKind<NoInput> kSweep{
    "sweep_prepared", kForEver, run_sweep, Lane::ordinary, {5 * kMinuteMs, may_prepare}};

bool is_unwanted(const PreparedMail& mail, const std::vector<LaidMail>& laid) {
  const LaidMail* newest = nullptr;
  std::string noted;
  for (const LaidMail& each : laid) {
    if (each.rfc_message_id != mail.rfc_message_id) continue;
    newest = &each;
    if (each.prepared_id) noted = *each.prepared_id;
  }
  if (!newest) return false;
  switch (newest->status) {
    case DraftStatus::SENDING:
    case DraftStatus::OUTCOME_UNKNOWN:
      return false;
    case DraftStatus::APPROVED:
      return newest->draft_rfc_message_id != mail.rfc_message_id || noted != mail.prepared_id;
    default:
      return true;
  }
}

/// The lines of the mailboxes at whose provider mail lies ready before it is sent.
Result<std::vector<MailboxLine>> list_preparing(const Services& services, ReadTx& tx) {
  TRY(const auto mailboxes, list_mailboxes(tx));
  std::vector<MailboxLine> lines;
  for (const TeamMailbox& each : mailboxes) {
    TRY(auto line, find_line(services, tx, each));
    // Where nobody has signed in there is nothing to sweep.
    if (line && line->mailbox->prepares()) lines.push_back(*std::move(line));
  }
  return lines;
}

Task<Result<Unit>> sweep_one(Services& services, Mailbox& mailbox) {
  const std::string provider = mailbox.provider();
  const Instant since = services.clock.now() - kLookBackMs;
  CO_TRY(const bool is_used,
         co_await services.db.read([&](ReadTx& tx) { return has_attempt_since(tx, provider, since); }));
  if (!is_used) co_return ok();
  CO_TRY(const auto lying, co_await mailbox.list_prepared());
  std::vector<std::string> ids;
  for (const PreparedMail& mail : lying)
    if (!mail.rfc_message_id.empty()) ids.push_back(mail.rfc_message_id);
  // Read after they were listed: what was laid ready since is not among them.
  CO_TRY(const auto laid,
         co_await services.db.read([&](ReadTx& tx) { return list_laid(tx, provider, ids); }));
  for (const PreparedMail& mail : lying) {
    if (!is_unwanted(mail, laid) || !co_await mailbox.discard(mail.prepared_id)) continue;
    log_event(LogLevel::info, "prepared_swept", {{"rfc_message_id", mail.rfc_message_id}});
    CO_TRY_OK(
        co_await services.db.write([&](Tx& tx) { return note_taken_away(tx, provider, mail.prepared_id); }));
  }
  co_return ok();
}

}  // namespace

Task<Result<Unit>> sweep_prepared(Services& services) {
  CO_TRY(const auto lines,
         co_await services.db.read([&](ReadTx& tx) { return list_preparing(services, tx); }));
  // One that fails keeps no other from its turn.
  Result<Unit> all = ok();
  for (const MailboxLine& line : lines) {
    auto swept = co_await sweep_one(services, *line.mailbox);
    if (!swept) all = std::move(swept);
  }
  co_return all;
}

JobRow sweep_prepared_job() {
  return row_of(kSweep);
}

Result<bool> may_lie_ready(const Services& services, ReadTx& tx, const std::string& mailbox_id) {
  TRY(const auto line, find_line(services, tx, mailbox_id));
  return line && line->mailbox->prepares();
}

Result<Unit> ask_to_sweep(const Services& services, Tx& tx, const std::string& trace_id) {
  return ask_for(services, tx, kSweep, {"asked", trace_id}, NoInput{});
}

}  // namespace sa
