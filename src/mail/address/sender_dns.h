// Judges the DNS records of a domain that sends mail, for a person: SPF, DKIM, DMARC, MX. Large receivers refuse or hide
// mail from domains without them (Gmail, Yahoo and Microsoft since 2024 and 2025).
// THREADS: pure functions.
// SOURCE: RFC 7208 (SPF), RFC 6376 3.6 (DKIM), RFC 7489 6.3 (DMARC), RFC 5321 5 and RFC 7505 (MX).
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace sa {

enum class Health { ok, warn, fail };
BOOST_DESCRIBE_ENUM(Health, ok, warn, fail)

/// One line of a diagnosis.
struct Diagnosis {
  std::string about;  ///< "spf"
  Health health = Health::ok;
  std::string words;  ///< what is, and what to do
};
BOOST_DESCRIBE_STRUCT(Diagnosis, (), (about, health, words))

/// Records as the DNS gave them; null: it could not be asked, which says nothing of them.
struct SenderRecords {
  using List = std::optional<std::vector<std::string>>;
  std::string domain;
  List txt;    ///< of the domain
  List dmarc;  ///< TXT of _dmarc.<domain>
  List dkim;   ///< TXT of the selectors that were tried
  List mx;
};
std::vector<Diagnosis> judge_sender(const SenderRecords& records);

}  // namespace sa
