#include "connectors/mail/imap_feed.h"

#include <algorithm>
#include <array>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

constexpr std::int64_t kFetchMs = 25 * kSecondMs;
constexpr std::int64_t kEnoughMs =
    15 * kSecondMs;  // a page ends then, so that jobs beside it are not kept waiting
/// A line slower than that is none; the largest mail then takes less than the lease of the job that waits for it.
constexpr std::int64_t kLeastBytesPerMs = 400;

/// "21-Nov-2026", as SEARCH wants it (RFC 3501 9, date).
std::string search_date(Instant at) {
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Date date = to_local(at, "UTC").date;
  return std::to_string(date.day) + '-' + kMonths[static_cast<std::size_t>(date.month - 1)] + '-' +
         std::to_string(date.year);
}

/// One that cannot be read, such as another provider's, is none: everything is read as if for the first time.
ImapCursor read_cursor(const std::string& text) {
  auto cursor = from_json_text<ImapCursor>(text);
  return cursor ? *std::move(cursor) : ImapCursor{};
}

std::size_t size_of(const FeedPage& page) {
  std::size_t bytes = 0;
  for (const FeedMail& mail : page.mails) bytes += mail.raw.size();
  return bytes;
}

}  // namespace

ImapFeedOptions ImapFeedOptions::of(const MailServerConfig& config, const CallConfig& calls) {
  ImapFeedOptions options{config.imap_server(calls.ca_file), config.imap_sent_folder};
  options.first_days = config.imap_first_sync_days;
  options.first_mails = config.imap_first_sync_mails;
  options.breaker = calls.breaker();
  return options;
}

ImapFeed::ImapFeed(ImapFeedOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock), tally_("imap", clock, options_.breaker) {}

Task<Result<ProviderCheck>> ImapFeed::check() {
  CO_TRY(const std::string token, co_await get_token(options_.imap));
  CO_TRY_OK(co_await worker_.run([&]() -> Result<Unit> {
    if (session_) return ok();
    TRY(session_, ImapSession::open(options_.imap, token, deadline_in(kFetchMs)));
    return ok();
  }));
  co_return ProviderCheck{"The mailbox is readable.", std::nullopt};
}

Task<Result<FeedPage>> ImapFeed::fetch(std::string cursor) {
  CO_TRY(const std::string token, co_await get_token(options_.imap));
  if (const auto until = tally_.closed_until()) {
    Error error = unavailable("The mail server (IMAP_URL) keeps failing. We will retry automatically.");
    error.retry_after_s = std::max<std::int64_t>(1, (*until - clock_.now()) / kSecondMs);
    co_return error;
  }
  auto page = co_await worker_.run([&] { return read(cursor, token); });
  page ? tally_.note_ok() : tally_.note(page.error());
  if (page) failing_.clear();
  co_return page;
}

Result<FeedPage> ImapFeed::read(const std::string& cursor, const std::string& token) {
  const SocketDeadline deadline = deadline_in(kFetchMs);
  if (!session_) {
    TRY(session_, ImapSession::open(options_.imap, token, deadline));
  }
  session_->set_deadline(deadline);
  auto page = read_folders(read_cursor(cursor), deadline_in(kEnoughMs));
  if (page && page->has_more) return page;
  if (page) session_->log_out();
  session_.reset();
  return page;
}

Result<FeedPage> ImapFeed::read_folders(ImapCursor cursor, SocketDeadline enough_at) {
  FeedPage page;
  TRY(const std::string sent, session_->sent_folder(options_.sent_folder));
  ImapCursor after;
  for (const std::string& folder : {std::string("INBOX"), sent}) {
    ImapPlace place = cursor.folders[folder];
    const std::size_t before = page.mails.size();
    auto read = session_ ? read_folder(folder, &place, &page, enough_at) : ok();
    // Gmail's word for a folder that only its owner files mail in: who stores believes our address in From there alone.
    for (std::size_t i = before; folder == sent && i < page.mails.size(); ++i)
      page.mails[i].labels.push_back("SENT");
    // A mailbox that nothing was ever sent from may have no Sent folder yet.
    if (!read && read.error().code == ErrorCode::not_found && options_.sent_folder.empty() && folder == sent)
      continue;
    if (!read) return read.error();
    after.folders[folder] = place;
  }
  page.cursor = to_json_text(to_json(after));
  return page;
}

