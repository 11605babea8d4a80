#include "connectors/hubspot/hubspot_webhook.h"

#include <algorithm>

#include "base/crypto/hash.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"
#include "connectors/hubspot/hubspot_signature.h"

namespace sa {
namespace {

/// HubSpot sends at most 100 at once; more is somebody's mistake, and bounded all the same.
constexpr std::size_t kMostEvents = 1000;

/// Of an event only what says where to look is taken, never a value: the record is asked for those.
bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= 20 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "contact.propertyChange" -> "contact"; "object.creation" names its type by number.
std::string type_of(const boost::json::object& event) {
  const std::string kind = member_text(event, "subscriptionType");
  const std::string type = kind.substr(0, kind.find('.'));
  if (type != "object") return type;
  std::string number = member_text(event, "objectTypeId");
  if (number.empty()) number = member_text(event, "fromObjectTypeId");
  return number == "0-1" ? "contact" : number == "0-2" ? "company" : number == "0-3" ? "deal" : "";
}

void add(const std::string& type, const std::string& record_id, std::vector<RecordHint>* records) {
  if (!is_id(record_id)) return;
  const bool is_there = std::any_of(records->begin(), records->end(), [&](const RecordHint& each) {
    return each.type == type && each.record_id == record_id;
  });
  if (!is_there) records->push_back({type, record_id});
}

/// A merge changes both: the one that stays, and those that became part of it.
void add_records(const boost::json::object& event, std::vector<RecordHint>* records) {
  const std::string type = type_of(event);
  if (type != "contact" && type != "company" && type != "deal") return;
  // A new link ("contact.associationChange") names the record that it starts from.
  for (const char* name : {"objectId", "primaryObjectId", "newObjectId", "fromObjectId"})
    add(type, member_text(event, name), records);
  const auto* merged = event.if_contains("mergedObjectIds");
  if (!merged || !merged->is_array()) return;
  for (const auto& id : merged->as_array()) {
    if (id.is_int64()) add(type, std::to_string(id.as_int64()), records);
  }
}

Result<std::vector<RecordHint>> read_events(const std::string& body) {
  TRY(const boost::json::value json, parse_json(body));
  if (!json.is_array() || json.as_array().size() > kMostEvents)
    return invalid("The webhook body must be a list of at most 1,000 events.");
  std::vector<RecordHint> records;
  for (const auto& event : json.as_array()) {
    if (!event.is_object()) return invalid("Each event of the webhook body must be an object.");
    add_records(event.as_object(), &records);
  }
  return records;
}

}  // namespace

Task<Result<WebhookNews>> HubspotWebhook::open(WebhookDelivery delivery, Instant now) {
  const std::string v3 = delivery.header("X-HubSpot-Signature-v3");
  const std::string timestamp = delivery.header("X-HubSpot-Request-Timestamp");
  const std::string old = delivery.header("X-HubSpot-Signature");
  const std::string version = delivery.header("X-HubSpot-Signature-Version");
  const HubspotSigned request{delivery.method, delivery.url, delivery.body, v3, timestamp, old, version};
  CO_TRY_OK(check_hubspot_signature(request, secret_, now));
  CO_TRY(auto records, read_events(delivery.body));
  WebhookNews news;
  // The body alone: each event and each try of HubSpot's has its number there. A header field that stood here would let a
  // captured request act again by another rule of signing.
  news.delivery_key = "hubspot:" + sha256_hex(delivery.body);
  news.records = std::move(records);
  co_return news;
}

}  // namespace sa
