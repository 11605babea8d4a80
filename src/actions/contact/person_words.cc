#include "actions/contact/person_words.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "mail/address/address.h"

namespace sa {
namespace {

constexpr std::size_t kMostLocalBytes = 200;  ///< of 64 (RFC 5321), percent-encoded
constexpr std::size_t kMostDomainBytes = 400;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_local(char c) {
  return is_word(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.\"").find(c) != std::string_view::npos;
}
bool is_domain(char c) {
  return is_word(c) || c == '-' || c == '.';
}

/// "%2B" is a plus in a URL.
std::string url_decoded(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_plus = text.substr(i, 3) == "%2B" || text.substr(i, 3) == "%2b";
    made += is_plus ? '+' : text[i];
    if (is_plus) i += 2;
  }
  return made;
}

}  // namespace

bool PersonWords::is_address(std::string_view text) const {
  const auto address = read_address(text);
  return address && key_hashes_.contains(key_hash_of(services_, *address));
}

std::size_t PersonWords::local_bytes(std::string_view before, std::string_view domain) const {
  std::size_t begin = before.size();
  const std::size_t least = before.size() - std::min(before.size(), kMostLocalBytes);
  while (begin > least && is_local(before[begin - 1])) --begin;
  // From the longest on: what stands before the address may be characters that an address can have, too ("to=ben@...").
  for (; begin < before.size(); ++begin) {
    const bool is_edge = begin == least || !is_word(before[begin - 1]);
    if (!is_edge) continue;
    const std::string_view local = before.substr(begin);
    for (const std::string& each : {std::string(local), url_decoded(local)}) {
      if (is_address(each + '@' + std::string(domain))) return local.size();
    }
  }
  return 0;
}

std::string PersonWords::without_address(std::string_view text) const {
  std::string made;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t sign = text[at] == '@' ? 1 : text.substr(at, 3) == "%40" ? 3 : 0;
    if (sign == 0) continue;
    std::size_t end = at + sign;
    while (end < text.size() && end - at < kMostDomainBytes && is_domain(text[end])) ++end;
    while (end > at + sign && !is_word(text[end - 1])) --end;
    const std::string_view domain = text.substr(at + sign, end - at - sign);
    const std::size_t local = local_bytes(text.substr(kept, at - kept), domain);
    if (local == 0) continue;
    made += text.substr(kept, at - kept - local);
    made += kErasedMark;
    kept = end;
    at = end - 1;
  }
  return made += text.substr(kept);
}

}  // namespace sa
