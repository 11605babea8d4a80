#include "connectors/google/gmail_push.h"

#include <algorithm>

#include "base/crypto/hash.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "mail/address/address.h"

namespace sa {
namespace {

constexpr std::size_t kMostIdBytes = 256;

struct PushMessage {
  std::string data;
  std::string messageId;  // NOLINT(readability-identifier-naming): Pub/Sub's name
};
BOOST_DESCRIBE_STRUCT(PushMessage, (), (data, messageId))

struct PushEnvelope {
  PushMessage message;
};
BOOST_DESCRIBE_STRUCT(PushEnvelope, (), (message))

/// Pub/Sub writes standard base64; the alphabet for URLs is taken, too.
std::string as_base64url(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

/// Gmail writes the history id as a number that needs all 64 bits, or as text.
std::string id_text(const boost::json::value& value) {
  if (value.is_int64() && value.as_int64() > 0) return std::to_string(value.as_int64());
  if (value.is_uint64()) return std::to_string(value.as_uint64());
  if (!value.is_string() || value.as_string().empty() || value.as_string().size() > 20) return {};
  const std::string text(value.as_string());
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) ? text : "";
}

Result<MailHint> read_hint(const std::string& data) {
  const auto text = from_base64url(as_base64url(data));
  if (!text) return invalid("The push data is not valid base64.");
  TRY(const boost::json::value json, parse_json(*text));
  if (!json.is_object()) return invalid("The push data is not the expected JSON object.");
  const auto* address = json.as_object().if_contains("emailAddress");
  const auto* history_id = json.as_object().if_contains("historyId");
  if (!address || !address->is_string() || !history_id || id_text(*history_id).empty())
    return invalid("The push has no mailbox address or no history id.");
  TRY(const std::string key, normalize_address(std::string(address->as_string())));
  return MailHint{key, id_text(*history_id)};
}

}  // namespace

Result<WebhookNews> read_gmail_push(std::string_view body) {
  TRY(const auto envelope, from_json_text<PushEnvelope>(body, Unknown::ignore));
  const std::string& id = envelope.message.messageId;
  if (id.empty() || id.size() > kMostIdBytes) return invalid("The push has no id.");
  TRY(MailHint hint, read_hint(envelope.message.data));
  WebhookNews news;
  news.delivery_key = "gmail:" + id;
  news.mail = std::move(hint);
  return news;
}

Task<Result<WebhookNews>> GmailPush::open(WebhookDelivery delivery, Instant now) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string field = delivery.header("Authorization");
  // RFC 9110, 11.1: the scheme has no case.
  if (!equal_ignoring_case(std::string_view(field).substr(0, kBearer.size()), kBearer))
    co_return unauthenticated("The push has no token.");
  const std::string token = field.substr(kBearer.size());
  const std::string kid = token_kid(token);
  if (kid.empty()) co_return unauthenticated("The push's token is malformed.");
  CO_TRY(const KeySet keys, co_await keys_.keys_for(kid));
  CO_TRY_OK(check_id_token(token, keys, wish_, now));
  co_return read_gmail_push(delivery.body);
}

}  // namespace sa