Result<Unit> ImapFeed::read_folder(const std::string& folder, ImapPlace* place, FeedPage* page,
                                   SocketDeadline enough_at) {
  const auto is_full = [&] {
    return page->mails.size() >= options_.page_mails || size_of(*page) >= options_.page_bytes ||
           (!page->mails.empty() && std::chrono::steady_clock::now() >= enough_at);
  };
  session_->set_deadline(deadline_in(kFetchMs));
  TRY(const ImapFolder opened, session_->examine(folder));
  if (place->uid_validity != opened.uid_validity) {
    TRY(*place, first_place(opened));
    page->was_reset = true;
  }
  if (opened.uid_next != 0 && place->uid + 1 >= opened.uid_next) return ok();
  TRY(std::vector<std::uint32_t> uids, session_->search("UID " + std::to_string(place->uid + 1) + ":*"));
  // "*" is the last mail, even when it comes before the range (RFC 3501 6.4.8).
  std::erase_if(uids, [&](std::uint32_t uid) { return uid <= place->uid; });
  const std::size_t room = options_.page_mails - std::min(options_.page_mails, page->mails.size());
  page->has_more = page->has_more || uids.size() > room;
  uids.resize(std::min(uids.size(), room));
  TRY(const std::vector<ImapSize> sizes, session_->list_sizes(uids));
  for (const std::uint32_t uid : uids) {
    if (is_full() || !session_) {
      page->has_more = true;
      return ok();
    }
    const auto size = std::ranges::find(sizes, uid, &ImapSize::uid);
    const ImapPlace next{place->uid_validity, uid};
    const bool is_there = size != sizes.end();  // gone meanwhile
    const auto added = is_there ? add_mail(folder, next, size->bytes, page) : ok();
    // What was read is kept, and the next page begins with the one that failed.
    page->has_more = page->has_more || !session_;
    if (!added) return page->mails.empty() ? added : ok();
    *place = next;
  }
  return ok();
}

/// ERRORS: those of fill_mail, and there is no session any more; until there is no hope for this mail.
Result<Unit> ImapFeed::add_mail(const std::string& folder, const ImapPlace& place, std::uint64_t bytes,
                                FeedPage* page) {
  FeedMail mail;
  mail.provider_id =
      "imap/" + folder + '/' + std::to_string(place.uid_validity) + '/' + std::to_string(place.uid);
  mail.labels = {folder};
  if (auto filled = fill_mail(&mail, static_cast<std::uint32_t>(place.uid), bytes); !filled) {
    session_.reset();  // it may stand in the middle of an answer
    if (!page->mails.empty() || !failing_.is_hopeless(mail.provider_id)) return filled;
    mail.skipped = "The mail server repeatedly failed to return this mail: " + filled.error().message;
  }
  if (!mail.raw.empty() || !mail.skipped.empty()) page->mails.push_back(std::move(mail));
  return ok();
}

Result<ImapPlace> ImapFeed::first_place(const ImapFolder& opened) {
  ImapPlace place{opened.uid_validity, 0};
  if (opened.mails == 0) {
    place.uid = opened.uid_next == 0 ? 0 : opened.uid_next - 1;
    return place;
  }
  // The newest ones by place, then by date: an old archive that was moved here yesterday must not all be read.
  const std::int64_t first = std::max<std::int64_t>(1, opened.mails - options_.first_mails + 1);
  const Instant since = clock_.now() - options_.first_days * kDayMs;
  TRY(const auto uids, session_->search(std::to_string(first) + ":* SINCE " + search_date(since)));
  if (!uids.empty()) {
    place.uid = static_cast<std::int64_t>(uids.front()) - 1;
    return place;
  }
  TRY(const auto last, session_->search("*"));
  place.uid = last.empty() ? 0 : last.back();
  return place;
}

/// Its bytes, or why it cannot be taken; neither when it is gone.
Result<Unit> ImapFeed::fill_mail(FeedMail* mail, std::uint32_t uid, std::uint64_t bytes) {
  if (bytes > options_.max_bytes) {
    mail->skipped = "larger than " + std::to_string(options_.max_bytes >> 20) + " MiB";
    return ok();
  }
  session_->set_deadline(deadline_in(kFetchMs + static_cast<std::int64_t>(bytes) / kLeastBytesPerMs));
  // What a server calls the size is not always what it sends (line ends).
  auto raw = session_->fetch(uid, options_.max_bytes + options_.max_bytes / 8);
  if (!raw && raw.error().code != ErrorCode::invalid) return raw.error();
  raw ? mail->raw = *std::move(raw) : mail->skipped = raw.error().message;
  return ok();
}

}  // namespace sa
