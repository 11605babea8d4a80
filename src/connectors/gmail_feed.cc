#include "connectors/gmail_feed.h"

#include <algorithm>

#include "base/hash.h"
#include "base/json_member.h"
#include "base/log.h"
#include "base/reflect.h"
#include "base/url.h"
#include "connectors/gmail_api.h"

namespace sa {
namespace {

namespace json = boost::json;

/// Mails of one page: all of a page are stored in one transaction.
constexpr int kPageMails = 25;

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

}  // namespace

/// Where the reading stands. `list_page` and `history_page` are the page that comes next; empty: none is begun.
struct GmailFeed::Cursor {
  std::string history_id;
  std::string list_page;
  std::string history_page;
  std::int64_t read = 0;  ///< mails of the first reading so far
  bool is_first = false;
  BOOST_DESCRIBE_CLASS(Cursor, (), (history_id, list_page, history_page, read, is_first), (), ())
};

GmailFeed::GmailFeed(VendorApi& api, Options options) : api_(api), options_(std::move(options)) {}

Task<VendorAnswer> GmailFeed::get(std::string path, std::int64_t units) {
  VendorRequest request;
  request.path = kGmailUser + std::move(path);
  request.units = units;
  co_return co_await api_.call(std::move(request));
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
  const VendorAnswer answer = co_await get("/profile", kGmailProfileUnits);
  if (!answer.ok()) co_return api_.error_of(answer);
  Cursor cursor;
  cursor.history_id = member_text(answer.json, "historyId");
  cursor.is_first = true;
  if (cursor.history_id.empty()) co_return unavailable("Gmail's profile has no history id.");
  auto page = co_await read_list(std::move(cursor));
  if (page) page->was_reset = true;
  co_return page;
}

Task<Result<FeedPage>> GmailFeed::read_list(Cursor cursor) {
  std::string path = "/messages?maxResults=" + std::to_string(kPageMails) +
                     "&q=" + percent_encode("newer_than:" + std::to_string(options_.first_days) + "d");
  if (!cursor.list_page.empty()) path += "&pageToken=" + percent_encode(cursor.list_page);
  const VendorAnswer answer = co_await get(std::move(path), kGmailListUnits);
  if (!answer.ok()) co_return api_.error_of(answer);
  std::vector<std::string> ids;
  for (const json::value& message : member_list(answer.json, "messages"))
    ids.push_back(member_text(message, "id"));
  FeedPage page;
  CO_TRY(page.mails, co_await get_mails(std::move(ids)));
  std::ranges::reverse(page.mails);  // Gmail lists the newest first
  cursor.read += static_cast<std::int64_t>(page.mails.size());
  cursor.list_page = member_text(answer.json, "nextPageToken");
  page.has_more = !cursor.list_page.empty() && cursor.read < options_.first_mails;
  if (!page.has_more) {
    cursor.is_first = false;
    cursor.list_page.clear();
  }
  page.cursor = to_json_text(cursor);
  co_return page;
}

Task<Result<FeedPage>> GmailFeed::read_history(Cursor cursor) {
  std::string path = "/history?startHistoryId=" + percent_encode(cursor.history_id) +
                     "&historyTypes=messageAdded&maxResults=" + std::to_string(kPageMails);
  if (!cursor.history_page.empty()) path += "&pageToken=" + percent_encode(cursor.history_page);
  const VendorAnswer answer = co_await get(std::move(path), kGmailHistoryUnits);
  if (answer.status == 404) {
    log_event(LogLevel::warning, "gmail_history_too_old", {{"history_id", cursor.history_id}});
    co_return co_await begin();
  }
  if (!answer.ok()) co_return api_.error_of(answer);
  std::vector<std::string> ids;
  for (const json::value& entry : member_list(answer.json, "history")) {
    for (const json::value& added : member_list(entry, "messagesAdded")) {
      const json::value* message = find_member(added, "message");
      if (!message || is_left_out(member_texts(*message, "labelIds"))) continue;
      std::string id = member_text(*message, "id");
      if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
    }
  }
  FeedPage page;
  CO_TRY(page.mails, co_await get_mails(std::move(ids)));
  cursor.history_page = member_text(answer.json, "nextPageToken");
  page.has_more = !cursor.history_page.empty();
  // The place moves only when all pages were read: a page's token belongs to the place where it began.
  const std::string newest = member_text(answer.json, "historyId");
  if (!page.has_more && !newest.empty()) cursor.history_id = newest;
  page.cursor = to_json_text(cursor);
  co_return page;
}

Task<Result<std::vector<FeedMail>>> GmailFeed::get_mails(std::vector<std::string> ids) {
  std::vector<FeedMail> mails;
  for (const std::string& id : ids) {
    CO_TRY(auto mail, co_await get_mail(id));
    if (mail) mails.push_back(*std::move(mail));
  }
  co_return mails;
}

/// Null for what is not to be read: a draft, or a mail that was deleted meanwhile.
Task<Result<std::optional<FeedMail>>> GmailFeed::get_mail(const std::string& id) {
  const VendorAnswer answer = co_await get("/messages/" + percent_encode(id) + "?format=raw", kGmailGetUnits);
  if (answer.status == 404) co_return std::optional<FeedMail>();
  FeedMail mail;
  mail.provider_id = id;
  // An answer that is too large will be too large again: the mail is left out, and named.
  const bool is_too_large =
      answer.kind == VendorAnswer::Kind::lost && answer.failure.find("larger") != std::string::npos;
  if (is_too_large) {
    mail.skipped = answer.failure;
    co_return std::optional<FeedMail>(std::move(mail));
  }
  if (!answer.ok()) co_return api_.error_of(answer);
  mail.provider_thread_id = member_text(answer.json, "threadId");
  mail.labels = member_texts(answer.json, "labelIds");
  if (is_left_out(mail.labels)) co_return std::optional<FeedMail>();
  auto raw = decode(member_text(answer.json, "raw"));
  if (raw && !raw->empty()) {
    mail.raw = *std::move(raw);
  } else {
    mail.skipped = "Gmail gave no readable bytes of it.";
  }
  co_return std::optional<FeedMail>(std::move(mail));
}

Task<Result<Unit>> GmailFeed::renew_push() {
  if (options_.pubsub_topic.empty()) co_return sa::ok();
  VendorRequest request;
  request.method = "POST";
  request.path = kGmailUser + "/watch";
  request.body = to_json_text(json::value(json::object{{"topicName", options_.pubsub_topic},
                                                       {"labelIds", json::array{"INBOX", "SENT"}},
                                                       {"labelFilterBehavior", "include"}}));
  request.units = kGmailWatchUnits;
  const VendorAnswer answer = co_await api_.call(std::move(request));
  if (answer.ok()) co_return sa::ok();
  co_return api_.error_of(answer);
}

}  // namespace sa
