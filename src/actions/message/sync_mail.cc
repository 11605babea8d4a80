#include "actions/message/sync_mail.h"

#include "actions/job/again.h"
#include "actions/mailbox/line.h"
#include "actions/mailbox/mailbox.h"
#include "actions/message/mail_intake.h"
#include "actions/search/embedding.h"
#include "base/crypto/hash.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "store/account/sync.h"
#include "store/mailbox/mailbox.h"

namespace sa {
namespace {

struct MailboxSync {
  std::string mailbox_id;
};
BOOST_DESCRIBE_STRUCT(MailboxSync, (), (mailbox_id))

Task<Result<Unit>> run_mailbox_sync(Services& services, MailboxSync wish, JobTry);

constexpr JobKind<MailboxSync> kSyncMailbox{"sync_mailbox", kForEver, run_mailbox_sync};

/// Each has a job of its own: one that hangs or is refused keeps no other waiting.
Task<Result<Unit>> ask_for_mailboxes(Services& services, NoInput, JobTry at) {
  CO_TRY(const auto ids,
         co_await services.db.read([&](ReadTx& tx) { return list_readable_mailboxes(services, tx); }));
  if (ids.empty()) co_return ok();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    for (const std::string& id : ids) TRY_OK(ask_for(services, tx, kSyncMailbox, {id, at.trace_id}, {id}));
    return ok();
  });
}

Task<Result<Unit>> run_mailbox_sync(Services& services, MailboxSync wish, JobTry) {
  const auto synced = co_await sync_mailbox(services, std::move(wish.mailbox_id), 1);
  if (synced) co_return ok();
  co_return come_back_later(synced.error());
}

Task<Result<Unit>> run_sync(Services& services, NoInput, JobTry) {
  if (!services.feed) co_return ok();
  const auto synced = co_await sync_mail(services, *services.feed, 1);
  if (synced) co_return ok();
  co_return come_back_later(synced.error());
}

/// Whatever is wrong, a person may mend it: without an account there is nothing to be told of yet.
Task<Result<Unit>> run_renew_push(Services& services, NoInput, JobTry) {
  if (!services.feed) co_return ok();
  auto renewed = co_await services.feed->renew_push();
  if (renewed) co_return ok();
  co_return come_back_later(std::move(renewed).error());
}

bool has_feed(const Services& services) {
  return services.feed != nullptr;
}
bool has_mailboxes(const Services& services) {
  return services.mailbox_opener != nullptr;
}

constexpr JobKind<NoInput> kSync{"sync_mail", kForEver, run_sync, Lane::ordinary, {kMinuteMs, has_feed}};
constexpr JobKind<NoInput> kSyncMailboxes{
    "sync_mailboxes", 3, ask_for_mailboxes, Lane::ordinary, {kMinuteMs, has_mailboxes}};
constexpr JobKind<NoInput> kRenewPush{
    "renew_push", kForEver, run_renew_push, Lane::ordinary, {kDayMs, has_feed}};

/// A page whose mails were read and judged.
struct JudgedPage {
  std::vector<IncomingMail> mails;
  ImportCounts skipped;
};

/// Takes the page's mails: it is large enough as it is.
JudgedPage judge_page(const MailIntake& intake, const std::string& stream, FeedPage* page) {
  JudgedPage judged;
  // A mail that is nowhere with us must be found at the provider: each is named, of which a page has some dozens.
  const auto skip = [&](const std::string& provider_id, const std::string& reason) {
    ++judged.skipped.skipped;
    ++judged.skipped.skipped_reasons[reason];
    log_event(LogLevel::warning, "mail_skipped",
              {{"stream", stream}, {"provider_id", provider_id}, {"reason", reason}});
  };
  for (FeedMail& mail : page->mails) {
    ++judged.skipped.read;
    if (!mail.skipped.empty()) {
      skip(mail.provider_id, mail.skipped);
      continue;
    }
    const std::string provider_id = mail.provider_id;
    auto read = intake.read(std::move(mail), stream);
    if (!read) {
      skip(provider_id, read.error().message);
      continue;
    }
    judged.mails.push_back(*std::move(read));
  }
  return judged;
}

