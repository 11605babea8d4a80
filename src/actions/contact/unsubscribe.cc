#include "actions/contact/unsubscribe.h"

#include "base/crypto/hash.h"
#include "base/log.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"

namespace sa {
namespace {

/// Half of a SHA-256: enough against guessing, and short enough for a header line.
constexpr std::size_t kSignatureChars = 32;

std::string signature(const Services& services, const std::string& draft_key) {
  const std::string text = Canonical().add("unsubscribe-1").add(draft_key).text();
  return hmac_sha256_hex(services.secret_key, text).substr(0, kSignatureChars);
}

/// Drafts are named by their callers, with any characters: a link carries the id's bytes in base64url.
std::string draft_key(const std::string& draft_id) {
  return base64url(draft_id);
}

Error unknown_token() {
  return not_found("This opt-out link is not one of ours, or it was cut off. Copy it whole.");
}

Result<Draft> find_by_token(const Services& services, ReadTx& tx, const std::string& token) {
  const std::size_t dot = token.rfind('.');
  if (dot == std::string::npos || token.size() > 2000) return unknown_token();
  const std::string key = token.substr(0, dot);
  if (!constant_time_equal(token.substr(dot + 1), signature(services, key))) return unknown_token();
  const auto draft_id = from_base64url(key);
  if (!draft_id) return unknown_token();
  TRY(auto draft, find_draft(tx, *draft_id));
  if (!draft) return unknown_token();
  return *std::move(draft);
}

}  // namespace

std::string unsubscribe_url(const Services& services, const std::string& draft_id) {
  const std::string key = draft_key(draft_id);
  return services.public_url + "/u/" + key + "." + signature(services, key);
}

Task<Result<std::string>> find_unsubscribe_address(Services& services, std::string token) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<std::string> {
    TRY(const Draft draft, find_by_token(services, tx, token));
    return draft.recipient;
  });
}

Task<Result<std::string>> unsubscribe(Services& services, std::string token) {
  const Instant now = services.clock.now();
  auto address = co_await services.db.write([&](Tx& tx) -> Result<std::string> {
    TRY(const Draft draft, find_by_token(services, tx, token));
    TRY_OK(suppress(tx, {draft.recipient_key, "unsubscribe", "opt-out link of draft " + draft.id, now}));
    return draft.recipient;
  });
  if (address) log_event(LogLevel::info, "unsubscribed", {{"source", "opt-out link"}});
  co_return address;
}

}  // namespace sa
