#include "mail/address/address.h"

#include <idn2.h>

#include <algorithm>
#include <memory>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/address/spelling.h"

namespace sa {
namespace {

constexpr std::size_t kMaxAddressBytes = 254;  // RFC 5321 4.5.3.1.3 less < and >
constexpr std::size_t kMaxLocalBytes = 64;     // RFC 5321 4.5.3.1.1
constexpr std::size_t kMaxDomainBytes = 253;   // RFC 1035 2.3.4 in text form
constexpr std::size_t kMaxLabelBytes = 63;

bool is_alnum(char c) {
  return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || (c >= '0' && c <= '9');
}
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// RFC 5322 atext.
bool is_atext(char c) {
  return is_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

Error not_an_address(std::string_view text, std::string_view why) {
  return invalid("\"" + to_valid_utf8(std::string(utf8_cut(text, 80))) +
                 "\" is not a valid email address: " + std::string(why) + ".");
}

std::string_view wrong_local_part(std::string_view local) {
  if (local.empty()) return "there is nothing before the @";
  if (local.size() > kMaxLocalBytes) return "there are more than 64 characters before the @";
  if (!is_ascii(local)) return "non-ASCII letters before the @ cannot be delivered everywhere";
  if (local.front() == '.' || local.back() == '.' || local.find("..") != local.npos)
    return "there is a misplaced dot before the @";
  if (!std::ranges::all_of(local, [](char c) { return c == '.' || is_atext(c); }))
    return "there is a character before the @ that is not allowed";
  return {};
}

std::string_view wrong_label(std::string_view label) {
  if (label.empty()) return "the domain has an empty part";
  if (label.size() > kMaxLabelBytes) return "a part of the domain is longer than 63 characters";
  if (label.front() == '-' || label.back() == '-') return "a part of the domain begins or ends with a hyphen";
  if (!std::ranges::all_of(label, [](char c) { return c == '-' || is_alnum(c); }))
    return "the domain contains a character that is not allowed";
  return {};
}

std::string_view wrong_ascii_domain(std::string_view domain) {
  if (domain.size() > kMaxDomainBytes) return "the domain is too long";
  if (domain.find('.') == domain.npos) return "the domain has no dot";
  std::string_view rest = domain;
  std::string_view last;
  while (true) {
    const std::size_t dot = rest.find('.');
    last = rest.substr(0, dot);
    if (const auto why = wrong_label(last); !why.empty()) return why;
    if (dot == rest.npos) break;
    rest.remove_prefix(dot + 1);
  }
  if (std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; }))
    return "the domain ends in a number";
  return {};
}

struct IdnFree {
  void operator()(char* text) const { idn2_free(text); }
};

/// The domain in A-labels, or empty when IDNA2008 has none for it.
std::string to_a_labels(std::string_view domain) {
  char* made = nullptr;
  const int result =
      idn2_to_ascii_8z(std::string(domain).c_str(), &made, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, IdnFree> owner(made);
  return result == IDN2_OK && owner ? std::string(owner.get()) : std::string();
}

Result<std::string> checked_domain(std::string_view domain, std::string_view whole) {
  if (domain.size() > 4 * kMaxDomainBytes) return not_an_address(whole, "the domain is too long");
  if (domain.find('\0') != domain.npos) return not_an_address(whole, "it contains a NUL byte");
  std::string ascii(domain);
  if (!is_ascii(domain)) {
    if (!is_utf8(domain)) return not_an_address(whole, "the domain is not valid UTF-8");
    ascii = to_a_labels(domain);
    if (ascii.empty()) return not_an_address(whole, "the internationalised domain name is not valid");
  }
  if (const auto why = wrong_ascii_domain(ascii); !why.empty()) return not_an_address(whole, why);
  return ascii_lower(ascii);
}

}  // namespace

Result<std::string> normalize_address(std::string_view text) {
  if (text.empty()) return invalid("The email address is missing.");
  if (text.size() > 4 * kMaxAddressBytes) return not_an_address(text, "it is longer than 254 characters");
  const auto is_blank_or_control = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; };
  if (std::ranges::any_of(text, is_blank_or_control))
    return not_an_address(text, "it contains a space or a control character");
  const std::size_t at = text.rfind('@');
  if (at == text.npos) return not_an_address(text, "it has no @");
  const std::string_view local = text.substr(0, at);
  if (const auto why = wrong_local_part(local); !why.empty()) return not_an_address(text, why);
  TRY(const std::string domain, checked_domain(text.substr(at + 1), text));
  std::string address = ascii_lower(local) + "@" + domain;
  if (address.size() > kMaxAddressBytes) return not_an_address(text, "it is longer than 254 characters");
  return address;
}

Result<std::string> normalize_domain(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty()) return invalid("The domain is missing.");
  auto domain = checked_domain(text, text);
  if (!domain)
    return invalid("\"" + to_valid_utf8(std::string(utf8_cut(text, 80))) + "\" is not a valid domain.");
  return domain;
}

std::string fold_address(std::string_view text) {
  auto address = normalize_address(text);
  return address ? *std::move(address) : plain_address(text);
}

std::string_view domain_of(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == address.npos ? std::string_view() : address.substr(at + 1);
}

std::string_view local_part_of(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == address.npos ? address : address.substr(0, at);
}

Result<FreemailPolicy> load_freemail_policy(std::string_view json) {
  TRY(FreemailPolicy policy, from_json_text<FreemailPolicy>(json));
  std::ranges::sort(policy.domains);
  return policy;
}

bool is_freemail(std::string_view domain, const FreemailPolicy& policy) {
  return std::ranges::binary_search(policy.domains, domain);
}

}  // namespace sa
