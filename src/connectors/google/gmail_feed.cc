#include "connectors/google/gmail_feed.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "base/crypto/hash.h"
#include "base/log.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/url.h"
#include "connectors/google/gmail_api.h"

namespace sa {
namespace {

namespace json = boost::json;

/// Mails of one page: all of a page are stored in one transaction.
constexpr int kPageMails = 25;
constexpr std::size_t kPageBytes = 32u << 20;
/// A large mail on a slow line takes its time; less than the lease of the job that waits for it (jobs/runner.h).
constexpr std::int64_t kMailMs = 100 * kSecondMs;
constexpr std::int64_t kLeastBytesPerS = 16 << 10;

bool is_left_out(const std::vector<std::string>& labels) {
  return std::ranges::any_of(labels,
                             [](const std::string& label) { return label == "DRAFT" || label == "CHAT"; });
}

/// Base64url with or without padding.
std::optional<std::string> decode(std::string text) {
  text.erase(text.find_last_not_of('=') + 1);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return from_base64url(text);
}

/// A place, or the token of a page, that Gmail no longer takes.
bool is_forgotten(const VendorAnswer& answer) {
  return answer.status == 400 || answer.status == 404 || answer.status == 410;
}

/// What would be the same again however often it was asked.
bool is_refused(const VendorAnswer& answer) {
  return answer.kind == VendorAnswer::Kind::answered && answer.status >= 400 && answer.status < 500 &&
         answer.status != 401 && answer.status != 403 && answer.status != 408 && !answer.is_rate_limited;
}

Error unreadable() {
  return unavailable("Gmail's answer could not be read. We will retry automatically.");
}

/// Gmail leaves an empty list out. ERRORS: unavailable for what is there and is no list: taken for an empty one, it would
/// lose mail.
Result<std::reference_wrapper<const json::array>> list_of(const json::value& value, std::string_view name) {
  const json::value* found = find_member(value, name);
  if (found && !found->is_array()) return unreadable();
  return std::cref(member_list(value, name));
}

Result<Unit> add_id(const json::value& message, std::vector<std::string>* ids) {
  std::string id = member_text(message, "id");
  if (id.empty()) return unreadable();
  if (std::ranges::find(*ids, id) == ids->end()) ids->push_back(std::move(id));
  return ok();
}

/// Oldest first, where Gmail lists the newest first.
Result<std::vector<std::string>> listed_ids(const json::value& answer) {
  TRY(const auto messages, list_of(answer, "messages"));
  std::vector<std::string> ids;
  for (const json::value& message : messages.get()) TRY_OK(add_id(message, &ids));
  std::ranges::reverse(ids);
  return ids;
}

Result<std::vector<std::string>> added_ids(const json::value& answer) {
  TRY(const auto history, list_of(answer, "history"));
  std::vector<std::string> ids;
  for (const json::value& entry : history.get()) {
    TRY(const auto messages, list_of(entry, "messagesAdded"));
    for (const json::value& added : messages.get()) {
      const json::value* message = find_member(added, "message");
      if (!message) return unreadable();
      if (!is_left_out(member_texts(*message, "labelIds"))) TRY_OK(add_id(*message, &ids));
    }
  }
  return ids;
}

}  // namespace

/// Where the reading stands. `list_page` and `history_page` are the page that comes next; empty: none is begun. `done` is the
/// last mail of that page that was read; empty: none was.
struct GmailFeed::Cursor {
  std::string history_id;
  std::string list_page;
  std::string history_page;
  std::string done;
  std::int64_t read = 0;  ///< mails that were asked for since the first reading began
  bool is_first = false;
  bool is_restarted = false;  ///< the history is read again from its place, for want of a page
  BOOST_DESCRIBE_CLASS(Cursor, (), (history_id, list_page, history_page, done, read, is_first, is_restarted),
                       (), ())
};

GmailFeed::GmailFeed(VendorApi& api, GoogleConfig config, std::int64_t page_ms)
    : api_(api), config_(std::move(config)), page_ms_(page_ms) {}

Task<VendorAnswer> GmailFeed::get(VendorRequest request) {
  request.path = kGmailUser + std::move(request.path);
  VendorAnswer answer = co_await api_.call(std::move(request));
  if (answer.ok() && !answer.json.is_object()) {
    answer.kind = VendorAnswer::Kind::lost;
    answer.failure = "Its answer could not be read.";
  }
  co_return answer;
}

Task<Result<FeedPage>> GmailFeed::fetch(std::string text) {
  if (text.empty()) co_return co_await begin();
  auto cursor = from_json_text<Cursor>(text, Unknown::ignore);
  // A cursor that cannot be read is as one that Gmail no longer knows: what is there already counts as a duplicate.
  if (!cursor) co_return co_await begin();
  if (cursor->is_first) co_return co_await read_list(*std::move(cursor));
  co_return co_await read_history(*std::move(cursor));
}

/// The history's place first, then the list: what arrives meanwhile is read twice rather than never.
Task<Result<FeedPage>> GmailFeed::begin() {
  const VendorAnswer answer = co_await get({.path = "/profile", .units = kGmailProfileUnits});
  if (!answer.ok()) co_return api_.error_of(answer);
  Cursor cursor;
  cursor.history_id = member_text(answer.json, "historyId");
  cursor.is_first = true;
  if (cursor.history_id.empty()) co_return unavailable("Gmail's profile response has no history id.");
  auto page = co_await read_list(std::move(cursor));
  if (page) page->was_reset = true;
  co_return page;
}

Task<Result<FeedPage>> GmailFeed::read_list(Cursor cursor) {
  std::string path = "/messages?maxResults=" + std::to_string(kPageMails) + "&q=" +
                     percent_encode("newer_than:" + std::to_string(config_.gmail_first_sync_days) + "d");
  if (!cursor.list_page.empty()) path += "&pageToken=" + percent_encode(cursor.list_page);
  const VendorAnswer answer = co_await get({.path = std::move(path), .units = kGmailListUnits});
  if (is_forgotten(answer) && !cursor.list_page.empty()) {
    // From the newest again; what was read so far counts, so that this comes to an end.
    cursor.list_page.clear();
    co_return co_await read_list(std::move(cursor));
  }
  if (!answer.ok()) co_return api_.error_of(answer);
  CO_TRY(std::vector<std::string> ids, listed_ids(answer.json));
  CO_TRY(FeedPage page, co_await read_mails(std::move(ids), &cursor));
  if (!page.has_more) {
    cursor.list_page = member_text(answer.json, "nextPageToken");
    page.has_more = cursor.is_first =
        !cursor.list_page.empty() && cursor.read < config_.gmail_first_sync_mails;
    if (!cursor.is_first) cursor.list_page.clear();
  }
  page.cursor = to_json_text(cursor);
  co_return page;
}

Task<Result<FeedPage>> GmailFeed::read_history(Cursor cursor) {
  std::string path = "/history?startHistoryId=" + percent_encode(cursor.history_id) +
                     "&historyTypes=messageAdded&maxResults=" + std::to_string(kPageMails);
  if (!cursor.history_page.empty()) path += "&pageToken=" + percent_encode(cursor.history_page);
  const VendorAnswer answer = co_await get({.path = std::move(path), .units = kGmailHistoryUnits});
  if (is_forgotten(answer)) {
    log_event(LogLevel::warning, "gmail_history_too_old",
              {{"history_id", cursor.history_id}, {"status", answer.status}});
    // It may be the page alone that it does not take; but only once, or this could go round for ever.
    const bool is_page = answer.status == 400 && !cursor.history_page.empty() && !cursor.is_restarted;
    if (!is_page) co_return co_await begin();
    cursor.history_page.clear();
    cursor.is_restarted = true;
    co_return co_await read_history(std::move(cursor));
  }
  if (!answer.ok()) co_return api_.error_of(answer);
  CO_TRY(std::vector<std::string> ids, added_ids(answer.json));
  CO_TRY(FeedPage page, co_await read_mails(std::move(ids), &cursor));
  if (!page.has_more) {
    cursor.history_page = member_text(answer.json, "nextPageToken");
    page.has_more = !cursor.history_page.empty();
    // The place moves only when all pages were read: a page's token belongs to the place where it began.
    const std::string newest = member_text(answer.json, "historyId");
    if (!page.has_more && !newest.empty()) cursor.history_id = newest;
    if (!page.has_more) cursor.is_restarted = false;
  }
  page.cursor = to_json_text(cursor);
  co_return page;
}

/// Those of a page that are not done yet, as far as its time and room go; `has_more`: the page was not read to its end.
Task<Result<FeedPage>> GmailFeed::read_mails(std::vector<std::string> ids, Cursor* cursor) {
  const auto enough_at = std::chrono::steady_clock::now() + std::chrono::milliseconds(page_ms_);
  const auto done = std::ranges::find(ids, cursor->done);
  if (done != ids.end()) ids.erase(ids.begin(), done + 1);
  FeedPage page;
  std::size_t bytes = 0;
  bool has_answer = false;
  for (const std::string& id : ids) {
    const bool is_full = page.mails.size() >= kPageMails || bytes >= kPageBytes ||
                         std::chrono::steady_clock::now() >= enough_at;
    page.has_more = is_full && has_answer;
    if (page.has_more) break;
    auto mail = co_await get_mail(id);
    // What was read is kept, and the next page begins with the one that failed.
    page.has_more = !mail && has_answer;
    if (page.has_more) break;
    has_answer = mail.has_value();
    if (!mail) mail = skip_if_hopeless(id, mail.error());
    if (!mail) co_return mail.error();
    cursor->done = id;
    ++cursor->read;
    if (!*mail) continue;
    bytes += (*mail)->raw.size();
    page.mails.push_back(**std::move(mail));
  }
  if (!page.has_more) cursor->done.clear();
  failing_.clear();
  co_return page;
}

/// ERRORS: the one that is given, while there is hope: the mails behind it wait.
Result<std::optional<FeedMail>> GmailFeed::skip_if_hopeless(const std::string& id, const Error& error) {
  const bool is_of_mail = error.code != ErrorCode::limited && error.code != ErrorCode::unauthenticated;
  if (!is_of_mail || !failing_.is_hopeless(id)) return error;
  FeedMail mail;
  mail.provider_id = id;
  mail.skipped = "Gmail repeatedly failed to return this mail: " + error.message;
  return std::optional(std::move(mail));
}

/// Null for what is not to be read: a draft, or a mail that was deleted meanwhile.
Task<Result<std::optional<FeedMail>>> GmailFeed::get_mail(const std::string& id) {
  const VendorAnswer answer = co_await get({.path = "/messages/" + percent_encode(id) + "?format=raw",
                                            .units = kGmailGetUnits,
                                            .whole_ms = kMailMs,
                                            .least_bytes_per_s = kLeastBytesPerS});
  if (answer.status == 404) co_return std::optional<FeedMail>();
  FeedMail mail;
  mail.provider_id = id;
  if (answer.is_too_large || is_refused(answer)) {
    mail.skipped = answer.is_too_large ? answer.failure : api_.error_of(answer).message;
    co_return std::optional<FeedMail>(std::move(mail));
  }
  if (!answer.ok()) co_return api_.error_of(answer);
  const json::value* raw = find_member(answer.json, "raw");
  if (member_text(answer.json, "id").empty() || !raw || !raw->is_string()) co_return unreadable();
  mail.provider_thread_id = member_text(answer.json, "threadId");
  mail.labels = member_texts(answer.json, "labelIds");
  if (is_left_out(mail.labels)) co_return std::optional<FeedMail>();
  auto bytes = decode(member_text(answer.json, "raw"));
  if (bytes && !bytes->empty()) {
    mail.raw = *std::move(bytes);
  } else {
    mail.skipped = "Gmail returned no readable content";
  }
  co_return std::optional<FeedMail>(std::move(mail));
}

Task<Result<Unit>> GmailFeed::renew_push() {
  if (config_.gmail_pubsub_topic.empty()) co_return sa::ok();
  VendorRequest request;
  request.method = "POST";
  request.path = kGmailUser + "/watch";
  request.body = to_json_text(json::value(json::object{{"topicName", config_.gmail_pubsub_topic},
                                                       {"labelIds", json::array{"INBOX", "SENT"}},
                                                       {"labelFilterBehavior", "include"}}));
  request.units = kGmailWatchUnits;
  const VendorAnswer answer = co_await api_.call(std::move(request));
  if (answer.ok()) co_return sa::ok();
  co_return api_.error_of(answer);
}

}  // namespace sa
