#include "actions/contact/unsubscribe.h"

#include <algorithm>

#include "actions/contact/suppression.h"
#include "actions/report/response.h"
#include "base/crypto/hash.h"
#include "base/log.h"
#include "base/text/ascii.h"
#include "mail/address/address.h"
#include "store/contact/contact.h"
#include "store/contact/unsubscribe.h"
#include "store/report/response.h"

namespace sa {
namespace {

constexpr std::size_t kRandomBytes = 16;
constexpr std::size_t kRandomChars = 22;  ///< of 16 bytes in base64url
constexpr std::size_t kMarkChars = 16;    ///< 64 bits: against guessing, on-line
constexpr std::size_t kLeastChars = 16;
constexpr std::size_t kMostChars = 64;
constexpr std::string_view kPath = "/u/";

bool is_id_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_id(std::string_view text) {
  return text.size() >= kLeastChars && text.size() <= kMostChars && std::ranges::all_of(text, is_id_char);
}

std::string mark_of(const Services& services, std::string_view random_part) {
  const std::string text = Canonical().add("unsubscribe-2").add(random_part).text();
  return hmac_sha256_hex(services.pepper, text).substr(0, kMarkChars);
}

/// Only what this installation made may hold up its sending: else anybody could, by inventing ids.
bool is_ours(const Services& services, std::string_view id) {
  return id.size() == kRandomChars + kMarkChars &&
         constant_time_equal(id.substr(kRandomChars), mark_of(services, id.substr(0, kRandomChars)));
}

Error no_link() {
  return not_found("This opt-out link is not one of ours or is incomplete. Copy the whole link.");
}

/// The id of the opt-out link that a mail names in List-Unsubscribe; empty when it has none.
std::string link_id_of(const Message& message) {
  const std::string* field = message.header("List-Unsubscribe");
  const std::size_t at = field ? field->find(kPath) : std::string::npos;
  if (at == std::string::npos) return {};
  const std::string_view rest = std::string_view(*field).substr(at + kPath.size());
  const std::size_t end = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_id_char) - rest.begin());
  const std::string_view id = rest.substr(0, end);
  return is_id(id) ? std::string(id) : std::string();
}

std::string draft_mark(std::string_view draft_id) {
  return sha256_hex(draft_id).substr(0, kMarkChars);
}

/// The draft whose link was opened: it has a mark that no other one has.
Result<std::optional<std::string>> find_marked_draft(ReadTx& tx, const std::string& email_key,
                                                     const std::string& mark) {
  if (mark.empty()) return std::optional<std::string>();
  TRY(const auto mails, list_mails_to(tx, email_key));
  for (const MailTo& mail : mails) {
    if (draft_mark(mail.draft_id) == mark) return std::optional(mail.draft_id);
  }
  return std::optional<std::string>();
}

/// Once for each wish: opening the link again says nothing new.
Result<Unit> note_opt_out(Tx& tx, const UnsubscribeLink& link, const std::string& mark, Instant now) {
  if (!link.shown) return ok();
  TRY(const auto standing, list_suppressions_of(tx, std::vector{link.key_hash}));
  if (std::ranges::any_of(standing, [](const Suppression& each) { return is_opt_out(each.reason); }))
    return ok();
  TRY(const auto named, find_marked_draft(tx, *link.shown, mark));
  TRY_OK(note_response(tx, {ResponseKind::opt_out, now, {}, {}}, *link.shown, named, "", now));
  return ok();
}

/// `mark`: of the draft whose link it was; empty: not known.
Result<Unit> opt_out(Services& services, Tx& tx, const UnsubscribeLink& link, const std::string& mark,
                     Instant now) {
  TRY_OK(note_opt_out(tx, link, mark, now));
  return keep_suppression(services, tx,
                          {"", link.key_hash, SuppressionScope::address, SuppressionReason::unsubscribe,
                           "opt-out link", now, link.shown});
}

}  // namespace

std::string new_unsubscribe_id(Services& services) {
  std::string bytes(kRandomBytes, '\0');
  services.random.fill(std::span(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()));
  const std::string random_part = base64url(bytes);
  return random_part + mark_of(services, random_part);
}

std::string unsubscribe_url(const Services& services, const std::string& unsubscribe_id,
                            const std::string& draft_id) {
  return services.public_url + std::string(kPath) + unsubscribe_id + "?d=" + draft_mark(draft_id);
}

std::string unsubscribe_id_of(const std::string& unsubscribe_url) {
  const std::size_t begin = unsubscribe_url.rfind('/') + 1;
  return unsubscribe_url.substr(begin, unsubscribe_url.find('?', begin) - begin);
}

Result<std::string> keep_unsubscribe_id(Tx& tx, const AddressKeys& person, const std::string& proposed,
                                        Instant now) {
  TRY(const auto known, find_unsubscribe_link_of(tx, person.key_hash));
  if (known) return known->unsubscribe_id;
  TRY_OK(insert_unsubscribe_link(tx, {proposed, person.key_hash, "key", person.email_key, now}));
  return proposed;
}

Task<Result<std::optional<std::string>>> find_unsubscribe_address(Services& services,
                                                                  std::string unsubscribe_id) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<std::optional<std::string>> {
    TRY(const auto link, find_unsubscribe_link(tx, unsubscribe_id));
    if (link) return link->shown;
    if (!is_id(unsubscribe_id)) return no_link();
    return std::optional<std::string>();
  });
}

Task<Result<std::optional<std::string>>> unsubscribe(Services& services, std::string unsubscribe_id,
                                                     std::string draft_mark) {
  const Instant now = services.clock.now();
  bool is_known = false;
  auto address = co_await services.db.write([&](Tx& tx) -> Result<std::optional<std::string>> {
    TRY(const auto link, find_unsubscribe_link(tx, unsubscribe_id));
    is_known = link.has_value();
    if (link) {
      TRY_OK(opt_out(services, tx, *link, draft_mark, now));
      return link->shown;
    }
    if (!is_id(unsubscribe_id)) return no_link();
    TRY_OK(keep_unknown_unsubscribe(tx, unsubscribe_id, is_ours(services, unsubscribe_id), now));
    return std::optional<std::string>();
  });
  if (address) {
    log_event(is_known ? LogLevel::info : LogLevel::warning,
              is_known ? "unsubscribed" : "unsubscribed_by_unknown_link", {{"source", "opt-out link"}});
  }
  co_return address;
}

Result<Unit> read_unsubscribe_link(Services& services, Tx& tx, const Message& message, Instant now) {
  const std::string id = link_id_of(message);
  if (id.empty() || message.to.size() != 1 || !message.cc.empty()) return ok();
  const auto address = read_address(message.to.front().address);
  if (!address) return ok();
  TRY(auto link, find_unsubscribe_link(tx, id));
  if (!link) {
    link = UnsubscribeLink{id, key_hash_of(services, *address), "read", *address, now};
    TRY_OK(insert_unsubscribe_link(tx, *link));
  }
  TRY(const bool is_awaited, take_unknown_unsubscribe(tx, id));
  if (!is_awaited) return ok();
  log_event(LogLevel::info, "unsubscribed", {{"source", "opt-out link of a mail that was read"}});
  return opt_out(services, tx, *link, "", now);
}

}  // namespace sa
