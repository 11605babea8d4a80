#include "connectors/http/oidc.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/crypto/hash.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostTokenBytes = 16 << 10;
constexpr std::size_t kMostKeys = 32;
constexpr int kFewestBits = 2048;
/// How far our clock and Google's may be apart, for what lies ahead. An expired token has no such mercy.
constexpr std::int64_t kSkewMs = 5 * kMinuteMs;
constexpr std::array<std::string_view, 2> kIssuers = {"https://accounts.google.com", "accounts.google.com"};

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* params) const { OSSL_PARAM_free(params); }
  void operator()(BIGNUM* number) const { BN_free(number); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<BIGNUM> number_of(const std::string& base64) {
  const auto bytes = from_base64url(base64);
  if (!bytes || bytes->empty()) return nullptr;
  return Owned<BIGNUM>(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes->data()),
                                 static_cast<int>(bytes->size()), nullptr));
}

Owned<EVP_PKEY> rsa_key(const std::string& n, const std::string& e) {
  const auto modulus = number_of(n);
  const auto exponent = number_of(e);
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  if (!modulus || !exponent || !builder || !context) return nullptr;
  if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  const Owned<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder.get()));
  EVP_PKEY* made = nullptr;
  if (!params || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  Owned<EVP_PKEY> key(made);
  return EVP_PKEY_get_bits(key.get()) >= kFewestBits ? std::move(key) : nullptr;
}

bool is_for_rs256(const json::object& key) {
  const std::string use = member_text(key, "use");
  const std::string algorithm = member_text(key, "alg");
  return member_text(key, "kty") == "RSA" && (use.empty() || use == "sig") &&
         (algorithm.empty() || algorithm == "RS256");
}

/// The three parts of a token.
struct Parts {
  std::string_view signed_text;
  json::object header;
  json::object claims;
  std::string signature;
};

std::optional<json::object> object_of(std::string_view part) {
  const auto text = from_base64url(part);
  if (!text) return std::nullopt;
  auto value = parse_json(*text);
  if (!value || !value->is_object()) return std::nullopt;
  return std::move(value->as_object());
}

std::optional<Parts> split(std::string_view token) {
  if (token.size() > kMostTokenBytes) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return std::nullopt;
  auto header = object_of(token.substr(0, first));
  auto claims = object_of(token.substr(first + 1, second - first - 1));
  auto signature = from_base64url(token.substr(second + 1));
  if (!header || !claims || !signature || signature->empty()) return std::nullopt;
  return Parts{token.substr(0, second), *std::move(header), *std::move(claims), *std::move(signature)};
}

/// Seconds since 1970, as claims write times.
std::optional<Instant> time_of(const json::object& claims, std::string_view name) {
  constexpr std::int64_t kLatest = 253402300799;  // the year 9999
  const json::value* value = claims.if_contains(name);
  if (!value || !value->is_int64() || value->as_int64() < 0 || value->as_int64() > kLatest)
    return std::nullopt;
  return Instant{value->as_int64() * kSecondMs};
}

Error refused(std::string words) {
  return unauthenticated("This push could not be verified as coming from Google: " + std::move(words));
}

Result<Unit> check_header(const json::object& header) {
  if (member_text(header, "alg") != "RS256") return refused("its token is not signed with RS256.");
  if (header.contains("crit")) return refused("its token requires an unknown extension.");
  if (member_text(header, "kid").empty()) return refused("its token names no key.");
  return ok();
}

Result<Unit> check_times(const json::object& claims, Instant now) {
  const auto expires_at = time_of(claims, "exp");
  const auto issued_at = time_of(claims, "iat");
  if (!expires_at || !issued_at) return refused("its token has no issue or expiry time.");
  if (now >= *expires_at) return refused("its token has expired.");
  if (*issued_at > now + kSkewMs)
    return refused("its token was issued in the future. Check this machine's clock.");
  const auto not_before = time_of(claims, "nbf");
  if (claims.contains("nbf") && (!not_before || *not_before > now + kSkewMs))
    return refused("its token is not valid yet.");
  return ok();
}

Result<Unit> check_claims(const json::object& claims, const TokenWish& wish) {
  if (std::ranges::find(kIssuers, member_text(claims, "iss")) == kIssuers.end())
    return refused("its token has a different issuer.");
  if (wish.audience.empty() || member_text(claims, "aud") != wish.audience)
    return refused("its token's audience is not GMAIL_PUSH_AUDIENCE.");
  if (wish.email.empty() || member_text(claims, "email") != wish.email)
    return refused("its token does not belong to GMAIL_PUSH_SERVICE_ACCOUNT.");
  const json::value* verified = claims.if_contains("email_verified");
  if (!verified || !verified->is_bool() || !verified->as_bool())
    return refused("the email address in its token is not verified.");
  return ok();
}