/// One page: fetched, judged, and stored with the new place in one transaction.
Task<Result<SyncCounts>> sync_page(const MailIntake& intake, MailFeed& feed, bool is_last) {
  Services& services = intake.services;
  const std::string stream = mail_stream(services, feed, intake.mailbox_id);
  CO_TRY(const auto before,
         co_await services.db.read([&](ReadTx& tx) { return find_sync_cursor(tx, stream); }));
  CO_TRY(FeedPage page, co_await feed.fetch(before ? before->cursor : std::string()));
  const JudgedPage judged = judge_page(intake, stream, &page);
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<SyncCounts> {
    SyncCounts counts{judged.skipped, 1, page.was_reset, page.has_more};
    for (const IncomingMail& mail : judged.mails) {
      TRY(const bool added, intake.store(tx, mail, now));
      ++(added ? counts.mail.added : counts.mail.duplicate);
      if (added) ++counts.mail.kinds[std::string(enum_name(mail.analysis.kind))];
    }
    if (counts.mail.added > 0) TRY_OK(ask_to_embed_messages(services, tx, intake.trace_id));
    const std::int64_t resets = before ? before->resets + (page.was_reset ? 1 : 0) : 0;
    TRY(const bool is_ours, move_sync_cursor(tx, before, {stream, page.cursor, now, resets}));
    const bool goes_on = is_ours && page.has_more && is_last;
    // By the place in the feed: two wishes to go on there are one job, and the one that runs now is another.
    const std::string place = sha256_hex(page.cursor).substr(0, 32);
    const bool is_first = intake.mailbox_id == services.sender.mailbox_id;
    if (goes_on && is_first) TRY_OK(ask_to_sync_mail(services, tx, {place, intake.trace_id}));
    if (goes_on && !is_first)
      TRY_OK(ask_for(services, tx, kSyncMailbox, {intake.mailbox_id + '/' + place, intake.trace_id},
                     {intake.mailbox_id}));
    return counts;
  });
}

}  // namespace

std::string mail_stream(const Services& services, const MailFeed& feed, const std::string& mailbox_id) {
  return feed.provider() + ':' + (mailbox_id.empty() ? services.sender.mailbox_id : mailbox_id);
}

Task<Result<SyncCounts>> sync_mail(Services& services, MailFeed& feed, std::int64_t max_pages,
                                   std::string mailbox_id) {
  MailIntake intake{services, {}, new_id(services.clock, services.random)};
  CO_TRY_OK(co_await services.db.read([&](ReadTx& tx) { return intake.load(tx); }));
  intake.mailbox_id = mailbox_id.empty() ? services.sender.mailbox_id : std::move(mailbox_id);
  SyncCounts all;
  do {
    CO_TRY(const SyncCounts page, co_await sync_page(intake, feed, all.pages + 1 >= max_pages));
    add(&all.mail, page.mail);
    ++all.pages;
    all.was_reset = all.was_reset || page.was_reset;
    all.has_more = page.has_more;
  } while (all.has_more && all.pages < max_pages);
  if (all.mail.read > 0) {
    log_event(LogLevel::info, "mail_synced",
              {{"provider", feed.provider()},
               {"read", all.mail.read},
               {"added", all.mail.added},
               {"skipped", all.mail.skipped},
               {"was_reset", all.was_reset}});
  }
  co_return all;
}

Result<std::vector<std::string>> list_readable_mailboxes(const Services& services, ReadTx& tx) {
  TRY(const auto mailboxes, list_mailboxes(tx));
  std::vector<std::string> ids;
  for (const TeamMailbox& each : mailboxes) {
    if (each.is_first || each.status == MailboxStatus::DISCONNECTED) continue;
    const auto line = open_line(services, tx, each);
    if (!line)
      log_event(LogLevel::warning, "mailbox_not_open",
                {{"mailbox_id", each.mailbox_id}, {"cause", line.error().message}});
    if (line && line->feed) ids.push_back(each.mailbox_id);
  }
  return ids;
}

Task<Result<SyncCounts>> sync_mailbox(Services& services, std::string mailbox_id, std::int64_t max_pages) {
  // Connected anew or deleted meanwhile: the line is opened for each reading.
  CO_TRY(const MailboxLine line, co_await services.db.read([&](ReadTx& tx) -> Result<MailboxLine> {
    TRY(const auto mailbox, find_mailbox(tx, mailbox_id));
    if (!mailbox || mailbox->retired_at || mailbox->status == MailboxStatus::DISCONNECTED)
      return MailboxLine{};
    return open_line(services, tx, *mailbox);
  }));
  if (!line.feed) co_return SyncCounts{};
  auto synced = co_await sync_mail(services, *line.feed, max_pages, mailbox_id);
  if (synced || synced.error().code == ErrorCode::unauthenticated)
    CO_TRY_OK(co_await note_reading(services, mailbox_id, synced ? "" : synced.error().message));
  co_return synced;
}

JobRow sync_mail_job() {
  return row_of(kSync);
}
JobRow sync_mailboxes_job() {
  return row_of(kSyncMailboxes);
}
JobRow sync_mailbox_job() {
  return row_of(kSyncMailbox);
}
JobRow renew_push_job() {
  return row_of(kRenewPush);
}

Result<Unit> ask_to_sync_mail(const Services& services, Tx& tx, const JobWish& wish) {
  return ask_for(services, tx, kSync, wish, {});
}

Result<Unit> ask_to_renew_push(const Services& services, Tx& tx, const JobWish& wish) {
  return ask_for(services, tx, kRenewPush, wish, {});
}

}  // namespace sa
