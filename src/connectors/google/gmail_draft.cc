#include "connectors/google/gmail_draft.h"

#include "base/crypto/hash.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "base/text/url.h"
#include "connectors/google/gmail_api.h"

namespace sa {
namespace {

namespace json = boost::json;

/// Of one mail; more are another's doing.
constexpr int kMostDrafts = 10;
/// Nobody keeps more drafts, and ours are among the newest.
constexpr int kPageDrafts = 500;
constexpr int kMostPages = 10;
/// Read in one go: a third of what Gmail allows in a minute.
constexpr int kMostRead = 100;

}  // namespace

Task<VendorAnswer> GmailDrafts::create(const std::string& bytes, const std::string& thread_id,
                                       Instant deadline) {
  json::object message{{"raw", base64url(bytes)}};
  if (!thread_id.empty()) message["threadId"] = thread_id;
  VendorRequest request;
  request.method = "POST";
  request.path = kGmailUser + "/drafts";
  request.body = to_json_text(json::value(json::object{{"message", std::move(message)}}));
  request.is_repeatable = false;
  request.units = kGmailDraftUnits;
  request.deadline = deadline;
  co_return co_await api_.call(std::move(request));
}

Task<VendorAnswer> GmailDrafts::send(const std::string& id, Instant deadline) {
  VendorRequest request;
  request.method = "POST";
  request.path = kGmailUser + "/drafts/send";
  request.body = to_json_text(json::value(json::object{{"id", id}}));
  request.is_repeatable = false;
  request.units = kGmailSendUnits;
  request.deadline = deadline;
  co_return co_await api_.call(std::move(request));
}

Task<VendorAnswer> GmailDrafts::look_at(const std::string& id, std::optional<Instant> deadline) {
  co_return co_await gmail_get(api_, "/drafts/" + percent_encode(id) + "?format=minimal", kGmailGetUnits,
                               deadline);
}

Task<VendorAnswer> GmailDrafts::remove(std::string id, std::optional<Instant> deadline) {
  VendorRequest request;
  request.method = "DELETE";
  request.path = kGmailUser + "/drafts/" + percent_encode(id);
  request.units = kGmailDraftUnits;
  request.deadline = deadline;
  co_return co_await api_.call(std::move(request));
}

Task<Result<MadeDraft>> GmailDrafts::get(const std::string& id, std::optional<Instant> deadline) {
  const VendorAnswer answer = co_await gmail_get(api_, "/drafts/" + percent_encode(id) + "?format=metadata",
                                                 kGmailGetUnits, deadline);
  if (!answer.ok()) co_return api_.error_of(answer);
  if (!answer.json.is_object()) co_return unavailable("Gmail's answer could not be read.");
  MadeDraft made{id, {}, {}};
  const json::value* message = find_member(answer.json, "message");
  for (const auto& [name, value] : gmail_headers(message ? *message : json::value())) {
    if (name == "message-id") made.message_id = without_brackets(value);
    if (name == "date") made.date = value;
  }
  co_return made;
}

Task<std::vector<MadeDraft>> GmailDrafts::find(const std::string& rfc_message_id,
                                               std::optional<Instant> deadline) {
  std::vector<MadeDraft> ours;
  const auto ids = co_await gmail_list_ids(api_,
                                           "/drafts?maxResults=" + std::to_string(kMostDrafts) +
                                               "&q=" + percent_encode("rfc822msgid:" + rfc_message_id),
                                           "drafts", deadline);
  if (!ids) co_return ours;
  // What a search takes for ours may be a draft of the person's own.
  for (const std::string& id : *ids) {
    auto made = co_await get(id, deadline);
    if (made && made->message_id == rfc_message_id) ours.push_back(*std::move(made));
  }
  co_return ours;
}

Task<Result<std::vector<PreparedMail>>> GmailDrafts::list() {
  std::vector<PreparedMail> all;
  std::map<std::string, std::string> seen;
  int read = 0;
  std::string page;
  for (int pages = 0; pages < kMostPages && (pages == 0 || !page.empty()); ++pages) {
    const std::string path = "/drafts?maxResults=" + std::to_string(kPageDrafts) +
                             (page.empty() ? "" : "&pageToken=" + percent_encode(page));
    const VendorAnswer answer = co_await gmail_get(api_, path, kGmailListUnits);
    if (!answer.ok()) co_return api_.error_of(answer);
    if (!answer.json.is_object()) co_return unavailable("Gmail's answer could not be read.");
    for (const json::value& each : member_list(answer.json, "drafts")) {
      const std::string id = member_text(each, "id");
      const json::value* message = find_member(each, "message");
      const std::string at = message ? member_text(*message, "id") : std::string();
      std::optional<std::string> message_id;
      {
        const std::lock_guard lock(mutex_);
        if (const auto known = known_.find(at); known != known_.end()) message_id = known->second;
      }
      if (!message_id && read++ < kMostRead) {
        auto made = co_await get(id, std::nullopt);
        if (made) message_id = std::move(made->message_id);
      }
      if (!message_id) continue;
      seen[at] = *message_id;
      all.push_back({id, *std::move(message_id)});
    }
    page = member_text(answer.json, "nextPageToken");
  }
  const std::lock_guard lock(mutex_);
  known_ = std::move(seen);
  co_return all;
}

}  // namespace sa