/// `max-age` of a Cache-Control field; 0 when there is none.
std::int64_t max_age_s(std::string_view field) {
  const std::size_t at = field.find("max-age=");
  std::int64_t seconds = 0;
  if (at != std::string_view::npos)
    std::from_chars(field.data() + at + 8, field.data() + field.size(), seconds);
  return seconds;
}

Error no_keys(const Error& cause) {
  return unavailable("Google's keys could not be read: " + cause.message)
      .with_cause(cause.cause)
      .with_retry_after(cause.retry_after_s);
}

std::string base_of(const std::string& url) {
  return url.substr(0, url.find('/', url.find("://") + 3));
}

VendorApi::Options call_options(VendorApi::Options call, std::string base_url, std::string path) {
  call.provider = "google_keys";
  call.title = "Google's key server";
  call.base_url = std::move(base_url);
  call.check_path = std::move(path);
  // Forged tokens cannot make us ask without end while no set of keys is had.
  call.rate = {.units = 10, .period_ms = 10 * kSecondMs};
  call.longest_wait_ms = 2 * kSecondMs;
  return call;
}

}  // namespace

struct KeySet::State {
  std::map<std::string, Owned<EVP_PKEY>, std::less<>> keys;
};

KeySet::KeySet() : state_(std::make_shared<State>()) {}

Result<KeySet> KeySet::parse(std::string_view text) {
  TRY(const json::value json, parse_json(text));
  const json::value* keys = json.is_object() ? json.as_object().if_contains("keys") : nullptr;
  if (!keys || !keys->is_array()) return invalid("Google's keys are not in the expected format.");
  auto state = std::make_shared<State>();
  for (const json::value& each : keys->as_array()) {
    if (!each.is_object() || state->keys.size() >= kMostKeys || !is_for_rs256(each.as_object())) continue;
    const std::string kid = member_text(each.as_object(), "kid");
    auto key = rsa_key(member_text(each.as_object(), "n"), member_text(each.as_object(), "e"));
    if (key && !kid.empty()) state->keys.emplace(kid, std::move(key));
  }
  KeySet set;
  set.state_ = std::move(state);
  return set;
}

bool KeySet::contains(std::string_view kid) const {
  return state_->keys.find(kid) != state_->keys.end();
}

bool KeySet::verifies(std::string_view kid, std::string_view text, std::string_view signature) const {
  const auto found = state_->keys.find(kid);
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (found == state_->keys.end() || !context) return false;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const auto* given = reinterpret_cast<const unsigned char*>(signature.data());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, found->second.get()) == 1 &&
         EVP_DigestVerify(context.get(), given, signature.size(), bytes, text.size()) == 1;
}

std::string token_kid(std::string_view token) {
  const auto parts = split(token);
  return parts ? member_text(parts->header, "kid") : std::string();
}

Result<Unit> check_id_token(std::string_view token, const KeySet& keys, const TokenWish& wish, Instant now) {
  const auto parts = split(token);
  if (!parts) return refused("its token is malformed.");
  TRY_OK(check_header(parts->header));
  if (!keys.verifies(member_text(parts->header, "kid"), parts->signed_text, parts->signature))
    return refused("its token is not signed with one of Google's keys.");
  TRY_OK(check_times(parts->claims, now));
  return check_claims(parts->claims, wish);
}

GoogleKeys::GoogleKeys(const std::string& certs_url, VendorApi::Tools tools, VendorApi::Options call)
    : api_(call_options(std::move(call), base_of(certs_url), certs_url.substr(base_of(certs_url).size())),
           tools, nullptr),
      path_(certs_url.substr(base_of(certs_url).size())),
      clock_(tools.clock) {}

/// Whether the keys at hand answer for `kid`: it is there, or was looked for a moment ago.
bool GoogleKeys::is_fresh(const std::string& kid, Instant now) {
  const bool is_kept = now < kept_until_;
  return is_kept && (keys_.contains(kid) || now < asked_at_ + kMinuteMs);
}

Task<Result<KeySet>> GoogleKeys::keys_for(std::string kid) {
  const Instant now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    if (is_fresh(kid, now)) co_return keys_;
  }
  VendorRequest request;
  request.path = path_;
  const VendorAnswer answer = co_await api_.call(std::move(request));
  // Whatever went wrong, nothing is known of the token: it must come again.
  if (!answer.ok()) co_return no_keys(api_.error_of(answer));
  auto keys = KeySet::parse(answer.body);
  if (!keys) co_return no_keys(keys.error());
  std::int64_t age_s = 0;
  for (const auto& [name, value] : answer.headers) {
    if (name == "cache-control") age_s = max_age_s(value);
  }
  const std::lock_guard lock(mutex_);
  keys_ = *std::move(keys);
  asked_at_ = now;
  kept_until_ = now + std::clamp<std::int64_t>(age_s, 300, 86'400) * kSecondMs;
  co_return keys_;
}

}  // namespace sa
